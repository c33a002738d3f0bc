"""What the released checkpoints of an architecture span: sizes, contexts and kinds of attention.

An architecture is code; its default configuration may be a toy, or one of many. What people load
are the checkpoints.
"""

import pandas as pd

from .released import checkpoints

RELEASED = ("released_smallest", "released_largest", "released_context")
"""Columns of whole numbers: the fewest and the most parameters, the longest context in tokens."""
KINDS = ("multi-head", "grouped-query", "multi-query")
"""The kinds of attention that numbers of heads tell apart."""


def released_spans(attention: pd.Series) -> pd.DataFrame:
    """Indexed by architecture: the columns `RELEASED` (Int64) and released_attention (tuple of
    str), each NA or () where no released checkpoint states it.

    `attention` is by architecture that of its default configuration. Whether there is any, and
    of which vectors keys and values are computed, is in the code and so the same for all.
    """
    rows = checkpoints()
    rows = rows[rows["model"] != ""]
    of_model = rows.groupby("model")
    sizes, contexts = of_model["parameters"], of_model["context"]
    spans = pd.DataFrame(dict(zip(RELEASED, (sizes.min(), sizes.max(), contexts.max()))))
    heads = rows.dropna(subset=["heads", "key_value_heads"])
    kinds = pd.Series(KINDS[0], index=heads.index)
    kinds[heads["key_value_heads"] < heads["heads"]] = KINDS[1]
    kinds[(heads["key_value_heads"] == 1) & (heads["heads"] > 1)] = KINDS[2]
    found = kinds.groupby(heads["model"]).agg(set)
    told = attention.reindex(spans.index).isin(KINDS)
    spans["released_attention"] = [
        tuple(kind for kind in KINDS if tells and kind in found.get(model, ()))
        for model, tells in told.items()
    ]
    return spans
