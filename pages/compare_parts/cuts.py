"""The cuts themselves: side by side, a part of the text at a time, and as files."""

import csv
import io
from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from ui import _, csv_file, escape_markdown, token_columns

WINDOW = 2_500
"""Characters that are drawn at a time; the numbers are always those of the whole text."""


def columns(comparison: lab.Comparison) -> None:
    """One part of the text in columns; stepping to a difference beyond it turns to its part."""
    parts = -(-len(comparison.text) // WINDOW)
    st.session_state.setdefault("compare-part", 1)
    st.session_state["compare-part"] = min(st.session_state["compare-part"], parts)

    def turn() -> None:
        way = st.session_state["compare-columns"].turn
        part = st.session_state["compare-part"]
        places = [start // WINDOW + 1 for start, _end in comparison.differences]
        later, earlier = [n for n in places if n > part], [n for n in places if n < part]
        if further := later[:1] if way == "next" else earlier[-1:]:
            st.session_state["compare-part"] = further[0]
            st.session_state["compare-arrive"] = way

    if parts > 1:
        st.slider(_("Part of the text"), 1, parts, key="compare-part")
    start = (st.session_state["compare-part"] - 1) * WINDOW
    view = comparison.view(start, start + WINDOW)
    view["arrive"] = st.session_state.pop("compare-arrive", None)
    token_columns(view, key="compare-columns", on_turn=turn)


def decodings(comparison: lab.Comparison) -> None:
    """What the ids give back, for each tokenizer that does not give back the text."""
    for cut in comparison.cuts:
        if cut.round_trips:
            continue
        with st.expander(
            _("What {name} gives back").format(name=escape_markdown(cut.tokenizer.name)),
            icon=":material/sync_problem:",
        ):
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
