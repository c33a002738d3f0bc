"""What a training starts from: nothing, the demo checkpoint, or a checkpoint on this machine."""

import json
from dataclasses import dataclass
from math import prod
from pathlib import Path

import inference
from inference import adapters, checkpoints, obstacles, weights
from inference.checkpoints import Place
from inference.task import Task

from .examples import Kind

TASKS: dict[Kind, str] = {"texts": "sentiment-analysis", "pictures": "image-classification"}
"""The task that a trained model serves, by what it learns from."""
HEADS: dict[Kind, str] = {"texts": "SEQUENCE_CLASSIFICATION", "pictures": "IMAGE_CLASSIFICATION"}
"""The head that a model gets, in the names of transformers' tables."""
NEW: dict[Kind, int] = {"texts": 350_000, "pictures": 320_000}
"""Parameters of the model with random weights, without the vectors of its words."""


@dataclass(frozen=True)
class Base:
    """Where a training starts: a folder with a checkpoint, or None for random weights.

    `computing` are the parameters that each token passes through: vectors of words are looked up.
    """

    name: str
    folder: Path | None
    parameters: int
    computing: int

    @property
    def is_new(self) -> bool:
        return self.folder is None


def task_of(kind: Kind) -> Task:
    return inference.task(TASKS[kind])


def new(kind: Kind) -> Base:
    """A small model with random weights."""
    return Base("", None, NEW[kind], NEW[kind])


def demo(kind: Kind) -> Base:
    """The demo checkpoint of the task."""
    folder = task_of(kind).checkpoint
    assert folder, "both tasks have a demo checkpoint"
    return _base(folder.name, folder)


def on_this_machine(kind: Kind, place: Place) -> list[Base]:
    """The checkpoints of a place that can be given a head for labels."""
    there = checkpoints.found(place, task_of(kind))
    return [_base(each.name, each.folder) for each in there if _fits(each.folder, kind)]


def _fits(folder: Path, kind: Kind) -> bool:
    """Whether a checkpoint can be read and be given a head for labels."""
    from transformers.models.auto import modeling_auto

    config = folder / "config.json"
    if adapters.is_adapter(folder) or not config.is_file():
        return False
    if next(obstacles.broken_json(folder, {"tokenizer.json", "vocab.json"}), None):
        return False
    heads = getattr(modeling_auto, f"MODEL_FOR_{HEADS[kind]}_MAPPING_NAMES")
    if json.loads(config.read_bytes()).get("model_type") not in heads:
        return False
    try:
        files = weights.files(folder)
        for name in files:
            weights.header(folder / name)
    except (OSError, ValueError):
        return False
    if kind == "texts":
        return bool(files) and obstacles.has_tokenizer(folder)
    return bool(files) and any((folder / name).exists() for name in obstacles.PREPROCESSORS)


def _base(name: str, folder: Path) -> Base:
    sizes = {
        tensor: prod(described["shape"])
        for file in weights.files(folder)
        for tensor, described in weights.header(folder / file).items()
    }
    looked_up = sum(size for tensor, size in sizes.items() if _is_lookup(tensor))
    whole = sum(sizes.values())
    return Base(name, folder, whole, whole - looked_up)


def _is_lookup(tensor: str) -> bool:
    """Whether a tensor holds the vectors of words or places."""
    return "embed" in tensor and "patch" not in tensor and "norm" not in tensor.lower()
