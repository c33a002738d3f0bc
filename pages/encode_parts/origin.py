"""Where a token comes from: the merges that made it, down to its symbols."""

import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from ui import _, family, show_problem


@st.fragment
def origin(tokenizer: lab.Tokenizer, pieces: list[str]) -> None:
    """The family of one of the text's tokens, or of any other that the vocabulary holds."""
    longest = sorted(dict.fromkeys(pieces), key=len, reverse=True)
    kept = st.session_state.get("encode-origin")
    if kept is not None and kept not in longest:  # of another text, typed, or another tokenizer's
        if kept in tokenizer.pieces:
            longest.insert(0, kept)
        else:
            del st.session_state["encode-origin"]
    piece = st.selectbox(
        _("How did this token come about?"), longest, key="encode-origin", accept_new_options=True
    )
    try:
        family(lab.family(tokenizer, piece or ""), key="encode-family")
    except Problem as problem:
        show_problem(problem)
