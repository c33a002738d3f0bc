"""A training to play: the player, and beside it the step at which it stands."""

import streamlit as st

import tokenizer_lab as lab
from ui import _, hold_number, player

from .details import inspector, vocabulary

WINDOW = 24
"""Steps that one story tells."""
STEP, PLAYER, STORY = "step", "learn-player", "learn-story"
DRAWN_AT = "learn-drawn-at"
"""The step that the rest of the page was drawn for."""


def play(trace: lab.Trace) -> None:
    """The player of a training, and the step at which it rests."""
    st.session_state.pop(DRAWN_AT, None)
    _play(trace)


@st.fragment
def _play(trace: lab.Trace) -> None:
    """Only this part of the page runs again when the reader comes to rest at another step."""
    total = len(trace.steps)
    step = hold_number(STEP, 0, total, default=min(1, total))
    plays = "play" in st.query_params
    player(_story(trace, step), PLAYER, step, plays, on_step=_follow, on_more=_go_on)
    left, right = st.columns([3, 2], gap="large")
    with left:
        inspector(trace, step)
    with right:
        vocabulary(trace, step)
    # What stands below speaks of the step, or hands it out.
    drawn_at = st.session_state.setdefault(DRAWN_AT, step)
    if drawn_at != step and st.session_state.get("section") in ("all", "cut", "take"):
        st.rerun()


def _follow() -> None:
    """The page stands where the player came to rest."""
    st.session_state[STEP] = int(st.session_state[PLAYER].step)


def _go_on() -> None:
    """The player wants a state beyond its story: the window opens anew around it."""
    st.session_state[STEP] = int(st.session_state[PLAYER].more)
    forget()


def window(trace: lab.Trace, step: int) -> tuple[int, int]:
    """The first and the last step of the story that is told around `step`."""
    first = min(max(0, step - 1), max(0, len(trace.steps) - WINDOW))
    return first, min(len(trace.steps), first + WINDOW)


def forget() -> None:
    """Let go of the story, and of the trace that it was told of."""
    st.session_state.pop(STORY, None)


def _story(trace: lab.Trace, step: int) -> dict:
    """The story of a window that holds `step`; told once, while the reader stays inside it."""
    language = st.session_state.get("lang")
    known = st.session_state.get(STORY)
    if known and known[0] is trace and known[1] == language:
        story = known[2]
        if story["first"] <= step <= story["last"]:
            return story
    story = lab.story(trace, *window(trace, step), _=_)
    st.session_state[STORY] = trace, language, story
    return story
