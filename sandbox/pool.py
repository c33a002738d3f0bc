"""The children of this process: few, warm, and replaced when they end or have grown."""

import atexit
import json
import logging
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from threading import BoundedSemaphore, Lock
from typing import Any

from i18n import N_, Problem

from .protocol import Limits, Question, plain, put_together, taken_apart

MOST = 2
"""Children at work at the same time; who comes then waits."""
PATIENCE = 20.0
"""Seconds that a caller waits for a child before it is told to come back."""
USES = 200
"""Questions after which another child takes the place of one."""
REMEMBERED = 256
"""Questions that ended a child, and are not asked again."""
START = 120.0
"""Seconds that a child may take to be there: the first one waits for its modules."""
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")
"""What a child knows of the environment: no token among it."""
QUIET = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
"""Libraries that start no threads, as a process that forks should have one, and that ask for no
memory in advance."""

_log = logging.getLogger(__name__)


def run(
    function: Callable[..., Any], data: bytes, *arguments: Any, limits: Limits | None = None
) -> Any:
    """What `function(data, *arguments)` returns, called in a child process within `limits`.

    `function` stands at the top of a module; it returns a plain value: None, numbers, text,
    bytes, and lists, tuples and dicts of them. Raises the `i18n.Problem` that it raises, and one
    that says why where it goes beyond a limit, ends the child, or raises anything else. From any
    thread; a caller waits while all children are at work.
    """
    limits = limits or Limits()
    question = Question(function.__module__, function.__qualname__, (data, *arguments), limits)
    message = pickle.dumps(question, protocol=5)
    asked = len(message), hash(message)
    with _lock:
        if asked in _deadly:
            raise put_together(*_deadly[asked])
    if not _room.acquire(timeout=PATIENCE):
        raise Busy(N_("Many files are being read at this moment: try again in a minute."))
    try:
        kind, answer = _answer(function.__module__, message, limits)
    except Deadly as error:
        _remember(asked, error)
        raise
    finally:
        _room.release()
    return _outcome(kind, answer, limits)


def _answer(module: str, message: bytes, limits: Limits) -> tuple[str, Any]:
    """What a child answers. One may be ended from outside, where memory is short: what ends it is
    asked of another once more before it is called `Deadly`."""
    for again in (False, True):
        child = _idle_or_new(module)
        try:
            kind, answer = child.ask(message, limits)
        except Deadly as error:
            child.end()
            if again or error.too_slow:
                raise
        except BaseException:
            child.end()
            raise
        else:
            with _lock:
                _idle.append(child)
            return kind, answer
    raise AssertionError("the second time it is answered or raised")


def _outcome(kind: str, answer: Any, limits: Limits) -> Any:
    if kind == "value":
        return answer
    if kind == "problem":
        raise put_together(*answer)
    if kind == "memory":
        raise Problem(
            N_("Reading this takes more than {megabytes:,} MB of memory: it is too large."),
            megabytes=limits.memory // 1_000_000,
        )
    reason, trace = answer
    _log.warning("Foreign bytes were not read: %s", trace)
    raise Problem(N_("This cannot be read: {reason}"), reason=reason)


TOO_SLOW = N_("Reading this takes more than {seconds:.0f} s: it is too large, or never ends.")


GONE = (EOFError, ConnectionError, pickle.UnpicklingError)
"""What a child that has ended answers."""


class Busy(Problem):
    """Nothing is wrong with what was handed in: the same may be read in a while."""


class Deadly(Problem):
    """What ended a child; who asks for it again is told so at once."""

    @property
    def too_slow(self) -> bool:
        """Whether it was ended for its seconds of computing."""
        return self.sentence.template == TOO_SLOW


class Child:
    """One child process, which has imported `modules`."""

    def __init__(self, modules: set[str]) -> None:
        self.modules, self.uses, self.spent = set(modules), 0, False
        self.socket, theirs = socket.socketpair()
        self.answers = self.socket.makefile("rb")
        self._will, will = os.pipe()
        try:
            try:
                _nursery.order(sorted(modules), theirs, will)
            finally:  # with them here, the end of the nursery would not be seen
                theirs.close()
                os.close(will)
            self.socket.settimeout(START)
            self.pid = int(plain(self.answers))
        except BaseException:
            self._close()
            raise

    @property
    def has_ended(self) -> bool:
        """Whether the process has ended while it had nothing to do."""
        self.socket.settimeout(0)
        try:
            return not self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def ask(self, message: bytes, limits: Limits) -> tuple[str, Any]:
        """What kind of answer there is to a pickled `Question`, and the answer. Raises
        `i18n.Problem` where the child has to be ended, `Deadly` where it ends before."""
        self.uses += 1
        self.socket.settimeout(limits.seconds)
        try:
            self.socket.sendall(message)
            kind, answer, self.spent = plain(self.answers)
            return kind, answer
        except TimeoutError:
            raise Problem(TOO_SLOW, seconds=limits.seconds) from None
        except GONE:
            raise self._ended(limits) from None

    def ran_out(self) -> bool:
        """Whether the child was ended for its seconds of computing; it is over then."""
        self._kill()
        # The nursery writes it when the child has ended.
        status = int(os.read(self._will, 20) or 0)
        return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU

    def _ended(self, limits: Limits) -> "Deadly":
        """How the child ended."""
        if self.ran_out():
            return Deadly(TOO_SLOW, seconds=limits.cpu)
        return Deadly(
            N_(
                "Reading this ends the program that reads it, or takes more than {megabytes:,} MB "
                "of memory: it is damaged, or made to do harm."
            ),
            megabytes=limits.memory // 1_000_000,
        )

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._kill()
        self._close()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def _close(self) -> None:
        self.answers.close()
        self.socket.close()
        os.close(self._will)


class Nursery:
    """The process that forks children, started when the first is needed or when it is gone."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None

    def order(self, modules: list[str], end: socket.socket, will: int) -> None:
        """Have a child forked that answers to `end`; how it ends itself is written to `will`."""
        message = json.dumps(modules).encode()
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            assert self._orders
            socket.send_fds(self._orders, [message], [end.fileno(), will])

    def end(self) -> None:
        """End it, so that the next order starts another."""
        with self._lock:
            if self._process:
                self._process.kill()
                self._process.wait()

    def _start(self) -> None:
        self._orders, theirs = socket.socketpair()
        path = os.pathsep.join(place or os.getcwd() for place in sys.path)
        known = {name: os.environ[name] for name in KEPT if name in os.environ}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from sandbox.nursery import main; main()"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # a library's last words are no part of the log
                env={**known, **QUIET, "PYTHONPATH": path},
                start_new_session=True,
            )

    def close(self) -> None:
        """Let it end, and with it the children that have nothing to do."""
        if self._orders and self._process:
            self._orders.close()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)


_nursery = Nursery()
_room = BoundedSemaphore(MOST)
_lock = Lock()
_idle: list[Child] = []
_deadly: OrderedDict[tuple[int, int], Any] = OrderedDict()
"""Questions that ended a child, by length and hash, and the problem to say, the latest last."""
_modules: set[str] = set()
"""Modules that were asked for: a new child has them all."""


def _remember(asked: tuple[int, int], problem: Problem) -> None:
    with _lock:
        _deadly[asked] = taken_apart(problem)
        if len(_deadly) > REMEMBERED:
            _deadly.popitem(last=False)


def _idle_or_new(module: str) -> Child:
    """A child that has imported `module`."""
    with _lock:
        _modules.add(module)
        child = _idle.pop() if _idle else None
        modules = set(_modules)
    if child and (
        module not in child.modules or child.spent or child.uses >= USES or child.has_ended
    ):
        child.end()
        child = None
    return child or new_child(modules)


def new_child(modules: set[str]) -> Child:
    """A child that has just been forked; of another nursery where this one does not answer.

    Raises `i18n.Problem` where none can be had.
    """
    for again in (False, True):
        try:
            return Child(modules)
        except (*GONE, OSError):
            _log.exception("No child was forked.")
            _nursery.end()
            if again:
                raise Busy(
                    N_("Nothing can be opened at this moment: try again in a minute.")
                ) from None
    raise AssertionError("the second time there is a child or a problem")


def _end_all() -> None:
    with _lock:
        while _idle:
            _idle.pop().end()
    _nursery.close()


atexit.register(_end_all)
