"""The Python that the README and the pages show runs as it stands, without a network."""

import ast
import json
import re
import socket
from contextlib import chdir
from math import isclose
from numbers import Real
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import inference
import tokenizer_lab as lab
from inference import checkpoints, stand_in
from pages.pipelines_parts import code

from .conftest import ROOT
from .pages import learned, opened, ran
from .random_texts import random_prose

pytestmark = pytest.mark.slow

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(block, id=f"{file.name}-{number}")
    for file in sorted(ROOT.glob("*.md"))
    for number, block in enumerate(BLOCK.findall(file.read_text("utf-8")))
]
LONG = random_prose(400)
"""More than a panel writes out: it opens a file instead."""
TABLE = "id,review\n1,很好看\n2,A fine day\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run code in a folder with the files that code on a page may name, the network cut."""
    files = {"text.txt": LONG, "texts.csv": "text\n很好看\nA fine day\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    # As in the folder of the project, for those with an example's path in them.
    for name in ("inference", "demo_checkpoints"):
        (tmp_path / name).symlink_to(ROOT / name)

    def refuse(*_address):
        raise OSError("the network is cut")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)

    def execute(code: str, **files: str | bytes) -> Any:
        """The value of its last expression."""
        for name, held in files.items():
            data = held if isinstance(held, bytes) else held.encode()
            Path(tmp_path, name).write_bytes(data)
        *statements, last = ast.parse(code).body
        assert isinstance(last, ast.Expr)
        names: dict[str, Any] = {"__name__": "shown"}
        with chdir(tmp_path):
            exec(compile(ast.Module(statements, []), "shown", "exec"), names)
            return eval(compile(ast.Expression(last.value), "shown", "eval"), names)

    return execute


def panel(app: AppTest) -> str:
    """The code that a page says does the same."""
    assert not app.exception
    (panel,) = [each for each in app.expander if each.label == "The Python that does the same"]
    return panel.code[0].value


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_a_page_for_programmers_runs(block, run):
    run(block)


@pytest.mark.parametrize("algorithm", sorted(lab.ALGORITHMS))
def test_what_learns_on_the_page_learns_in_python(algorithm, run):
    app = learned(opened("learn"))
    learned(app.button_group(key="learns-shown").set_value(algorithm).run())
    for corpus in ("classic", "english", "chinese", "mixed", "text"):
        learned(app.button_group(key="corpus-shown").set_value(corpus).run())
        run(panel(app))
    learned(app.text_area(key="text").set_value(LONG).run())
    assert "text.txt" in panel(app)
    run(panel(app))


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_what_a_tokenizer_does_on_the_pages_it_does_in_python(name, run):
    app = opened("encode")
    run(panel(app.selectbox(key="encode-with-shown").set_value(name).run()))
    app = opened("vocabulary")
    app.selectbox(key="vocabulary-of-shown").set_value(name).run()
    run(panel(app.text_input(key="vocabulary-q").set_value("the").run()))


def test_what_is_compared_on_the_page_is_compared_in_python(run):
    app = opened("compare")
    run(panel(app))
    app.multiselect(key="compare-with-shown").set_value(list(lab.BUILT_IN)).run()
    app.text_area(key="compare-text").set_value(LONG).run()
    assert "text.txt" in panel(app)
    run(panel(app))


def test_the_layout_of_a_chat_on_the_page_is_that_in_python(run):
    run(panel(opened("chat")))


def test_rows_are_counted_in_python_as_on_the_page(run):
    app = opened("batch")
    run(panel(app))
    app.file_uploader(key="batch-file").set_value(("texts.csv", TABLE.encode(), "text/csv")).run()
    run(panel(app), **{"texts.csv": TABLE})


def test_models_are_chosen_in_python_as_on_the_page(run):
    app = opened("models")
    run(panel(app))
    app.text_input(key="q").set_value("bert").run()
    app.button_group(key="modality-shown").set_value(["text"]).run()
    app.button_group(key="framework-shown").set_value(["flax"]).run()
    app.number_input(key="gb").set_value(1.0).run()
    run(panel(app))


def test_rows_of_the_documentation_are_chosen_in_python_as_on_the_page(run):
    app = opened("documented")
    run(panel(app))
    app.text_input(key="documented").set_value("gpt").run()
    run(panel(app.button_group(key="supported").set_value(["flax"]).run()))


@pytest.mark.parametrize("model", ["bert", "clip", "transfo-xl"])
def test_a_model_is_described_in_python_as_on_the_page(model, run):
    run(panel(opened("model").selectbox(key="model").set_value(model).run()))


@pytest.mark.parametrize("task", inference.tasks())
def test_a_task_runs_in_python_as_on_the_page(task, run):
    described = inference.tasks()[task]
    if described.missing:
        pytest.skip("its package is not installed")
    app = opened("pipelines")
    app.session_state["task"] = task
    ran(app.run())
    (raw,) = (each.value for each in app.code if each.language == "json")
    both = codes(app)
    own = run(both[0])[0]
    if not raw.endswith("…"):  # cut where it is long
        assert near(timeless(own), timeless(json.loads(raw)["output"]))
    assert "batch_size" not in both[0]
    assert len(both) == 1 + described.has_demo
    if described.has_demo:
        assert "inference" not in both[1].replace("inference_mode", "").replace("inference/", "")
        assert near(answers(task, run(both[1]), len(own)), answers(task, own, len(own)))


SHOWN_PLAIN = [
    name
    for name, task in inference.tasks().items()
    if name in {**code.CALLS, **code.CLASSES} and not task.has_demo and not task.missing
]


@pytest.mark.parametrize("task", SHOWN_PLAIN)
def test_a_checkpoint_of_ones_own_runs_in_python_without_a_path_of_the_server(
    task, run, tmp_path, monkeypatch
):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "mine").symlink_to(stand_in.folder(inference.task(task)))
    monkeypatch.setenv(checkpoints.ROOT, str(folder))
    app = opened("pipelines")
    app.session_state["task"] = task
    app.session_state["weights"] = "local"
    own, plain = codes(ran(app.run()))
    assert str(tmp_path) not in own + plain
    assert run(own)[0]
    assert run(plain) is not None


def codes(app: AppTest) -> list[str]:
    (panel,) = [each for each in app.expander if each.label == "The Python that does the same"]
    return [each.value for each in panel.code]


def answers(task: str, output: Any, count: int) -> list:
    """What was answered to each input, in one form for both ways to ask."""
    outputs = output if isinstance(output, list) and len(output) == count > 1 else [output]
    outputs = output if count == 1 and isinstance(output, list) and len(output) == 1 else outputs
    return [said(task, each) for each in outputs]


def timeless(output: Any) -> Any:
    """An output without how fast it was."""
    if isinstance(output, dict):
        return {name: timeless(each) for name, each in output.items() if "per_second" not in name}
    return [timeless(each) for each in output] if isinstance(output, list) else output


def said(task: str, output: Any) -> Any:
    while isinstance(output, list) and len(output) == 1:
        output = output[0]
    if task == "text-generation":
        return output["generated_text"]
    if task == "ner":  # transformers' entities may begin or end inside of a word
        return [(row["entity_group"], row["word"]) for row in output]
    if task in ("summarization", "translation"):
        return output if isinstance(output, str) else next(iter(output.values()))
    if task == "question-answering":
        best = output[0] if isinstance(output, list) else output
        return best["answer"]
    if task == "image-segmentation":
        return sorted(segment["label"] for segment in output)
    if task == "object-detection":
        return sorted((box["label"], round(box["score"], 3)) for box in output)
    return output


def near(one: Any, other: Any) -> bool:
    """Whether two answers are the same but for the last digits of their numbers."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(near(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(near, one, other))
    if isinstance(one, Real) and isinstance(other, Real):
        return isclose(one, other, rel_tol=1e-3, abs_tol=1e-4)
    return one == other


def test_a_picture_of_ones_own_is_named_in_the_code(run, tmp_path):
    sample = inference.task("image-classification").samples("image")[0].read_bytes()
    (tmp_path / "a.png").write_bytes(sample)
    app = opened("pipelines")
    app.session_state["task"] = task = "image-classification"
    app.run().button_group(key=f"{task}.image-source").set_value("file").run()
    app.file_uploader(key=f"{task}.image-file").set_value(("a.png", sample, "image/png")).run()
    own, plain = codes(ran(app))
    assert near(answers(task, run(plain), 1), answers(task, run(own)[0], 1))
    assert "that you handed in" in own and "that you handed in" in plain


def test_rows_of_a_file_are_written_out_in_the_code(run):
    app = opened("pipelines")
    app.button_group(key="amount-shown").set_value("batch").run()
    file = ("reviews.csv", TABLE.encode(), "text/csv")
    run(panel(ran(app.file_uploader(key="sentiment-analysis-csv").set_value(file).run())))


@pytest.mark.parametrize(
    ("page", "choice"), [("encode", "encode-with"), ("vocabulary", "vocabulary-of")]
)
def test_what_was_trained_is_in_the_code(page, choice, run, tmp_path):
    trace = lab.train("bpe", lab.CLASSIC_COUNTS, vocab_size=20)
    (tmp_path / "bpe-trace.json").write_text(trace.to_json(), encoding="utf-8")
    app = opened(page)
    app.session_state["trained"] = trace
    run(panel(app.run().selectbox(key=f"{choice}-shown").set_value("trained").run()))
