"""Tokens that no text leads to: they were never trained, and stand for nothing."""

from functools import partial

import streamlit as st

import tokenizer_lab as lab
from pages.tokenizer_parts import imports
from ui import _, code_panel, finished_job

from .table import download, table

JOB = "vocabulary-unreached"


def show(tokenizer: lab.Tokenizer) -> None:
    """How many there are, and which."""
    st.markdown(
        _(
            "A token that no text gives was never trained: a model may answer "
            "anything to it. Each is looked for in its own text and in others around "
            "it; a partial character, in characters that have it."
        )
    )
    job = finished_job(
        JOB,
        (tokenizer,),
        partial(lab.unreached, tokenizer),
        doing=_("Looking for texts … {percent:.0%}"),
        stop=_("Stop"),
    )
    tokens = lab.vocabulary(tokenizer)
    rows = tokens.loc[job.result()]
    st.header(
        _("For {count:,} of {all:,} tokens no text was found").format(
            count=len(rows), all=len(tokens)
        ),
        anchor=False,
    )
    table(rows, ["piece", "text", "kind", "hex"], alt=_("The tokens that no text was found for"))
    if len(rows):
        download(rows, "unreached.csv")
    st.caption(
        _(
            "Special tokens and IDs without a token are left out. The question is "
            "that of Land and Bartolo, “Fishing for Magikarp” (2024)."
        )
    )
    code_panel(
        f"""{imports([tokenizer])}
tokenizer = {tokenizer.python()}
[tokenizer.pieces[number] for number in lab.unreached(tokenizer)]"""
    )
