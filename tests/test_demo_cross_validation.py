"""Groups that are left out in turn: figures are kept from call to call."""

from types import SimpleNamespace

import pytest

from demo_checkpoints import cross_validation
from demo_checkpoints.recipe import Folds

FIGURES = {"ann": 0.5, "ben": 0.25, "cem": 0.87654}


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """That of a checkpoint whose recipe measures as `FIGURES` say."""
    folds = Folds(tuple(FIGURES), FIGURES.__getitem__, "accuracy")
    monkeypatch.setattr(cross_validation, "recipe", lambda _name: SimpleNamespace(folds=folds))
    monkeypatch.setattr(cross_validation, "FOLDER", tmp_path)
    (tmp_path / "ears").mkdir()
    return tmp_path / "ears"


def test_a_second_call_adds_to_what_the_first_one_kept(folder):
    cross_validation.leave_out("ears", ["cem"])
    assert cross_validation.mean(folder) == 0.8765
    cross_validation.leave_out("ears", ["ann"])
    assert cross_validation.kept(folder) == {"ann": 0.5, "cem": 0.8765}
    lines = (folder / cross_validation.FILE).read_text("utf-8").splitlines()
    assert lines == ["left_out,accuracy", "ann,0.5", "cem,0.8765"]
    assert cross_validation.mean(folder) == pytest.approx((0.5 + 0.8765) / 2)


def test_a_group_that_is_left_out_again_has_its_new_figure(folder, monkeypatch):
    cross_validation.leave_out("ears", ["ann", "ben"])
    monkeypatch.setitem(FIGURES, "ann", 0.75)
    cross_validation.leave_out("ears", ["ann"])
    assert cross_validation.kept(folder) == {"ann": 0.75, "ben": 0.25}


def test_without_a_name_every_group_is_left_out(folder):
    cross_validation.leave_out("ears", [])
    assert list(cross_validation.kept(folder)) == list(FIGURES)


def test_what_was_never_left_out_has_no_mean(folder):
    with pytest.raises(SystemExit, match="cross_validation ears"):
        cross_validation.mean(folder)
