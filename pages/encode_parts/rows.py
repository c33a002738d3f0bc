"""Which rows of a long text the player shows: as many as one story can tell."""

import streamlit as st

from tokenizer_lab.encoding.rows import Row
from ui import _

MOST_ROWS, MOST_SYMBOLS = 8, 90
"""Rows and symbols of one story: more would be slow to send and tiring to watch."""


def in_sight(rows: list[Row]) -> list[Row]:
    """The rows from the one that the reader chooses, where not all have room."""
    first = 0
    if _fitting(rows) < len(rows):
        last = next(at for at in range(len(rows)) if _fitting(rows[at:]) == len(rows) - at)
        held = st.session_state.get("encode-row", 1)
        st.session_state["encode-row"] = min(held, last + 1)
        first = st.slider(_("Play from row"), 1, last + 1, key="encode-row") - 1
    return rows[first : first + _fitting(rows[first:])]


def _fitting(rows: list[Row]) -> int:
    """How many of the first rows one story can tell."""
    symbols = 0
    for number, row in enumerate(rows[:MOST_ROWS]):
        symbols += row.end - row.start
        if symbols > MOST_SYMBOLS:
            return number
    return min(len(rows), MOST_ROWS)
