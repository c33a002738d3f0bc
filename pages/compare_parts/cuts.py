"""The cuts themselves: side by side, a part of the text at a time, and as files."""

import csv
import io
from collections.abc import Callable

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
        _download("CSV", lambda: _csv(comparison), "text/csv")
        _download("JSON", lambda: lab.to_json(comparison), "application/json")
        _download("HTML", lambda: lab.to_html(comparison), "text/html")


def _csv(comparison: lab.Comparison) -> bytes:
    header, *rows = csv.reader(io.StringIO(lab.to_csv(comparison), newline=""))
    return csv_file(pd.DataFrame(rows, columns=header))


def _download(label: str, data: Callable[[], str | bytes], kind: str) -> None:
    name = f"tokens.{label.lower()}"
    st.download_button(label, data, name, kind, icon=":material/download:", on_click="ignore")
