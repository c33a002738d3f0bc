"""The checkpoints that can be exported here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import inference
from inference import checkpoints
from inference.checkpoints import Place
from inference.weights import weight_bytes

MOST_BYTES = 200_000_000
"""Of weights: an export takes several times as much memory."""


@dataclass(frozen=True)
class Source:
    """A checkpoint and the task that it runs; `place` is "demo", "made", "local" or "cached"."""

    task: str
    place: str
    name: str
    folder: Path
    bytes: int

    @property
    def too_large(self) -> bool:
        return self.bytes > MOST_BYTES


def sources(task: str) -> list[Source]:
    """The checkpoints on this machine that run a task: the demo's, those of one's own and those in
    the cache of the Hub."""
    described = inference.task(task)
    found = []
    if described.has_demo and (folder := described.checkpoint):
        size = weight_bytes(folder)
        found.append(Source(described.name, "demo", folder.name, folder, size))
    return found + _found(described, "local", "local") + _found(described, "cached", "cached")


def made_sources(task: str, made: Mapping[str, Path]) -> list[Source]:
    """Those that run a task among checkpoints that a visitor made, folders by name."""
    return _found(inference.task(task), "made", made)


def _found(task: inference.Task, place: str, where: Place) -> list[Source]:
    return [
        Source(task.name, place, each.name, each.folder, each.bytes)
        for each in checkpoints.found(where, task)
        if not each.obstacle
    ]
