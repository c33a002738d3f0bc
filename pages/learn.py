"""Learning: five algorithms learn from words or from a text, and every step is played."""

import streamlit as st

from i18n import Problem
from pages.learn_parts import sections
from pages.learn_parts.controls import choose_setup
from pages.learn_parts.playing import play
from pages.learn_parts.training import offer, trace_of
from ui import _, choose_section, code_panel, heading, show_ended, stop

SECTIONS = {
    "how": _("How it works"),
    "all": _("All steps at a glance"),
    "cut": _("Tokenize new words"),
    "pretokenizers": _("Compare pre-tokenizers"),
    "against": _("Compare two algorithms"),
    "take": _("Download files"),
}

heading(
    _("Training"),
    _(
        "How a tokenizer learns to split text: choose an algorithm and a "
        "training text, and watch every step."
    ),
)
try:
    setup = choose_setup()
    trace = trace_of(setup, key="learn-job")
except Problem as problem:
    show_ended(problem, "learn-job")
    stop()

if not trace.steps:
    st.info(
        _(
            "There is no step to play: no two symbols stand next to each other, or the alphabet "
            "alone fills the vocabulary."
        )
    )
    stop()
offer(trace)

play(trace)

section = choose_section(_("More"), SECTIONS, key="section", default="how")
try:
    match section:
        case "how":
            sections.how(trace)
        case "all":
            sections.all_steps(trace)
        case "cut":
            sections.cut_new_words(trace, setup.source)
        case "pretokenizers":
            sections.pre_tokenizers(setup)
        case "against":
            sections.against(trace, setup)
        case "take":
            sections.take_away(trace)
except Problem as problem:
    show_ended(problem, "learn-rival")

code_panel(setup.python())
