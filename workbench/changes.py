"""What differs between two configurations, and between the models built of them; and changes as
a word of a link."""

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from .fields import Field

MISSING = "–"
"""What stands for the value of a field that a configuration does not have."""


def changed_fields(before: list[Field], after: list[Field]) -> pd.DataFrame:
    """The fields that differ, by dotted name: columns field, before and after, as texts."""
    old = {field.path: said(field.value) for field in before}
    new = {field.path: said(field.value) for field in after}
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return pd.DataFrame(
        {
            "field": names,
            "before": [old.get(name, MISSING) for name in names],
            "after": [new.get(name, MISSING) for name in names],
        }
    )


def changed_modules(before: dict[str, int], after: dict[str, int]) -> pd.DataFrame:
    """All modules of two models with their parameters: columns module, before, after and change,
    those that change most first."""
    names = list({**before, **after})
    old = pd.Series([before.get(name, 0) for name in names], dtype="int64")
    new = pd.Series([after.get(name, 0) for name in names], dtype="int64")
    rows = pd.DataFrame({"module": names, "before": old, "after": new, "change": new - old})
    return rows.loc[rows["change"].abs().sort_values(ascending=False, kind="stable").index]


def said(value: Any) -> str:
    """A value of a field as Python and JSON readers know it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def written(changes: dict[str, Any]) -> str:
    """Changes as they stand in a link, `n_layers~6~hidden_act~"relu"`; `read_changes` reads it."""
    return "~".join(
        part
        for name, value in changes.items()
        for part in (name, json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    )


def read_changes(text: str) -> dict[str, Any]:
    """The changes that `written` wrote; what cannot be read of a link is left out."""
    return dict(filter(None, _read(text)))


def is_damaged(text: str) -> bool:
    """Whether `read_changes` leaves anything of a link out."""
    return None in _read(text)


def _read(text: str) -> Iterator[tuple[str, Any] | None]:
    """Each change of a link by its name, None for what cannot be read."""
    read, at = json.JSONDecoder().raw_decode, 0
    while at < len(text):
        if (sign := text.find("~", at)) <= at:
            yield None
            return
        try:
            value, end = read(text, sign + 1)
            yield text[at:sign], value
        except (ValueError, RecursionError):
            yield None
            end = text.find("~", sign + 1) % (len(text) + 1)
        if text[end : end + 1] not in ("", "~"):
            yield None
        at = end + 1
