"""A configuration of an architecture with changes: opened, counted, read from elsewhere.

Making one takes transformers, and counting it torch; this happens in a child process, so that
nobody waits for the interpreter and no configuration can take the server's memory.
"""

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

import catalogue
from i18n import N_, Problem, Sentence
from sandbox import Limits, run
from sandbox.protocol import put_together

from . import counting
from .fields import Field
from .memory import Needs
from .starts import MOST_BYTES, NUMBERS

LIMITS = Limits(memory=3_000_000_000, cpu=12, seconds=25.0)
"""What building may take: far more than a model of `catalogue.size.MOST_MODULES` does."""


@dataclass(frozen=True)
class Start:
    """What a configuration starts from: the default of an architecture, and changes of it by
    dotted name, none for the default itself."""

    model_type: str
    changes: dict[str, Any]
    remark: Sentence | None = None
    """What a reader should know of it."""


@dataclass(frozen=True)
class Configured:
    """A configuration, and what the model is that is built of it."""

    fields: list[Field]
    parameters: int
    active: int
    """Parameters that one token uses."""
    modules: dict[str, int]
    """Parameters by dotted module name, down to what each layer consists of; what all layers have
    alike stands together: "encoder.layer.attention"."""
    class_name: str
    """The class that was built, a base model where `is_base`, else with a head."""
    is_base: bool
    built_type: str
    """The model type of the configuration that was made; mostly the architecture's."""
    keywords: dict[str, Any]
    """What `AutoConfig.for_model` makes the same configuration of."""
    json: str
    """Its config.json."""


def configure(model_type: str, changes: dict[str, Any] | None = None) -> Configured:
    """The configuration of an architecture with changes by dotted name, built on torch's meta
    device and counted.

    Raises `i18n.Problem`, which names the field and the rule, for one that no model can have, or
    that is too large to be built.
    """
    found = run(counting.configured, _request(model_type, changes or {}), limits=LIMITS)
    return Configured(**found | {"fields": _fields(found["fields"])})


def needed(
    model_type: str,
    changes: dict[str, Any] | None = None,
    *,
    batch: int = 1,
    length: int | None = None,
    dtype: str = "float32",
) -> Needs:
    """What a configuration takes to run and to train (`workbench.needs`), found in a child."""
    request = _request(model_type, changes or {})
    found = run(counting.needed, request, batch, length, dtype, limits=LIMITS)
    notes = tuple(put_together(*note).sentence for note in found["notes"])
    return Needs(**found | {"notes": notes})


def open_fields(model_type: str, changes: dict[str, Any] | None = None) -> list[Field]:
    """The fields of a configuration, which is not built. Raises as `configure` does."""
    return _fields(run(counting.opened, _request(model_type, changes or {}), limits=LIMITS))


def read_configuration(data: bytes) -> Start:
    """What a config.json starts from.

    It is opened as JSON, and made a configuration only of a type that the installed transformers
    has: never by code that comes with a checkpoint. Raises `i18n.Problem` otherwise.
    """
    if len(data) > MOST_BYTES:
        raise Problem(N_("A config.json has at most {most:,} bytes."), most=MOST_BYTES)
    return Start(*run(counting.read, data, limits=LIMITS))


def released() -> pd.DataFrame:
    """The rows of `catalogue.checkpoints()` whose numbers are enough to start from: those of
    their layers, heads and width, of an architecture that can be built here."""
    rows, models = catalogue.checkpoints(), catalogue.models()
    # Of an encoder-decoder one side's numbers are known, not the other's.
    whole = models["parameters"].notna() & ~models["encoder_decoder"].eq(True)
    sized = models.loc[whole, "model"]
    enough = rows["format"].eq("full") & rows["model"].isin(sized) & ~rows["custom_code"]
    enough &= rows[["layers", "heads", "width"]].notna().all(axis=1)
    return rows[enough]


def released_start(checkpoint: str) -> Start:
    """What the numbers of a released checkpoint start from. Raises `i18n.Problem` for one that
    `released` does not have."""
    rows = released()
    rows = rows[rows["checkpoint"] == checkpoint]
    if rows.empty:
        raise Problem(
            N_("The numbers of {checkpoint} are not known, or not enough to build it."),
            checkpoint=checkpoint[:200],
        )
    row = rows.iloc[0]
    counted = row["counted_parameters"]
    request = {
        "model_type": row["model"],
        "numbers": {name: int(row[name]) for name in NUMBERS if pd.notna(row[name])},
        "architecture": row["architecture"],
        "counted": int(counted) if pd.notna(counted) else 0,
    }
    changes, inner, known = run(counting.of_numbers, json.dumps(request).encode(), limits=LIMITS)
    remark = Sentence(
        N_("The numbers of its layers as published; all else is as the architecture's default.")
    )
    if not known:
        remark = Sentence(
            N_(
                "The tables do not state {field} of this checkpoint: it is the default's here, so "
                "that the number of parameters may differ."
            ),
            field=inner,
        )
    elif inner in changes:
        remark = Sentence(
            N_(
                "The numbers of its layers as published; {field} follows from its {count:,} "
                "parameters."
            ),
            field=inner,
            count=int(counted),
        )
    return Start(str(row["model"]), changes, remark)


def _request(model_type: str, changes: dict[str, Any]) -> bytes:
    return json.dumps({"model_type": model_type, "changes": changes}).encode()


def _fields(rows: list[list[Any]]) -> list[Field]:
    return [
        Field(path, value, kind, tuple(choices), optional, group, said)
        for path, value, kind, choices, optional, group, said in rows
    ]
