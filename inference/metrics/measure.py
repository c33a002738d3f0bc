"""What it takes to compare the answers of one kind of task with the right ones."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar


@dataclass(frozen=True)
class Scores:
    """What comparing gives, all of it plain values.

    `figures` are of all rows, by the names that model cards give them; `main` is the one that rows
    have a part in: it is the sum of `scores` times `weights` over the sum of the weights. `right`
    says of each row whether it is as it should be. `classes` have a row a label: label, precision,
    recall, f1 and support, the number of times that it is right. Row i, column j of `confusion`
    counts where the right label i was answered with j; both stand for `labels`, in their order.
    """

    main: str
    figures: dict[str, float]
    right: list[bool]
    scores: list[float]
    weights: list[float]
    classes: list[dict[str, Any]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    confusion: list[list[int]] = field(default_factory=list)


Known = Callable[[list[Any], Iterable[str]], list[str]]
"""known(outputs, labels): the labels that a model may answer with, by what it did answer and those
that its configuration has."""


Told = Callable[[float], None]
"""told(done): hears how much of the work is done, 0 to 1, and raises where it is to end."""
Each = TypeVar("Each")


def nobody(_done: float) -> None:
    """Nobody is told."""


def counted(
    rows: Sequence[Each], told: Told, start: float = 0.0, end: float = 1.0
) -> Iterator[Each]:
    """The rows one after the other; how many there were is told, as a part from start to end."""
    for place, row in enumerate(rows):
        told(start + (end - start) * place / len(rows))
        yield row


class Score(Protocol):
    """score(said, right): how right the rows are, told as they are compared."""

    def __call__(self, said: list[Any], right: list[Any], told: Told = ..., /) -> Scores: ...


@dataclass(frozen=True)
class Measure:
    """How the outputs of a task are compared with right answers.

    `said(output)` is what is compared of an output, and `read(answer, item)` of a right answer as
    a file has it; it raises `i18n.Problem` for one that cannot be read, and `form`, translatable,
    says then how it is written. `score(said, right)` has one of each for every row, and None where
    a model did not answer, which is wrong. `written` puts either in words.

    Where these hold labels, `labels_of` names them, `renamed` gives the same with other labels,
    and `known` says which a model has.
    """

    said: Callable[[Any], Any]
    read: Callable[[Any, Any], Any]
    score: Score
    written: Callable[[Any], str] = str
    labels_of: Callable[[Any], Iterable[str]] | None = None
    renamed: Callable[[Any, Mapping[str, str]], Any] | None = None
    known: Known | None = None
    form: str = ""
    from_files: str = ""
    """What holds right answers beside pictures or sounds: "labels", "texts", "boxes", "masks"."""


LOWER_IS_BETTER = {"wer", "cer", "wer_plain"}
OF_A_HUNDRED = {"bleu", "chrf", "chrf_mean"}
"""Figures that go from 0 to 100; the others are shares."""


def f1(right: float, said: float, wanted: float) -> float:
    """The F1 of so many right ones among those said and those wanted; 1 where there are none."""
    return 2 * right / (said + wanted) if said + wanted else 1.0


def class_rows(names: list[str], scores: Iterable[Iterable[float]]) -> list[dict[str, Any]]:
    """The `Scores.classes` of what scikit-learn gives: precisions, recalls, F1s and supports."""
    return [
        {
            "label": name,
            "precision": float(precision),
            "recall": float(recall),
            "f1": float(harmonic),
            "support": int(support),
        }
        for name, precision, recall, harmonic, support in zip(names, *scores)
    ]
