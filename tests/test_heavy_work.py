"""Long work has its own process: it reports, stops, gives what it would give here, and goes."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import psutil
import pytest

import i18n
import sandbox
import tables
import tokenizer_lab as lab
from i18n import Problem
from sandbox import Ended, Limits, heavy, work
from tokenizer_lab.comparing import batch, comparison, export
from tokenizer_lab.learning import training
from tokenizer_lab.sources import MISTRAL, _inside
from ui import visit
from ui.job import BackgroundWork

from . import heavy_functions as functions
from .conftest import ROOT
from .pages import learned, learns, opened
from .random_texts import random_prose
from .waiting import until


def always(done: float | None) -> bool:
    return True


def children() -> set[int]:
    """The processes that open bytes or work now."""
    return {each.pid for each in psutil.Process().children(recursive=True)}


# What work is


def test_work_runs_in_a_niced_process_of_its_own_that_ends_with_it():
    pid, nice = work(functions.process, go_on=always)
    assert pid != os.getpid() and nice > os.nice(0)
    until(lambda: pid not in children(), "the end of a child")


def test_work_tells_how_much_is_done():
    seen = []
    assert work(functions.steps, 40, go_on=lambda done: seen.append(done) or True) == 40
    assert len(set(seen)) > 3 and seen == sorted(seen) and seen[0] == 0 and seen[-1] < 1


def test_work_that_is_stopped_gives_what_it_has():
    steps = work(functions.steps, 100_000, go_on=lambda done: done * 100_000 < 20)
    assert 20 <= steps < 200


def test_work_that_does_not_listen_is_ended():
    asked, before = [], children()
    with pytest.raises(Ended, match="stopped before there was anything"):
        work(
            functions.deaf,
            go_on=lambda done: asked.append(done) or len(asked) < 3,
            limits=Limits(stopping=0.2),
        )
    assert len(children() - before) <= 1 + sandbox.pool.MOST


@pytest.mark.parametrize(
    ("function", "arguments", "sentence", "limits"),
    [
        (functions.grow, (), "more than 200 MB of memory", Limits(memory=200_000_000, seconds=60)),
        (functions.turn, (functions.Loads(),), "more than 200 MB", Limits(memory=200_000_000)),
        (functions.loop, (), "more than 2 minutes", Limits(cpu=1, seconds=120)),
        (functions.deaf, (), "more than 0 minutes", Limits(seconds=1)),
        (functions.steps, (100_000,), "more than 0 minutes", Limits(seconds=1)),
        (functions.die, (), "was ended from outside", Limits()),
    ],
)
def test_work_that_goes_beyond_a_limit_ends_in_a_sentence(function, arguments, sentence, limits):
    with pytest.raises(Ended, match=sentence):
        work(function, *arguments, go_on=always, limits=limits)


def test_work_ends_with_the_process_that_asked_for_it():
    script = "import sandbox, tests.heavy_functions as of; sandbox.work(of.deaf, go_on=print)"
    server = psutil.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.DEVNULL)
    until(lambda: any(each.nice() > os.nice(0) for each in below(server)), "a child at work")
    known = below(server)
    server.kill()
    until(lambda: not any(each.is_running() for each in known), "the end of all", seconds=20)
    server.wait()


def below(process: psutil.Process) -> list[psutil.Process]:
    return process.children(recursive=True)


def test_a_mistake_of_ours_is_no_sentence():
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        work(functions.fail, go_on=always)


def test_no_more_than_there_are_cores_are_at_work_and_others_say_that_they_wait(monkeypatch):
    monkeypatch.setattr(heavy, "_room", threading.BoundedSemaphore(1))
    first = BackgroundWork(lambda go_on: work(functions.steps, 100_000, go_on=go_on))
    until(lambda: first.done > 0, "the first work")
    second = BackgroundWork(lambda go_on: work(functions.steps, 1, go_on=go_on))
    third = BackgroundWork(lambda go_on: work(functions.steps, 1, go_on=go_on))
    until(lambda: second.state == third.state == "waiting", "two that wait")
    third.stop()
    assert isinstance(third.wait(5).problem, Ended)
    first.stop()
    assert first.wait(10).state == "stopped" and second.wait(10).result() == 1


# The same as here


def prose(characters: int) -> str:
    return random_prose(characters // 5)[:characters]


@pytest.mark.parametrize("algorithm", sorted(lab.ALGORITHMS))
def test_a_child_learns_what_is_learned_here(algorithm, monkeypatch):
    text = prose(3_000)
    here = lab.train_on(text, algorithm, 400, normalizers=("lower",))
    monkeypatch.setattr(training, "LONG", 0)
    there = lab.train_on(text, algorithm, 400, normalizers=("lower",))
    assert there == here and there.candidates(len(there.steps)) == here.candidates(len(here.steps))
    assert there.tokenizer_json() == here.tokenizer_json()
    monkeypatch.setattr(training, "MANY", 0)
    assert lab.trace_json(there) == here.to_json().encode()


def test_learning_in_a_child_is_told_as_here_what_cannot_be_used(monkeypatch):
    monkeypatch.setattr(training, "LONG", 0)
    with pytest.raises(Problem, match="There is no word"):
        lab.train_on("  ", "bpe", 400)


def tokenizers() -> list[lab.Tokenizer]:
    """Of every library, and from everywhere: built in, of files, of the lab."""
    trace = lab.train("byte_bpe", lab.word_counts(lab.SAMPLES["english"], "gpt2"), 300)
    model = _inside("mistral_common", MISTRAL).read_bytes()
    json = lab.train("wordpiece", lab.CLASSIC_COUNTS, 30).tokenizer_json().encode()
    files = [lab.tokenizer_file("own.model", model), lab.tokenizer_file("own.json", json)]
    return [*map(lab.tokenizer, ("gpt2", "tekken", "qwen")), *files, lab.tokenizer(trace)]


@pytest.mark.parametrize("special", [True, False])
def test_a_child_counts_and_cuts_as_it_is_done_here(special, monkeypatch):
    text = lab.SAMPLES["english"] + lab.SAMPLES["mixed"]
    rows, real = text.splitlines() * 20, tokenizers()
    here = lab.count_rows(rows, real, special), lab.compare(text, real, special)
    monkeypatch.setattr(batch, "MANY", 0)
    monkeypatch.setattr(comparison, "LONG", 0)
    monkeypatch.setattr(export, "LONG", 0)
    there = lab.count_rows(rows, real, special), lab.compare(text, real, special)
    assert there[0].equals(here[0])
    for ours, others in zip(here[1].cuts, there[1].cuts):
        assert ours.tokenizer is others.tokenizer and ours.decoded == others.decoded
        for name in ("ids", "starts", "ends"):
            assert np.array_equal(getattr(ours, name), getattr(others, name))
    for write in (lab.to_csv, lab.to_json, lab.to_html):
        assert lab.written(there[1], write) == write(here[1]).encode()


def test_a_counting_that_is_stopped_keeps_the_first_rows(monkeypatch):
    monkeypatch.setattr(batch, "MANY", 0)
    monkeypatch.setattr(batch, "AT_ONCE", 10)
    rows, real = [prose(200)] * 20_000, [lab.tokenizer("bert")]
    asked = []
    counts = lab.count_rows(rows, real, go_on=lambda done: asked.append(done) or len(asked) < 3)
    assert 0 < len(counts) < 20_000
    assert set(counts["BERT uncased"]) == {len(real[0].encode(rows[0]))}


def test_what_a_library_refuses_in_a_child_is_said_as_here(monkeypatch):
    monkeypatch.setattr(batch, "MANY", 0)
    words = '{"model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "?"}}'
    real = lab.tokenizer_file("words.json", words.encode())
    with pytest.raises(Problem, match="words cannot be used"):
        lab.count_rows(["a b"], [real])


# The pages


def lines(count: int) -> bytes:
    return "\n".join(f"row {number} of many" for number in range(count)).encode()


def counted(app):
    def over() -> bool:
        return not any(button.key == "batch-job-stop" for button in app.run().button)

    until(over, "the end of a counting", seconds=60)
    assert not app.exception
    return app


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_rerun_neither_reads_nor_counts_the_file_again(language, monkeypatch):
    calls = []
    for module, name in ((tables, "read_file"), (lab, "count_rows")):
        real = getattr(module, name)
        monkeypatch.setattr(
            module,
            name,
            lambda *given, name=name, real=real, **asked: (
                calls.append(name) or real(*given, **asked)
            ),
        )
    app = opened("batch", language)
    calls.clear()
    app.file_uploader(key="batch-file").set_value(("rows.txt", lines(30_000), "text/plain")).run()
    counted(app)
    assert calls == ["read_file", "count_rows"]
    app.number_input(key="batch-input-gpt2").set_value(3.0).run()
    assert calls == ["read_file", "count_rows"] and not app.error
    app.button_group(key="batch-part-shown").set_value("rows").run()
    assert len(app.dataframe[0].value) == 2_000
    assert any("30,000" in caption.value for caption in app.caption)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_child_that_is_killed_ends_in_a_sentence_and_the_page_goes_on(language, monkeypatch):
    app = opened("batch", language)
    known = children()
    monkeypatch.setattr(batch, "AT_ONCE", 1)
    app.file_uploader(key="batch-file").set_value(("rows.txt", lines(190_000), "text/plain")).run()

    def at_work() -> list[psutil.Process]:
        return [each for each in map(psutil.Process, children() - known) if each.nice() > 0]

    until(at_work, "a child at work")
    for each in at_work():
        each.kill()
    counted(app)
    assert len(app.error) == 1 and "4,000 MB" in app.error[0].value
    app.button(key="batch-job-again").click().run()
    assert not app.error
    app.button(key="batch-job-stop").click().run()
    counted(app)
    assert app.button(key="batch-job-again") and not app.exception


def test_a_file_is_learned_from_and_read_once(monkeypatch):
    calls = []
    decode = lab.decode_text
    monkeypatch.setattr(lab, "decode_text", lambda data: calls.append(data) or decode(data))
    app = learned(opened("learn"))
    app.button_group(key="corpus-shown").set_value("file").run()
    text = prose(150_000).encode()
    app.file_uploader(key="learn-file").set_value(("prose.txt", text, "text/plain")).run()
    learned(app)
    assert app.number_input(key="step").max > 1_000
    app.number_input(key="step").set_value(500).run()
    assert len(calls) == 1 and not learns(app) and not app.exception


# Whose work it is


def test_a_training_ends_when_its_visitor_has_left():
    there, now = {"page"}, [0.0]
    visits = visit.Visits(there.__contains__, lambda: now[0])
    _token, mine = visits.begin("page", "")
    job = BackgroundWork(lambda go_on: work(functions.steps, 100_000, go_on=go_on))
    mine.at_work["learning"] = job
    until(lambda: job.done > 0, "the work")
    there.clear()
    for now[0] in (1.0, visit.GRACE, visit.GRACE + 2.0):
        assert not job.stopped
        visits.tidy(visit._stop)
    assert job.wait(10).state == "stopped"


def test_a_finished_job_is_not_kept_by_its_visit():
    mine = visit.Visit("page")
    mine.at_work["learning"] = BackgroundWork(lambda go_on: 1).wait()
    until(lambda: not mine.at_work, "a job that is let go")


def test_a_new_training_stops_the_one_before(monkeypatch):
    monkeypatch.setattr(training, "LONG", 0)
    app = learned(opened("learn"))
    app.button_group(key="corpus-shown").set_value("text").run()
    app.text_area(key="text").set_value(prose(20_000)).run()
    _what, first = app.session_state["learn-job"]
    app.text_area(key="text").set_value("hug hugs hugging").run()
    _what, second = app.session_state["learn-job"]
    assert first is not second and (first.stopped or first.state == "done")
    learned(app)


def test_another_thread_goes_on_while_a_long_trace_comes_back():
    """What is taken apart comes in pieces; between two of them others have the interpreter."""
    text = prose(2_000_000)
    alone = _pause(lambda: time.sleep(0.5))
    assert _pause(lambda: lab.train_on(text, "bpe", 8_000)) < 3 * alone


def _pause(work: Callable[[], object]) -> float:
    """The median of the seconds between two turns of another thread while work is done in this."""
    pauses, over = [], threading.Event()

    def beat() -> None:
        last = time.perf_counter()
        while not over.wait(0.005):
            pauses.append(time.perf_counter() - last)
            last = time.perf_counter()

    thread = threading.Thread(target=beat)
    thread.start()
    work()
    over.set()
    thread.join()
    return median(pauses)
