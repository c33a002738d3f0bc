"""Figures over groups that are each left out: how they are kept, and what the cards say of them."""

from dataclasses import replace

import pytest

from demo_checkpoints import FOLDER, cross_validation
from demo_checkpoints.recipe import Folds, checkpoints, recipe
from demo_checkpoints.spoken_digits import SPEAKERS, others

FOLDED = [name for name in checkpoints() if recipe(name).folds]


@pytest.fixture
def folded(tmp_path, monkeypatch):
    """A folder of a checkpoint with three groups, and those that were left out so far."""
    left_out = []

    def measure(group: str) -> float:
        left_out.append(group)
        return {"a": 0.5, "b": 1.0, "c": 0.75}[group] + len(left_out) / 100

    own = replace(recipe("ner"), folds=Folds(("a", "b", "c"), measure, "accuracy"))
    monkeypatch.setattr(cross_validation, "recipe", lambda _name: own)
    monkeypatch.setattr(cross_validation, "FOLDER", tmp_path)
    (tmp_path / "digits").mkdir()
    return tmp_path / "digits", left_out


def test_each_group_is_left_out_and_its_figure_kept(folded, capsys):
    folder, left_out = folded
    cross_validation.leave_out("digits", ["c"])
    assert cross_validation.kept(folder) == {"c": 0.76}
    cross_validation.leave_out("digits", [])
    assert left_out == ["c", "a", "b", "c"]
    kept = (folder / "left_out.csv").read_text()
    assert kept == "left_out,accuracy\na,0.52\nb,1.03\nc,0.79\n"
    assert cross_validation.mean(folder) == pytest.approx(0.78)
    assert capsys.readouterr().out.splitlines()[-1] == "without c: accuracy=0.7900"


def test_without_any_figure_the_command_is_named(tmp_path):
    assert cross_validation.kept(tmp_path) == {}
    with pytest.raises(SystemExit, match=r"-m demo_checkpoints\.cross_validation"):
        cross_validation.mean(tmp_path)


@pytest.mark.parametrize("name", FOLDED)
def test_a_card_states_the_mean_of_the_figures_that_are_kept(name):
    folds, kept = recipe(name).folds, cross_validation.kept(FOLDER / name)
    assert folds and kept
    assert set(kept) <= set(folds.groups)
    figure = f"{cross_validation.mean(FOLDER / name):.3f}"
    for card in ("README.md", "README.zh.md"):
        text = (FOLDER / name / card).read_text("utf-8")
        assert figure in text
        assert "`left_out.csv`" in text


def test_no_speaker_is_among_the_others():
    for speaker in SPEAKERS:
        assert {speaker, *others(speaker)} == set(SPEAKERS)
        assert speaker not in others(speaker)
