"""Items that no recipe made, and what the app says to them: the files in a folder `independent/`.

They lie beside a checkpoint's card, and are read, answered and compared as the page for pipelines
does with files that are handed in. `items.csv` has a row an item: a column for each input of the
task (of pictures and sounds the names of their files), `answer`, and `source`, which README.md
explains; `samples.jsonl` has such rows without answers. Boxes are in COCO's JSON, and masks are PNG
beside their pictures; the sources of these are in `sources.csv`. No recipe learns from any of it,
and no setting is chosen by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import inference
import tables
from i18n import Problem
from inference import Task, metrics
from inference.metrics import GAPS, GAPS_FILLED, Evaluation, sources
from inference.task import SUFFIXES

from . import FOLDER
from .recipe import recipe

NAME = "independent"
ITEMS, SAMPLES, SOURCES = "items.csv", "samples.jsonl", "sources.csv"

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
