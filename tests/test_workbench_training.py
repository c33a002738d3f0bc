"""Fine-tuning: what can be learned from, what is held out, and that the script does the same."""

import ast
import builtins
import io
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from safetensors.torch import load_file

import inference
import tables
from i18n import Problem
from inference.figures.confusion import confusion
from sandbox import Ended
from workbench import training
from workbench.training import Examples, Outcome, Settings, Training, reading
from workbench.training.examples import split
from workbench.training.turns import Line

from .conftest import settle
from .waiting import until


def examples(labels: list[str], texts: list[str] | None = None) -> Examples:
    texts = texts or [f"text number {at}" for at in range(len(labels))]
    return Examples("texts", "own.csv", texts, labels)


def test_of_each_label_a_share_is_held_out_and_the_same_for_a_seed():
    labels = ["a"] * 80 + ["b"] * 15 + ["c"] * 2
    train, held_out = split(labels, 0.2, seed=1)
    assert sorted([*train, *held_out]) == list(range(97))
    assert [sum(labels[at] == name for at in held_out) for name in "abc"] == [16, 3, 1]
    assert split(labels, 0.2, seed=1) == (train, held_out) != split(labels, 0.2, seed=2)


def test_what_repeats_or_contradicts_itself_is_on_one_side_at_most():
    texts = [f"text {at}" for at in range(20)] + ["Text  3", "text 4", "text 5", " "]
    labels = ["a", "b"] * 10 + ["b", "b", "b", "a"]
    found = training.checked(examples(labels, texts))
    assert sorted(found.inputs) == sorted(f"text {at}" for at in range(20) if at != 4)
    assert [str(note) for note in found.notes] == [
        "Without a text or a label, and left out: 1.",
        "Repeated, and used once: 2.",
        "The same with different labels, and left out: 2.",
    ]


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (["one"] * 30, "Every row has the same label, one"),
        ([f"{at}.5" for at in range(60)], "60 different numbers"),
        ([f"id-{at}x" for at in range(60)], "Nearly every row has a label of its own"),
        ([f"label {at % 200}" for at in range(2_000)], "There are 200 labels; 100"),
        (["a", "b"] * 4, "Examples to train on: 8"),
        ([""] * 30, "No row has both"),
        (["a"] * 29 + ["b"], "Fewer than two labels"),
        (["a", "b"] * 10_001, "There are 20,002 examples"),
    ],
)
def test_what_cannot_be_learned_from_is_said_in_a_sentence(labels, sentence):
    with pytest.raises(Problem, match=sentence):
        training.checked(examples(labels))


def test_a_label_of_one_row_is_left_out_and_named():
    found = training.checked(examples(["a", "b"] * 10 + ["tyop"]))
    assert found.names == ["a", "b"] and "tyop" in str(found.notes[0])


def test_columns_of_a_spreadsheet_s_file_are_found():
    lines = ["Nr;Datum;Kategorie;Rückmeldung"]
    lines += [
        f"{at};0{1 + at % 9}.03.2026;{'Lob' if at % 2 else 'Ärger'};Größe {at}, „schön“"
        for at in range(40)
    ]
    table = tables.read_file("export.csv", "\r\n".join(lines).encode("cp1252"))
    assert training.columns(table) == ("Rückmeldung", "Kategorie")
    found = training.checked(training.from_table(table, "export.csv", *training.columns(table)))
    assert found.counts == {"Lob": 20, "Ärger": 20} and "„schön“" in found.inputs[0]


def picture(color: str, side: int = 40) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (side, side), color).save(written, "PNG")
    return written.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)
    return written.getvalue()


def test_the_folder_in_which_pictures_differ_is_their_label():
    files = {
        "pets/cats/indoor/1.png": picture("#101010", 500),
        "pets/cats/garden/2.png": picture("#202020"),
        "pets/dogs/indoor/3.png": picture("#303030"),
        "pets/dogs/4.png": b"\x89PNG no picture",
        "__MACOSX/pets/cats/indoor/._1.png": b"junk",
        "pets/notes.docx": b"junk",
    }
    found = training.unpacked("pets.zip", zipped(files))
    assert dict(zip(found.files, found.labels)) == {
        name: name.split("/")[1] for name in files if name.startswith(("pets/cats", "pets/dogs"))
    }
    assert "left out: 1" in str(found.notes[0])  # what a system added is no news
    opened = reading.decoded(found)
    assert len(opened) == 3 and "cannot be read, left out: 1" in str(opened.notes[-1])
    assert max(Image.open(io.BytesIO(file)).width for file in opened.inputs) == reading.SIDE
    of_parts = {
        f"{part}/{kind}/{at}.png": picture("red")
        for part in ("train", "test")
        for kind in "ab"
        for at in range(3)
    }
    assert set(training.unpacked("parts.zip", zipped(of_parts)).labels) == {"a", "b"}
    with pytest.raises(Problem, match="lie in one folder"):
        training.unpacked(
            "flat.zip", zipped({"all/1.png": picture("red"), "all/2.png": picture("blue")})
        )


def test_trainings_take_turns_and_one_that_is_stopped_leaves_the_line():
    line, told, ended = Line(), [], threading.Event()
    with line.turn(lambda _done: True, told.append):
        with pytest.raises(Ended), line.turn(lambda _done: False, told.append):
            raise AssertionError("it is not its turn")

        def wait() -> None:
            with line.turn(lambda _done: True, told.append):
                ended.set()

        threading.Thread(target=wait, daemon=True).start()
        until(lambda: told[-1:] == [1] and len(told) == 3, "the one behind to wait")
        assert not ended.is_set()
    assert ended.wait(10) and told == [0, 1, 1, 0]


def test_settings_that_cannot_be_are_refused():
    few = training.checked(training.built_in("en"))
    with pytest.raises(Problem, match="one with random weights knows nothing"):
        Training(few, training.new("texts"), Settings(lora=4))
    with pytest.raises(Problem, match=r"about .* minutes; 20"):
        training.estimate(
            few, training.Base("large", Path("large"), 90_000_000, 90_000_000), Settings(epochs=200)
        )


def test_built_in_examples_are_balanced_and_all_different():
    for name, count in (("en", 500), ("zh", 500), ("digits", 500)):
        found = training.checked(training.built_in(name))
        assert len(found) == count and not found.notes and len(set(found.counts.values())) == 1


def test_a_card_has_a_visitor_s_words_as_they_are():
    label = "<img src=x onerror=`1`>"
    given = Examples("texts", "x; rm **all**.csv", ["a", "b"] * 10, ["Text", label] * 10)
    outcome = Outcome(
        figures={"accuracy": 1.0, "f1_macro": 1.0, "majority": 0.5},
        between=(0.4, 1.0),
        before=0.5,
        labels=given.names,
        confusion=[[2, 0], [0, 2]],
        classes=[],
        said=["Text"] * 4,
        shares=[1.0] * 4,
        steps=1,
        of=1,
        best_step=1,
        parameters=1,
        trainable=1,
        device="cpu",
        seconds=1.0,
    )
    work = Training(given, training.new("texts"), Settings())
    card = training.card(work, outcome, "my-model")
    assert "`<img src=x onerror='1'>`, `Text`" in card.replace("\u2423", " ")
    assert "hf upload YOUR-NAME/my-model ." in card and "`x;" in card


def test_labels_of_a_visitor_are_not_translated():
    figure = confusion(["Text"], [[3]], lambda text: f"<{text}>", own=True)
    assert figure.layout.yaxis.ticktext[0].endswith(" Text")


def test_a_new_tokenizer_is_the_same_for_the_same_texts():
    from workbench.training.recipe import new_tokenizer

    texts = [str(each) for each in training.built_in("en").inputs] + ["##a [PAD] naïve 你好"]
    made = [new_tokenizer(texts, 32) for _ in range(4)]
    assert all(each.get_vocab() == made[0].get_vocab() for each in made)
    said = made[0]("##a [PAD] delivery")
    assert said.tokens()[:4] == ["[CLS]", "#", "#", "a"] and said.tokens()[-1] == "[SEP]"
    assert made[0].convert_tokens_to_ids(["[PAD]", "[UNK]", "[CLS]", "[SEP]"]) == [0, 1, 2, 3]
    assert len(made[0]) < 4_000 and not any(
        token.content.startswith("##") for token in made[0].added_tokens_decoder.values()
    )


@pytest.mark.parametrize("kind", ["en", "digits"])
@pytest.mark.parametrize(
    ("start", "lora"), [(training.new, 0), (training.demo, 0), (training.demo, 4)]
)
def test_the_script_has_all_that_it_names(kind, start, lora):
    whole = training.checked(training.built_in(kind))
    script = training.script(Training(whole, start(whole.kind), Settings(lora=lora)))
    tree = ast.parse(script)
    known = {*dir(builtins)}
    for each in ast.walk(tree):
        if isinstance(each, (ast.Import, ast.ImportFrom)):
            known |= {name.name for name in each.names}
        elif isinstance(each, ast.FunctionDef):
            known |= {each.name, *(argument.arg for argument in each.args.args)}
        elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            known.add(each.id)
    used = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    assert used <= known and str(Path.cwd()) not in script


def test_the_script_arrives_at_the_same_model(tmp_path):
    """With LoRA, which is the longer script: the same seed gives the same weights, to the bit."""
    whole = training.checked(training.built_in("zh"))
    few = whole.of(Random(0).sample(range(len(whole)), 120))
    work = Training(few, training.demo("texts"), Settings(epochs=5, lora=4, seed=3))
    seen: list[float] = []
    outcome = work.run(lambda done: seen.append(done or 0.0) or True)
    assert outcome.figures["accuracy"] > outcome.figures["majority"] + 0.2
    assert outcome.figures["accuracy"] > outcome.before + 0.2
    assert outcome.steps == outcome.of == 30 and seen == sorted(seen) and 0 < max(seen) <= 1
    assert sum(map(sum, outcome.confusion)) == len(work.held_out) == len(outcome.said)
    assert len(work.wrong(outcome)) == sum(a != b for a, b in zip(outcome.said, work.right()))
    adapter = load_file(work.model / "adapter/adapter_model.safetensors")
    assert outcome.trainable == sum(each.numel() for each in adapter.values())
    assert outcome.trainable < outcome.parameters / 10
    pipe = inference.load("sentiment-analysis", work.model, device="cpu")
    held_out = [few.inputs[at] for at in work.held_out]
    answers = [rows[0]["label"] for rows in inference.run(pipe, held_out).output]
    assert answers == outcome.said
    with zipfile.ZipFile(io.BytesIO(training.archive(work))) as file:
        file.extractall(tmp_path)
    run = subprocess.run(
        [sys.executable, "train.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
    )
    assert run.returncode == 0, run.stderr
    assert f"'eval_accuracy': {outcome.figures['accuracy']}" in run.stdout
    described = json.loads((work.model / "adapter/adapter_config.json").read_text())
    assert described["base_model_name_or_path"] == "sentiment"
    for file in ("model.safetensors", "adapter/adapter_model.safetensors"):
        ours, theirs = load_file(work.model / file), load_file(tmp_path / "model" / file)
        assert ours.keys() == theirs.keys()
        assert all(ours[name].equal(theirs[name]) for name in ours)


def test_a_training_is_stopped_tried_and_run_in_pipelines(visit):
    page: Page = visit("/train?epochs=200")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(
        page.get_by_text("about", exact=False).and_(page.get_by_text("s left", exact=False))
    ).to_be_visible(timeout=90_000)
    expect(page.locator(".js-plotly-plot .legend").first).to_contain_text("held out")
    page.get_by_role("button", name="Stop and keep the best").click()
    expect(page.get_by_text("this is the best until then")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("of 100 held-out examples right")).to_be_visible()
    settle(page)
    page.get_by_label("Try it").fill("My card was charged twice.")
    page.get_by_role("button", name="Ask before and after").click()
    expect(page.get_by_text("After", exact=True)).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Run it in Pipelines").click()
    page.get_by_role("heading", name="Pipelines", level=1).wait_for()
    chosen = page.get_by_role("combobox", name="On this machine")
    expect(chosen).to_have_value(re.compile("^messages-en-model · "), timeout=90_000)
    expect(page.get_by_label("Text, one per line")).not_to_be_empty()
