"""Guess: where does a tokenizer cut, and which pair merges next? The answer comes after."""

import streamlit as st

from pages.guess_parts import cuts, merges
from ui import _, heading, linked_choice

heading(
    _("Guess first"),
    _("Say what a tokenizer will do before you see it, alone or with a class; then see why."),
)
choices = st.container(horizontal=True)
with choices:
    guessed = linked_choice(
        st.segmented_control,
        _("What to guess"),
        {"cuts": _("Where does it cut?"), "merges": _("Which pair merges next?")},
        key="guess",
        default="cuts",
        required=True,
        label_visibility="collapsed",
    )
match guessed:
    case "cuts":
        cuts.play(choices)
    case "merges":
        merges.play(choices)
