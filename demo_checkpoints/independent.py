"""Figures on items that no recipe made: what the app itself says of the files in `independent/`.

They lie beside a checkpoint's card, and are read, answered and compared as the page for pipelines
does with files that are handed in. `items.csv` has a row an item: a column for each input of the
task (of pictures and sounds the names of their files), `answer`, and `source`, which README.md
explains; `samples.jsonl` has such rows without answers. Boxes are in COCO's JSON, and masks are PNG
beside their pictures; the sources of these are in `sources.csv`. No recipe learns from any of it,
and no setting is chosen by it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

import inference
import tables
from i18n import Problem
from inference import Task, metrics
from inference.metrics import GAPS, GAPS_FILLED, Evaluation, sampling, sources
from inference.metrics.boxes import OVERLAP, average_precisions
from inference.metrics.masks import label_counts, mean_iou
from inference.task import SUFFIXES

from . import FOLDER
from .recipe import recipe

NAME = "independent"
ITEMS, SAMPLES, SOURCES = "items.csv", "samples.jsonl", "sources.csv"
ENOUGH = 6
"""Items that make a group of their own."""

Row = dict[str, str]
"""The cells of an item by their columns."""


@dataclass(frozen=True)
class Items:
    """What is asked: rows, what goes into the task, and right answers as a file has them."""

    rows: list[Row]
    inputs: list[dict[str, Any]]
    answers: list[Any]


@dataclass(frozen=True)
class Answered:
    """Independent items with what the app says to them; `outputs` are as the task gives them, None
    where it could not answer. `labels` are those of the model."""

    task: Task
    labels: list[str]
    items: Items
    outputs: list[Any]

    @cached_property
    def evaluation(self) -> Evaluation:
        """The answers beside the right ones. Raises SystemExit where one cannot be read."""
        items = self.items
        try:
            found = metrics.evaluate(
                self.task, items.inputs, self.outputs, items.answers, self.labels
            )
        except Problem as problem:
            raise SystemExit(str(problem)) from problem
        for place, reason in found.unreadable.items():
            raise SystemExit(f"The answer of item {place + 1} cannot be read: {reason}")
        if found.blank:
            raise SystemExit(f"{found.blank} items have no answer.")
        return found

    @property
    def right(self) -> list[bool]:
        """Which are as they should be."""
        return self.evaluation.scores.right

    @property
    def said(self) -> list[Any]:
        """What is compared of the outputs."""
        measure = self.task.measure
        assert measure
        return [None if output is None else measure.said(output) for output in self.outputs]

    @property
    def wanted(self) -> list[Any]:
        """What it is compared with, in the labels of the model where it has any."""
        measure, names = self.task.measure, self.evaluation.renamed
        assert measure
        pairs = zip(self.items.answers, self.items.inputs)
        read = [measure.read(answer, values) for answer, values in pairs]
        return [measure.renamed(one, names) for one in read] if measure.renamed else read

    def at(self, places: Sequence[int]) -> "Answered":
        """Some of them alone."""

        def chosen(values: list[Any]) -> list[Any]:
            return [values[place] for place in places]

        items = Items(*map(chosen, (self.items.rows, self.items.inputs, self.items.answers)))
        return Answered(self.task, self.labels, items, chosen(self.outputs))


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
    """Mean average precision of boxes at an overlap of 0.5."""
    said, wanted = answered.said, answered.wanted

    def precision(places: Sequence[int]) -> float:
        areas = average_precisions(
            [said[place] or [] for place in places], [wanted[place] for place in places], OVERLAP
        ).values()
        return sum(areas) / len(areas)

    return {"map_50": drawn_anew(precision, len(said))}


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


def by_source(judge: Judge, answered: Answered) -> dict[str, Figure]:
    """The first figure of the items of each source, and of those whose sources have a part in
    common, as `fire-own` and `storm-own` have; the worst first. Left out are groups of fewer than
    `ENOUGH` items, and those in a group that is no better."""
    groups: dict[str, list[int]] = {}
    for place, row in enumerate(answered.items.rows):
        for name in dict.fromkeys([row["source"], *row["source"].split("-")]):
            groups.setdefault(name, []).append(place)
    groups = {name: places for name, places in groups.items() if len(places) >= ENOUGH}
    figures = {
        name: next(iter(judge(answered.at(places)).values())) for name, places in groups.items()
    }
    sign = -1 if next(iter(judge(answered))) in metrics.LOWER_IS_BETTER else 1
    kept: dict[str, Figure] = {}
    for name in sorted(groups, key=lambda name: (sign * figures[name].value, -len(groups[name]))):
        if not any(set(groups[name]) <= set(groups[worse]) for worse in kept):
            kept[name] = figures[name]
    return kept


def ask(folder: Path) -> Answered:
    """What a checkpoint says to its independent items, on the CPU.

    Raises SystemExit where there are none, or where one cannot be read.
    """
    task = inference.task(recipe(folder.name).card.task)
    try:
        items = read(folder / NAME, task)
        pipe = inference.load(task.name, folder, device="cpu")
        run = inference.run(pipe, items.inputs)
        outputs = dict(zip(run.places, run.output))
        return Answered(
            task,
            metrics.configured(folder),
            items,
            [outputs.get(at) for at in range(len(items.rows))],
        )
    except Problem as problem:
        raise SystemExit(str(problem)) from problem


def read(folder: Path, task: Task) -> Items:
    """The items in a folder, for a task. Raises `i18n.Problem` for a file that cannot be read, and
    SystemExit where there are no items."""
    for listed in (ITEMS, SAMPLES):
        if (folder / listed).exists():
            return _rows(folder, _table(folder / listed), task)
    if not (folder / SOURCES).exists():
        raise SystemExit(f"There are no items in {folder.parent.name}/{folder.name}.")
    assert task.measure
    kind = task.inputs[0].name
    files = [
        (path.name, path.read_bytes())
        for path in sorted(folder.iterdir())
        if path.suffix in {*SUFFIXES[task.inputs[0].kind], ".json"}
    ]
    beside = sources.beside(files, task.measure.from_files)
    answers = next(iter(beside.sources.values()))
    by_name = {row[kind]: row for row in _table(folder / SOURCES)}
    names = [name for name, _data in beside.files]
    return Items(
        [by_name[name] for name in names],
        [{kind: data} for _name, data in beside.files],
        [answers.get(name) for name in names],
    )


@cache
def texts(name: str) -> frozenset[str]:
    """The texts of a checkpoint's independent items, with each right token in the gap where there
    is one: what a recipe that could come upon them must not learn from."""
    found = set()
    for row in _table(FOLDER / name / NAME / ITEMS):
        text = row["text"]
        gaps = GAPS_FILLED.read(row["answer"], row) if GAPS.search(text) else [[]]
        found |= {GAPS.sub(token, text) for token in gaps[0]} or {text}
    return frozenset(found)


def _rows(folder: Path, rows: list[Row], task: Task) -> Items:
    def values(row: Row) -> dict[str, Any]:
        return {
            wanted.name: (folder / row[wanted.name]).read_bytes()
            if wanted.is_media
            else row[wanted.name]
            for wanted in task.inputs
        }

    return Items(rows, [values(row) for row in rows], [row.get("answer") for row in rows])


def _table(file: Path) -> list[Row]:
    """The rows of a table, as the app reads it."""
    columns = tables.read_file(file.name, file.read_bytes()).columns
    return [dict(zip(columns, cells)) for cells in zip(*columns.values())]
