"""One language beside English: what is known of it, what it costs, and its tokens."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from ui import _, escape_markdown, linked_number, read_once, show_choice, token_columns

from .counting import LANGUAGE, Counted, reader
from .overview import place

MOST_TOKENS, DEAREST = 10**12, 1e6


def about(counted: Counted) -> None:
    """The choice of a language, what is known of it, and what a text costs in it."""
    language = reader()
    labels = {each.code: each.called(language) for each in lab.declaration()}
    show_choice(st.selectbox, _("Language"), labels, LANGUAGE)
    row = counted.row(st.session_state[LANGUAGE])
    if row is None:
        st.info(_("This translation has no such article."))
        return
    each = counted.translations[row]
    facts = [each.autonym, place(each, "script", language), place(each, "region", language)]
    facts.append("" if each.tag == "und" else each.tag)
    st.caption(" · ".join(escape_markdown(fact) for fact in facts if fact))
    left, right = st.columns(2)
    tokens = linked_number(
        _("Tokens in English"),
        1,
        MOST_TOKENS,
        "languages-tokens",
        left,
        value=1_000_000,
    )
    price = linked_number(
        _("Price per million tokens"),
        0.0,
        DEAREST,
        "languages-price",
        right,
        value=1.0,
        format="%.2f",
    )
    bills = counted.languages
    costs = bills.cost(row, tokens, price)
    st.dataframe(
        pd.DataFrame(
            {
                _("Tokenizer"): counted.names,
                _("Tokens"): [int(n) if n >= 0 else None for n in bills.tokens[row]],
                _("Times English"): bills.times[row],
                _("Cost"): costs,
            }
        ),
        hide_index=True,
        column_config={
            _("Times English"): st.column_config.NumberColumn(format="%.2f"),
            _("Cost"): st.column_config.NumberColumn(format=f"%.{_decimals(costs)}f"),
        },
        alt=_("What the language takes and costs, a row for every tokenizer"),
    )
    english = np.array([tokens * price / 1e6])
    st.caption(
        _("{tokens:,} tokens in English cost {cost}. The price is yours, in any currency.").format(
            tokens=tokens, cost=f"{english[0]:,.{_decimals(english)}f}"
        )
    )


def _decimals(costs: np.ndarray) -> int:
    """As many decimals as the least of `costs` needs for three digits, two at least."""
    least = np.nanmin(np.where(costs > 0, costs, np.nan)) if (costs > 0).any() else 1.0
    return max(2, 2 - int(np.floor(np.log10(least))))


def in_tokens(counted: Counted) -> None:
    """The text of the language in tokens, and below it the English one, tokenizer by tokenizer."""
    row = counted.row(st.session_state[LANGUAGE])
    base = counted.languages.base
    for number in [base] if row in (None, base) else [row, base]:
        each = counted.translations[number]
        st.markdown(f"**{escape_markdown(each.called(reader()))}**")
        show_tokens(counted.tokenizers, counted.languages, number, each.text, "languages-tokens")


def show_tokens(
    tokenizers: list[lab.Tokenizer], bills: lab.Bills, row: int, text: str, key: str
) -> None:
    """The text of a row in columns of tokens, one for each tokenizer that takes it."""
    takers = [each for each, tokens in zip(tokenizers, bills.tokens[row]) if tokens >= 0]
    if takers:
        view = read_once(
            f"{key}-cut-{row == bills.base}", (text, takers), partial(_view, text, takers)
        )
        token_columns(view, key=f"{key}-{row}")


def _view(text: str, tokenizers: list[lab.Tokenizer]) -> dict:
    return lab.compare(text, tokenizers, special=False).view()
