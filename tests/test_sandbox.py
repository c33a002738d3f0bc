"""A function on untrusted bytes ends in a value or a sentence, and the server goes on."""

import os
import re
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import psutil
import pytest

from i18n import Problem, translations
from sandbox import Limits, pool, run

from . import sandbox_functions as functions


def test_a_function_runs_in_another_process_and_its_value_comes_back():
    assert run(functions.length, b"hello") == 5
    assert run(functions.process, b"") != os.getpid()
    assert len(run(functions.large, b"")) == 150_000_000


def test_a_child_is_warm_and_is_used_again():
    pids = {run(functions.process, b"") for _time in range(20)}
    assert len(pids) <= pool.MOST


@pytest.mark.parametrize(
    ("function", "sentence", "limits"),
    [
        (functions.grow, "more than 200 MB of memory", Limits(memory=200_000_000)),
        (functions.loop, "more than 1 s:", Limits(cpu=1)),
        (functions.sleep, "more than 1 s:", Limits(seconds=0.5 + 0.5)),
        (functions.abort, "ends the program that reads it", None),
        (functions.fail, "cannot be read: no such part$", None),
        (functions.problem, "Read 3: a file is empty", None),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_the_next_one_is_answered(function, sentence, limits):
    with pytest.raises(Problem, match=sentence):
        run(function, b"here", limits=limits)
    assert run(functions.length, b"hello") == 5


def test_a_child_writes_no_file(tmp_path):
    file = tmp_path / "file"
    with pytest.raises(Problem, match=r"cannot be read: .*File too large"):
        run(functions.write, bytes(file))
    assert file.stat().st_size == 0


def test_a_problem_of_a_child_is_said_in_the_language_of_the_reader():
    with pytest.raises(Problem) as said:
        run(functions.problem, b"")
    assert said.value.details[0].said() == "a file is empty"
    with pytest.raises(Problem) as said:
        run(functions.fail, b"")
    chinese = said.value.sentence.said(translations("zh").gettext)
    assert re.search("无法读取：no such part", chinese)


def test_a_child_has_imported_what_a_module_needs_there():
    assert run(functions.has_what_it_needs, b"")


def test_what_is_no_plain_value_is_not_taken_over():
    with pytest.raises(TypeError, match="no plain value"):
        run(functions.foreign, b"abc")
    assert run(functions.length, b"hello") == 5


def test_another_thread_works_while_a_child_is_at_its_limit():
    turns, over = 0, threading.Event()

    def count() -> None:
        nonlocal turns
        while not over.wait(0.01):
            turns += 1

    worker = threading.Thread(target=count)
    worker.start()
    for function in (functions.loop, functions.grow, functions.abort):
        with pytest.raises(Problem):
            run(function, b"", limits=Limits(memory=200_000_000, cpu=1))
    over.set()
    worker.join()
    assert turns > 20  # of a hundred, in a second of a child


def test_callers_wait_for_their_turn_and_at_most_for_a_while(monkeypatch):
    with ThreadPoolExecutor(8) as threads:
        lengths = threads.map(lambda size: run(functions.length, b"a" * size), range(60))
        assert list(lengths) == list(range(60))
    monkeypatch.setattr(pool, "PATIENCE", 0.1)
    with ThreadPoolExecutor(pool.MOST) as threads:
        for _child in range(pool.MOST):
            threads.submit(
                pytest.raises, Problem, run, functions.sleep, b"", limits=Limits(seconds=2)
            )
        time.sleep(0.5)
        with pytest.raises(Problem, match="Many files are being read"):
            run(functions.length, b"")
    assert run(functions.length, b"abc") == 3


def test_a_child_knows_nothing_of_the_environment_and_is_replaced_in_time(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "secret")
    assert "secret" not in run(functions.environment, b"").values()
    monkeypatch.setattr(pool, "USES", 1)
    assert len({run(functions.process, b"") for _time in range(4)}) == 4


def test_the_nursery_is_started_again_when_it_is_gone():
    assert run(functions.length, b"abc") == 3
    pool._nursery._process.kill()
    pool._nursery._process.wait()
    for child in pool._idle:
        child.spent = True
    assert run(functions.length, b"abc") == 3


def test_the_main_module_is_not_imported_by_a_child(monkeypatch, tmp_path):
    """Under Streamlit `__main__` is a page."""
    page = tmp_path / "page.py"
    page.write_text("from pathlib import Path\nPath(__file__).with_name('ran').touch()\n")
    module = ModuleType("__main__")
    module.__file__ = str(page)
    monkeypatch.setitem(sys.modules, "__main__", module)
    for child in pool._idle:
        child.spent = True
    assert run(functions.length, b"abc") == 3
    assert not Path(tmp_path / "ran").exists()


def test_a_child_that_was_ended_while_it_was_idle_is_no_fault_of_the_next_file():
    pid = run(functions.process, b"")
    os.kill(pid, signal.SIGKILL)
    assert run(functions.process, b"an honest file") != pid


def test_a_child_that_is_ended_from_outside_in_its_work_is_asked_once_more():
    pids: list[int] = []

    def end_one() -> None:
        time.sleep(0.5)
        (pid,) = set(pool_children()) - set(pids)
        os.kill(pid, signal.SIGKILL)

    pids += pool_children()
    while pool._idle:
        pids.append(pool._idle.pop().pid)
    thread = threading.Thread(target=end_one)
    thread.start()
    assert run(functions.slow, b"an honest file") == len(b"an honest file")
    thread.join()


def pool_children() -> list[int]:
    """The processes that the nursery has forked and that live."""
    return [each.pid for each in psutil.Process(pool._nursery._process.pid).children()]


def test_a_nursery_that_ends_while_it_is_asked_is_followed_by_another():
    run(functions.process, b"")
    while pool._idle:
        pool._idle.pop().end()
    nursery = pool._nursery._process
    nursery.send_signal(signal.SIGSTOP)
    threading.Timer(0.3, nursery.kill).start()
    assert run(functions.process, b"again")
    assert pool._nursery._process is not nursery
