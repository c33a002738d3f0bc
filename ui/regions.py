"""A picture or a text with what was found in it, and a list beside it: to point at one part
lights all that belong to it."""

from typing import Any

import streamlit as st

from .language import _
from .player import source

_regions = st.components.v2.component(
    "regions",
    html="<div class='regions'></div>",
    css=source("regions.css"),
    js=source("visible.js", "regions.js"),
)


def regions(data: dict[str, Any], alt: str, key: str) -> None:
    """Draw regions, as `inference.views.Regions.data` gives them; `alt` says what they show.

    A part is pointed at with the mouse, reached with Tab and the arrow keys, or tapped: then it
    stays lit until one taps elsewhere. Texts reach the page as text nodes, so markup in them stays
    text.
    """
    labels = {
        "nothing": _("Nothing found."),
        "hint": _("Point at a part, or tap it, to see what belongs to it."),
        "list": _("What was found"),
    }
    _regions(data=data | {"labels": labels, "alt": alt}, key=key)
