"""`python -m demo_checkpoints.evaluate`: the figures of the cards, computed anew."""

import os
import subprocess
import sys

import pytest

import inference
from demo_checkpoints import FOLDER

from .conftest import ROOT


@pytest.mark.slow
def test_figures_are_those_of_the_cards_and_what_is_missing_is_said():
    done = subprocess.run(
        [sys.executable, "-m", "demo_checkpoints.evaluate", "audio_classification", "ner"],
        cwd=ROOT,
        env={**os.environ, "SPOKEN_DIGITS": "nowhere.zip"},
        capture_output=True,
        text=True,
    )
    name, *figures = done.stdout.split()
    printed = {metric: float(value) for metric, value in (each.split("=") for each in figures)}
    assert name == "ner"
    assert printed == pytest.approx(inference.held_out(FOLDER / "ner"), abs=1e-3)
    assert "audio_classification: SPOKEN_DIGITS names nowhere.zip" in done.stderr
    assert done.returncode == 1
