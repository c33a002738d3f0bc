"""What the process does that pipelines run in: see `inference.process`, which starts it.

It answers messages on one connection: ("submit", number, loaded, inputs, visitor, options),
("stop", number), ("devices", number) and ("ping", number). What it says are pairs of a number and
what has changed, all of it plain values.
"""

import os
import pickle
import signal
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from i18n import Problem
from sandbox.protocol import taken_apart

from .job import Job, Run

OFTEN = 0.1
"""Seconds between two reports of jobs that go on."""
NICENESS, FIRST_TO_GO = 5, 500
"""Pages go first where the processor is short; this goes first where memory is (proc(5))."""
REPORTED = ("state", "text", "done", "total", "trained", "load_seconds", "memory_bytes", "dtype")


def main(descriptor: int) -> None:
    """Carry out what is asked for on a connection, until that is closed. Does not return."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started this closes the connection
    os.nice(NICENESS)
    with suppress(OSError):  # Linux alone
        Path("/proc/self/oom_score_adj").write_text(str(FIRST_TO_GO))
    with suppress(EOFError, OSError):
        Worker(Connection(descriptor)).listen()
    os._exit(0)


class Worker:
    """The store of this process, and the jobs that are asked for on a connection."""

    def __init__(self, connection: Connection) -> None:
        from .store import Store  # imports torch

        self._connection, self._store = connection, Store()
        self._jobs: dict[int, Job] = {}
        self._said: dict[int, dict[str, Any]] = {}
        self._changed = threading.Condition()
        threading.Thread(target=self._report, daemon=True, name="reports").start()

    def listen(self) -> None:
        while True:
            kind, number, *what = pickle.loads(self._connection.recv_bytes())
            if kind == "ping":
                self._say(number, {})
            elif kind == "devices":
                self._say(number, {"devices": _devices()})
            elif kind == "stop" and number in self._jobs:
                self._jobs[number].stop()
            elif kind == "submit":
                self._submit(number, *what)

    def _submit(
        self, number: int, loaded: Any, inputs: Any, visitor: Any, options: dict[str, Any]
    ) -> None:
        try:
            job = self._store.submit(loaded, inputs, visitor, when_over=self._wake, **options)
        except Problem as problem:
            self._say(number, {"problem": taken_apart(problem), "end": "failed"})
            return
        with self._changed:
            self._jobs[number] = job
        self._wake()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify()

    def _report(self) -> None:
        """Say again and again what has changed, and at once when a job is over."""
        while True:
            with self._changed:
                self._changed.wait(OFTEN if self._jobs else None)
                jobs = list(self._jobs.items())
            for number, job in jobs:
                over = job.over  # before its fields are read: none changes after
                now = {name: getattr(job, name) for name in REPORTED}
                now["place"] = job.place.at, job.place.of
                known = self._said.setdefault(number, {})
                news = {name: value for name, value in now.items() if known.get(name) != value}
                known |= news
                if over:
                    news |= _ending(job)
                    del self._jobs[number], self._said[number]
                if news:
                    self._say(number, news)

    def _say(self, number: int, news: dict[str, Any]) -> None:
        with self._changed:
            self._connection.send_bytes(pickle.dumps((number, news), protocol=5))


def _ending(job: Job) -> dict[str, Any]:
    return {
        "end": job.state,
        "run": _plain_run(job.run) if job.run else None,
        "problem": taken_apart(job.problem) if job.problem else None,
    }


def _plain_run(run: Run) -> dict[str, Any]:
    problems = {place: taken_apart(problem) for place, problem in run.problems.items()}
    return vars(run) | {"problems": problems, "notes": [taken_apart(note) for note in run.notes]}


def _devices() -> list[dict[str, Any]]:
    from .device import devices  # imports torch

    return [vars(device) | {"label": taken_apart(device.label)} for device in devices()]
