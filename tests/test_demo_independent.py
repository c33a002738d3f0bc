"""The independent items of the demo checkpoints: whole, new to the recipes, and as the cards say."""

import re
from random import Random

import pytest

import inference
from demo_checkpoints import FOLDER, fill_mask, independent
from demo_checkpoints.recipe import checkpoints, recipe
from inference.metrics import sources

FEWEST = dict.fromkeys(checkpoints(), 40) | {"text_generation": 10}
MOST_BYTES = dict.fromkeys(checkpoints(), 600_000) | dict.fromkeys(
    ("audio_classification", "speech_recognition"), 800_000
)


def task(name: str) -> inference.Task:
    return inference.task(recipe(name).card.task)


@pytest.fixture(scope="module")
def answered() -> dict[str, independent.Answered]:
    """What each checkpoint answers, asked once."""
    return {}


@pytest.mark.parametrize("name", checkpoints())
def test_figures_are_those_of_the_card(name):
    stated = inference.independent(FOLDER / name)
    answers = independent.ask(FOLDER / name)
    figures = recipe(name).independent(answers)
    assert stated and stated.items == len(answers.outputs) >= FEWEST[name]
    assert list(figures) == list(stated.figures)
    for metric, figure in figures.items():
        assert figure.value == pytest.approx(stated.figures[metric].value, abs=0.02)
