"""Who computes next: runs take turns, a step each, round between visitors, alone on a model."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Condition
from time import perf_counter
from types import TracebackType
from typing import Literal

from i18n import N_, Problem

from .job import Place

MOST, MOST_OF_ONE = 64, 6
"""Runs that may be waiting or at work at a time, and of them those of one visitor."""

Begin = Callable[[], Literal["now", "later", "no room"]]
"""Asked when a run is next for its first step, and told by it when not: "later" lets those after it
go first, "no room" those alone that have begun. After "now" it has begun."""


class Stopped(Exception):
    """The run was stopped before its first step."""


@dataclass(eq=False)
class Turn:
    """The place of one run among the others; `with turn:` is one step of it.

    Only one run on the same `model` is within a step at a time. `place` says when its first step
    will come, among those that wait for theirs. `seconds` is how long its steps have taken.
    """

    turns: "Turns"
    visitor: Hashable
    model: Hashable
    begin: Begin
    came: int
    begun: bool = False
    granted: bool = False
    stopped: bool = False
    error: Exception | None = None
    last: int = 0
    place: Place = field(default_factory=Place)
    seconds: float = 0.0
    _since: float = 0.0

    def __enter__(self) -> "Turn":
        self.turns.enter(self)
        self._since = perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self.seconds += perf_counter() - self._since
        self.turns.leave(self)

    def let_pass(self) -> None:
        """Within a step: let those go first whose turn it is, on other models than this."""
        self.seconds += perf_counter() - self._since
        self.turns.let_pass(self)
        self._since = perf_counter()


@dataclass(eq=False)
class Turns:
    """The runs that there are; at most `slots` of them compute at the same time.

    The next is the one that has waited longest since its last step, of the visitor who has waited
    longest: many runs, or one of many steps, get no more than a single sentence does. `changed`
    guards everything here; what `Begin` looks at may be guarded by it too.
    """

    slots: int = 1
    changed: Condition = field(default_factory=Condition)
    _runs: list[Turn] = field(default_factory=list)
    _waiting: list[Turn] = field(default_factory=list)
    _at_work: list[Turn] = field(default_factory=list)
    _held: dict[Hashable, Turn] = field(default_factory=dict)
    """Models with the run that is within a step on each."""
    _served: dict[Hashable, int] = field(default_factory=dict)
    """When a visitor who has runs had the last step of any."""
    _clock: count = field(default_factory=lambda: count(1))

    def join(
        self, visitor: Hashable = None, model: Hashable = None, begin: Begin = lambda: "now"
    ) -> Turn:
        """The turn of a new run, which waits for its first step from now on."""
        with self.changed:
            turn = Turn(self, visitor, model, begin, came=next(self._clock))
            self._runs.append(turn)
            self._tell_places()
            return turn

    @contextmanager
    def joined(self) -> Iterator[Turn]:
        """The turn of a run while the block runs."""
        turn = self.join()
        try:
            yield turn
        finally:
            self.end(turn)

    def end(self, turn: Turn) -> None:
        """The run is over."""
        with self.changed:
            self._runs.remove(turn)
            if not self.unfinished(turn.visitor):
                self._served.pop(turn.visitor, None)
            self.grant()

    def stop(self, turn: Turn) -> None:
        """Have `with turn` raise `Stopped`, now or later, if the run has not begun."""
        with self.changed:
            turn.stopped = True
            self.changed.notify_all()

    def unfinished(self, visitor: Hashable) -> int:
        """How many runs there are of a visitor."""
        with self.changed:
            return sum(turn.visitor == visitor for turn in self._runs)

    def __len__(self) -> int:
        """How many runs there are."""
        return len(self._runs)

    def enter(self, turn: Turn) -> None:
        with self.changed:
            self._wait(turn)

    def leave(self, turn: Turn) -> None:
        with self.changed:
            self._put_down(turn)
            del self._held[turn.model]
            self.grant()

    def let_pass(self, turn: Turn) -> None:
        with self.changed:
            if any(self._held.get(other.model, other) is other for other in self._waiting):
                self._put_down(turn)
                self._wait(turn)

    def grant(self) -> None:
        """Let those go on whose turn it is; to be called when a `Begin` may say another thing."""
        with self.changed:
            while len(self._at_work) < self.slots and (turn := self._next()):
                self._waiting.remove(turn)
                self._at_work.append(turn)
                self._held[turn.model] = turn
                turn.granted = turn.begun = True
                turn.place.at = turn.place.of = 0
            self._tell_places()
            self.changed.notify_all()

    def _wait(self, turn: Turn) -> None:
        self._waiting.append(turn)
        try:
            self.grant()
            while not turn.granted:
                if turn.error:
                    raise turn.error
                if turn.stopped and not turn.begun:
                    raise Stopped
                self.changed.wait()
        finally:
            if turn in self._waiting:
                self._waiting.remove(turn)

    def _put_down(self, turn: Turn) -> None:
        self._at_work.remove(turn)
        turn.granted, turn.last = False, next(self._clock)
        self._served[turn.visitor] = turn.last

    def _next(self) -> Turn | None:
        room = True
        for turn in self._in_order(self._waiting):
            gone = turn.error or (turn.stopped and not turn.begun)
            if gone or self._held.get(turn.model, turn) is not turn:
                continue
            if turn.begun:
                return turn
            said = self._asked(turn) if room else "later"
            if said == "now":
                return turn
            room = room and said != "no room"
        return None

    def _asked(self, turn: Turn) -> str:
        """What a run says to its beginning; what is raised there is its own, and no other's."""
        try:
            return turn.begin()
        except Exception as error:
            turn.error = error
            return "later"

    def _in_order(self, turns: list[Turn]) -> list[Turn]:
        """The turn of the visitor who has waited longest first, of theirs the oldest."""
        came: dict[Hashable, int] = {}
        for turn in self._runs:
            came.setdefault(turn.visitor, turn.came)

        def waits_since(turn: Turn) -> tuple[int, int]:
            visitor = turn.visitor
            return self._served.get(visitor, came[visitor]), turn.last or turn.came

        return sorted(turns, key=waits_since)

    def _tell_places(self) -> None:
        """Tell those that have not begun when they will: the second run of a visitor after the
        first of everybody."""
        new = self._in_order([turn for turn in self._runs if not turn.begun])
        earlier: Counter[Hashable] = Counter()
        rounds = {}
        for turn in new:
            rounds[turn] = earlier[turn.visitor]
            earlier[turn.visitor] += 1
        for place, turn in enumerate(sorted(new, key=rounds.__getitem__), 1):
            turn.place.at, turn.place.of = place, len(new)


def check_count(turns: Turns, most: int, visitor: Hashable) -> None:
    """Raise `i18n.Problem` where there are too many runs for one more, in all or of a visitor."""
    if (count := len(turns)) >= most:
        raise Problem(N_("{count} runs are waiting already: try again in a while."), count=count)
    if visitor is not None and (theirs := turns.unfinished(visitor)) >= MOST_OF_ONE:
        raise Problem(
            N_("Your runs that wait or are running: {count}. Stop one, or wait for it."),
            count=theirs,
        )
