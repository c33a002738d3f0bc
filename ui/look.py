"""How every page looks where Streamlit's theme has no word for it, and which language it is in."""

from pathlib import Path

import streamlit as st

from .language import KEY

STYLE = Path(__file__).with_name("look.css")
SPOKEN = {"en": "en", "zh": "zh-Hans"}
"""The languages of the app as HTML names them."""


def dress_page() -> None:
    """Once a run, after the language is known: style the page, and say to the browser and to screen
    readers which language it is in; Streamlit says English of every page."""
    st.html(STYLE)
    language = SPOKEN[st.session_state[KEY]]
    st.html(
        f"<script>document.documentElement.lang = '{language}'</script>",
        unsafe_allow_javascript=True,
    )
