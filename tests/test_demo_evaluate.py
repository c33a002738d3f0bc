"""`python -m demo_checkpoints.evaluate`: the figures of the cards, computed anew."""

import os
import re
import subprocess
import sys

import pytest

import inference
from demo_checkpoints import FOLDER

from .conftest import ROOT

FILL_MASK = FOLDER / "fill_mask"


def figures(line: str) -> dict[str, float]:
    return {metric: float(value) for metric, value in re.findall(r"(\w+)=([\d.]+)", line)}


@pytest.mark.slow
def test_figures_are_those_of_the_cards_and_what_is_missing_is_said():
    done = subprocess.run(
        [sys.executable, "-m", "demo_checkpoints.evaluate", "audio_classification", "fill_mask"],
        cwd=ROOT,
        env={**os.environ, "SPOKEN_DIGITS": "nowhere.zip"},
        capture_output=True,
        text=True,
    )
    lines = dict(re.findall(r"^(\w+, [a-z ]+): (.+)$", done.stdout, re.MULTILINE))
    assert list(lines) == [
        "audio_classification, independent",
        "fill_mask, held out",
        "fill_mask, independent",
    ]
    assert figures(lines["fill_mask, held out"]) == pytest.approx(
        inference.held_out(FILL_MASK), abs=1e-3
    )
    stated = inference.independent(FILL_MASK)
    assert stated and lines["fill_mask, independent"].startswith(f"{stated.items} items: ")
    said = {metric: figure.value for metric, figure in stated.figures.items()}
    assert figures(lines["fill_mask, independent"]) == pytest.approx(said, abs=0.01)
    assert "audio_classification, held out: SPOKEN_DIGITS names nowhere.zip" in done.stderr
    assert done.returncode == 1
