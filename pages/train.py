"""Fine-tuning on the visitor's own texts or pictures."""

import streamlit as st

from i18n import Problem
from pages.train_parts import data, result, start, work
from sandbox import Ended
from ui import _, heading, keep_started, show_problem, started_here
from workbench.training import Base, Examples, Settings, estimate


def say_time(examples: Examples, base: Base, settings: Settings) -> None:
    """About how long it takes. Raises `i18n.Problem` where it cannot begin."""
    seconds = estimate(examples, base, settings)
    if seconds < 90:
        st.caption(_("About {seconds:.0f} s").format(seconds=round(seconds, -1) or 10))
    else:
        st.caption(_("About {minutes:.0f} min").format(minutes=seconds / 60))


heading(
    _("Fine-tuning"),
    _("Train a small model on your own labelled sentences or pictures."),
)
started_here()

left, right = st.columns([5, 7], gap="large")
examples: Examples | None = None
fault: Problem | None = None
with left:
    try:
        if examples := data.choose():
            data.say_notes(examples)
    except Problem as problem:
        fault = problem
    base = start.choose(examples) if examples else None
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            _("Train"),
            type="primary",
            icon=":material/model_training:",
            disabled=base is None,
        )
        settings = start.settings(base)
        try:
            if examples and base:
                say_time(examples, base, settings)
        except Problem as problem:
            fault = problem

with right:
    if pressed and examples and base and not fault:
        work.begin(examples, base, settings)
    begun = work.last()
    if fault:
        show_problem(fault)
    if begun and not begun.job.over:
        work.watch(begun)
    elif begun and begun.job.problem:
        show_problem(
            begun.job.problem, st.info if isinstance(begun.job.problem, Ended) else st.error
        )
    elif begun and begun.is_of(examples):
        result.show(begun)
    if examples and not (begun and begun.job.over and begun.is_of(examples)):
        data.look(examples)
    elif not examples and not begun and not fault:
        st.info(
            _("Upload a file: what it holds is shown here before anything is learned."),
            icon=":material/upload_file:",
        )
keep_started()
