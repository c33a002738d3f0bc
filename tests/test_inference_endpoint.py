"""The Hub by `HF_ENDPOINT` alone: a process of its own, as an app is started with a mirror."""

import json
import os
import subprocess
import sys

import pytest

import inference

from .conftest import ROOT
from .hub_double import SHA, Double, serving

pytestmark = pytest.mark.slow

TASK = inference.task("sentiment-analysis")
NAME = "someone/reviews"

VISIT = """
import json, sys
import inference
from inference import checkpoints, hub
from tests.waiting import until

task = inference.task("sentiment-analysis")
(found,) = hub.search(task, "reviews")
plan = hub.plan(found.name)
download = hub.Download(plan)
if "cancel" in sys.argv:
    seen = set()
    until(lambda: seen.add(download.done) or len(seen) == 3, "three sizes")
    download.stop()
    said = sorted(seen)
else:
    download.wait(60)
    said = str(download.problem or "")
answer = ""
if download.state == "done":
    pipe = inference.load(task.name, plan.name)
    answer = inference.run(pipe, "我喜欢打游戏。").output[0][0]["label"]
print(json.dumps({
    "state": download.state, "said": said, "revision": plan.revision, "bytes": plan.bytes,
    "cached": [one.name for one in checkpoints.cached(task)], "answer": answer,
}))
"""


@pytest.fixture
def double():
    return Double({NAME: TASK.checkpoint})


def visit(double: Double, cache, *arguments: str) -> dict:
    with serving(double) as address:
        ended = subprocess.run(
            [sys.executable, "-c", VISIT, *arguments],
            cwd=ROOT,
            text=True,
            capture_output=True,
            env=os.environ
            | {
                "HF_ENDPOINT": address,
                "HF_HOME": str(cache),
                "HF_HUB_OFFLINE": "0",
                "HF_HUB_DOWNLOAD_TIMEOUT": "5",
            },
        )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


def test_a_checkpoint_is_found_fetched_and_run(double, tmp_path):
    said = visit(double, tmp_path)
    assert (said["state"], said["cached"], said["answer"]) == ("done", [NAME], "positive")
    assert said["revision"] == SHA
    assert said["bytes"] > 1_000_000


def test_a_slow_file_shows_how_far_it_is_and_is_cancelled(double, tmp_path):
    double.slow = "model.safetensors"
    said = visit(double, tmp_path, "cancel")
    assert (said["state"], said["cached"]) == ("stopped", [])
    assert len(said["said"]) == 3
    assert max(said["said"]) < said["bytes"]


def test_a_file_that_breaks_off_gets_its_sentence(double, tmp_path):
    double.broken = "model.safetensors"
    said = visit(double, tmp_path)
    assert (said["state"], said["cached"]) == ("failed", [])
    assert "broke off" in said["said"]
    assert "try again, its whole files are kept" in said["said"]


def test_a_missing_file_gets_its_sentence(double, tmp_path):
    double.missing = "tokenizer.json"
    said = visit(double, tmp_path)
    assert said["state"] == "failed"
    assert f"A file of {NAME} is missing on the Hub" in said["said"]
