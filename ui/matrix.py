"""Rows that have something or not, as a grid of marks; each row is a link."""

from typing import Any

import streamlit as st

import palette

from .language import _
from .player import source

_matrix = st.components.v2.component(
    "matrix",
    html="<div class='matrix'></div>",
    css=source("matrix.css"),
    js=source("visible.js", "matrix.js"),
)


def matrix(grid: dict[str, Any], alt: str, key: str) -> str | None:
    """Draw a grid; the row that was clicked in this run, else None.

    `grid` has `columns`, a list of labels, and `rows`, each {name, link, marks}: `link` is what
    comes back, and a mark is [place of its column, "present" or "ended", text that says more].
    `wide` in it asks for the texts themselves in place of dots. Texts reach the page as text
    nodes, so markup in them stays text.
    """
    colors = {
        "--present": palette.PRESENT,
        "--look": palette.LOOK,
        "--absent": palette.ABSENT,
    }
    result = _matrix(
        data=grid | {"colors": colors, "alt": alt, "language": _("en")},
        key=key,
        on_open_change=lambda: None,
    )
    return result.open
