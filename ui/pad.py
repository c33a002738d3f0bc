"""A pad to draw on with the mouse, a pen or a finger: a picture of one's own."""

from base64 import b64decode

import streamlit as st

from .language import _
from .player import source

_pad = st.components.v2.component(
    "pad", html="<div class='root'></div>", css=source("pad.css"), js=source("visible.js", "pad.js")
)

START = "data:image/png;base64,"


def pad(label: str, key: str) -> bytes | None:
    """A black square to draw on in white; what is drawn, as a PNG file, or None while it is empty.

    The picture comes with the end of each stroke. It is 280 pixels a side, and a stroke is a
    tenth of that wide, about as in pictures of handwritten digits.
    """
    labels = {
        "pad": label,
        "hint": _("Draw here with the mouse or a finger"),
        "clear": _("Clear"),
        "undo": _("Undo"),
    }
    result = _pad(
        data={"labels": labels}, key=key, default={"picture": ""}, on_picture_change=lambda: None
    )
    return _opened(result.picture)


def _opened(picture: object) -> bytes | None:
    """The file in a data address, whatever a browser says that it is; None for anything else."""
    if not isinstance(picture, str) or not picture.startswith(START):
        return None
    try:
        return b64decode(picture.removeprefix(START), validate=True)
    except ValueError:
        return None
