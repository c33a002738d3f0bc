"""A run beside right answers: what is compared, what is left out, and how it turns out."""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sandbox
from i18n import N_, Problem, Sentence
from sandbox.protocol import put_together, taken_apart

from .measure import LOWER_IS_BETTER, Scores, Told, counted, nobody
from .renaming import renamed
from .sampling import interval

if TYPE_CHECKING:
    from ..task import Task

ROW = 400
"""Characters of an answer that a row keeps."""
LIMITS = sandbox.Limits(memory=2_000_000_000, cpu=600, seconds=600)
"""What comparing may take: many times what 50,000 sentences of 12 words do."""


@dataclass(frozen=True)
class Evaluation:
    """How right the outputs of a run are; its rows are the inputs that have a right answer.

    `scores` are described at `Scores`, and `between` is where its main figure lies with a
    confidence of 95 %. `places` are those of the rows among the inputs, `wanted` the right answers
    and `said` the others, in words; a place among `unanswered` has no answer, which is wrong. Of
    the other inputs so many are `blank`, without a right answer, and those at the places of
    `unreadable` have one that cannot be read, with the reason.

    `renamed` has the labels of the file that the model calls otherwise, and `unknown` those that it
    does not have, with the number of their rows: it cannot get these right. `known` are those that
    it has, in its order, where what is compared are labels.
    """

    scores: Scores
    between: tuple[float, float]
    places: list[int]
    wanted: list[str]
    said: list[str]
    unanswered: set[int]
    blank: int
    unreadable: dict[int, Problem]
    renamed: dict[str, str]
    unknown: dict[str, int]
    known: list[str]

    @property
    def main(self) -> float:
        """The figure that its rows have a part in."""
        return self.scores.figures[self.scores.main]

    def worst_first(self) -> list[int]:
        """The rows by their numbers, 0 the first: wrong ones, worst first, then right ones."""
        sign = 1 if self.scores.main in LOWER_IS_BETTER else -1
        badness = [sign * score for score in self.scores.scores]
        right = self.scores.right
        return sorted(range(len(right)), key=lambda row: (right[row], -badness[row]))


def evaluate(
    task: "Task",
    items: Sequence[Any],
    outputs: Sequence[Any],
    answers: Sequence[Any],
    labels: Iterable[str] = (),
    places: Sequence[int] | None = None,
    names: Mapping[str, str] | None = None,
) -> Evaluation:
    """How right the outputs of a task are, one for each item, with its right answer as a file has
    it: text, or what `sources.beside` found. None is an output that there is not, and a blank
    answer leaves its input out. `labels` are those of the model by their numbers, and `places`
    those of the items where they are only some of the inputs. `names` has for labels of the file
    those of the model that they are, where that was said; others are found as `renamed` does.

    An item may be what `inference.run` takes. Raises `i18n.Problem` where there is nothing to
    compare, or no way to.
    """
    plain = _plain_arguments(task, items, outputs, answers, labels, places, names)
    return _evaluation(places, *_plain_evaluation(*plain))


def evaluate_apart(
    task: "Task",
    items: Sequence[Any],
    outputs: Sequence[Any],
    answers: Sequence[Any],
    labels: Iterable[str] = (),
    places: Sequence[int] | None = None,
    names: Mapping[str, str] | None = None,
    go_on: sandbox.GoOn = lambda _done: True,
) -> Evaluation:
    """`evaluate` in a child process: its libraries do not come into this one, nor does it wait.

    `go_on` is told how much is done and asked whether to go on. Raises `sandbox.Ended` too.
    """
    plain = _plain_arguments(task, items, outputs, answers, labels, places, names)
    found = sandbox.work(_evaluate_in_child, *plain, go_on=go_on, limits=LIMITS)
    if found is None:
        raise sandbox.stopped()
    return _evaluation(places, *found)


def _plain_arguments(
    task: "Task",
    items: Sequence[Any],
    outputs: Sequence[Any],
    answers: Sequence[Any],
    labels: Iterable[str],
    places: Sequence[int] | None,
    names: Mapping[str, str] | None,
) -> tuple[Any, ...]:
    """What `_plain_evaluation` takes, here or in a child: plain values alone."""
    texts = [_texts(task, item) for item in items]
    numbers = _numbers(texts, places)
    return task.name, texts, [*outputs], [*answers], [*labels], {**(names or {})}, numbers


def _evaluate_in_child(*arguments: Any, go_on: sandbox.GoOn) -> Any:
    # sacrebleu has a library that looks for a place to write when it is imported; none is there.
    tempfile.tempdir = tempfile.tempdir or os.sep
    return until_stopped(_plain_evaluation, *arguments, go_on=go_on)


class _Stopped(Exception):
    """Whoever was told how much is done said to end."""


def until_stopped(compare: Callable[..., Any], *arguments: Any, go_on: sandbox.GoOn) -> Any:
    """What `compare(*arguments, told)` returns, None where `go_on` says to end before that."""

    def told(done: float) -> None:
        if not go_on(done):
            raise _Stopped

    try:
        return compare(*arguments, told)
    except _Stopped:
        return None


def _numbers(texts: Sequence[Any], places: Sequence[int] | None) -> list[int]:
    """The numbers of inputs for people, from 1."""
    return [place + 1 for place in (range(len(texts)) if places is None else places)]


def _texts(task: "Task", item: Any) -> dict[str, Any]:
    """What of an item right answers may speak of: its texts."""
    values = item if isinstance(item, dict) else {task.inputs[0].name: item}
    return {name: value for name, value in values.items() if isinstance(value, str)}


def _evaluation(
    places: Sequence[int] | None,
    scores: dict[str, Any],
    rest: dict[str, Any],
    reasons: dict[int, Any],
) -> Evaluation:
    """The parts of `_plain_evaluation` put together; its places are those of the items."""

    def at(place: int) -> int:
        return place if places is None else places[place]

    rest["places"] = [at(place) for place in rest["places"]]
    rest["unanswered"] = {at(place) for place in rest["unanswered"]}
    unreadable = {at(place): put_together(*reason) for place, reason in reasons.items()}
    return Evaluation(scores=Scores(**scores), unreadable=unreadable, **rest)


def _plain_evaluation(
    name: str,
    items: list[Any],
    outputs: list[Any],
    answers: list[Any],
    labels: list[str],
    chosen: dict[str, str],
    numbers: list[int],
    told: Told = nobody,
) -> tuple[dict[str, Any], dict[str, Any], dict[int, Any]]:
    """The parts of an `Evaluation` as plain values: its scores, its problems, all the rest.

    `chosen` has labels of the file with those of the model, and `numbers` those of the inputs.
    """
    from ..tasks import tasks

    measure = tasks()[name].measure
    if measure is None:
        raise Problem(N_("The answers of this task cannot be compared with right ones."))
    filled = [place for place, answer in enumerate(answers) if not _is_blank(answer)]
    read, unreadable = {}, {}
    for place in counted(filled, told, 0.0, READ):
        try:
            read[place] = measure.read(answers[place], items[place])
        except Problem as problem:
            unreadable[place] = problem
    if not read:
        raise _unread(measure.form, numbers, unreadable) if unreadable else Problem(NOTHING)
    places = list(read)
    right = list(read.values())
    given = [outputs[place] for place in places]
    said = [None if output is None else measure.said(output) for output in given]
    names: dict[str, str] = {}
    known: list[str] = []
    unknown: Counter[str] = Counter()
    if measure.labels_of and measure.known and measure.renamed:
        there = [output for output in outputs if output is not None]
        known = measure.known(there, labels)
        wanted = [set(measure.labels_of(one)) for one in right]
        names = renamed((label for each in wanted for label in sorted(each)), known)
        there_are = {label for each in wanted for label in each}
        names |= {
            label: ours for label, ours in chosen.items() if label in there_are and ours in known
        }
        unknown = Counter(label for each in wanted for label in each if label not in names)
        right = [measure.renamed(one, names) for one in right]
    scores = measure.score(said, right, lambda done: told(READ + (COMPARED - READ) * done))
    rest = {
        "between": interval(
            scores.scores, scores.weights, lambda done: told(COMPARED + (1 - COMPARED) * done)
        ),
        "places": places,
        "wanted": [measure.written(one)[:ROW] for one in right],
        "said": ["" if one is None else measure.written(one)[:ROW] for one in said],
        "unanswered": {place for place, one in zip(places, said) if one is None},
        "blank": len(answers) - len(filled),
        "renamed": {label: ours for label, ours in names.items() if label != ours},
        "unknown": dict(unknown.most_common()),
        "known": known,
    }
    return vars(scores), rest, {at: taken_apart(each) for at, each in unreadable.items()}


READ, COMPARED = 0.2, 0.8
"""How much is done when all right answers are read, and when all rows are compared."""
NOTHING = N_("There is no right answer in this column: choose another, or none.")


def _unread(form: str, numbers: list[int], unreadable: dict[int, Problem]) -> Problem:
    """What is said where no right answer can be read."""
    place, problem = next(iter(unreadable.items()))
    return Problem(
        N_("No right answer in this column can be read. That of input {number}: {reason}"),
        number=numbers[place],
        reason=problem.sentence,
        details=(Sentence(form),) if form else (),
    )


def _is_blank(answer: Any) -> bool:
    return answer is None or (isinstance(answer, str) and not answer.strip())
