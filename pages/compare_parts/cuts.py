"""The cuts themselves: side by side, a part of the text at a time, and as files."""

import csv
import io
from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from ui import (
    _,
    csv_file,
    escape_markdown,
    hold_number,
    listed,
    read_once,
    show_held,
    token_columns,
)

WINDOW = 2_500
"""Characters that are drawn at a time; the numbers are always those of the whole text."""
PART, COLUMNS = "compare-part", "compare-columns"


def columns(comparison: lab.Comparison) -> None:
    """One part of the text in columns; stepping to a difference beyond it turns to its part."""
    parts = -(-len(comparison.text) // WINDOW)
    part = hold_number(PART, 1, parts, default=1)

    def turn() -> None:
        way = st.session_state[COLUMNS].turn
        places = [start // WINDOW + 1 for start, _end in comparison.differences]
        later, earlier = [n for n in places if n > part], [n for n in places if n < part]
        if further := later[:1] if way == "next" else earlier[-1:]:
            st.session_state[PART] = further[0]
            st.session_state["compare-arrive"] = way

    if parts > 1:
        show_held(st.slider, _("Part of the text"), 1, parts, key=PART)
    start = (part - 1) * WINDOW
    view = read_once(
        "compare-view", (comparison, part), lambda: comparison.view(start, start + WINDOW)
    )
    arrive = st.session_state.pop("compare-arrive", None)
    token_columns(view | {"arrive": arrive}, key=COLUMNS, on_turn=turn)


def decodings(comparison: lab.Comparison) -> None:
    """What the ids give back, for each tokenizer that does not give back the text."""
    lost = [cut for cut in comparison.cuts if not cut.round_trips]
    if len(lost) < len(comparison.cuts):
        names = [cut.tokenizer.name for cut in comparison.cuts if cut.round_trips]
        said = _("The text comes back unchanged from {names}.")
        st.markdown(escape_markdown(said.format(names=listed(names, len(names)))))
    for cut in lost:
        st.markdown(f"**{escape_markdown(cut.tokenizer.name)}**")
        more = "…" if len(cut.decoded) > WINDOW else ""
        st.code(cut.decoded[:WINDOW] + more, language=None, wrap_lines=True)


def downloads(comparison: lab.Comparison) -> None:
    """All tokens as files."""
    with st.container(horizontal=True):
        _download("CSV", comparison, csv_of, "text/csv")
        _download("JSON", comparison, lab.to_json, "application/json")
        _download("HTML", comparison, lab.to_html, "text/html")


def csv_of(comparison: lab.Comparison) -> bytes:
    """The table of all tokens, safe to be opened in a spreadsheet."""
    header, *rows = csv.reader(io.StringIO(lab.to_csv(comparison), newline=""))
    return csv_file(pd.DataFrame(rows, columns=header))


def _download(
    label: str,
    comparison: lab.Comparison,
    write: Callable[[lab.Comparison], str | bytes],
    kind: str,
) -> None:
    st.download_button(
        label,
        partial(lab.written, comparison, write),
        f"tokens.{label.lower()}",
        kind,
        icon=":material/download:",
        on_click="ignore",
    )
