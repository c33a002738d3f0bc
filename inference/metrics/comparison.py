"""Two evaluations of the same inputs: the difference, and whether it may be chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import Any

import sandbox
from i18n import N_, Problem

from .evaluation import LIMITS, Evaluation, until_stopped
from .measure import Scores, Told, nobody
from .sampling import difference_interval

CHANCE = 0.05
"""Probability below which a difference is called more than chance."""


@dataclass(frozen=True)
class Comparison:
    """Two evaluations of the inputs that both have: the second less the first.

    `places` are those of the inputs, and `first` and `second` the rows of each evaluation that
    they are at. `differences` are of the figures, of the main one alone where one evaluation has
    inputs that the other has not; `between` is where that of the main one lies with a confidence
    of 95 %. `only_first` and `only_second` count what one alone got right, and
    `probability` is that of counts at least as far apart where both are as good: the exact test of
    McNemar (1947), two-sided.
    """

    places: list[int]
    first: list[int]
    second: list[int]
    main: str
    differences: dict[str, float]
    between: tuple[float, float]
    both: int
    only_first: int
    only_second: int
    neither: int
    probability: float
    differing: list[int]
    """The places where what was said differs: first those that one alone got right."""

    @property
    def more_than_chance(self) -> bool:
        """Whether chance alone would seldom make such a difference of the main figure."""
        if self.main == "accuracy":
            return self.probability < CHANCE
        return not self.between[0] <= 0.0 <= self.between[1]


def compare(one: Evaluation, other: Evaluation, told: Told = nobody) -> Comparison:
    """What differs between two evaluations of the same inputs with the same right answers.

    Raises `i18n.Problem` where they have no input in common.
    """
    from scipy.stats import binomtest

    at, there = _by_place(one), _by_place(other)
    places = sorted(at.keys() & there.keys())
    if not places or one.scores.main != other.scores.main:
        raise Problem(N_("These two runs have no input with a right answer in common."))
    first, second = [at[place] for place in places], [there[place] for place in places]
    hits = [one.scores.right[row] for row in first]
    others = [other.scores.right[row] for row in second]
    pairs = list(zip(hits, others))
    only_first, only_second = pairs.count((True, False)), pairs.count((False, True))
    apart = only_first + only_second
    said = [one.said[row] != other.said[mine] for row, mine in zip(first, second)]
    differing = [at for at, differs in enumerate(said) if differs or hits[at] != others[at]]
    return Comparison(
        places,
        first,
        second,
        one.scores.main,
        _differences(one, other, first, second),
        difference_interval(*_parts(other.scores, second), *_parts(one.scores, first), told),
        pairs.count((True, True)),
        only_first,
        only_second,
        pairs.count((False, False)),
        float(binomtest(only_first, apart).pvalue) if apart else 1.0,
        [places[at] for at in sorted(differing, key=lambda at: hits[at] == others[at])],
    )


def compare_apart(
    one: Evaluation, other: Evaluation, go_on: sandbox.GoOn = lambda _done: True
) -> Comparison:
    """`compare` in a child process, as `evaluate_apart` does."""
    plain = sandbox.work(_compare_in_child, _plain(one), _plain(other), go_on=go_on, limits=LIMITS)
    if plain is None:
        raise sandbox.stopped()
    return Comparison(**plain)


def _plain(evaluation: Evaluation) -> dict[str, Any]:
    return vars(evaluation) | {"scores": vars(evaluation.scores), "unreadable": {}}


def _compare_in_child(
    one: dict[str, Any], other: dict[str, Any], go_on: sandbox.GoOn
) -> dict[str, Any] | None:
    first, second = (
        Evaluation(**(plain | {"scores": Scores(**plain["scores"])})) for plain in (one, other)
    )
    compared = until_stopped(compare, first, second, go_on=go_on)
    return vars(compared) if compared else None


def _differences(
    one: Evaluation, other: Evaluation, first: list[int], second: list[int]
) -> dict[str, float]:
    if one.places == other.places:
        figures = other.scores.figures
        return {
            name: figures[name] - each
            for name, each in one.scores.figures.items()
            if name in figures  # that of five tokens is not there where fewer were asked for
        }
    mean = _mean(*_parts(other.scores, second)) - _mean(*_parts(one.scores, first))
    return {one.scores.main: mean}


def _mean(scores: list[float], weights: list[float]) -> float:
    whole = sum(weights)
    return sum(map(mul, scores, weights)) / whole if whole else 1.0


def _by_place(evaluation: Evaluation) -> dict[int, int]:
    return {place: row for row, place in enumerate(evaluation.places)}


def _parts(scores: Scores, rows: Sequence[int]) -> tuple[list[float], list[float]]:
    return [scores.scores[row] for row in rows], [scores.weights[row] for row in rows]
