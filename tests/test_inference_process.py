"""Pipelines run in a process of their own, which may end without taking this one along."""

import os
import signal
import subprocess
import sys

import pytest

import inference
from i18n import Problem
from inference import device
from inference.job import Loaded
from inference.process import StoreProcess
from inference.turns import MOST_OF_ONE

from .conftest import ROOT
from .waiting import until

SENTIMENT = Loaded("sentiment-analysis")
TEXTS = ["很好看，推荐", "差", "好" * 30_000]


@pytest.fixture(scope="module")
def process() -> StoreProcess:
    return StoreProcess()


def test_a_run_there_is_the_run_that_it_would_be_here(process):
    here = inference.run(inference.load("sentiment-analysis"), TEXTS)
    job = process.submit(SENTIMENT, TEXTS).wait(90)
    assert (job.state, job.done, job.total, job.trained) == ("done", 3, 3, True)
    assert job.run.places == here.places == (0, 1)
    assert [str(problem) for problem in job.run.problems.values()] == [
        str(problem) for problem in here.problems.values()
    ]
    for there, beside in zip(job.run.output, here.output):
        assert [row["label"] for row in there] == [row["label"] for row in beside]
        assert there[0]["score"] == pytest.approx(beside[0]["score"], abs=1e-5)


def test_devices_are_those_of_this_machine(process):
    for there, here in zip(process.devices(), device.devices(), strict=True):
        assert (there.name, there.memory_total) == (here.name, here.memory_total)
        assert str(there.label).split()[0] == str(here.label).split()[0]


def test_a_text_grows_while_it_is_written_and_stop_keeps_it(process):
    job = process.submit(
        Loaded("text-generation"), "明月", max_new_tokens=2000, num_return_sequences=8
    )
    until(lambda: len(job.text) > 5, "the first words")
    job.stop()
    job.wait(30)
    assert job.state == "stopped"
    (samples,) = job.run.output
    assert 1 <= len(samples) < 8
    written = "".join(sample["generated_text"] for sample in samples)
    assert "".join(written.split()) == "".join(job.text.split())
    assert job.run.notes, "it asked for more than the model has learned"


def test_what_is_refused_has_failed_with_a_sentence(process):
    assert "no checkpoint" in str(
        process.submit(Loaded("ner", "nobody/nothing"), "Ada").wait(60).problem
    )
    batch = ["很好看"] * 5_000
    jobs = [process.submit(SENTIMENT, batch, visitor="a") for _n in range(MOST_OF_ONE + 1)]
    refused = jobs.pop().wait(60)
    assert refused.state == "failed" and f"wait or are running: {MOST_OF_ONE}" in str(
        refused.problem
    )
    for job in jobs:
        job.stop()
    assert {job.wait(60).state for job in jobs} == {"stopped"}


def test_a_process_that_ends_fails_its_jobs_and_the_next_one_answers():
    process = StoreProcess()
    job = process.submit(SENTIMENT, ["很好看"] * 5_000)
    until(lambda: job.done, "a job that runs", seconds=90)
    os.kill(process.pid, signal.SIGKILL)
    assert job.wait(20).state == "failed"
    assert "has ended" in str(job.problem)
    assert process.submit(SENTIMENT, "好").wait(90).state == "done"


def test_a_process_that_ends_at_once_is_said(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    process = StoreProcess()
    assert process.submit(SENTIMENT, "好").wait(20).state == "failed"
    with pytest.raises(Problem, match="has ended"):
        process.devices()


def test_it_ends_with_the_one_that_started_it_and_torch_stays_there():
    script = """
import sys
from inference.job import Loaded
from inference.process import store
job = store().submit(Loaded("sentiment-analysis"), ["好"] * 5_000)
while not job.done:
    job.wait(0.1)
print(store().pid, "torch" in sys.modules, flush=True)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    pid, torch = done.stdout.split()
    assert torch == "False"

    def gone() -> bool:
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        return False

    until(gone, "the end of the process of a program that has ended", seconds=20)


def test_a_process_that_stands_still_is_ended_and_keeps_nobody():
    process = StoreProcess(silence=3)
    job = process.submit(SENTIMENT, ["很好看"] * 5_000)
    until(lambda: job.done, "a job that runs", seconds=90)
    known = process.devices()
    os.kill(process.pid, signal.SIGSTOP)
    large = process.submit(SENTIMENT, ["x" * 1_000] * 20_000)  # more than a pipe holds
    job.stop()
    assert process.devices() == known
    for each in (job, large):
        assert each.wait(20).state == "failed"
        assert "has ended" in str(each.problem)
    assert process.submit(SENTIMENT, "好").wait(90).state == "done"
