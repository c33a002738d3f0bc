"""What a visitor says of prices and use: kept in the link, and in a file that opens again."""

import json
from dataclasses import dataclass
from typing import Any

import streamlit as st

import tokenizer_lab as lab
from i18n import N_, Problem
from ui import (
    _,
    escape_markdown,
    linked_line,
    linked_number,
    put_in_link,
    show_problem,
    upload,
)
from ui.packed import pack, unpack

PARTS = ("input", "cached", "output")
"""Of a price, in the order in which they are drawn and kept."""
HIGHEST = 1e9
NUMBERS = {
    "batch-requests": (1, 1_000_000_000, 1_000),
    "batch-cached": (0, 100, 0),
    "batch-written": (0, 1_000_000, 0),
    "batch-limit": (1, 100_000_000, 4_096),
}
"""Of each number the least, the most, and what it is at first."""
TEXTS = {"batch-currency": 8, "batch-lines": 200_000}
"""Of each text the most characters."""
LINKED = "batch-prices"


@dataclass(frozen=True)
class Use:
    """Prices in a currency, and how the tokenizers' models are asked."""

    prices: list[lab.Price]
    currency: str
    requests: int
    cached: int
    """Percent."""
    written: int
    """Tokens of each answer, where no column holds the answers."""
    limit: int
    """Tokens that a request and its answer may have together."""


def _number(name: str, label: str, place: Any = st, **options: Any) -> int:
    low, high, default = NUMBERS[name]
    if name in st.session_state:
        return linked_number(label, low, high, name, place, **options)
    return linked_number(label, low, high, name, place, value=default, **options)


def choose(tokenizers: list[lab.Tokenizer], answers: bool) -> Use:
    """Draw prices and use; `answers` says whether a column holds what is written."""
    with st.popover(_("Prices and use"), icon=":material/payments:", width="stretch"):
        st.caption(
            _(
                "Type what a million tokens cost you: the 1 is only a placeholder. A "
                "blank price of cached input is that of all input."
            )
        )
        prices = [_price(each, name) for each, name in zip(tokenizers, lab.names_apart(tokenizers))]
        left, right = st.columns(2)
        with left:
            currency = linked_line(_("Currency"), "batch-currency", "USD", TEXTS["batch-currency"])
        requests = _number("batch-requests", _("Requests a day"), right)
        cached = _number(
            "batch-cached",
            _("Cached share of the input, %"),
            left,
            help=_("How much of the input the provider has read before, at the price for that."),
        )
        written = 0 if answers else _number("batch-written", _("Tokens of an answer"), right)
        limit = _number("batch-limit", _("Context length, tokens"), right if answers else left)
        put_in_link(LINKED, pack(kept) if (kept := _kept(tokenizers, prices)) else "")
        use = Use(prices, currency.strip(), requests, cached, written, limit)
        _files(tokenizers, use)
    return use


def _price(tokenizer: lab.Tokenizer, name: str) -> lab.Price:
    """The prices of one tokenizer, in a row."""
    labels = (_("Input"), _("Cached input"), _("Output"))
    known = _in_link().get(tokenizer.source, [1.0, None, 1.0])
    title, *places = st.columns([3, 2, 2, 2], vertical_alignment="bottom")
    title.markdown(escape_markdown(name))
    numbers = {}
    for part, label, place, value in zip(PARTS, labels, places, known):
        key = f"batch-{part}-{name if name != tokenizer.name else tokenizer.source}"
        st.session_state.setdefault(key, value)
        numbers[part] = place.number_input(
            label,
            0.0,
            HIGHEST,
            key=key,
            format="%.4g",
            step=0.1,
            placeholder=_("as input"),
            persist_state="session",
        )
    cached = numbers["cached"]
    return lab.Price(numbers["input"] or 0.0, numbers["output"] or 0.0, cached)


def _in_link() -> dict[str, list[float | None]]:
    """The prices that the link or an opened file holds, by the sources of tokenizers."""
    if LINKED not in st.session_state:
        try:
            value = unpack(st.query_params[LINKED]) if LINKED in st.query_params else {}
            st.session_state[LINKED] = _checked_prices(value)
        except Problem as problem:
            st.session_state[LINKED] = {}
            show_problem(problem, st.warning)
    return st.session_state[LINKED]


def _kept(
    tokenizers: list[lab.Tokenizer], prices: list[lab.Price]
) -> dict[str, list[float | None]]:
    """The prices that are not those of the beginning."""
    return {
        each.source: [price.input, price.cached, price.output]
        for each, price in zip(tokenizers, prices)
        if price != lab.Price(1.0, 1.0)
    }


def _files(tokenizers: list[lab.Tokenizer], use: Use) -> None:
    """Draw a button that saves all this as a file, and a place to open one."""
    st.download_button(
        _("Save this as a file"),
        lambda: _written(tokenizers, use),
        "scenario.json",
        "application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    upload(_("Open a saved one"), ["json"], key="batch-scenario", most=1, on_change=_open)
    if problem := st.session_state.pop("batch-scenario-problem", None):
        show_problem(problem)


def _written(tokenizers: list[lab.Tokenizer], use: Use) -> bytes:
    state = st.session_state
    scenario = {
        "batch-with": list(state.get("batch-with", [])),
        **{name: state[name] for name in (*NUMBERS, *TEXTS) if name in state},
        LINKED: _kept(tokenizers, use.prices),
    }
    return json.dumps(scenario, ensure_ascii=False, indent=2).encode()


def _open() -> None:
    """Put what a file holds where the widgets look for it."""
    file = st.session_state.get("batch-scenario")
    if file is None:
        return
    try:
        found = read(file.getvalue())
    except Problem as problem:
        st.session_state["batch-scenario-problem"] = problem
        return
    for key in [key for key in st.session_state if str(key).startswith("batch-")]:
        part = str(key).split("-")[1]
        if part in PARTS:
            del st.session_state[key]
    st.session_state.update(found)


def read(data: bytes) -> dict[str, Any]:
    """What a saved scenario says, by the keys of its widgets; raises `i18n.Problem`."""
    try:
        value = json.loads(data)
        if not isinstance(value, dict) or LINKED not in value:
            raise ValueError("no scenario")
        found: dict[str, Any] = {LINKED: _checked_prices(value[LINKED])}
        for name, (low, high, _default) in NUMBERS.items():
            if name in value:
                found[name] = min(max(int(value[name]), low), high)
        for name, most in TEXTS.items():
            if name in value:
                found[name] = str(value[name])[:most]
        if names := [name for name in value.get("batch-with", []) if name in lab.BUILT_IN]:
            found["batch-with"] = names
        return found
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Problem(N_("This file is not a scenario that was saved here.")) from error


def _checked_prices(value: Any) -> dict[str, list[float | None]]:
    """Prices by source, as they were kept; raises `i18n.Problem` for anything else."""
    try:
        prices = {
            str(source): [None if each is None else float(each) for each in three]
            for source, three in value.items()
        }
    except (AttributeError, ValueError, TypeError) as error:
        raise Problem(N_("This file has no prices that were saved here.")) from error
    sound = all(
        len(three) == 3 and all(each is None or 0 <= each <= HIGHEST for each in three)
        for three in prices.values()
    )
    if not sound:
        raise Problem(N_("This file has no prices that were saved here."))
    return prices
