"""Sizes of architectures: how many parameters the default configuration makes."""

import pandas as pd
from tqdm import tqdm

from i18n import Problem

from ..size import base_models, size


def sizes() -> pd.DataFrame:
    """One row a base model of the installed transformers: parameters and bytes, or the reason."""
    rows = []
    for model in tqdm(base_models(), desc="sizes", unit=" models"):
        row = {"model": model, "parameters": None, "bytes": None, "reason": ""}
        try:
            built = size(model)
            row |= {"parameters": built.parameters, "bytes": built.bytes}
        except Problem as problem:
            row["reason"] = str(problem.sentence.values["reason"])
        rows.append(row)
    return pd.DataFrame(rows).astype({"parameters": "Int64", "bytes": "Int64"})
