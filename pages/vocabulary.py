"""Vocabulary: search the tokens of a real tokenizer, see what they are, compare with another."""

import streamlit as st

import tokenizer_lab as lab
from tokenizer_lab.comparing import figures
from ui import (
    _,
    code_panel,
    escape_markdown,
    heading,
    hold_choice,
    linked_choice,
    pick_tokenizer,
    show_choice,
)

MOST_ROWS = 2_000
EXAMPLES = 300
SIGNS = str.maketrans({" ": "·", "\n": "⏎", "\r": "␍", "\t": "→"})
"""White space, so that it can be seen."""

heading(
    _("Vocabulary"),
    _(
        "Every token that a tokenizer knows: search them, see which scripts they serve and how "
        "long they are, and what two vocabularies share."
    ),
)

titles = {name: each.title for name, each in lab.BUILT_IN.items()}
tokenizer = pick_tokenizer(titles, lab.tokenizer, lab.tokenizer_file, key="vocabulary-of")
with st.spinner(_("Reading the vocabulary …")):
    tokens = lab.vocabulary(tokenizer)

query = st.text_input(
    _("Search"),
    key="vocabulary-q",
    bind="query-params",
    type="search",
    live=True,
    placeholder=_("part of a token, or an id"),
    icon=":material/search:",
    max_chars=100,
)
kinds = {kind: _(said) for kind, said in lab.KINDS.items()}
left, right = st.columns([2, 1], gap="large")
with left:
    chosen = hold_choice("vocabulary-kind", list(kinds))
    show_choice(st.multiselect, _("Script or kind"), kinds, "vocabulary-kind")
with right:
    longest = int(tokens["characters"].max())
    low, high = st.slider(_("Characters"), 0, longest, (0, longest), key="vocabulary-length")

found = lab.find(tokens, query)
found = found[found["characters"].between(low, high)]
if chosen:
    found = found[found["kind"].isin(chosen)]
counted = _("{found:,} of {all:,} tokens").format(found=len(found), all=len(tokens))
if len(found) > MOST_ROWS:
    counted += _("; the first {most:,} are listed").format(most=MOST_ROWS)
st.caption(counted)
listed = found.head(MOST_ROWS).assign(
    kind=lambda rows: rows["kind"].map(kinds),
    hex=lambda rows: [tokenizer.token_bytes[number].hex(" ").upper() for number in rows.index],
)
st.dataframe(
    listed,
    height=320,
    column_config={
        "id": st.column_config.NumberColumn(_("Id"), format="%d"),
        "piece": _("As the vocabulary writes it"),
        "text": _("Text"),
        "bytes": _("Bytes"),
        "characters": _("Characters"),
        "kind": _("Script or kind"),
        "hex": _("Bytes in hexadecimal"),
    },
    alt=_("The tokens that were found, with their ids"),
)
st.download_button(
    _("Download these tokens"),
    lambda: found.to_csv().encode("utf-8-sig"),
    "vocabulary.csv",
    "text/csv",
    icon=":material/download:",
    on_click="ignore",
)

st.subheader(_("Beside another vocabulary"), anchor=False)
other_name = linked_choice(
    st.selectbox, _("Compare with"), titles, key="vocabulary-and", default="qwen"
)
other = lab.tokenizer(other_name)
tables = {tokenizer.name: tokens}
if other.name != tokenizer.name:
    tables[other.name] = lab.vocabulary(other)
left, right = st.columns(2, gap="large")
left.plotly_chart(
    figures.kinds_figure(tables, _),
    key="vocabulary-kinds",
    config={"displayModeBar": False},
    alt=_("Share of every script and kind in the vocabularies"),
)
right.plotly_chart(
    figures.lengths_figure(tables, _),
    key="vocabulary-lengths",
    config={"displayModeBar": False},
    alt=_("Share of every token length in the vocabularies"),
)
if len(tables) == 2:
    both = lab.shared(tokenizer, other)
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
        shown = [text.translate(SIGNS) for text in texts[:EXAMPLES]]
        column.dataframe(
            {_("Token"): shown},
            height=240,
            hide_index=True,
            alt=_("The first of these tokens"),
        )
    st.caption(
        _(
            "{share:.0%} of all tokens of the two are in both. Tokens are compared as bytes, so "
            "`Ġthe` and `▁the` are the same; special tokens are left out."
        ).format(share=both.share)
    )

name = next((key for key, each in lab.BUILT_IN.items() if each.title == tokenizer.name), None)
code_panel(
    f"""import tokenizer_lab as lab

tokens = lab.vocabulary(lab.tokenizer({name or tokenizer.name!r}))
lab.find(tokens, {query!r}), tokens["kind"].value_counts()"""
)
