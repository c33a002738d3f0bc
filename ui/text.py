"""Texts that stay through pages and stand in links."""

import streamlit as st

from .language import _

MOST_IN_LINK = 2_000
"""Characters of a text that a link carries; servers refuse addresses that are much longer."""


def linked_text(label: str, key: str, default: str, **options) -> str:
    """Draw a text area whose text stays through pages, and in the URL while it is short.

    `options` go to `st.text_area`. What a link brings beyond its `max_chars` is cut, and said so:
    the browser only holds what is typed to them.
    """
    whole = st.session_state.get(key, st.query_params.get(key, default))
    most = options.get("max_chars") or len(whole)
    if key not in st.session_state or len(whole) > most:
        st.session_state[key] = whole[:most]
    if len(whole) > most:
        cut = _("This text has {count:,} characters; the first {most:,} of them are here.")
        st.warning(cut.format(count=len(whole), most=most), icon=":material/content_cut:")
    text = st.text_area(label, key=key, persist_state="session", **options)
    if 0 < len(text) <= MOST_IN_LINK:
        if st.query_params.get(key) != text:
            st.query_params[key] = text
    elif key in st.query_params:
        del st.query_params[key]
    return text
