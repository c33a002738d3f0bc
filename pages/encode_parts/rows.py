"""Which rows of a long text the player shows: as many as one story can tell."""

import streamlit as st

from tokenizer_lab.encoding.rows import Row
from ui import _, hold_number, show_held

ROW = "encode-row"
MOST_ROWS, MOST_SYMBOLS = 8, 90
"""Rows and symbols of one story: more would be slow to send and tiring to watch."""


def in_sight(rows: list[Row]) -> list[Row]:
    """The rows from the one that the reader chooses, where not all have room."""
    first = 0
    if _fitting(rows) < len(rows):
        last = next(at for at in range(len(rows)) if _fitting(rows[at:]) == len(rows) - at)
        first = hold_number(ROW, 1, last + 1, default=1) - 1
        show_held(st.slider, _("Play from row"), 1, last + 1, key=ROW)
    return rows[first : first + _fitting(rows[first:])]


def _fitting(rows: list[Row]) -> int:
    """How many of the first rows one story can tell."""
    symbols = 0
    for number, row in enumerate(rows[:MOST_ROWS]):
        symbols += row.end - row.start
        if symbols > MOST_SYMBOLS:
            return number
    return min(len(rows), MOST_ROWS)
