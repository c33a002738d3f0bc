"""Trainings take turns: two at once on two cores would each take twice as long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Any

import sandbox

ASK = 0.25
"""Seconds between two questions whether to go on waiting."""


class Line:
    """Those that wait for their turn, the first first, and the one that has it before them."""

    def __init__(self) -> None:
        self._waiting: list[Any] = []
        self._changed = Condition()

    @contextmanager
    def turn(self, go_on: sandbox.GoOn, tell: Callable[[int], None]) -> Iterator[None]:
        """Wait until nobody is before, and `tell` how many are; raises `sandbox.Ended` where
        `go_on` says not to wait on."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
        try:
            with self._changed:
                while before := self._waiting.index(ticket):
                    tell(before)
                    if not go_on(None):
                        raise sandbox.stopped()
                    self._changed.wait(ASK)
            tell(0)
            yield
        finally:
            with self._changed:
                self._waiting.remove(ticket)
                self._changed.notify_all()
