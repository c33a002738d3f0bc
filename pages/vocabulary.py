"""Vocabulary: search the tokens of a real tokenizer, see what they are, compare with another."""

import streamlit as st

import tokenizer_lab as lab
from i18n import visible
from pages.tokenizer_parts import TITLES, imports
from tokenizer_lab.comparing import figures
from ui import (
    _,
    chart,
    code_panel,
    csv_file,
    escape_markdown,
    heading,
    hold_choice,
    hold_text,
    in_language,
    linked_choice,
    pick_tokenizer,
    show_choice,
)

MOST_CHARACTERS = 100
MOST_ROWS = 2_000
EXAMPLES = 300

heading(
    _("Vocabulary"),
    _(
        "Every token that a tokenizer knows: search them, see which scripts they serve and how "
        "long they are, and what two vocabularies share."
    ),
)

tokenizer = pick_tokenizer(
    TITLES, lab.tokenizer, lab.tokenizer_file, key="vocabulary-of", patterns=lab.PATTERNS
)
with st.spinner(_("Reading the vocabulary …")):
    tokens = lab.vocabulary(tokenizer)

hold_text("vocabulary-q", MOST_CHARACTERS)
query = st.text_input(
    _("Search"),
    key="vocabulary-q",
    bind="query-params",
    type="search",
    live=True,
    placeholder=_("part of a token, or an id"),
    icon=":material/search:",
)
kinds = in_language(lab.KINDS)
left, right = st.columns([2, 1], gap="large")
with left:
    wanted = hold_choice("vocabulary-kind", list(kinds))
    show_choice(st.multiselect, _("Script or kind"), kinds, "vocabulary-kind")
with right:
    longest = int(tokens["characters"].max())
    low, high = st.slider(_("Characters"), 0, longest, (0, longest), key="vocabulary-length")

rows = lab.find(tokens, query)
rows = rows[rows["characters"].between(low, high)]
if wanted:
    rows = rows[rows["kind"].isin(wanted)]
summary = _("{found:,} of {all:,} tokens").format(found=len(rows), all=len(tokens))
if len(rows) > MOST_ROWS:
    summary += _("; the first {most:,} are listed").format(most=MOST_ROWS)
st.caption(summary)
st.dataframe(
    rows.head(MOST_ROWS).assign(
        text=lambda table: table["text"].map(visible),
        kind=lambda table: table["kind"].map(kinds),
        hex=lambda table: [
            tokenizer.token_bytes[number].hex(" ").upper() for number in table.index
        ],
    ),
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
    lambda: csv_file(rows, index=True),
    "vocabulary.csv",
    "text/csv",
    icon=":material/download:",
    on_click="ignore",
)

st.subheader(_("Beside another vocabulary"), anchor=False)
other_name = linked_choice(
    st.selectbox, _("Compare with"), TITLES, key="vocabulary-and", default="qwen"
)
other = lab.tokenizer(other_name)
tables = {tokenizer.name: tokens}
if other.name != tokenizer.name:
    tables[other.name] = lab.vocabulary(other)
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
        column.dataframe(
            {_("Token"): [visible(text) for text in texts[:EXAMPLES]]},
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

kind = f'\nrows = rows[rows["kind"].isin({wanted!r})]' if wanted else ""
code_panel(
    f"""{imports([tokenizer])}
tokens = lab.vocabulary({tokenizer.python()})
rows = lab.find(tokens, {query!r})
rows = rows[rows["characters"].between({low}, {high})]{kind}
rows, rows["kind"].value_counts()"""
)
