"""One step in detail: what it saw, computed and changed."""

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import isolated, visible
from ui import _, token_chips

MOST_TOKENS = 80
"""Tokens of the alphabet that are shown before the first step."""
MOST_PIECES = 12
"""Pieces that the table of a step lists."""


def inspector(trace: lab.Trace, number: int) -> None:
    """What one step saw, computed and changed."""
    if number == 0:
        st.markdown("**" + _("Before the first step") + "**")
        tokens = trace.vocab(0)
        st.caption(_("{count} tokens to start from").format(count=len(tokens)))
        token_chips({"": tokens[:MOST_TOKENS]}, lab.UNKNOWN, trace.reading)
        return
    step = trace.steps[number - 1]
    with st.container(horizontal=True, gap="small"):
        st.badge(_("Step {step} of {steps}").format(step=number, steps=len(trace.steps)))
        if isinstance(step, lab.Merge) and step.tied:
            st.badge(_("tied: the rule decided"), icon=":material/balance:", color="orange")
        st.badge(
            _("vocabulary {size}").format(size=len(trace.vocab(number))),
            icon=":material/book_2:",
            color="gray",
        )
    st.latex(lab.formula(trace, number), width="stretch")
    table = _options(trace, number)
    decimals = st.column_config.NumberColumn(format="%.4f")
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config=dict.fromkeys(table.select_dtypes("float").columns, decimals),
        alt=_("What this step had to choose from"),
    )
    if changed := trace.changed(number):
        st.markdown("**" + _("Words that this step changed") + "**")
        words = {visible(word): after for word, (_before, after) in changed.items()}
        token_chips(words, lab.UNKNOWN, trace.reading)


def _options(trace: lab.Trace, number: int) -> pd.DataFrame:
    """What a step had to choose from, or for an expectation what it computed."""
    step = trace.steps[number - 1]
    if isinstance(step, lab.Merge):
        columns = {
            _("Pair"): [
                " + ".join(isolated(trace.reading(part)) for part in candidate.pair)
                for candidate in step.candidates
            ],
            _("Count"): [candidate.count for candidate in step.candidates],
        }
        if trace.rules.get("rule") == "score":
            columns[_("Score")] = [candidate.score for candidate in step.candidates]
        return pd.DataFrame(columns)
    if isinstance(step, lab.Prune):
        removed, spared = step.removed[-MOST_PIECES:], step.spared
        return pd.DataFrame(
            {
                _("Piece"): [visible(removal.piece) for removal in (*removed, *spared)],
                _("Loss rises by"): [removal.loss for removal in (*removed, *spared)],
                _("Removed"): [True] * len(removed) + [False] * len(spared),
            }
        )
    before, pieces = trace.pieces(number - 1), list(step.pieces)[:MOST_PIECES]
    return pd.DataFrame(
        {
            _("Piece"): list(map(visible, pieces)),
            _("Log probability"): [step.pieces[piece] for piece in pieces],
            _("before"): [before.get(piece) for piece in pieces],
        }
    )


def vocabulary(trace: lab.Trace, number: int) -> None:
    """All tokens after a step."""
    with st.expander(_("The vocabulary after this step"), icon=":material/book_2:"):
        tokens = trace.vocab(number)
        st.dataframe(
            pd.DataFrame(
                {_("Token"): [visible(trace.reading(token)) for token in tokens]},
                index=pd.RangeIndex(len(tokens), name="id"),
            ),
            height=260,
            alt=_("Every token with its ID"),
        )
