"""Cuts of one text side by side, drawn in the browser: tokens by hover, tap and key, ids, next
difference."""

from collections.abc import Callable

import streamlit as st

import palette

from .language import _
from .player import source

_columns = st.components.v2.component(
    "token_columns",
    html="<div class='root'></div>",
    css=source("token_panels.css", "token_columns.css"),
    js=source("visible.js", "token_panels.js", "token_columns.js"),
)


def token_columns(view: dict, key: str, on_turn: Callable[[], None] = lambda: None) -> None:
    """Draw columns of tokens; `view` is what `tokenizer_lab.Comparison.view` gives.

    `on_turn` is called when the reader steps beyond the part shown: `st.session_state[key].turn`
    is then "next" or "back". Texts reach the page as text nodes, so markup in them stays text.
    """
    labels = {
        "ids": _("Show IDs"),
        "back": _("Previous difference"),
        "next": _("Next difference"),
        "where": _("Difference {at} of {all}"),
        "none": _("No difference"),
        "one": _("1 difference"),
        "many": _("{all} differences"),
    }
    # A component has no translating function: what a token is comes as a key of this table.
    notes = {
        "": "",
        "space": _("Ġ is a space"),
        "newline": _("Ċ is a newline"),
        "word start": _("▁ is a space"),
        "inside": _("## continues a word"),
        "part": _("a partial character"),
        "special": _("special token"),
        "unknown": _("unknown to this vocabulary"),
    }
    columns = [
        column
        | {
            "tokens": [
                token | {"notes": [notes[note] for note in token["notes"]]}
                for token in column["tokens"]
            ]
        }
        for column in view["columns"]
    ]
    data = view | {
        "labels": labels,
        "columns": columns,
        "colors": {
            "--look": palette.LOOK,
            "--unknown": palette.UNKNOWN,
            "--present": palette.PRESENT,
            "--absent": palette.ABSENT,
        },
    }
    _columns(data=data, key=key, on_turn_change=on_turn)
