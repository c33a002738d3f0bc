"""Checkpoints that were released: who made them, how large they are, and what they can do."""

from functools import cache

import pandas as pd

from i18n import N_

from .files import read_data

ABILITIES = (
    N_("chat"),
    N_("tools"),
    N_("reasoning"),
    N_("code"),
    N_("completion"),
    N_("vision"),
    N_("video"),
    N_("audio"),
    N_("text recognition"),
    N_("speech recognition"),
    N_("speech"),
    N_("music"),
    N_("embedding"),
    N_("reranking"),
    N_("image generation"),
    N_("video generation"),
)
"""What a checkpoint can do. Vision, video and audio are what it understands; completion is
continuing a text, what a language model does that was not trained to chat."""

CHECKPOINT_FORMATS = (
    N_("full"), "AWQ", "GPTQ", "FP8", "FP4", "GGUF", "MLX", "bitsandbytes", "AQLM", "ONNX",
)  # fmt: skip
"""How the weights are stored; "full" is as they were trained."""

NUMBERS = (
    "parameters", "active_parameters", "stated_parameters", "counted_parameters", "context",
    "layers", "heads", "key_value_heads", "head_size", "width", "vocabulary", "sliding_window",
)  # fmt: skip
COLUMNS = (
    "checkpoint", "family", "maker", "model", "architecture", "parameters", "active_parameters",
    "stated_parameters", "counted_parameters", "context", "languages", "abilities", "licence",
    "released", "format", "layers", "heads", "key_value_heads", "head_size", "width",
    "vocabulary", "sliding_window", "custom_code", "source", "source_date",
)  # fmt: skip


def checkpoints() -> pd.DataFrame:
    """One row a released checkpoint and format, in the order of ids.

    checkpoint (id on the Hub), family and maker (as people write them), model (of
    `catalogue.models()`, "" where transformers has none), architecture (class of its
    configuration, "" unknown), languages and abilities (tuples; ISO 639 codes, "mul" for many),
    licence (short name of the Hub, "" unknown), released (YYYY-MM-DD, "" unknown), format (of
    `CHECKPOINT_FORMATS`), custom_code (bool: it needs code of its own repository), source
    (packages and versions) and source_date. Of whole numbers, NA where unknown:

    - stated_parameters as a table or the name states them, mostly rounded ("7B"), and
      counted_parameters, as the numbers of its layers make them on torch's meta device.
      `parameters` are those that were counted; the stated ones where nothing was, or where both
      differ by more than a rounding can (less than 0.7 or more than 1.75 times).
    - active_parameters, that each token passes, of a mixture of experts
    - context in tokens; layers, heads, key_value_heads, head_size, width and vocabulary of the
      text model. A head_size that is not stated is mostly width / heads.
    - sliding_window in tokens, where it is not that of the architecture's default
    """
    return _checkpoints().copy()


def full_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `checkpoints()` that are as they were trained, then packed ones, in their order."""
    return rows.loc[(rows["format"] != "full").sort_values(kind="stable").index]


def by_makers(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `checkpoints()` in the order of fame, as far as it shows: those that are as they
    were trained before packed ones, of makers with many of them first, then the newest."""
    if rows.empty:
        return rows
    keys = {
        "packed": rows["format"] != "full",
        "count": -rows.groupby("maker")["maker"].transform("size"),
        "maker": rows["maker"],
        "age": rows["released"].rank(ascending=False, method="dense"),
    }
    return rows.loc[pd.DataFrame(keys).sort_values(list(keys), kind="stable").index]


@cache
def _checkpoints() -> pd.DataFrame:
    table = read_data(
        "checkpoints",
        na_values=dict.fromkeys(NUMBERS, ""),
        dtype=dict.fromkeys(NUMBERS, "Int64"),
    )
    for column in ("languages", "abilities"):
        split = {joined: tuple(filter(None, joined.split(";"))) for joined in set(table[column])}
        table[column] = table[column].map(split)
    return table
