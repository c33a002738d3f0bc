"""The tokens of a vocabulary: found by what they say, and one of them in detail."""

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import N_, Problem, isolated
from pages.tokenizer_parts import imports
from ui import (
    _,
    code_panel,
    escape_markdown,
    family,
    hold_choice,
    hold_number,
    hold_text,
    in_language,
    linked_choice,
    linked_number,
    ngettext,
    read_once,
    show_choice,
    show_problem,
    token_chips,
)

from .table import MOST_ROWS, download, table

MOST_CHARACTERS = 100
ORDERS = {"id": N_("By ID"), "longest": N_("Longest first")}
CHOSEN = "vocabulary-token"


def show(tokenizer: lab.Tokenizer) -> None:
    """The search, what it found, and the token that is chosen."""
    tokens = lab.vocabulary(tokenizer)
    query, pattern, wanted, (low, high) = _asked(tokens)
    try:
        rows = lab.find(tokens, query, pattern)
    except Problem as problem:
        show_problem(problem)
        rows = tokens.head(0)
    if wanted:
        rows = rows[rows["kind"].isin(wanted)]
    rows = rows[rows["characters"].between(low, high)]
    order = st.session_state["vocabulary-order"]
    if order == "longest":
        rows = rows.sort_values("characters", ascending=False, kind="stable")
    if query and not pattern and query not in set(rows["text"]):
        _as_cut(tokenizer, query)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _table(tokenizer, tokens, rows, (query, pattern, *wanted, low, high, order))
    with right:
        _details(tokenizer, tokens)
    _code(tokenizer, query, pattern, wanted, (low, high), order)


def _asked(tokens: pd.DataFrame) -> tuple[str, bool, list[str], tuple[int, int]]:
    """What is looked for: a text, whether it is a pattern, kinds, lengths."""
    hold_text("vocabulary-q", MOST_CHARACTERS)
    pattern = bool(st.session_state.get("vocabulary-pattern"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        query = st.text_input(
            _("Search"),
            key="vocabulary-q",
            bind="query-params",
            type="search",
            live=not pattern,
            placeholder=_("part of a token, an ID, or bytes such as 20 74"),
            icon=":material/search:",
            width="stretch",
        )
        pattern = st.toggle(
            _("Regular expression"), key="vocabulary-pattern", bind="query-params", width="content"
        )
        kinds = in_language(lab.KINDS)
        wanted = hold_choice("vocabulary-kind", list(kinds))
        longest = int(tokens["characters"].max())
        with st.popover(_("Filters"), icon=":material/tune:"):
            show_choice(st.multiselect, _("Script or kind"), kinds, "vocabulary-kind")
            low = linked_number(_("Characters, at least"), 0, 10_000, "vocabulary-least", value=0)
            high = linked_number(
                _("Characters, at most"), 0, 10_000, "vocabulary-most", value=10_000
            )
            linked_choice(
                st.segmented_control,
                _("Order"),
                in_language(ORDERS),
                key="vocabulary-order",
                default="id",
                required=True,
            )
            st.caption(_("The longest token has {count:,} characters.").format(count=longest))
    return query, pattern, wanted, (low, high)


def _as_cut(tokenizer: lab.Tokenizer, query: str) -> None:
    """What a text that is no token of its own is cut into."""
    cut = tokenizer.encode(query, special=False)
    if len(cut) < 2:
        return
    said = _("“{text}” is not one token here but {count}:").format(
        text=isolated(query), count=len(cut)
    )
    st.markdown(escape_markdown(said))
    unknown = tokenizer.pieces[tokenizer.unknown_id] if tokenizer.unknown_id is not None else ""
    token_chips(
        {_("Tokens"): cut.pieces, _("IDs"): cut.pieces},
        unknown,
        tokenizer.reading,
        {_("IDs"): [str(number) for number in cut.ids]},
    )


def _table(tokenizer: lab.Tokenizer, tokens: pd.DataFrame, rows: pd.DataFrame, what: tuple) -> None:
    """What was found; a click on a row chooses the token."""
    summary = _("{found:,} of {all:,} tokens")
    if len(rows) > MOST_ROWS:
        summary = _("{found:,} of {all:,} tokens; the first {most:,} are listed")
    st.caption(summary.format(found=len(rows), all=len(tokens), most=MOST_ROWS))
    if not len(rows):
        return
    key = f"vocabulary-rows-{hash((tokenizer.name, *what))}"

    def choose() -> None:
        if places := st.session_state[key].selection.rows:
            st.session_state[CHOSEN] = int(rows.index[places[0]])

    table(
        rows,
        ["piece", "text", "kind", "hex", "bytes", "characters"],
        alt=_("The tokens that were found, with their IDs"),
        key=key,
        on_select=choose,
        selection_mode="single-row",
    )
    download(rows, "vocabulary.csv")


def _details(tokenizer: lab.Tokenizer, tokens: pd.DataFrame) -> None:
    """One token: its bytes, what leads to it, and how merges made it."""
    number = hold_number(CHOSEN, -1, len(tokens) - 1, default=-1)
    if number < 0:
        st.info(_("Choose a row to see what a token is made of."), icon=":material/touch_app:")
        return
    token, piece = tokens.loc[number], tokenizer.pieces[number]
    st.markdown(f"**{_('Token {number}').format(number=number)}**")
    token_chips({"": [piece]}, "", tokenizer.reading)
    if data := token["data"]:
        said = ngettext("{bytes} byte: {hex}", "{bytes} bytes: {hex}", len(data))
        st.markdown(said.format(bytes=len(data), hex=f"`{data.hex(' ').upper()}`"))
    else:
        st.markdown(_("It has no bytes: no text stands behind this ID."))
    if token["kind"] != "special" and token["data"]:
        _way(tokenizer, number)
    if tokenizer.algorithm == "bpe" and token["kind"] != "special":
        try:
            family(lab.family(tokenizer, piece), key="vocabulary-family")
        except Problem as problem:
            st.caption(escape_markdown(problem.sentence.said(_)))


def _way(tokenizer: lab.Tokenizer, number: int) -> None:
    """A text that is cut into a token, or that none was found."""
    text = read_once(
        "vocabulary-way", (tokenizer, number), lambda: lab.reached_by(tokenizer, number)
    )
    if text is None:
        said = _("No text was found that gives this token.")
        st.markdown(f":orange[:material/block:] {said}")
        return
    cut = tokenizer.encode(text, special=False)
    st.caption(_("A text that gives it:"))
    token_chips({isolated(text): cut.pieces}, "", tokenizer.reading)


def _code(
    tokenizer: lab.Tokenizer,
    query: str,
    pattern: bool,
    wanted: list[str],
    lengths: tuple[int, int],
    order: str,
) -> None:
    lines = [
        imports([tokenizer]),
        f"tokens = lab.vocabulary({tokenizer.python()})",
        f"rows = lab.find(tokens, {query!r}{', pattern=True' if pattern else ''})",
        f'rows = rows[rows["characters"].between{lengths}]',
    ]
    if wanted:
        lines.append(f'rows = rows[rows["kind"].isin({wanted!r})]')
    if order == "longest":
        lines.append('rows = rows.sort_values("characters", ascending=False, kind="stable")')
    code_panel("\n".join([*lines, 'rows, rows["kind"].value_counts()']))
