"""Sizes of architectures: how many parameters the default configuration makes."""

from importlib.metadata import version

import pandas as pd
from tqdm import tqdm

from i18n import N_, Problem, Sentence

from .. import tables
from ..defaults import counted_class
from ..size import size
from .packages import COMPILED, install

NEEDS_COMPILED = N_("it needs a package that has to be compiled for each machine")
NEEDS_PACKAGE = N_("it needs a package that was not installed when it was counted")
"""Why there is no size without a package: one of `packages.COMPILED`, or one that is missing."""

COUNTS = ["parameters", "bytes", "active_parameters"]


def sizes() -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the architectures of the installed transformers weigh.

    One row an architecture: parameters, bytes in float32, parameters that one token uses, and
    the class that was counted ("" for the base model); or the reason. And one row a module of
    each.
    """
    install()
    rows, modules = [], []
    for model in tqdm(architectures(), desc="sizes", unit=" models"):
        name, is_base = counted_class(model)
        row = dict.fromkeys(COUNTS) | {"model": model, "size_head": "", "reason": ""}
        try:
            total = size(model)
        except Problem as problem:
            row["reason"] = _reason(problem)
        else:
            row |= dict(zip(COUNTS, (total.parameters, total.bytes, total.active)))
            row["size_head"] = "" if is_base else name
            modules += [(model, name, count) for name, count in total.modules.items()]
        rows.append(row)
    columns = ["model", *COUNTS, "size_head", "reason"]
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(COUNTS, "Int64"))
    return table, pd.DataFrame(modules, columns=["model", "module", "parameters"])


def architectures() -> list[str]:
    """The model types of the architectures that the installed release has, in order."""
    return sorted(tables.support(version("transformers")).index)


def _reason(problem: Problem) -> str:
    """Why there is no size, out of few sentences, so that they can be said in any language."""
    reason = problem.sentence.values["reason"]
    assert isinstance(reason, Sentence)
    if "package" not in reason.values:
        return reason.template
    return NEEDS_COMPILED if reason.values["package"] in COMPILED else NEEDS_PACKAGE
