"""Where a token comes from: the merges that made it, down to its symbols."""

import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from ui import _, family, put_in_link, show_problem

ORIGIN, FIRST = "encode-origin", "encode-origin-first"


@st.fragment
def origin(tokenizer: lab.Tokenizer, pieces: list[str]) -> None:
    """The family of one of the text's tokens, or of any other that the vocabulary holds."""
    longest = sorted(dict.fromkeys(pieces), key=len, reverse=True)
    first = longest[0]
    kept = st.session_state.get(ORIGIN, st.query_params.get(ORIGIN))
    # What stood first unchosen goes with its text; what was chosen stays while it is a token.
    if kept not in tokenizer.pieces or kept == st.session_state.get(FIRST):
        kept = first
    st.session_state.update({ORIGIN: kept, FIRST: first})
    if kept not in longest:
        longest.insert(0, kept)
    piece = st.selectbox(
        _("How did this token come about?"), longest, key=ORIGIN, accept_new_options=True
    )
    put_in_link(ORIGIN, piece if piece and piece != first else "")
    try:
        family(lab.family(tokenizer, piece or ""), key="encode-family")
    except Problem as problem:
        show_problem(problem)
