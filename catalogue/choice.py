"""Choosing architectures: a search, facets with counts, an order."""

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from .search import scores
from .tables import FRAMEWORKS, LATE, releases

FACETS = ("modality", "task", "framework", "algorithm")
RELEASE_COLUMNS = ("first_release", "last_release", *FRAMEWORKS)
BYTES = {"float32": 4, "bfloat16": 2, "float16": 2, "int8": 1}
"""Bytes that one parameter takes, by dtype."""


@dataclass(frozen=True)
class Choice:
    """What a visitor asks for. An empty field asks for nothing.

    Within a facet one of its values is enough; all fields must hold. `since` and `until` are
    releases: the architecture was there at some time between them. `fewest` and `most` are
    parameters; `gigabytes` is memory that the weights must fit into as `dtype`, with
    1 GB = 10^9 bytes. `order` is a column to sort by, else the best matches come first.
    """

    query: str = ""
    modality: tuple[str, ...] = ()
    task: tuple[str, ...] = ()
    framework: tuple[str, ...] = ()
    algorithm: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    fewest: int | None = None
    most: int | None = None
    gigabytes: float | None = None
    dtype: str = "float32"
    order: str = ""
    descending: bool = False

    def __str__(self) -> str:
        """The Python that makes this choice."""
        arguments = [
            f"{field.name}={getattr(self, field.name)!r}"
            for field in fields(self)
            if getattr(self, field.name) != field.default
        ]
        return f"Choice({', '.join(arguments)})"


def choose(models: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The rows of `catalogue.models()` that a choice leaves, in its order; blanks come last."""
    found = scores(models, choice.query)
    left = found[_mask(models, choice) & (found > 0)]
    rows = models.loc[left.sort_values(ascending=False, kind="stable").index]
    if not choice.order:
        return rows
    return rows.loc[
        _sortable(rows[choice.order])
        .sort_values(ascending=not choice.descending, kind="stable", na_position="last")
        .index
    ]


def _sortable(column: pd.Series) -> pd.Series:
    """What a column is sorted by; NA where it is blank."""
    if column.name == "tasks":
        return column.map(len).replace(0, pd.NA)
    if column.name in RELEASE_COLUMNS:
        return column.map(_places())
    if not pd.api.types.is_string_dtype(column):
        return column
    return column.str.casefold().mask(column == "", pd.NA)


def facet_counts(models: pd.DataFrame, choice: Choice) -> dict[str, dict[str, int]]:
    """For each value of each facet how many rows it would leave, given the rest of the choice.

    They come in the order of the whole table, the most frequent first, whatever is chosen: so
    places do not jump.
    """
    rest = _mask(models, replace(choice, modality=(), task=(), framework=(), algorithm=()))
    rest &= scores(models, choice.query) > 0
    values = {facet: _values(models, facet) for facet in FACETS}
    masks = {facet: _has_one(values[facet], models, getattr(choice, facet)) for facet in FACETS}
    counts = {}
    for facet in FACETS:
        left = rest.to_numpy(copy=True)
        for other in FACETS:
            if other != facet:
                left &= masks[other]
        remaining = values[facet][left[values[facet].index]].value_counts()
        everywhere = sorted(values[facet].value_counts().index, key=LATE.__contains__)
        counts[facet] = {value: int(remaining.get(value, 0)) for value in everywhere}
    return counts


def _has_one(values: pd.Series, models: pd.DataFrame, options: tuple[str, ...]) -> np.ndarray:
    """For each row whether one of its values is an option; all rows where there is none."""
    if not options:
        return np.ones(len(models), bool)
    return models.index.isin(values.index[values.isin(options)])


def _values(models: pd.DataFrame, facet: str) -> pd.Series:
    """One value a row that has it: a row with three tasks is there three times."""
    if facet == "task":
        return models["tasks"].explode().dropna()
    if facet == "framework":
        return pd.concat(
            [pd.Series(name, index=models.index[models[name] != ""]) for name in FRAMEWORKS]
        )
    column = models["modality" if facet == "modality" else "tokenizer_algorithm"]
    return column[column != ""]


def _mask(models: pd.DataFrame, choice: Choice) -> pd.Series:
    mask = pd.Series(True, index=models.index)
    for facet in FACETS:
        if options := getattr(choice, facet):
            mask &= _has_one(_values(models, facet), models, options)
    if choice.since or choice.until:
        mask &= _there(models, choice.since, choice.until)
    parameters = models["parameters"]
    if choice.fewest is not None:
        mask &= (parameters >= choice.fewest).fillna(False)
    if choice.most is not None:
        mask &= (parameters <= choice.most).fillna(False)
    if choice.gigabytes is not None:
        mask &= (parameters * BYTES[choice.dtype] <= choice.gigabytes * 1e9).fillna(False)
    return mask.astype(bool)


def _there(models: pd.DataFrame, since: str, until: str) -> pd.Series:
    places = _places()
    first, last = models["first_release"].map(places), models["last_release"].map(places)
    return (first <= places.get(until, len(places))) & (last >= places.get(since, 0))


def _places() -> dict[str, int]:
    """Releases by their place in time: as text 4.9 would come after 4.12."""
    return {release: place for place, release in enumerate(releases()["release"])}
