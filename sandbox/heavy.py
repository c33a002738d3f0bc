"""Work that takes long: a function of ours in a child of its own, which reports and may be stopped.

What holds the interpreter for seconds keeps every other visitor waiting, in whatever thread it
runs. A child has an interpreter of its own, stands back for those who click, and ends with its
work: what that took of the memory goes back.
"""

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from select import POLLIN, poll
from threading import BoundedSemaphore
from time import monotonic
from typing import Any

from i18n import N_, Problem

from .pool import GONE, Child, new_child
from .protocol import Limits, Question, plain, put_together

GoOn = Callable[[float | None], bool]
"""Told how much of the work is done, 0 to 1, or None while it waits for its turn; says whether to
go on."""
HEAVY = Limits(memory=4_000_000_000, cpu=1_800, seconds=1_800)
"""What work may take: room for the words of the largest file, and longer than anybody waits."""
AT_ONCE = min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
"""Children at work at the same time: more than there are cores would only make each slower, and
each may take the memory of `HEAVY`."""
ASK = 0.25
"""Seconds between two questions whether to go on."""


class Ended(Problem):
    """Work that was ended before it was done: it can be begun again."""


_room = BoundedSemaphore(AT_ONCE)


def work(function: Callable[..., Any], *arguments: Any, go_on: GoOn, limits: Limits = HEAVY) -> Any:
    """What `function(*arguments, go_on=...)` returns, called in a child process of its own.

    `function` stands at the top of a module and returns a plain value, as for `run`; the arguments
    are anything that pickle takes, made again within the limits. The `go_on` that it is given takes
    the part that is done, 0 to 1, and says whether to go on, as the caller's does in this process.
    A function that is told to stop returns what it has; one that does not is ended after the
    seconds of `Limits.stopping`. Raises the `i18n.Problem` that it raises, `Ended` where it is
    ended, for a limit or otherwise, and RuntimeError with its trace for any other exception.
    """
    question = Question(
        function.__module__, function.__qualname__, pickle.dumps(arguments, 5), limits, works=True
    )
    with _turn(go_on):
        child = new_child({function.__module__})
        try:
            kind, answer = _answer(child, pickle.dumps(question, 5), limits, go_on)
        finally:
            child.end()
    if kind == "value":
        return answer
    if kind == "problem":
        raise put_together(*answer)
    if kind == "memory":
        raise _too_large(limits)
    raise RuntimeError(answer[1])


@contextmanager
def _turn(go_on: GoOn) -> Iterator[None]:
    """Wait until fewer than `AT_ONCE` are at work."""
    while not _room.acquire(timeout=ASK):
        if not go_on(None):
            raise stopped()
    try:
        yield
    finally:
        _room.release()


def _answer(child: Child, message: bytes, limits: Limits, go_on: GoOn) -> tuple[str, Any]:
    """What kind of answer a child gives to a question, and the answer."""
    end, done = monotonic() + limits.seconds, 0.0
    child.socket.settimeout(limits.seconds)
    said = poll()
    said.register(child.socket, POLLIN)
    try:
        child.socket.sendall(message)
        while True:
            if not (goes_on := go_on(done)):
                end = min(end, monotonic() + limits.stopping)
            # A report waits for its reply, so there is never a second one behind it.
            if said.poll(ASK * 1e3):
                kind, answer, _spent = plain(child.answers)
                if kind != "report":
                    return kind, answer
                done = answer
                child.socket.sendall(pickle.dumps(goes_on))
            if monotonic() > end:
                raise _too_long(limits) if goes_on else stopped()
    except TimeoutError:
        raise _too_long(limits) from None
    except GONE:
        raise (_too_long if child.ran_out() else _too_large)(limits) from None


def stopped() -> Ended:
    """The problem of work that was told to stop and has nothing to show yet."""
    return Ended(N_("This was stopped before there was anything to show."))


def _too_long(limits: Limits) -> Ended:
    return Ended(
        N_("This takes more than {minutes:.0f} minutes: take a smaller part."),
        minutes=limits.seconds / 60,
    )


def _too_large(limits: Limits) -> Ended:
    return Ended(
        N_(
            "The process that works on this ended: it takes more than {megabytes:,} MB of memory, "
            "or was ended from outside. Take a smaller part, or try again."
        ),
        megabytes=limits.memory // 1_000_000,
    )
