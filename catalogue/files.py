"""Where the tables of the catalogue lie, and how one is read."""

from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from i18n import N_, Problem

DATA = Path(__file__).parent / "data"


def read_data(name: str, **options: Any) -> pd.DataFrame:
    """A table of `DATA` by its name; `options` go to `pandas.read_csv`.

    Raises `i18n.Problem` for a file that is not there, cut off or damaged.
    """
    path = DATA / f"{name}.csv"
    try:
        text = path.read_text("utf-8")
        if not text.endswith("\n"):
            raise ValueError("its last line has no end")
        return pd.read_csv(StringIO(text), skiprows=1, keep_default_na=False, **options)
    except (OSError, ValueError) as error:
        raise Problem(
            N_(
                "{file}, a table of the app, is missing, cut off or damaged: install the "
                "app again. What does not need it still works."
            ),
            file=path.name,
        ) from error
