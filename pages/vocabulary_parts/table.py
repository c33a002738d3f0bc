"""Rows of a vocabulary as a table, and as a file to take away."""

from typing import Any

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import visible
from ui import _, csv_file, in_language

MOST_ROWS = 2_000
"""Rows that are listed; the file has all."""
HEIGHT = 420


def table(rows: pd.DataFrame, columns: list[str], alt: str, **options: Any) -> None:
    """Draw rows of `tokenizer_lab.vocabulary`, these columns of them, and `hex` for the bytes;
    `options` go to `st.dataframe`."""
    shown = rows.head(MOST_ROWS)
    kinds = in_language(lab.KINDS)
    st.dataframe(
        shown.assign(
            text=shown["text"].map(visible),
            kind=shown["kind"].map(kinds),
            hex=[data.hex(" ").upper() for data in shown["data"]],
        )[columns],
        height=HEIGHT,
        column_config={
            "id": st.column_config.NumberColumn(_("ID"), format="%d"),
            "piece": _("As the vocabulary writes it"),
            "text": _("Text"),
            "bytes": _("Bytes"),
            "characters": _("Characters"),
            "kind": _("Script or kind"),
            "hex": _("Bytes in hexadecimal"),
        },
        alt=alt,
        **options,
    )


def download(rows: pd.DataFrame, file_name: str) -> None:
    """A button that takes the rows away, all of them."""
    st.download_button(
        _("Download these tokens"),
        lambda: csv_file(rows.drop(columns="data"), index=True),
        file_name,
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
