"""The figures of what a checkpoint answers to its independent items, one way of counting each.

Each has the interval in which it lies with a confidence of 95 % on other items like these.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from inference import metrics
from inference.metrics import sampling
from inference.metrics.boxes import OVERLAP, SURE, average_precisions, hitting
from inference.metrics.masks import label_counts, mean_iou
from inference.tasks.object_detection import sure_boxes

from .independent import Answered, Row

ENOUGH = 4
"""Items that make a group of their own."""


@dataclass(frozen=True)
class Figure:
    """A figure, of how many items it is, and how far it may be from that of others like these."""

    value: float
    count: int
    interval: Callable[[], tuple[float, float]]

    @property
    def between(self) -> tuple[float, float]:
        """Where it lies with a confidence of 95 %."""
        return self.interval()


Judge = Callable[[Answered], dict[str, Figure]]
"""The figures of answers by their names; the first is the one that says most."""


def main(answered: Answered) -> dict[str, Figure]:
    """The figure that the page calls that of a task: accuracy, F1 of entities, word error rate."""
    evaluation = answered.evaluation
    return {
        evaluation.scores.main: Figure(
            evaluation.main, len(evaluation.places), lambda: evaluation.between
        )
    }


def over_speakers(answered: Answered) -> dict[str, Figure]:
    """`main`, with where it lies for other speakers: recordings of one are alike, so it is the
    speakers, the sources of the items, who are drawn again and again."""
    scores = answered.evaluation.scores
    speakers: dict[str, list[int]] = {}
    for place, row in enumerate(answered.items.rows):
        speakers.setdefault(row["source"], []).append(place)
    groups = list(speakers.values())

    def mean(drawn: Sequence[int]) -> float:
        places = [place for group in drawn for place in groups[group]]
        return float(
            np.average(
                [scores.scores[place] for place in places],
                weights=[scores.weights[place] for place in places],
            )
        )

    count = len(answered.items.rows)
    return {scores.main: replace(drawn_anew(mean, len(groups)), count=count)}


def exact(answered: Answered) -> dict[str, Figure]:
    """How many answers are the right one, or one of the right ones."""
    return {"exact_match": share(answered.right)}


def share(hits: Sequence[bool]) -> Figure:
    """How many of some items are so."""
    scores = [float(hit) for hit in hits]
    return Figure(
        sum(scores) / len(scores),
        len(scores),
        lambda: sampling.interval(scores, [1.0] * len(scores)),
    )


def boxes(answered: Answered) -> dict[str, Figure]:
    """What a visitor sees, precision and recall of the boxes that the page shows; and mean average
    precision at an overlap of 0.5, which second boxes of one shape hardly lower."""
    said, wanted = [boxes or [] for boxes in answered.said], answered.wanted
    shown = hits(answered)

    def found_of(all_of: Sequence[Sequence[object]]) -> Figure:
        return drawn_anew(
            lambda places: (
                sum(sum(shown[place]) for place in places)
                / sum(len(all_of[place]) for place in places)
            ),
            len(said),
        )

    def mean_precision(places: Sequence[int]) -> float:
        areas = average_precisions(
            [said[place] for place in places], [wanted[place] for place in places], OVERLAP
        ).values()
        return sum(areas) / len(areas)

    return {
        "precision": found_of(shown),
        "recall": found_of(wanted),
        "map_50": drawn_anew(mean_precision, len(said)),
    }


def hits(answered: Answered) -> list[list[bool]]:
    """Of each picture, which of the boxes that the page shows are right."""
    return [
        hitting(sure_boxes(boxes or [], SURE, OVERLAP), there, OVERLAP)
        for boxes, there in zip(answered.said, answered.wanted)
    ]


def masks(answered: Answered) -> dict[str, Figure]:
    """Mean intersection over union of masks."""
    counts = label_counts(answered.said, answered.wanted)
    figure = drawn_anew(lambda places: mean_iou(counts[place] for place in places), len(counts))
    return {"mean_iou": figure}


def drawn_anew(figure: Callable[[Sequence[int]], float], count: int) -> Figure:
    """A figure that is no mean of rows: how far off it may be is seen where the rows are drawn
    again and again (the bootstrap; Efron, 1979)."""

    def interval() -> tuple[float, float]:
        random = np.random.default_rng(0)
        drawn = (random.integers(0, count, count).tolist() for _ in range(sampling.RESAMPLES))
        low, high = np.percentile([figure(places) for places in drawn], sampling.PERCENTILES)
        return float(low), float(high)

    return Figure(figure(range(count)), count, interval)


def groups_of(rows: Sequence[Row]) -> dict[str, list[int]]:
    """The places of the items of each source, and of those whose sources have a part in common, as
    `fire-own` and `storm-own` have. Left out are groups of fewer than `ENOUGH` items, and parts
    that a single source has."""
    groups: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        for name in dict.fromkeys([row["source"], *row["source"].split("-")]):
            groups.setdefault(name, []).append(place)
    once: dict[str, list[int]] = {}
    for name, places in groups.items():
        if len(places) >= ENOUGH and places not in once.values():
            once[name] = places
    return once


def by_source(judge: Judge, answered: Answered) -> dict[str, Figure]:
    """The first figure of each group of items, the worst first. Left out are those in a group that
    is no better."""
    groups = groups_of(answered.items.rows)
    figures = {
        name: next(iter(judge(answered.at(places)).values())) for name, places in groups.items()
    }
    sign = -1 if next(iter(judge(answered))) in metrics.LOWER_IS_BETTER else 1
    kept: dict[str, Figure] = {}
    for name in sorted(groups, key=lambda name: (sign * figures[name].value, -len(groups[name]))):
        if not any(set(groups[name]) <= set(groups[worse]) for worse in kept):
            kept[name] = figures[name]
    return kept
