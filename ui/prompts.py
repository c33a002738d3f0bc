"""Prompts side by side, each token with the colour of where it came from, drawn in the browser."""

import streamlit as st

import palette

from .language import _
from .player import source

_panels = st.components.v2.component(
    "prompts",
    html="<div class='root'></div>",
    css=source("token_panels.css", "prompts.css"),
    js=source("visible.js", "token_panels.js", "prompts.js"),
)


def prompts(columns: list[dict], key: str) -> None:
    """Draw a panel for each column: a `name`, a `count`, and `tokens`.

    A token has a `text`, its `ids`, `pieces` and `bytes`, a `hue` or "" for the layout, `where` it
    came from in words, `from` as a name for that, and whether it is a `special` token, was
    `injected`, and is `masked`. Texts reach the page as text nodes, so markup in them stays text.
    """
    labels = {"ids": _("Show IDs")}
    colors = {"--look": palette.LOOK, "--unknown": palette.UNKNOWN}
    _panels(data={"columns": columns, "labels": labels, "colors": colors}, key=key)
