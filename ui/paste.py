"""Files that are pasted from the clipboard, beside a place to upload them."""

import re
from collections.abc import Callable

import streamlit as st

from .player import source

_paste = st.components.v2.component(
    "paste", html="<div class='hint'></div>", css=source("paste.css"), js=source("paste.js")
)


def take_pasted(
    hint: str, uploader: str, endings: list[str], on_wanted: Callable[[], None] = lambda: None
) -> None:
    """Hand what is pasted anywhere on the page to an uploader of it, by its key, and say so.

    The uploader then has it as if it were chosen there, with all its limits. Where it is not on the
    page `on_wanted` is called, to bring it there. A text that is pasted into a field stays what it
    is, and so does what the uploader does not read, by its `endings`, where it is a text too.
    """
    name = re.sub(r"[^a-zA-Z0-9_-]", "-", uploader)  # as Streamlit makes a class of a key
    _paste(
        data={"hint": hint, "uploader": f"st-key-{name}", "endings": endings},
        key=f"{uploader}-paste",
        on_wanted_change=on_wanted,
        width="content",
        height="content",
    )
