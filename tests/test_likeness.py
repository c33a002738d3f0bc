"""What a demo checkpoint does not know is said before it is asked."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import inference
from demo_checkpoints.scenes import draw, random_scenes
from inference.likeness import SHEET, compared, unlike
from inference.vocabulary import unfamiliar

PICTURES = [
    task
    for task in inference.tasks().values()
    if task.has_demo and any(wanted.kind == "image" for wanted in task.inputs)
]


def png(pixels: np.ndarray) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def test_the_samples_of_a_demo_are_like_what_it_learned_from():
    assert len(PICTURES) == 4
    for task in PICTURES:
        for sample in task.samples("image"):
            assert unlike(task.checkpoint, sample) == [], (task.name, sample)


@pytest.fixture(scope="module")
def sheet(tmp_path_factory) -> Path:
    """A sheet of painted scenes."""
    scenes = [draw(scene, side=64)[0] for scene in random_scenes(seed=4_000, count=64)]
    rows = [np.concatenate([*map(np.asarray, scenes[at : at + 8])], 1) for at in range(0, 64, 8)]
    file = tmp_path_factory.mktemp("likeness") / SHEET
    Image.fromarray(np.concatenate(rows)).save(file, quality=95)
    return file


def test_new_scenes_of_the_same_kind_are_hardly_ever_called_unlike(sheet):
    scenes = random_scenes(seed=5_000, count=100)
    assert sum(bool(compared(draw(scene)[0], sheet)) for scene in scenes) <= 3


@pytest.mark.parametrize(
    ("pixels", "ways"),
    [
        (np.full((80, 80, 3), 255), {"brighter", "less contrast", "smoother"}),
        (np.zeros((80, 80, 3)), {"darker", "less contrast", "smoother"}),
        (np.random.default_rng(0).integers(0, 256, (90, 300, 3)), {"wider", "finer detail"}),
        (np.random.default_rng(0).integers(0, 256, (300, 90, 3)), {"higher", "finer detail"}),
    ],
)
def test_what_is_of_another_kind_is_named(sheet, pixels, ways):
    assert set(compared(Image.open(BytesIO(png(pixels))), sheet)) == ways


def test_a_sheet_says_how_wide_its_pictures_were(sheet, tmp_path):
    wide = tmp_path / SHEET
    Image.open(sheet).save(wide, quality=95, comment="2.0")
    noise = np.random.default_rng(0).integers(0, 256, (100, 190, 3))
    assert set(compared(Image.open(BytesIO(png(noise))), sheet)) == {"wider", "finer detail"}
    assert set(compared(Image.open(BytesIO(png(noise))), wide)) == {"finer detail"}


def test_a_picture_in_bytes_is_compared_with_what_a_checkpoint_learned_from():
    checkpoint = inference.task("image-classification").checkpoint
    assert "higher" in unlike(checkpoint, png(np.zeros((300, 90, 3))))


def test_a_checkpoint_that_learned_from_no_pictures_says_nothing():
    assert unlike(inference.task("ner").checkpoint, png(np.zeros((9, 9, 3)))) == []


@pytest.mark.parametrize(
    ("task", "text", "words", "unknown"),
    [
        ("translation", "I do not eat meat.", 6, []),
        ("ner", "Ada moved to Reykjavík.", 5, []),  # in pieces
        ("ner", "Ada 🙂 Reykjavík", 3, ["🙂"]),
        ("sentiment-analysis", "这本书写得太好了。", 8, []),
        ("sentiment-analysis", "龘好，吃", 3, ["龘"]),
        ("visual-question-answering", "Who painted this?", 4, ["Who", "painted", "this"]),
    ],
)
def test_words_that_a_vocabulary_does_not_hold_are_named(task, text, words, unknown):
    found = unfamiliar(inference.task(task).checkpoint, text)
    assert list(found.unknown) == unknown
    assert found.words >= words


@pytest.mark.parametrize(
    ("task", "text", "spelt"),
    [
        ("sentiment-analysis", "这只 fox 很好。", ["fox"]),
        ("translation", "The fox met Žižek.", []),  # in pieces
        ("text-generation", "fox", []),  # by the character, as it knows all texts
    ],
)
def test_words_that_are_known_by_their_letters_alone_are_named(task, text, spelt):
    assert list(unfamiliar(inference.task(task).checkpoint, text).spelt) == spelt


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("He doesn’t like my dog's 12 tickets.", []),
        ("Hedwig was born in 1987 and lives in Graz.", []),
        ("The algorithm converges.", ["algorithm", "converges"]),
        ("A car costs 12,500 yuan or 3200, not 12.50.", ["12,500", "3200", "12.50"]),
        ("Je voudrais un café.", ["voudrais", "un", "café"]),
    ],
)
def test_words_and_numbers_that_a_translator_was_not_taught_are_named(text, strange):
    assert list(unfamiliar(inference.task("translation").checkpoint, text).strange) == strange


def test_a_checkpoint_without_a_list_of_words_was_taught_any():
    assert not unfamiliar(inference.task("ner").checkpoint, "Blorb 12,500 blorbed.").strange


def test_a_translator_reads_the_first_language_of_its_card():
    assert inference.language(inference.task("translation").checkpoint) == "en"
    assert inference.language(inference.task("ner").checkpoint) == ""
