"""Sizes and contexts in a query: "7b", "350M", "128k", and the rows that have them."""

import re
from collections.abc import Iterable
from functools import cache

import numpy as np

from .index import fold
from .released import checkpoints

MEASURE = re.compile(r"(?<![\w.])(?P<amount>\d+(?:\.\d+)?)(?P<unit>[bmk])(?![^\W_])")
UNITS = {"b": 10**9, "m": 10**6, "k": 10**3}
ROUNDING = 0.1
"""How far a size may lie from what people call it: Qwen2.5-7B has 7.6 billion parameters."""


def measures(query: str) -> dict[str, tuple[str, float]]:
    """The words of a query that are measures: unit and number, by the word without its point."""
    return {
        match[0].replace(".", ""): (match["unit"], float(match["amount"]) * UNITS[match["unit"]])
        for match in MEASURE.finditer(fold(query))
    }


class Measures:
    """What the rows of a table measure: `sizes` in parameters and `contexts` in tokens, each a
    collection of numbers a row."""

    def __init__(self, sizes: Iterable[Iterable], contexts: Iterable[Iterable]) -> None:
        self.sizes, self.contexts = _flat(sizes), _flat(contexts)

    def having(self, unit: str, number: float, rows: int) -> np.ndarray:
        """How many numbers of each row are meant: sizes near it, or contexts at least as long."""
        places, values = self.contexts if unit == "k" else self.sizes
        meant = values >= number if unit == "k" else np.abs(values / number - 1) <= ROUNDING
        return np.bincount(places[meant], minlength=rows)


def _flat(numbers: Iterable[Iterable]) -> tuple[np.ndarray, np.ndarray]:
    """The row of each number, and the numbers."""
    flat = [(row, float(n)) for row, each in enumerate(numbers) for n in each]
    return np.array([row for row, _ in flat], int), np.array([n for _, n in flat], float)


@cache
def released_sizes() -> dict[str, list[float]]:
    """The sizes of the released checkpoints of each architecture, in parameters."""
    rows = checkpoints()
    rows = rows[(rows["format"] == "full") & rows["parameters"].notna()]
    return {str(model): list(sizes) for model, sizes in rows.groupby("model")["parameters"]}
