"""Choosing checkpoints: words, licence, language, ability, format, context and size."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from i18n import N_

from .facets import Facet, counts, facet
from .fit import CONTEXT, needs
from .query import Query
from .search import scores

CHECKPOINT_FACETS = ("ability", "language", "licence", "format")

LICENCES = {
    N_("permissive"): (
        "apache-2.0", "mit", "bsd-3-clause", "bsd-2-clause", "cc0-1.0", "cc-by-4.0",
        "cc-by-sa-4.0", "openmdw-1.1", "isc", "unlicense", "modified-mit",
    ),
    N_("community"): (
        "llama2", "llama3", "llama3.1", "llama3.2", "llama3.3", "llama4", "gemma", "qwen",
        "tongyi-qianwen", "deepseek", "glm-4", "falcon-llm-license", "lfm1.0",
        "bigscience-bloom-rail-1.0", "bigcode-openrail-m", "dinov3-license",
        "nvidia-open-model-license", "databricks-open-model-license", "qodoai-open-rail-m",
        "health-ai-developer-foundations",
    ),
    N_("non-commercial"): (
        "cc-by-nc-4.0", "cc-by-nc-sa-4.0", "cc-by-nc-nd-4.0", "qwen-research", "mrl", "mnpl",
        "sarashina-non-commercial",
    ),
}  # fmt: skip
"""Groups of licences. Permissive ones allow any use; community licences of a maker allow
commercial use under conditions of its own; every other licence, and none, is "unknown"."""
UNKNOWN = N_("unknown")


def licence_group(licence: str) -> str:
    """The group of a licence, "unknown" where it is in none."""
    return next((group for group, members in LICENCES.items() if licence in members), UNKNOWN)


@dataclass(frozen=True)
class CheckpointChoice(Query):
    """What a visitor asks for. An empty field asks for nothing.

    All abilities must be there, and one of the languages; a licence group or a format out of
    those named is enough. `context` is the least in tokens, `fewest` and `most` are parameters;
    a row that does not state one is left out by it. `gigabytes`, with 1 GB = 10^9 bytes, must
    hold the weights, stored as `weights`, and the cache of `batch` texts as long as `context`
    (see `needs`); a row of which that is not known is left out. `model` is an architecture of
    `catalogue.models()`. `order` is a column to sort by, blanks last; else the order stays.
    """

    query: str = ""
    ability: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    licence: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    context: int | None = None
    fewest: int | None = None
    most: int | None = None
    gigabytes: float | None = None
    weights: str = "GGUF Q4_K_M"
    batch: int = 1
    model: str = ""
    order: str = ""
    descending: bool = False


def choose_checkpoints(checkpoints: pd.DataFrame, choice: CheckpointChoice) -> pd.DataFrame:
    """The rows of `catalogue.checkpoints()` that a choice leaves, in its order."""
    mask = _chosen(checkpoints, choice)
    rows = checkpoints[mask]
    if not choice.order:
        if not choice.query.strip():
            return rows
        best = scores(checkpoints, choice.query)[mask]
        return rows.loc[best.sort_values(ascending=False, kind="stable").index]
    column = rows[choice.order]
    if choice.order in ("languages", "abilities"):
        column = column.map(len)
    elif column.dtype != "Int64":
        column = column.mask(column == "")
    return rows.loc[
        column.sort_values(ascending=not choice.descending, kind="stable", na_position="last").index
    ]


def checkpoint_values(checkpoints: pd.DataFrame) -> dict[str, list[str]]:
    """The values of each facet, the most frequent first."""
    return {name: _facet(checkpoints, name).values for name in CHECKPOINT_FACETS}


def left_out(checkpoints: pd.DataFrame, choice: CheckpointChoice) -> int:
    """How many rows a choice leaves out only because something that it asks is not known."""
    with_unknown = _chosen(checkpoints, choice, unknown=True)
    return int(with_unknown.sum() - _chosen(checkpoints, choice).sum())


def checkpoint_counts(
    checkpoints: pd.DataFrame, choice: CheckpointChoice
) -> dict[str, dict[str, int]]:
    """For each value of each facet how many rows it would leave, given the rest of the choice;
    see `facets.counts`."""
    facets = {name: _facet(checkpoints, name) for name in CHECKPOINT_FACETS}
    options = {name: getattr(choice, name) for name in CHECKPOINT_FACETS}
    return counts(facets, options, _rest(checkpoints, choice))


def _chosen(
    checkpoints: pd.DataFrame, choice: CheckpointChoice, unknown: bool = False
) -> np.ndarray:
    """Which rows a choice leaves; with `unknown` also those that may be meant."""
    mask = _rest(checkpoints, choice, unknown)
    for name in CHECKPOINT_FACETS:
        known = _facet(checkpoints, name)
        mask &= known.having(getattr(choice, name)) | (unknown & ~known.table.any(axis=1))
    return mask


def _rest(checkpoints: pd.DataFrame, choice: CheckpointChoice, unknown: bool = False) -> np.ndarray:
    """Which rows the fields leave that are no facet."""
    mask = np.ones(len(checkpoints), bool)
    if choice.model:
        mask &= (checkpoints["model"] == choice.model).to_numpy(bool)
    bounds: list[tuple[str, Callable, int | None]] = [
        ("context", np.greater_equal, choice.context),
        ("parameters", np.greater_equal, choice.fewest),
        ("parameters", np.less_equal, choice.most),
    ]
    for column, compare, bound in bounds:
        if bound is not None:
            # NaN is neither more nor less.
            numbers = checkpoints[column].to_numpy(float, na_value=np.nan)
            mask &= compare(numbers, bound) | (unknown & np.isnan(numbers))
    if choice.gigabytes is not None:
        need = needs(checkpoints, choice.weights, choice.context or CONTEXT, choice.batch)
        sizes = need.to_numpy(float, na_value=np.nan)
        mask &= (sizes <= choice.gigabytes * 1e9) | (unknown & np.isnan(sizes))
    if choice.query.strip():
        mask &= (scores(checkpoints, choice.query) > 0).to_numpy(bool)
    return mask


def _facet(checkpoints: pd.DataFrame, name: str) -> Facet:
    columns = {"ability": "abilities", "language": "languages"}
    column = tuple(checkpoints[columns.get(name, name)].to_numpy(object))
    if name in columns:
        return facet(column, every=name == "ability")
    if name == "licence":
        groups = {licence: licence_group(licence) for licence in set(column)}
        column = tuple(groups[licence] for licence in column)
    return facet(column)
