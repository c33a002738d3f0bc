"""The process that pipelines run in, as those see it that hand it runs.

    from inference.job import Loaded
    from inference.process import store

    job = store().submit(Loaded("text-generation"), "In the beginning", max_new_tokens=400)
    job.state, job.place.at, job.text     # while it waits or runs, from any thread

A batch keeps an interpreter busy, a library that reads weights can end its process, and a model
that is too large can have it ended: none of this is felt where pages are made. It is started when
the first run or device is asked for, and started anew after it has ended. What it says are plain
values, so that nothing that leads it astray leads this process.
"""

import os
import pickle
import subprocess
import sys
from contextlib import suppress
from functools import cache
from io import BytesIO
from itertools import count
from multiprocessing import Pipe as connected
from multiprocessing.connection import Connection
from queue import Queue
from threading import Lock, Thread
from typing import Any

from i18n import N_, Problem
from sandbox.protocol import plain, put_together

from .device import Device
from .job import Job, Loaded, Run

ENDED = N_(
    "The process that runs models has ended, as when there is too little memory: try again, with a "
    "smaller checkpoint, batch or input."
)


class StoreProcess:
    """A `inference.store.Store` in a process of its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._numbers = count(1)
        self._connection: Connection | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._jobs: dict[int, Job] = {}
        self._answers: dict[int, Queue[list[Device] | None]] = {}

    def submit(self, loaded: Loaded, inputs: Any, visitor: Any = None, **options: Any) -> Job:
        """Have a run take its turns; where there are too many, the job says so and has failed.

        `visitor` tells those apart between whom turns go round.
        """
        number = next(self._numbers)
        job = Job(loaded, inputs, options, when_stopped=lambda: self._ask("stop", number))
        with self._lock:
            self._jobs[number] = job
        self._ask("submit", number, loaded, inputs, visitor, options)
        return job

    def devices(self) -> list[Device]:
        """The devices of this machine, best first, with the memory that is free now.

        Raises `i18n.Problem` where the process ends before it answers.
        """
        number, answer = next(self._numbers), Queue[list[Device] | None]()
        with self._lock:
            self._answers[number] = answer
        self._ask("devices", number)
        if (devices := answer.get()) is None:
            raise Problem(ENDED)
        return devices

    @property
    def pid(self) -> int | None:
        """The number of the process, or of the one that has ended; None before the first."""
        return self._process.pid if self._process else None

    def _ask(self, *message: Any) -> None:
        data = pickle.dumps(message, protocol=5)
        with self._lock:
            if self._connection is None:
                if message[0] == "stop":
                    return
                self._start()
            assert self._connection
            with suppress(OSError):  # it has ended: who listens says so
                self._connection.send_bytes(data)

    def _start(self) -> None:
        path = os.pathsep.join(place or os.getcwd() for place in sys.path)
        self._connection, theirs = connected()
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    f"from inference.worker import main; main({theirs.fileno()})",
                ],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=os.environ | {"PYTHONPATH": path},
                start_new_session=True,  # Ctrl+C is for this process, which then closes the other
            )
        arguments = self._connection, self._process
        Thread(target=self._listen, args=arguments, daemon=True, name="inference").start()

    def _listen(self, connection: Connection, process: subprocess.Popen[bytes]) -> None:
        try:
            while True:
                number, news = plain(BytesIO(connection.recv_bytes()))
                if "devices" in news:
                    self._answers.pop(number).put([_device(**each) for each in news["devices"]])
                elif job := self._jobs.get(number):
                    if "end" in news:
                        del self._jobs[number]
                    _update(job, news)
        except (EOFError, OSError):
            self._give_up()
            process.wait()

    def _give_up(self) -> None:
        """The process has ended: say so to all who wait for something."""
        with self._lock:
            self._connection = None
            jobs, self._jobs = self._jobs, {}
            answers, self._answers = self._answers, {}
        for job in jobs.values():
            job.problem = Problem(ENDED)
            job.finish("failed")
        for answer in answers.values():
            answer.put(None)


def _update(job: Job, news: dict[str, Any]) -> None:
    """Bring a job up to what was said of it; its end comes last."""
    place, run, problem, end = (news.pop(name, None) for name in ("place", "run", "problem", "end"))
    if place:
        job.place.at, job.place.of = place
    for name, value in news.items():
        setattr(job, name, value)
    if run:
        job.run = _run(**run)
    if problem:
        job.problem = put_together(*problem)
    if end:
        job.finish(end)


def _run(problems: dict[int, Any], notes: list[Any], **rest: Any) -> Run:
    return Run(
        problems={place: put_together(*problem) for place, problem in problems.items()},
        notes=tuple(put_together(*note).sentence for note in notes),
        **rest,
    )


def _device(label: Any, **rest: Any) -> Device:
    return Device(label=put_together(*label).sentence, **rest)


@cache
def store() -> StoreProcess:
    """The one of this process."""
    return StoreProcess()
