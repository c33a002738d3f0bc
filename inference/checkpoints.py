"""Checkpoints that are on this machine: shipped, cached from the Hub, or in a folder of yours."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from i18n import N_, Problem, Sentence

from .adapters import adapter_bytes, loaded_from
from .obstacles import is_checkpoint, obstacle, runs_plain
from .task import Task
from .weights import weight_bytes

ROOT = "ATLAS_CHECKPOINTS"
"""The environment variable that names the folder with checkpoints of one's own."""
DEEPEST, MOST_FOLDERS = 4, 2_000
"""How deep below that folder checkpoints are looked for, and in how many folders, the least deep
first."""

Place = Literal["local", "cached"] | Mapping[str, Path]
"""The folder that `ATLAS_CHECKPOINTS` names, the Hub's cache, or folders by name."""


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint on this machine: where it is, and how many bytes its weights have, an adapter's
    with those of its base.

    `obstacle` says why it cannot run the task that it was looked up for; None where it can. Of one
    that cannot the bytes are not counted. `kind_run` is the `model_type` that a model with code of
    its own runs as; "" for all others.
    """

    name: str
    folder: Path
    bytes: int
    revision: str = ""
    obstacle: Sentence | None = None
    kind_run: str = ""


def title(source: str | Path) -> str:
    """What people call a checkpoint: of a folder of the Hub's cache its name on the Hub, of
    another folder its last part."""
    path = Path(source)
    if not path.is_absolute():
        return str(source)
    if path.parent.name == "snapshots":  # models--owner--name/snapshots/revision
        return "/".join(path.parent.parent.name.split("--")[1:])
    return path.name


def found(place: Place, task: Task) -> list[Checkpoint]:
    """Every checkpoint of a place, with what keeps it from running a task."""
    checkpoints = []
    for name, folder, revision in _there(place):
        reason = obstacle(folder, task)
        whole = loaded_from(folder)
        size = 0 if reason else weight_bytes(whole) + adapter_bytes(folder)
        kind = "" if reason else runs_plain(whole)
        checkpoints.append(Checkpoint(name, folder, size, revision, reason, kind))
    return checkpoints


def _there(place: Place) -> Iterable[tuple[str, Path, str]]:
    if isinstance(place, Mapping):
        return [(name, folder, "") for name, folder in place.items()]
    return in_folder() if place == "local" else in_cache()


def local(task: Task) -> list[Checkpoint]:
    """The checkpoints of one's own that can run a task."""
    return [each for each in found("local", task) if not each.obstacle]


def cached(task: Task) -> list[Checkpoint]:
    """The checkpoints in the Hub's cache that can run a task."""
    return [each for each in found("cached", task) if not each.obstacle]


def in_folder() -> Iterator[tuple[str, Path, str]]:
    """Checkpoints of one's own: the path of each below the folder, in order, the folder itself, and
    no revision. A link to a folder counts."""
    root = os.environ.get(ROOT)
    if not root:
        return
    found, waiting = [], deque((path, 1) for path in sorted(Path(root).glob("*")))
    for _looked_at in range(MOST_FOLDERS):
        if not waiting:
            break
        folder, depth = waiting.popleft()
        if is_checkpoint(folder):
            found.append(folder)
        elif depth < DEEPEST and folder.is_dir():
            waiting += [(path, depth + 1) for path in sorted(folder.glob("*"))]
    for folder in sorted(found):
        yield folder.relative_to(root).as_posix(), folder, ""


def in_cache() -> Iterator[tuple[str, Path, str]]:
    """Checkpoints in the Hub's cache: the name of each there, its folder and its revision."""
    from huggingface_hub import constants, scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        repositories = scan_cache_dir(constants.HF_HUB_CACHE).repos
    except CacheNotFound:
        return
    for repository in sorted(repositories, key=lambda each: each.repo_id):
        for revision in repository.revisions if repository.repo_type == "model" else ():
            if is_checkpoint(revision.snapshot_path):
                yield repository.repo_id, revision.snapshot_path, revision.commit_hash


def serves(folder: Path, task: Task) -> bool:
    """Whether nothing is known that keeps the checkpoint in a folder from running a task."""
    return obstacle(folder, task) is None


def find(task: Task, place: Place, name: str) -> Checkpoint:
    """The checkpoint called `name` in a place, if it can run a task.

    A name never becomes a path: it is looked up. Raises `i18n.Problem` where it is not there, or
    cannot run the task.
    """
    known = [each for each in found(place, task) if each.name == name]
    for checkpoint in known:
        if checkpoint.obstacle is None:
            return checkpoint
    if known and (why := known[0].obstacle):
        raise Problem(N_("{source} cannot run this task. {reason}"), source=name, reason=why)
    raise Problem(
        N_("There is no checkpoint {name!r} on this machine: choose another."), name=name[:200]
    )
