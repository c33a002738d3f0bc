"""The process that children are forked from, and what a child does.

It has imported what children need, so that one is there in milliseconds, and runs no other
thread, so that forking is safe. multiprocessing has such a server too, but its children import
the program's `__main__`, which under Streamlit is a page.
"""

import ctypes
import gc
import json
import os
import pickle
import resource
import signal
import socket
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from time import monotonic, process_time
from typing import IO, Any

from i18n import Problem

from .protocol import Limits, Question, taken_apart

NICE = 10
"""How much a child at work stands back: who clicks gets nine tenths of a core that both want."""
BETWEEN = 0.1
"""Seconds between two reports of a child at work."""
GROWTH = 1_000_000_000
"""Bytes of address space by which a child may have grown before another takes its place."""
FILES = 64
"""Files that a child may have open."""
PR_SET_PDEATHSIG = 1
"""Of Linux: the signal that a process gets when its parent, here the nursery, has ended."""
STATM = Path("/proc/self/statm")


def main() -> None:
    """Fork a child for each order that comes in at standard input, until that is closed.

    An order is a JSON list of modules to have imported, with two file descriptors: the child's
    end of a connection, and a pipe for how the child ended, its wait status in decimal. What a
    module names in `IN_CHILDREN`, to import only there, is imported with it.
    """
    orders = socket.socket(fileno=0)
    wills: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda *_signal: _bury(wills))
    while True:
        order, ends, _flags, _address = socket.recv_fds(orders, 65_536, 2)
        if not order:
            return
        for module in json.loads(order):
            with suppress(Exception):  # said by the child, which imports it again
                for further in getattr(import_module(module), "IN_CHILDREN", ()):
                    import_module(further)
        gc.freeze()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        pid = os.fork()
        if not pid:
            for descriptor in (orders.fileno(), ends[1], *wills.values()):
                os.close(descriptor)
            _live(ends[0])
        wills[pid] = ends[1]
        os.close(ends[0])
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _bury(wills: dict[int, int]) -> None:
    """Tell the server how each child ended that did."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            will = wills.pop(ended[0])
            with suppress(BrokenPipeError):
                os.write(will, str(ended[1]).encode())
            os.close(will)


def _live(descriptor: int) -> None:
    """Answer questions until the connection is closed. Does not return."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    _hold(resource.RLIMIT_CORE, 0)
    _hold(resource.RLIMIT_NOFILE, FILES)
    server = socket.socket(fileno=descriptor)
    questions, answers = server.makefile("rb"), server.makefile("wb")
    pickle.dump(os.getpid(), answers)
    answers.flush()
    first = _size()
    with suppress(EOFError, OSError):  # the server is gone
        while True:
            kind, answer = _answer(pickle.load(questions), Reports(questions, answers))
            grown = kind == "failed" or _size() - first > GROWTH
            pickle.dump((kind, answer, grown), answers, protocol=5)
            answers.flush()
            del answer
    os._exit(0)


class Reports:
    """The `go_on` of a function at work: tells the server how much is done, and asks it."""

    def __init__(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        self._questions, self._answers = questions, answers
        self._goes_on, self._last = True, 0.0

    def __call__(self, done: float) -> bool:
        if self._goes_on and monotonic() - self._last > BETWEEN:
            pickle.dump(("report", float(done), False), self._answers)
            self._answers.flush()
            self._goes_on, self._last = pickle.load(self._questions), monotonic()
        return self._goes_on


def _answer(question: Question, reports: Reports) -> tuple[str, Any]:
    """What kind of answer it is, and the answer: a value, a problem, or why there is none."""
    try:
        if question.works:
            _stand_back()
        _hold(resource.RLIMIT_FSIZE, question.limits.written if question.works else 0)
        function = getattr(import_module(question.module), question.function)
        _limit(question.limits)
        try:
            if isinstance(question.arguments, bytes):
                return "value", function(*pickle.loads(question.arguments), go_on=reports)
            return "value", function(*question.arguments)
        finally:
            _limit(None)
    except Problem as problem:
        return "problem", taken_apart(problem)
    except MemoryError:
        return "memory", None
    except BaseException as error:  # whatever a library makes of foreign bytes, a Rust panic too
        lines = str(error).strip().splitlines() or [type(error).__name__]
        return "failed", (lines[0][:200], traceback.format_exc()[-4_000:])


def _stand_back() -> None:
    """Let those who click go first, and end when the server has: work may not ask for long."""
    os.nice(NICE)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit(limits: Limits | None) -> None:
    """Hold this process to what a call may take from now on, or to nothing."""
    if STATM.exists():
        _hold(resource.RLIMIT_AS, _size() + limits.memory if limits else None, soft=True)
    seconds = round(process_time()) + limits.cpu if limits else None
    _hold(resource.RLIMIT_CPU, seconds, soft=True)


def _hold(what: int, most: int | None, soft: bool = False) -> None:
    hard = resource.getrlimit(what)[1]
    most = hard if most is None else most
    resource.setrlimit(what, (most, hard if soft else most))


def _size() -> int:
    """Bytes of address space of this process; 0 where the system does not tell."""
    return int(STATM.read_text().split()[0]) * resource.getpagesize() if STATM.exists() else 0
