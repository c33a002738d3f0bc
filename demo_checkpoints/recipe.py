"""What a checkpoint's `recipe.py` gives: a `RECIPE`, by which the commands train and measure it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from . import FOLDER

if TYPE_CHECKING:
    from torch import Tensor

    from .figures import Judge
    from .independent import Answered


@dataclass(frozen=True)
class Card:
    """A checkpoint's README in both languages, but for its figures."""

    text: str
    """Markdown, in which `{...}` stand for `values`, for the figures and counts by their names, and
    for `{parameters}`, `{items}` and `{commands}`, which every checkpoint has."""
    chinese: str
    """The same in Chinese."""
    values: Callable[[Path], dict[str, object]]
    """From the checkpoint's folder: what the text says of the data and the training."""
    task: str
    """The Hub's name of it."""
    dataset: str
    """What is held out."""
    origin: str
    """How the independent items came about, in a few words."""
    origin_chinese: str
    groups: dict[str, tuple[str, str]]
    """What the groups of independent items are, in English and in Chinese: by their source, or by a
    part of it that several have."""
    license: str
    language: str | list[str] | None = None


@dataclass(frozen=True)
class Folds:
    """How a recipe is cross-validated: `measure` trains it without a group, and says how right it
    is there, in `metric`."""

    groups: tuple[str, ...]
    measure: Callable[[str], float]
    metric: str


@dataclass(frozen=True)
class Recipe:
    """How a checkpoint is trained and measured: what every `recipe.py` gives, as `RECIPE`.

    `train` and `evaluate` are given its folder.
    """

    train: Callable[[Path], None]
    """Writes weights and tokenizer or processor, and samples if the task has any.

    Raises SystemExit where a program or a recording is missing, as `evaluate` does.
    """
    evaluate: Callable[[Path], dict[str, float]]
    """Figures of the written weights on what the recipe itself holds out, by their names."""
    metrics: tuple[str, ...]
    """The names of the figures; of those that the machine cannot measure `evaluate` gives none."""
    independent: "Judge"
    """What counts of its answers to the items in `independent/`: one of `figures`, or its own."""
    card: Card
    counts: "Callable[[Answered], dict[str, int]] | None" = None
    """How many of those answers have a property of which the card's text says so, by the names
    that stand for them in it."""
    folds: Folds | None = None
    """Where a setting was chosen while a group was watched."""
    pictures: "Callable[[int], Tensor] | None" = None
    """So many of the pictures that it learned from, as it saw them: (n, 3, side, side), -1 to 1."""
    words: Callable[[], list[str]] | None = None
    """Where it was taught so few that others can be told apart: each, and numbers as `0-999`."""
    widest: float = 1.0
    """The longer side over the shorter of the least square of those pictures, before they were
    made square."""


def checkpoints() -> list[str]:
    """The names of the checkpoints that have a recipe."""
    return sorted(path.parent.name for path in FOLDER.glob("*/recipe.py"))


def recipe(checkpoint: str) -> Recipe:
    return import_module(f"{__package__}.{checkpoint}.recipe").RECIPE
