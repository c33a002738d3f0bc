"""Texts that stay through pages and stand in links, held to a length by the server.

Streamlit's `max_chars` has the browser drop a longer paste as a whole, without a word: the text
of before stays, and is what runs. So no widget here is told of a limit.
"""

from typing import Any

import streamlit as st

from .language import _

MOST_IN_LINK = 2_000
"""Characters of a text that a link carries; servers refuse addresses that are much longer."""


def hold_text(key: str, most: int) -> None:
    """Cut what was typed or pasted into a widget to `most` characters, and say so while it is.

    It is called before the widget is drawn.
    """
    whole = st.session_state.get(key, "")
    if len(whole) > most:
        st.session_state[key] = whole[:most]
        st.session_state[f"{key}-whole"] = len(whole)
    elif len(whole) < most:
        st.session_state.pop(f"{key}-whole", None)
    if count := st.session_state.get(f"{key}-whole"):
        cut = _("This text has {count:,} characters; the first {most:,} of them are here.")
        st.warning(cut.format(count=count, most=most), icon=":material/content_cut:")


def linked_text(label: str, key: str, default: str, max_chars: int, **options: Any) -> str:
    """Draw a text area whose text stays through pages, and in the URL while it is short.

    `options` go to `st.text_area`. What is beyond `max_chars` is cut, and said so.
    """
    if key not in st.session_state:
        st.session_state[key] = st.query_params.get(key, default)
    hold_text(key, max_chars)
    text = st.text_area(label, key=key, persist_state="session", **options)
    if 0 < len(text) <= MOST_IN_LINK:
        if st.query_params.get(key) != text:
            st.query_params[key] = text
    elif key in st.query_params:
        del st.query_params[key]
    return text


def linked_line(label: str, key: str, default: str, max_chars: int, **options: Any) -> str:
    """Draw a text of one line that stands in the URL. `options` go to `st.text_input`.

    What is beyond `max_chars` is cut, and said so.
    """
    if key not in st.session_state:
        st.session_state[key] = default
    hold_text(key, max_chars)
    return st.text_input(label, key=key, bind="query-params", **options)
