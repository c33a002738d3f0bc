"""Two vocabularies: what they share, by text and by id, and the scripts and lengths in each."""

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import visible
from pages.tokenizer_parts import TITLES, imports
from tokenizer_lab.comparing import figures
from ui import _, chart, code_panel, escape_markdown, linked_choice

EXAMPLES = 300


def show(tokenizer: lab.Tokenizer) -> None:
    """The other one, how much they share, and the examples."""
    name = linked_choice(
        st.selectbox, _("Compare with"), TITLES, key="vocabulary-and", default="qwen"
    )
    other = lab.tokenizer(name)
    tables = {tokenizer.name: lab.vocabulary(tokenizer)}
    if other.name != tokenizer.name:
        tables[other.name] = lab.vocabulary(other)
        _shared(tokenizer, other)
    left, right = st.columns(2, gap="large")
    with left:
        chart(
            figures.kinds_figure(tables, _),
            _("Share of every script and kind in the vocabularies"),
            key="vocabulary-kinds",
        )
    with right:
        chart(
            figures.lengths_figure(tables, _),
            _("Share of every token length in the vocabularies"),
            key="vocabulary-lengths",
        )
    code_panel(
        f"""{imports([tokenizer])}
both = lab.shared({tokenizer.python()}, {other.python()})
len(both.both), both.share, both.same_id, both.first_difference"""
    )


def _shared(tokenizer: lab.Tokenizer, other: lab.Tokenizer) -> None:
    both = lab.shared(tokenizer, other)
    st.markdown(
        _(
            "**{share:.0%}** of all tokens of the two are in both, by their text; "
            "{same:,} of these {count:,} have the same ID, too."
        ).format(share=both.share, same=both.same_id, count=len(both.both))
    )
    if both.first_difference is None:
        st.success(_("The two vocabularies are the same, ID by ID."), icon=":material/check:")
    else:
        _first_difference(tokenizer, other, both.first_difference)
    columns = st.columns(3)
    for column, label, texts in zip(
        columns,
        (
            _("In both"),
            _("Only in {name}").format(name=escape_markdown(tokenizer.name)),
            _("Only in {name}").format(name=escape_markdown(other.name)),
        ),
        (both.both, both.first_only, both.second_only),
    ):
        column.metric(label, f"{len(texts):,}")
        column.dataframe(
            {_("Token"): [visible(text) for text in texts[:EXAMPLES]]},
            height=240,
            hide_index=True,
            alt=_("The first of these tokens"),
        )
    st.caption(
        _(
            "Tokens are compared as bytes, so `Ġthe` and `▁the` are the same; special tokens are "
            "left out."
        )
    )


def _first_difference(tokenizer: lab.Tokenizer, other: lab.Tokenizer, number: int) -> None:
    """The ids around the first under which the two hold different tokens."""
    st.caption(_("ID {number:,} is the first under which they differ.").format(number=number))
    ids = range(max(0, number - 1), number + 4)
    table = pd.DataFrame(
        {
            each.name: [
                visible(each.reading(each.pieces[n])) if n < len(each) else "–" for n in ids
            ]
            for each in (tokenizer, other)
        },
        index=pd.Index(ids, name=_("ID")),
    )
    st.dataframe(table.T, alt=_("The tokens under the first IDs that differ"))
