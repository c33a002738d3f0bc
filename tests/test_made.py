"""Checkpoints that a visitor made, and who sees them."""

import gc
import json

import pytest

from i18n import Problem
from inference import checkpoints, tasks
from ui import made


def folder(path, **config):
    path.mkdir()
    (path / "config.json").write_text(json.dumps({"model_type": "bert"} | config))
    return path


def test_what_is_kept_moves_in_under_a_name_that_is_no_path(tmp_path):
    mine = made.Made()
    name = mine.keep("../../My model: 我的", folder(tmp_path / "a"))
    again = mine.keep("../../My model: 我的", folder(tmp_path / "b"))
    assert (name, again) == ("My-model", "My-model-2")
    assert not (tmp_path / "a").exists()
    assert {path.parent for path in mine.folders.values()} == {mine.folders[name].parent}
    assert (mine.folders[again] / "config.json").is_file()


def test_what_a_visitor_made_goes_with_the_visit(tmp_path):
    mine = made.Made()
    kept = mine.folders[mine.keep("a", folder(tmp_path / "a"))]
    del mine
    gc.collect()
    assert not kept.exists()


def test_there_is_a_limit_to_what_all_visitors_keep(tmp_path, monkeypatch):
    mine, other = made.Made(), made.Made()
    mine.keep("a", folder(tmp_path / "a"))
    monkeypatch.setattr(made, "MOST_BYTES", mine.bytes + 5)
    with pytest.raises(Problem, match="no room"):
        other.keep("b", folder(tmp_path / "b"))
    assert (tmp_path / "b").exists() and not other.folders


def test_a_made_checkpoint_is_found_for_the_tasks_that_it_can_run(tmp_path):
    task = tasks()["sentiment-analysis"]
    demo = task.checkpoint
    place = {"mine": demo, "broken": folder(tmp_path / "broken")}
    found = {each.name: each for each in checkpoints.found(place, task)}
    assert found["mine"].obstacle is None and found["mine"].folder == demo
    assert found["broken"].obstacle
    with pytest.raises(Problem, match="no checkpoint 'other'"):
        checkpoints.find(task, place, "other")
