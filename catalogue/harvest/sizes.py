"""Sizes of architectures: how many parameters the default configuration makes."""

import pandas as pd
from tqdm import tqdm

from i18n import Problem

from ..size import base_models, size


def sizes() -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the base models of the installed transformers weigh.

    One row a model: parameters and bytes, or the reason; and one row a module of each.
    """
    rows, modules = [], []
    for model in tqdm(base_models(), desc="sizes", unit=" models"):
        row = {"model": model, "parameters": None, "bytes": None, "reason": ""}
        try:
            total = size(model)
            row |= {"parameters": total.parameters, "bytes": total.bytes}
            modules += [(model, name, count) for name, count in total.modules.items()]
        except Problem as problem:
            row["reason"] = str(problem.sentence.values["reason"])
        rows.append(row)
    table = pd.DataFrame(rows).astype({"parameters": "Int64", "bytes": "Int64"})
    return table, pd.DataFrame(modules, columns=["model", "module", "parameters"])
