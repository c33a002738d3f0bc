"""The checkpoints that are served, by name: nothing else is ever opened."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

import inference
from i18n import N_, Problem, listed
from inference import Task, checkpoints
from inference.adapters import loaded_from
from inference.task import Item
from inference.weights import weight_bytes

ONLY = "ATLAS_SERVED"
"""The environment variable that names those that are served, between commas; one of the Hub's cache
is served where it is named there, all others unless it is set."""
KNOWN_FOR = 10.0
"""Seconds for which the folders are as they were."""


@dataclass(frozen=True)
class Served:
    """A checkpoint that is served: its tasks, the first of them the one that it is asked for by
    default, and the bytes of its weights."""

    name: str
    folder: Path
    tasks: tuple[str, ...]
    bytes: int
    owner: str

    def task(self, name: str = "") -> Task:
        """The task of that name, the first without one. Raises `i18n.Problem` for another than
        its own."""
        if not name:
            return inference.tasks()[self.tasks[0]]
        task = inference.task(name)
        if task.name not in self.tasks:
            raise Problem(
                N_("{name} does not do {task}; it does: {tasks}."),
                name=self.name,
                task=task.name,
                tasks=listed(self.tasks),
            )
        return task


class NotServed(Problem):
    """No checkpoint of a name is served."""


def served() -> dict[str, Served]:
    """All of them by name, as they were a moment ago: those that come with the app by the names of
    their folders, those of `ATLAS_CHECKPOINTS` by their paths there."""
    environment = os.environ.get(ONLY, ""), os.environ.get(checkpoints.ROOT, "")
    return _served(environment, int(monotonic() / KNOWN_FOR))


def find(name: str) -> Served:
    """The checkpoint of that name. Raises `NotServed` where there is none."""
    if name not in served():
        raise NotServed(
            N_("No model {name!r} is served here: GET /v1/models names those that are."),
            name=name[:200],
        )
    return served()[name]


@lru_cache(maxsize=1)
def _served(environment: tuple[str, str], _moment: int) -> dict[str, Served]:
    only = [name.strip() for name in environment[0].split(",") if name.strip()]
    found: dict[str, Served] = {}
    for each in (*_demos(), *_of(checkpoints.in_folder(), only, "folder"), *_cached(only)):
        if each.tasks and (not only or each.name in only):
            found.setdefault(each.name, each)
    return found


def _demos() -> Iterator[Served]:
    for task in inference.tasks().values():
        if task.has_demo and (folder := task.checkpoint):
            yield Served(folder.name, folder, (task.name,), weight_bytes(folder), "demo")


def _cached(only: list[str]) -> Iterator[Served]:
    return _of(checkpoints.in_cache(), only, "cache") if only else iter(())


def _of(there: Iterator[tuple[str, Path, str]], only: list[str], owner: str) -> Iterator[Served]:
    for name, folder, _revision in there:
        if only and name not in only:
            continue
        tasks = inference.tasks().values()
        able = tuple(task.name for task in tasks if checkpoints.serves(folder, task))
        if able:
            yield Served(name, folder, able, weight_bytes(loaded_from(folder)), owner)


def example(task: Task) -> Item:
    """An input of a task that comes with the app."""
    texts: dict[str, Any] = dict(task.examples[0].inputs) if task.examples else {}
    item: Item = {}
    for wanted in task.inputs:
        if wanted.is_media:
            samples: list[Path] = task.samples(wanted.kind)
            item[wanted.name] = samples[0] if samples else None
        else:
            text = texts.get(wanted.name, wanted.start)
            item[wanted.name] = text if isinstance(text, str) else text[0]
    return item
