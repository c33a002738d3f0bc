"""Learning: five algorithms learn from words or from a text, and every step is played."""

import streamlit as st

from i18n import Problem
from pages.learn_parts import sections
from pages.learn_parts.controls import choose_setup
from pages.learn_parts.details import inspector, step_slider, vocabulary
from pages.learn_parts.training import offer, trace_of
from tokenizer_lab.learning import figures
from ui import _, chart, code_panel, heading, linked_choice, show_problem

WINDOW = 24
"""Steps that one animation plays: more would be slow to send and tiring to watch."""
SECTIONS = {
    "how": _("How it works"),
    "cut": _("Cut new words"),
    "pretokenizers": _("Pre-tokenizers side by side"),
    "against": _("Compare two algorithms"),
    "take": _("Take it away"),
}

heading(
    _("Learning"),
    _(
        "How a tokenizer comes to cut text the way it does: choose an algorithm and something to "
        "learn from, and watch every step."
    ),
)
try:
    setup = choose_setup()
    trace = trace_of(setup, key="learn-job")
except Problem as problem:
    show_problem(problem)
    st.stop()

if not trace.steps:
    st.info(
        _(
            "There is no step to play: no two symbols stand next to each other, or the alphabet "
            "alone fills the vocabulary."
        )
    )
    st.stop()
offer(trace)

picture, details = st.columns([5, 3], gap="large")
with details:
    step = step_slider(trace)
    inspector(trace, step)
    vocabulary(trace, step)
first = min(max(0, step - 1), max(0, len(trace.steps) - WINDOW))
last = min(len(trace.steps), first + WINDOW)
with picture:
    chart(
        figures.animation(trace, first, last, _, step),
        _("Words as rows of token bars, what each step chooses from, and the vocabulary"),
        key="animation",
    )
    if last - first < len(trace.steps):
        st.caption(
            _(
                "Steps {first} to {last} of {steps} are played; click the curve to go elsewhere."
            ).format(first=first + 1, last=last, steps=len(trace.steps))
        )
    chart(
        figures.whole_curve(trace, step, _),
        _("All steps at a glance"),
        key="learn-curve",
        on_select="rerun",
        selection_mode="points",
    )

section = linked_choice(
    st.segmented_control,
    _("More"),
    SECTIONS,
    key="section",
    default="how",
    required=True,
    label_visibility="collapsed",
)
try:
    match section:
        case "how":
            sections.how(trace)
        case "cut":
            sections.cut_new_words(trace, setup.source, step)
        case "pretokenizers":
            sections.pre_tokenizers(setup)
        case "against":
            sections.against(trace, setup)
        case "take":
            sections.take_away(trace, first, last)
except Problem as problem:
    show_problem(problem)

code_panel(setup.python())
