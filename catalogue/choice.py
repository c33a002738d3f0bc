"""Choosing architectures: a search, facets with counts, an order."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress

import numpy as np
import pandas as pd

from .facets import Facet, counts, facet
from .query import Query
from .search import scores
from .tables import FLAGS, FRAMEWORKS, LATE, TUPLES, releases

FACETS = ("modality", "task", "framework", "algorithm", "attention", "ability")
RELEASE_COLUMNS = ("since", "first_release", "last_release", *FRAMEWORKS)
BYTES = {"float32": 4, "bfloat16": 2, "float16": 2, "int8": 1}
"""Bytes that one parameter takes, by dtype."""


@dataclass(frozen=True)
class Choice(Query):
    """What a visitor asks for. An empty field asks for nothing.

    Within a facet one of its values is enough, but all abilities must be there; all fields must
    hold. Abilities are the columns of `catalogue.models()` that are true or false, and "experts".
    Attention, context and sizes are those of released checkpoints, and of the default
    configuration where none states them: `context` is the least in tokens that one must have;
    `fewest` and `most` are parameters, and what was released must reach into their range;
    `gigabytes` is memory that the smallest one's weights must fit into as `dtype`, with
    1 GB = 10^9 bytes. `since` and `until` are releases: the architecture was there at some time
    between them. `order` is a column to sort by, else the best matches come first.
    """

    query: str = ""
    modality: tuple[str, ...] = ()
    task: tuple[str, ...] = ()
    framework: tuple[str, ...] = ()
    algorithm: tuple[str, ...] = ()
    attention: tuple[str, ...] = ()
    ability: tuple[str, ...] = ()
    context: int | None = None
    since: str = ""
    until: str = ""
    fewest: int | None = None
    most: int | None = None
    gigabytes: float | None = None
    dtype: str = "float32"
    order: str = ""
    descending: bool = False


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
    if column.name in TUPLES:
        return column.map(len).replace(0, pd.NA)
    if column.name in RELEASE_COLUMNS:
        return column.map({release: _place(release) for release in column.unique()})
    if not pd.api.types.is_string_dtype(column):
        return column
    return column.str.casefold().mask(column == "", pd.NA)


def _place(release: str) -> int | None:
    """A release as a number, in the order of releases: as text 4.9 would come after 4.12."""
    numbers = re.findall(r"\d+", release)
    return sum(int(n) * 1000**power for n, power in zip(numbers, (2, 1, 0))) if numbers else None


def facet_values(models: pd.DataFrame) -> dict[str, list[str]]:
    """The values of each facet, the most frequent first."""
    return {name: _facet(models, name).values for name in FACETS}


def facet_counts(models: pd.DataFrame, choice: Choice) -> dict[str, dict[str, int]]:
    """For each value of each facet how many rows it would leave, given the rest of the choice;
    see `facets.counts`. What `tables.LATE` names comes last."""
    rest = _rest(models, choice) & (scores(models, choice.query) > 0)
    facets = {name: _facet(models, name) for name in FACETS}
    found = counts(facets, {name: getattr(choice, name) for name in FACETS}, rest.to_numpy(bool))
    for late in LATE:
        if late in found["task"]:
            found["task"][late] = found["task"].pop(late)
    return found


def _facet(models: pd.DataFrame, name: str) -> Facet:
    match name:
        case "task":
            return facet(tuple(models["tasks"]))
        case "framework":
            return facet(_true_of(models, tuple(FRAMEWORKS)))
        case "ability":
            return facet(_true_of(models, (*FLAGS, "experts")), every=True)
        case "attention":
            pairs = zip(models["released_attention"], models["attention"])
            return facet(tuple(released or default for released, default in pairs))
    column = models["tokenizer_algorithm" if name == "algorithm" else name]
    return facet(tuple(column.to_numpy(object)))


def _true_of(models: pd.DataFrame, columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The names of the columns in which a row has something: true, a text, or a number."""
    has = np.stack([_filled(models[name]) for name in columns], axis=1)
    return _where_true(columns, has.tobytes())


# Each click asks it of the same table, for the values, for their counts and for what is chosen.
@lru_cache(maxsize=32)
def _where_true(columns: tuple[str, ...], rows: bytes) -> tuple[tuple[str, ...], ...]:
    """The names of the columns that are true, for each row of a table of bool in its bytes."""
    has = np.frombuffer(rows, bool).reshape(-1, len(columns))
    return tuple(tuple(compress(columns, row)) for row in has)


def _filled(column: pd.Series) -> np.ndarray:
    if column.dtype == bool:
        return column.to_numpy()
    return ((column != "") & column.notna()).to_numpy(bool)


def _mask(models: pd.DataFrame, choice: Choice) -> pd.Series:
    mask = _rest(models, choice)
    for name in FACETS:
        if options := getattr(choice, name):
            mask &= _facet(models, name).having(options)
    return mask


def _rest(models: pd.DataFrame, choice: Choice) -> pd.Series:
    """Which rows the fields leave that are no facet."""
    mask = pd.Series(True, index=models.index)
    if choice.since or choice.until:
        mask &= _there(models, choice.since, choice.until)
    if choice.context is not None:
        mask &= (_released(models, "context") >= choice.context).fillna(False)
    if choice.fewest is not None:
        mask &= (_released(models, "largest") >= choice.fewest).fillna(False)
    if choice.most is not None:
        mask &= (_released(models, "smallest") <= choice.most).fillna(False)
    if choice.gigabytes is not None:
        smallest = _released(models, "smallest") * BYTES[choice.dtype]
        mask &= (smallest <= choice.gigabytes * 1e9).fillna(False)
    return mask.astype(bool)


def _released(models: pd.DataFrame, name: str) -> pd.Series:
    """What was released, else what the default configuration has."""
    default = "context" if name == "context" else "parameters"
    return models[f"released_{name}"].fillna(models[default])


def unknown_sizes(models: pd.DataFrame, choice: Choice) -> int:
    """How many rows a limit on size leaves out because no size of theirs is known."""
    if (choice.fewest, choice.most, choice.gigabytes) == (None, None, None):
        return 0
    rows = choose(models, replace(choice, fewest=None, most=None, gigabytes=None, order=""))
    return int(_released(rows, "smallest").isna().sum())


def _there(models: pd.DataFrame, since: str, until: str) -> pd.Series:
    places = _places()
    first, last = models["first_release"].map(places), models["last_release"].map(places)
    return (first <= places.get(until, len(places))) & (last >= places.get(since, 0))


def _places() -> dict[str, int]:
    """Releases that were read by their place in time."""
    return {release: place for place, release in enumerate(releases()["release"])}
