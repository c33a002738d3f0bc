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

import logging
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
from queue import Empty, Queue
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any

from i18n import N_, Problem
from sandbox.protocol import plain, put_together

from .device import Device
from .job import Job, Loaded, Run

_log = logging.getLogger(__name__)

ENDED = N_(
    "The process that runs models has ended, as when there is too little memory: try again, with a "
    "smaller checkpoint, batch or input."
)


SILENCE = 60.0
"""Seconds without a word after which the process is ended: it says something every few seconds
while anything is expected of it."""
PINGS = 5.0
"""Seconds between two questions whether it is still there."""
START = 120.0
"""Seconds that it may take to begin: it imports torch."""
FRESH = 3.0
"""Seconds for which devices are as they were: their free memory is no more exact than that."""


class StoreProcess:
    """A `inference.store.Store` in a process of its own."""

    def __init__(self, silence: float = SILENCE) -> None:
        self._silence = silence
        self._lock = Lock()
        self._numbers = count(1)
        self._outbox: Queue[bytes | None] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._heard = 0.0
        self._jobs: dict[int, Job] = {}
        self._asked: dict[int, Queue[list[Device] | None]] = {}
        self._devices: tuple[float, list[Device]] = (0.0, [])

    def submit(self, loaded: Loaded, inputs: Any, visitor: Any = None, **options: Any) -> Job:
        """Have a run take its turns; where there are too many, the job says so and has failed.

        `visitor` tells those apart between whom turns go round.
        """
        number = next(self._numbers)
        job = Job(loaded, inputs, options, when_stopped=lambda: self._say("stop", number))
        with self._lock:
            self._jobs[number] = job
        self._say("submit", number, loaded, inputs, visitor, options)
        return job

    def devices(self) -> list[Device]:
        """The devices of this machine, best first, with the memory that was free a moment ago.

        Raises `i18n.Problem` where the process ends before it answers.
        """
        when, known = self._devices
        if known and monotonic() - when < FRESH:
            return known
        number, answer = next(self._numbers), Queue[list[Device] | None]()
        with self._lock:
            self._asked[number] = answer
        self._say("devices", number)
        try:
            devices = answer.get(timeout=FRESH if known else None)
        except Empty:  # it is busy, or stands still
            return known
        if devices is None:
            raise Problem(ENDED)
        self._devices = monotonic(), devices
        return devices

    @property
    def pid(self) -> int | None:
        """The number of the process, or of the one that has ended; None before the first."""
        return self._process.pid if self._process else None

    def _say(self, *message: Any) -> None:
        """Have a message sent; nobody waits for that."""
        data = pickle.dumps(message, protocol=5)
        with self._lock:
            if self._outbox is None:
                if message[0] == "stop":
                    return
                self._start()
            assert self._outbox
            self._outbox.put(data)

    def _start(self) -> None:
        path = os.pathsep.join(place or os.getcwd() for place in sys.path)
        connection, theirs = connected()
        with theirs:
            process = subprocess.Popen(
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
        outbox = Queue[bytes | None]()
        self._outbox, self._process, self._heard = outbox, process, monotonic() + START
        for work, arguments in (
            (_send, (outbox, connection)),
            (self._listen, (outbox, connection, process)),
            (self._watch, (outbox, process)),
        ):
            Thread(target=work, args=arguments, daemon=True, name="inference").start()

    def _listen(
        self, outbox: Queue, connection: Connection, process: subprocess.Popen[bytes]
    ) -> None:
        try:
            while True:
                number, news = plain(BytesIO(connection.recv_bytes()))
                self._heard = monotonic()
                if "devices" in news:
                    self._asked.pop(number).put([_device(**each) for each in news["devices"]])
                elif job := self._jobs.get(number):
                    if "end" in news:
                        del self._jobs[number]
                    _update(job, news)
        except (EOFError, OSError):
            pass
        except Exception:
            _log.exception("The process that runs models said what cannot be understood.")
        finally:
            process.kill()
            process.wait()
            outbox.put(None)
            self._give_up()

    def _watch(self, outbox: Queue, process: subprocess.Popen[bytes]) -> None:
        """End a process that has said nothing for long while something is expected of it."""
        while process.poll() is None:
            sleep(min(PINGS, self._silence / 4))
            if not self._jobs and not self._asked:
                self._heard = monotonic()
            elif monotonic() - self._heard > self._silence:
                process.kill()
            else:
                outbox.put(pickle.dumps(("ping", 0)))

    def _give_up(self) -> None:
        """The process has ended: say so to all who wait for something."""
        with self._lock:
            self._outbox = None
            jobs, self._jobs = self._jobs, {}
            answers, self._asked = self._asked, {}
        for job in jobs.values():
            job.problem = Problem(ENDED)
            job.finish("failed")
        for answer in answers.values():
            answer.put(None)


def _send(outbox: Queue, connection: Connection) -> None:
    """Send what is in an outbox, until there is None."""
    with suppress(OSError):  # it has ended: who listens says so
        while (data := outbox.get()) is not None:
            connection.send_bytes(data)


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
