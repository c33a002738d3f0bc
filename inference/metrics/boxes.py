"""Boxes in pictures: mean average precision, and how many are found and right."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from i18n import N_, Problem

from .measure import Measure, Scores, Told, counted, f1, nobody

Box = dict[str, Any]
"""A "label" with its "box" {xmin, ymin, xmax, ymax} in pixels, and of a model its "score"."""

SURE, OVERLAP = 0.5, 0.5
"""Least score of a box that is counted as found, and the intersection over union from which it is
the one that is wanted. Average precision takes all scores."""
OVERLAPS = tuple(percent / 100 for percent in range(50, 100, 5))
"""Those over which COCO takes the mean."""
SIDES = ("xmin", "ymin", "xmax", "ymax")


def read(answer: Any, _item: Any) -> list[Box]:
    """Right boxes, as `sources.beside` finds them, or JSON of the form that a model answers in."""
    try:
        boxes = json.loads(answer) if isinstance(answer, str) else answer
        return [
            {"label": str(row["label"]), "box": {side: float(row["box"][side]) for side in SIDES}}
            for row in boxes
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise Problem(
            N_("A box needs its label and its sides xmin, ymin, xmax and ymax.")
        ) from error


def score(said: list[list[Box] | None], right: list[list[Box]], told: Told = nobody) -> Scores:
    """`Scores` of boxes: mean average precision as the mean over the labels of the area under the
    curve of precision over recall, with every point of the curve (Everingham et al., 2010), at an
    overlap of 0.5 (`map_50`) and as the mean from 0.5 to 0.95 (`map`). Precision, recall and F1
    are of the boxes that a picture shows: those of at least `SURE`, doubles left out."""
    from ..tasks.object_detection import sure_boxes  # which imports this package

    answered = [boxes or [] for boxes in said]
    sure = [sure_boxes(boxes, SURE, OVERLAP) for boxes in answered]
    hits = [hitting(boxes, wanted, OVERLAP) for boxes, wanted in zip(sure, right)]
    counts = [(sum(hit), len(hit), len(wanted)) for hit, wanted in zip(hits, right)]
    found, shown, wanted = (sum(column) for column in zip(*counts))
    areas = [average_precisions(answered, right, overlap) for overlap in counted(OVERLAPS, told)]
    figures = {
        "map_50": _mean(areas[0].values()),
        "map": _mean(map(_mean, (area.values() for area in areas))),
        "f1": f1(found, shown, wanted),
        "precision": found / shown if shown else float(not wanted),
        "recall": found / wanted if wanted else 1.0,
    }
    same = [
        boxes is not None and hit_by == given == there
        for boxes, (hit_by, given, there) in zip(said, counts)
    ]
    return Scores(
        "f1",
        figures,
        same,
        [f1(*count) for count in counts],
        [float(count[1] + count[2]) for count in counts],
        _classes(sure, hits, right, areas[0]),
    )


def _mean(values: Iterable[float]) -> float:
    values = list(values)
    return sum(values) / len(values) if values else 1.0


def _classes(
    sure: list[list[Box]], hits: list[list[bool]], right: list[list[Box]], areas: dict[str, float]
) -> list[dict[str, Any]]:
    rows = []
    given = [(box["label"], hit) for boxes, its in zip(sure, hits) for box, hit in zip(boxes, its)]
    truths = [box["label"] for boxes in right for box in boxes]
    for label in sorted({*truths, *(label for label, _hit in given)}):
        found = sum(hit for name, hit in given if name == label)
        shown = sum(name == label for name, _hit in given)
        wanted = truths.count(label)
        rows.append(
            {
                "label": label,
                "precision": found / shown if shown else 0.0,
                "recall": found / wanted if wanted else 0.0,
                "f1": f1(found, shown, wanted),
                "ap_50": areas.get(label, 0.0),
                "support": wanted,
            }
        )
    return rows


def average_precisions(
    said: list[list[Box]], right: list[list[Box]], overlap: float
) -> dict[str, float]:
    """The average precision of every label that is right somewhere."""
    wanted = [box["label"] for boxes in right for box in boxes]
    ranked: dict[str, list[tuple[float, bool]]] = {label: [] for label in sorted(set(wanted))}
    for boxes, truths in zip(said, right):
        for box, hit in zip(boxes, hitting(boxes, truths, overlap)):
            if box["label"] in ranked:
                ranked[box["label"]].append((box["score"], hit))
    return {label: _area(pairs, wanted.count(label)) for label, pairs in ranked.items()}


def _area(ranked: list[tuple[float, bool]], wanted: int) -> float:
    """The area under precision over recall: at each recall the best precision from there on."""
    found, precisions = 0, []
    for place, (_score, hit) in enumerate(sorted(ranked, key=lambda pair: -pair[0]), 1):
        found += hit
        precisions.append((found / place, hit))
    area = best = 0.0
    for precision, hit in reversed(precisions):
        best = max(best, precision)
        area += best * hit
    return area / wanted


def hitting(boxes: list[Box], wanted: list[Box], overlap: float) -> list[bool]:
    """Which boxes hit one of those wanted that no surer box of its label hits."""
    free, hits = list(range(len(wanted))), [False] * len(boxes)
    for place in sorted(range(len(boxes)), key=lambda place: -boxes[place]["score"]):
        box = boxes[place]
        near = [
            (shared(box["box"], wanted[at]["box"]), at)
            for at in free
            if wanted[at]["label"] == box["label"]
        ]
        best, at = max(near, default=(0.0, -1))
        if near and best >= overlap:
            hits[place] = True
            free.remove(at)
    return hits


def shared(box: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The intersection over union of two boxes."""
    width = min(box["xmax"], other["xmax"]) - max(box["xmin"], other["xmin"])
    height = min(box["ymax"], other["ymax"]) - max(box["ymin"], other["ymin"])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (_size(box) + _size(other) - both)


def _size(box: Mapping[str, float]) -> float:
    return (box["xmax"] - box["xmin"]) * (box["ymax"] - box["ymin"])


def _said(output: list[Box]) -> list[Box]:
    return [{name: row[name] for name in ("label", "score", "box")} for row in output]


def _written(boxes: list[Box]) -> str:
    counts: dict[str, int] = {}
    for box in boxes:
        if box.get("score", 1.0) >= SURE:
            counts[box["label"]] = counts.get(box["label"], 0) + 1
    return ", ".join(f"{label} × {count}" for label, count in sorted(counts.items())) or "–"


def renamed(rows: list[dict[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows that have a label, with other labels."""
    return [row | {"label": names.get(row["label"], row["label"])} for row in rows]


def known(outputs: list[Any], labels: Iterable[str]) -> list[str]:
    """The labels of a configuration and of what was found."""
    found = [row["label"] for output in outputs for row in output]
    return list(dict.fromkeys([*labels, *found]))


BOXES = Measure(
    said=_said,
    read=read,
    score=score,
    written=_written,
    labels_of=lambda boxes: [box["label"] for box in boxes],
    renamed=renamed,
    known=known,
    from_files="boxes",
)
