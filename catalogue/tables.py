"""The tables of `catalogue/data` as DataFrames, and the choice of rows from them."""

from functools import cache
from pathlib import Path

import pandas as pd

DATA = Path(__file__).parent / "data"

FRAMEWORKS = {"pytorch": "PyTorch", "tensorflow": "TensorFlow", "flax": "Flax"}
"""Columns of a support table, with the name that each framework has for people."""


def documented() -> pd.DataFrame:
    """The 260 models that the notes list, in their order, as the notes say it.

    Columns: model (str), pytorch, tensorflow, flax (bool). The table describes the
    documentation of transformers 4.39; see `docs/notes.md`.
    """
    return _read("documented").copy()


def select(
    models: pd.DataFrame, query: str = "", frameworks: list[str] | tuple[str, ...] = ()
) -> pd.DataFrame:
    """The rows whose name contains every word of `query` and that support all `frameworks`.

    Case, spaces and hyphens do not count, so that "gpt2" finds "OpenAI GPT-2".
    """
    names = models["model"].map(_letters)
    chosen = pd.Series(True, index=models.index)
    for word in query.split():
        chosen &= names.str.contains(_letters(word), regex=False)
    for framework in frameworks:
        chosen &= models[framework]
    return models[chosen]


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


@cache
def _read(name: str) -> pd.DataFrame:
    # The first line of every data file states its source, date and command.
    return pd.read_csv(DATA / f"{name}.csv", skiprows=1)
