"""Tokens that no text leads to: they were never trained, and stand for nothing."""

from functools import partial

import streamlit as st

import tokenizer_lab as lab
from i18n import visible
from pages.tokenizer_parts import imports
from ui import _, code_panel, csv_file, finished_job, in_language

JOB = "vocabulary-unreached"
MOST_ROWS = 2_000


def show(tokenizer: lab.Tokenizer) -> None:
    """How many there are, and which."""
    st.markdown(
        _(
            "A token that no text is cut into was never trained: a model answers it with anything. "
            "Each is looked for in its own text and in others around it; part of a character, in "
            "characters that have it."
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
    kinds = in_language(lab.KINDS)
    st.subheader(
        _("For {count:,} of {all:,} tokens no text was found").format(
            count=len(rows), all=len(tokens)
        ),
        anchor=False,
    )
    st.dataframe(
        rows.head(MOST_ROWS).assign(
            text=lambda table: table["text"].map(visible),
            kind=lambda table: table["kind"].map(kinds),
            hex=lambda table: [data.hex(" ").upper() for data in table["data"]],
        )[["piece", "text", "kind", "hex"]],
        height=420,
        column_config={
            "id": st.column_config.NumberColumn(_("Id"), format="%d"),
            "piece": _("As the vocabulary writes it"),
            "text": _("Text"),
            "kind": _("Script or kind"),
            "hex": _("Bytes in hexadecimal"),
        },
        alt=_("The tokens that no text was found for"),
    )
    if len(rows):
        st.download_button(
            _("Download these tokens"),
            lambda: csv_file(rows.drop(columns="data"), index=True),
            "unreached.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    st.caption(
        _(
            "Special tokens and ids without a token are left out. The question is that of Land and "
            "Bartolo, “Fishing for Magikarp” (2024)."
        )
    )
    code_panel(
        f"""{imports([tokenizer])}
tokenizer = {tokenizer.python()}
[tokenizer.pieces[number] for number in lab.unreached(tokenizer)]"""
    )
