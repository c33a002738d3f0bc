"""What a task says of itself: its place, its stand-in, and names for people."""

import inspect

import pytest
import transformers

import inference
from inference import names
from inference.recorded import OF_MODELS, STATED, recorded


def test_every_task_has_a_place_of_its_own():
    places = [task.order for task in inference.tasks().values()]
    assert places == sorted(set(places))


@pytest.mark.parametrize("name", [n for n, task in inference.tasks().items() if task.has_demo])
def test_every_metric_on_the_card_of_a_demo_checkpoint_has_a_name(name):
    task = inference.task(name)
    stated = inference.independent(task.checkpoint)
    assert stated
    known = names.METRICS.keys() | task.metrics.keys()
    assert {*inference.held_out(task.checkpoint), *stated.figures} <= known


def test_every_task_without_a_demo_checkpoint_has_a_stand_in():
    assert all(task.stand_in for task in inference.tasks().values() if not task.has_demo)


STAND_INS = [name for name, task in inference.tasks().items() if not task.has_demo]


@pytest.mark.parametrize("name", STAND_INS)
def test_a_stand_in_has_a_recorded_answer_of_a_named_checkpoint_beside_it(name):
    example = recorded(inference.task(name))
    assert "/" in example.checkpoint and example.code and example.answer
    assert str(example.source)


@pytest.mark.parametrize("name", OF_MODELS)
def test_an_answer_of_a_model_is_that_of_its_docstring(name):
    example = recorded(inference.task(name))
    docstring = inspect.getdoc(getattr(transformers, OF_MODELS[name][1]).forward)
    assert example.answer in docstring and example.checkpoint in docstring
    assert str(example.source).endswith(f"transformers {transformers.__version__}")


def test_what_is_stated_elsewhere_is_used_only_where_transformers_has_no_answer():
    for name, example in STATED.items():
        assert recorded(inference.task(name)) is example
        assert "2026" in str(example.source)


def test_every_sample_says_what_it_shows():
    for task in inference.tasks().values():
        for kind in ("image", "audio", "video"):
            if any(wanted.kind == kind for wanted in task.inputs):
                titles = [task.sample_title(path) for path in task.samples(kind)]
                assert len(set(titles)) == len(titles)
                assert not any("scene" in title.lower() or "_" in title for title in titles)


def test_two_pictures_to_be_matched_are_not_the_same_at_first():
    first, second = inference.task("keypoint-matching").inputs
    names = [path.stem for path in inference.task("keypoint-matching").samples("image")]
    assert (names[0], second.start) == ("coloured_shapes", "coloured_shapes_turned")
    assert second.start in names and not first.start


def test_every_chinese_line_of_an_example_has_a_gloss():
    for task in inference.tasks().values():
        for example in task.examples:
            for text in example.inputs.values():
                for line in [text] if isinstance(text, str) else text:
                    chinese = any("\u4e00" <= char <= "\u9fff" for char in line)
                    assert chinese == (line in task.glosses), line
