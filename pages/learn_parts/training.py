"""Traces: trained in the background, and offered to the pages that use tokenizers."""

import streamlit as st

import tokenizer_lab as lab
from ui import TRAINED, _, collect, finished_job

from .playing import forget
from .setup import Setup

LARGE = 1_000
"""Steps of a trace from which on its memory is worth a collection."""


def trace_of(setup: Setup, key: str) -> lab.Trace:
    """The trace, once it is there; long training shows its progress and can be stopped."""
    job = finished_job(
        key,
        (setup,),
        setup.train,
        doing=_("Training … {percent:.0%}"),
        stop=_("Stop and keep what is learned"),
        kind="learning",
    )
    trace = job.result()
    if job.stopped:
        st.info(
            _("Stopped at step {steps}: this is what was learned until then.").format(
                steps=len(trace.steps)
            ),
            icon=":material/stop_circle:",
        )
    elif trace.rounds and len(trace.vocab()) < setup.size:
        st.info(
            _(
                "The text yields {count} tokens, not {size}: only pieces that repeat in it can be "
                "learned. Take a longer text for more."
            ).format(count=len(trace.vocab()), size=setup.size),
            icon=":material/info:",
        )
    return trace


def offer(trace: lab.Trace) -> None:
    """Let the pages that use tokenizers offer this one beside the built-in ones."""
    before = st.session_state.get(TRAINED)
    st.session_state[TRAINED] = trace
    if before is not None and before is not trace:
        forget()
        st.session_state.pop("trained-tokenizer", None)
        large = len(before.steps) > LARGE
        del before
        if large:
            collect()
