"""The player of an encoding, and the step at which it rests."""

import streamlit as st

from ui import hold_number, player

STEP, PLAYER, STORY = "encode-step", "encode-player", "encode-story"


@st.fragment
def play(story: dict) -> None:
    """Only this part of the page runs again when the reader comes to rest at another step."""
    words = st.session_state.get(STORY, story["words"])
    if words != story["words"]:  # another text, tokenizer or row: it begins anew
        st.session_state[STEP] = 0
    st.session_state[STORY] = story["words"]
    player(story, PLAYER, hold_number(STEP, 0, story["last"], default=0), on_step=_follow)


def _follow() -> None:
    """The page stands where the player came to rest."""
    st.session_state[STEP] = int(st.session_state[PLAYER].step)
