"""Numbers as a heat map of rows and columns: the more, the stronger; rows may stand in groups."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

import palette

from .language import _
from .player import source

_heat = st.components.v2.component(
    "heat",
    html="<div class='heat'></div>",
    css=source("heat.css"),
    js=source("visible.js", "heat.js"),
)


def heat(
    grid: dict[str, Any],
    steps: Sequence[float],
    alt: str,
    key: str,
    on_pick: Callable[[], None] = lambda: None,
    on_order: Callable[[], None] = lambda: None,
) -> None:
    """Draw a heat map; a row is chosen, and the column that orders them, by click, tap or key.

    `grid` has `columns`, a list of names; `order`, the number of the one that rows are sorted by;
    `base`, the row that the others are compared with, and `picked`, the key of the chosen one;
    `groups`, each {name, cells, rows}: one without a name is drawn as its rows alone, any other as
    one row that unfolds. A row is {key, name, note, cells}, and a cell [number or None, whether it
    is doubtful]. `steps` are the numbers at which a stronger shade begins.

    `on_pick` and `on_order` are called with `st.session_state[key].pick`, the key of a row, and
    `.order`, the number of a column. Texts reach the page as text nodes.
    """
    labels = {
        "order": _("Sort by {name}"),
        "none": _("the tokenizer refuses the text"),
        "doubtful": _("? part of it is unknown to the vocabulary: the count means little"),
        "refused": _("– the tokenizer refuses the text"),
    }
    _heat(
        data=grid
        | {"steps": list(steps), "labels": labels, "alt": alt}
        | {"colors": {"--look": palette.LOOK, "--present": palette.PRESENT}},
        key=key,
        on_pick_change=on_pick,
        on_order_change=on_order,
    )
