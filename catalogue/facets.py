"""Facets of a table: which row has which values, what a choice leaves, and the counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np


@dataclass(frozen=True, eq=False)
class Facet:
    """The values of a facet, the most frequent first, and which row has which: `table` is
    rows x values (bool). With `every` a row must have all that is chosen, else one of it."""

    values: list[str]
    table: np.ndarray
    every: bool = False

    def having(self, options: tuple[str, ...]) -> np.ndarray:
        """Which rows have what is chosen; all where nothing is. A value that no row has is had
        by none."""
        if not options:
            return np.ones(len(self.table), bool)
        places = [self.values.index(option) for option in options if option in self.values]
        if self.every and len(places) < len(options):
            return np.zeros(len(self.table), bool)
        together = np.logical_and if self.every else np.logical_or
        return together.reduce(self.table[:, places], axis=1)


# Of one table the same few columns are asked for at each click.
@lru_cache(maxsize=32)
def facet(column: tuple[str | tuple[str, ...], ...], every: bool = False) -> Facet:
    """The facet of a column: a row has one value, "" for none, or a tuple of several."""
    rows = [(row,) if isinstance(row, str) and row else row for row in column]
    known = sorted({value for row in rows for value in row})
    places = {value: place for place, value in enumerate(known)}
    table = np.zeros((len(rows), len(known)), bool)
    for number, row in enumerate(rows):
        for value in row:
            table[number, places[value]] = True
    order = np.argsort(-table.sum(axis=0), kind="stable")
    return Facet([known[place] for place in order], table[:, order], every)


def counts(
    facets: Mapping[str, Facet], options: Mapping[str, tuple[str, ...]], rest: np.ndarray
) -> dict[str, dict[str, int]]:
    """For each value of each facet how many rows it would leave of those of `rest`, given the
    other facets' options.

    They come in the order of the whole table, whatever is chosen: so places do not jump. A value
    counts beside those that are chosen where every one must be there, else instead of them.
    """
    masks = {name: each.having(options[name]) for name, each in facets.items()}
    found = {}
    for name, each in facets.items():
        left = rest.copy()
        for other, mask in masks.items():
            if other != name or each.every:
                left &= mask
        sums = each.table[left].sum(axis=0)
        found[name] = {value: int(count) for value, count in zip(each.values, sums, strict=True)}
    return found
