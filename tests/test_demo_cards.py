"""Every demo checkpoint has a recipe of one shape, and a card that says what the recipe says."""

import re
from dataclasses import replace
from importlib.util import find_spec
from string import Formatter

import pytest
from huggingface_hub import ModelCard

import inference
from demo_checkpoints import FOLDER, card, figures, independent
from demo_checkpoints.recipe import Recipe, checkpoints, recipe
from i18n import translations
from inference import cards

WITHOUT_DOWNLOADS = (
    "fill_mask", "image_segmentation", "ner", "object_detection", "question_answering",
    "summarization", "translation", "visual_question_answering",
)  # fmt: skip


def readme(name: str) -> ModelCard:
    return ModelCard.load(FOLDER / name / "README.md")


def chinese(name: str) -> str:
    return (FOLDER / name / "README.zh.md").read_text("utf-8")


def fields(text: str) -> list[str]:
    return [field for _literal, field, _spec, _conversion in Formatter().parse(text) if field]


def test_every_checkpoint_has_a_recipe_weights_and_a_card():
    assert set(checkpoints()) == {path.parent.name for path in FOLDER.glob("*/*.safetensors")}
    for card_file in ("README.md", "README.zh.md"):
        assert set(checkpoints()) == {path.parent.name for path in FOLDER.glob(f"*/{card_file}")}
    assert set(WITHOUT_DOWNLOADS) < set(checkpoints())


@pytest.mark.parametrize("name", checkpoints())
def test_a_recipe_trains_measures_and_names_its_figures(name):
    own = recipe(name)
    assert isinstance(own, Recipe)
    assert all(map(callable, (own.train, own.evaluate, own.independent, own.card.values)))
    assert set(own.metrics) <= set(fields(own.card.text))
    assert {"parameters", "commands", "independent"} <= set(fields(own.card.text))
    of_chinese = [field.removesuffix("_zh") for field in fields(own.card.chinese)]
    assert sorted(of_chinese) == sorted(fields(own.card.text))


@pytest.mark.parametrize("name", checkpoints())
def test_the_front_matter_of_a_card_is_that_of_the_recipe(name):
    own, data = recipe(name), readme(name).data
    assert tuple(inference.held_out(FOLDER / name)) == own.metrics
    assert data.pipeline_tag == own.card.task
    assert (data.license, data.language) == (own.card.license, own.card.language)
    first, *_others, last = data.eval_results
    assert (first.dataset_split, last.dataset_split) == (cards.INDEPENDENT, None)
    assert own.card.origin in first.dataset_name
    assert last.dataset_name == own.card.dataset


@pytest.mark.parametrize("name", checkpoints())
def test_a_card_states_domain_limits_data_figures_licence_and_commands(name):
    text = readme(name).text
    parts = re.findall(r"^- \*\*(.+?):\*\*", text, re.MULTILINE)
    assert [part for part in parts if part != "Teacher"] == [
        "Domain", "Limits", "Data", "Independent", "Held out", "Licence",
    ]  # fmt: skip
    parts = re.findall(r"^- \*\*(.+?)\*\*：", chinese(name), re.MULTILINE)
    assert [part for part in parts if part != "教师模型"] == [
        "适用范围", "局限", "数据", "独立测试", "留出测试", "许可",
    ]  # fmt: skip
    commands = re.findall(r"^    python -m (\S+) (\S+)$", text, re.MULTILINE)
    assert commands == [(f"demo_checkpoints.{act}", name) for act in ("train", "evaluate")]
    assert all(find_spec(module) for module, _name in commands)


def has_words(text: str, template: str) -> bool:
    pattern = "".join(
        re.escape(literal) + (".+?" if field else "")
        for literal, field, _spec, _conversion in Formatter().parse(template)
    )
    return bool(re.fullmatch(pattern.rstrip("\n\\"), text.strip(), re.DOTALL))


@pytest.mark.parametrize("name", checkpoints())
def test_a_card_has_the_words_of_the_recipe(name):
    own = recipe(name).card
    assert has_words(readme(name).text, own.text)
    assert has_words(chinese(name), own.chinese)


@pytest.mark.parametrize("name", checkpoints())
def test_a_card_says_the_same_in_both_languages(name):
    english, own = readme(name).text, chinese(name)
    for same in (r"\d[\d,.]*\d|\d", r"`[^`]+`", r"^    .+$"):  # figures, names, commands
        found = [sorted(re.findall(same, text, re.MULTILINE)) for text in (english, own)]
        assert found[0] == found[1]


@pytest.mark.parametrize("name", WITHOUT_DOWNLOADS)
def test_a_card_written_anew_with_its_figures_is_the_same(name):
    stated = inference.independent(FOLDER / name)
    assert stated
    english, own = card.content(name, inference.held_out(FOLDER / name), stated)
    assert english.rstrip("\n") == (FOLDER / name / "README.md").read_text("utf-8").rstrip("\n")
    assert own == chinese(name)


@pytest.mark.parametrize("name", checkpoints())
def test_a_card_says_both_figures_in_both_languages(name):
    stated = inference.independent(FOLDER / name)
    assert stated
    for text in (readme(name).text, chinese(name)):
        (line,) = re.findall(
            r"^- \*\*(?:Independent:\*\*|独立测试\*\*：)(.+?)(?=^-)", text, re.M | re.S
        )
        said = re.findall(r"\d\.\d{3}|\d+", line)
        assert str(stated.items) in said
        for figure in stated.figures.values():
            assert {f"{value:.3f}" for value in (figure.value, *figure.between)} <= set(said)
        assert "`independent/README.md`" in line


@pytest.mark.parametrize("name", [name for name in checkpoints() if recipe(name).counts])
def test_a_card_says_what_was_counted_of_its_answers(name):
    stated, own = inference.independent(FOLDER / name), recipe(name).card
    assert stated and stated.counts
    assert stated.counts.keys() <= {*fields(own.text)} & {*fields(own.chinese)}
    for text in (readme(name).text, chinese(name)):
        (limits,) = re.findall(r"^- \*\*(?:Limits:\*\*|局限\*\*：)(.+?)(?=^-)", text, re.M | re.S)
        assert {str(count) for count in stated.counts.values()} <= set(re.findall(r"\d+", limits))


@pytest.mark.parametrize("name", checkpoints())
def test_every_group_that_a_card_may_name_has_words_in_both_languages(name):
    own = recipe(name).card
    items = independent.read(FOLDER / name / independent.NAME, inference.task(own.task))
    assert figures.groups_of(items.rows).keys() <= own.groups.keys()
    stated = inference.independent(FOLDER / name)
    assert stated
    weakest = [group for figure in stated.figures.values() for group in figure.weakest]
    for language, text in enumerate((readme(name).text, chinese(name))):
        said = " ".join(text.split())
        assert all(own.groups[group][language] in said for group in weakest)


def test_a_card_without_independent_items_states_what_was_held_out_alone(tmp_path):
    assert inference.independent(tmp_path) is None and inference.held_out(tmp_path) == {}
    own = ModelCard(readme("ner").content)
    own.data.eval_results = [each for each in own.data.eval_results if not each.dataset_split]
    own.save(tmp_path / "README.md")
    assert inference.independent(tmp_path) is None
    assert inference.held_out(tmp_path) == inference.held_out(FOLDER / "ner")


def test_no_card_is_written_without_all_figures(monkeypatch):
    own = recipe("ner")
    part = replace(own, evaluate=lambda _folder: {"f1": 1.0})
    monkeypatch.setattr(card, "recipe", lambda _name: part)
    before = (FOLDER / "ner/README.md").read_bytes(), chinese("ner")
    with pytest.raises(SystemExit, match="f1_new_patterns"):
        card.write_card("ner")
    assert ((FOLDER / "ner/README.md").read_bytes(), chinese("ner")) == before


@pytest.mark.parametrize("name", checkpoints())
def test_a_card_calls_samples_and_examples_as_the_page_does(name):
    task, chinese_of = inference.task(recipe(name).card.task), translations("zh").gettext
    media = [wanted.kind for wanted in task.inputs if wanted.is_media]
    samples = {task.sample_title(path) for kind in media for path in task.samples(kind)}
    titles = samples | {example.title for example in task.examples}
    english = " ".join(readme(name).text.split())
    assert set(re.findall(r'"(Fails on: .+?)"', english)) <= titles
    assert set(re.findall(r"“(失败示例：.+?)”", chinese(name))) <= set(map(chinese_of, titles))
    assert "samples/" not in english + chinese(name)
