"""The widgets that choose models, and what is chosen as pills that can be taken away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import catalogue
from i18n import N_
from inference.process import store
from pages.catalogue_parts.words import COLUMNS, DECISION, counted, famous_first, said
from palette import shortened
from ui import _, escape_markdown, hold_choice, linked_choice, show_choice

# In links. A key belongs to the whole app: "task" is what the Pipelines page runs.
FACET_KEYS = {
    "modality": "modality",
    "task": "serves",
    "framework": "framework",
    "algorithm": "algorithm",
    "attention": "attention",
    "ability": "supports",
}
FACETS = {
    "modality": N_("Modality"),
    "task": N_("Task"),
    "framework": N_("Framework, in any release"),
    "algorithm": N_("Tokenizer algorithm"),
    "attention": N_("Attention"),
    "ability": N_("Abilities"),
}
SIZES = {
    "0": None,
    "10M": 10**7,
    "100M": 10**8,
    "1B": 10**9,
    "10B": 10**10,
    "100B": 10**11,
    "∞": None,
}
ANY_SIZE = ("0", "∞")
NUMBERS: dict[str, Callable[[], Any]] = {
    "parameters": lambda: ANY_SIZE,
    "releases": lambda: _ends(),
    "gb": lambda: None,
    "context-least": str,
}
"""The keys of the widgets below the facets, each with what makes it ask for nothing."""
FAMOUS = ("BERT", "GPT-2", "Qwen", "Whisper", "CLIP")
"""What to search for where nothing was searched, or nothing found."""


@dataclass(frozen=True)
class Pill:
    """One thing that is chosen: what it says, and what takes it away."""

    label: str
    take_away: Callable[[], None]


def choose(models: pd.DataFrame, query: str) -> tuple[catalogue.Choice, list[Pill]]:
    """The choice that the widgets of a popover make, and a pill for each part of it.

    The counts of each facet follow all the others.
    """
    # All facets are taken from the link before the first is counted: each count needs them.
    every = catalogue.facet_values(models)
    values = {name: tuple(hold_choice(FACET_KEYS[name], every[name])) for name in FACETS}
    count = sum(map(len, values.values())) + sum(map(_is_asked, NUMBERS))
    label = _("Filters · {count}").format(count=count) if count else _("Filters")
    with st.popover(label, icon=":material/filter_list:", key="filters"):
        # The facets stand first, but their counts need what is asked for below.
        facets, numbers = st.container(), st.container()
        with numbers:
            low, high = _parameters()
            context = choose_context("context-least")
            since, until = _releases()
            gigabytes, dtype = _memory()
        choice = catalogue.Choice(
            query=query,
            modality=values["modality"],
            task=values["task"],
            framework=values["framework"],
            algorithm=values["algorithm"],
            attention=values["attention"],
            ability=values["ability"],
            context=context,
            since=since,
            until=until,
            fewest=SIZES[low],
            most=SIZES[high],
            gigabytes=gigabytes,
            dtype=dtype,
        )
        counts = catalogue.facet_counts(models, choice)
        with facets:
            for name, title in FACETS.items():
                _facet(_(title), name, counts[name])
    pills = [_pill(name, value) for name in FACETS for value in values[name]]
    return choice, pills + _number_pills(choice, low, high)


def clear_all() -> None:
    """Take everything away that is chosen, and the search."""
    for key in FACET_KEYS.values():
        st.session_state[key] = []
    for key in NUMBERS:
        _reset(key)()
    st.session_state["q"] = ""


def show_count(models: pd.DataFrame, shown: pd.DataFrame, choice: catalogue.Choice) -> None:
    """How many architectures are shown, and how many are left out because no size is known."""
    text = _("**{count}** of {total} architectures").format(count=len(shown), total=len(models))
    if missing := catalogue.unknown_sizes(models, choice):
        text += " · " + _("{count} of unknown size left out").format(count=missing)
    st.markdown(text, width="content")


def show_pills(pills: list[Pill], searched: bool) -> None:
    """What is chosen, each to be taken away by a click; without a choice, what to search for."""
    if not pills and not searched:
        suggestions()
    pill_buttons(pills)
    if len(pills) + searched > 1:
        clear_button(clear_all)


def pill_buttons(pills: list[Pill]) -> None:
    """What is chosen, each to be taken away by a click."""
    for place, pill in enumerate(pills):
        st.button(
            pill.label,
            key=f"pill-{place}",
            icon=":material/close:",
            icon_position="right",
            on_click=pill.take_away,
        )


def clear_button(clear: Callable[[], None]) -> None:
    """What takes away all that is chosen."""
    st.button(_("Clear all"), key="clear", type="tertiary", on_click=clear)


def nothing_found(query: str, models: pd.DataFrame) -> None:
    """Say so, and what to do."""
    if query.strip():
        text = _("Nothing named “{query}”.").format(query=escape_markdown(shortened(query, 60)))
    else:
        text = _("No architecture has all of this.")
    with st.container(border=True):
        st.markdown(text)
        with st.container(horizontal=True):
            st.button(
                _("Clear all"), key="clear-nothing", icon=":material/close:", on_click=clear_all
            )
            suggestions(catalogue.suggestions(query, models))


def remark(query: str) -> None:
    """What there is to say of a name that transformers has no code for."""
    if said := catalogue.remark(query):
        st.info(escape_markdown(said.said(_)), icon=":material/info:")


def suggestions(near: Sequence[str] = (), clear: Callable[[], None] | None = None) -> None:
    """Names that are near, or that everybody knows, each a search after `clear`."""
    st.pills(
        _("Search for"),
        near or FAMOUS,
        key="famous",
        on_change=partial(_search_famous, clear or clear_all),
        label_visibility="collapsed",
    )


def _search_famous(clear: Callable[[], None]) -> None:
    name = st.session_state["famous"]
    clear()
    st.session_state["q"] = name or ""


def _pill(facet: str, value: str) -> Pill:
    key = FACET_KEYS[facet]

    def take_away() -> None:
        st.session_state[key] = [other for other in st.session_state[key] if other != value]

    return Pill(_named(value), take_away)


def _number_pills(choice: catalogue.Choice, low: str, high: str) -> list[Pill]:
    """Those of `NUMBERS`; `low` and `high` are the keys of `SIZES` that are chosen."""
    pills = []
    if (low, high) != ANY_SIZE:
        sizes = _("{low} to {high} parameters").format(low=low, high=high)
        pills.append(Pill(sizes, _reset("parameters")))
    if choice.since or choice.until:
        oldest, newest = _ends()
        between = _("in {first} to {last}").format(
            first=choice.since or oldest, last=choice.until or newest
        )
        pills.append(Pill(between, _reset("releases")))
    if choice.context is not None:
        least = _("context of {tokens:,} or more").format(tokens=choice.context)
        pills.append(Pill(least, _reset("context-least")))
    if choice.gigabytes is not None:
        memory = _("fits into {gigabytes:g} GB as {dtype}").format(
            gigabytes=choice.gigabytes, dtype=choice.dtype
        )
        pills.append(Pill(memory, _reset("gb")))
    return pills


def _reset(key: str) -> Callable[[], None]:
    """What gives one of `NUMBERS` the value that asks for nothing."""

    def reset() -> None:
        st.session_state[key] = NUMBERS[key]()

    return reset


def _is_asked(key: str) -> bool:
    """Whether one of `NUMBERS` asks for something, also before its widget has read the link."""
    nothing = NUMBERS[key]()
    if key in st.session_state:
        return st.session_state[key] != nothing
    return key in st.query_params


def _named(value: str) -> str:
    return catalogue.FRAMEWORKS.get(value) or (
        _(COLUMNS[value]) if value in COLUMNS else said(value)
    )


def _facet(label: str, name: str, counts: dict[str, int]) -> None:
    """Values of a facet to choose from, each with the number of rows that it would leave."""
    values = famous_first(counts) if name == "task" else list(counts)
    labels = {value: counted(_named(value), counts[value]) for value in values}
    show_choice(st.pills, label, labels, key=FACET_KEYS[name], selection_mode="multi")
    if name == "task":
        st.caption(_(DECISION))


def _parameters() -> tuple[str, str]:
    """The fewest and the most parameters, as keys of `SIZES`."""
    return st.select_slider(
        _("Parameters released"),
        list(SIZES),
        value=ANY_SIZE,
        key="parameters",
        bind="query-params",
    )


CONTEXTS = {"": 0, "8k": 8_192, "32k": 32_768, "128k": 131_072, "1M": 1_000_000}
"""The least context, by what it is called: as makers count them, in 1,024 tokens up to 128k."""


def choose_context(key: str) -> int | None:
    """The least context in tokens, kept in the URL as ?key=."""
    name = linked_choice(
        st.segmented_control,
        _("Context of at least"),
        {name: name or _("any") for name in CONTEXTS},
        key=key,
        default="",
        required=True,
    )
    return CONTEXTS[name] or None


def _ends() -> tuple[str, str]:
    """The oldest release and the newest."""
    releases = catalogue.releases()["release"]
    return releases.iloc[0], releases.iloc[-1]


def _releases() -> tuple[str, str]:
    """The first release and the last; empty where any will do."""
    oldest, newest = _ends()
    since, until = st.select_slider(
        _("Present in releases"),
        list(catalogue.releases()["release"]),
        key="releases",
        value=(oldest, newest),
        bind="query-params",
    )
    return since if since != oldest else "", until if until != newest else ""


def _memory() -> tuple[float | None, str]:
    """Gigabytes that the weights must fit into, typed or of this machine, and their dtype."""

    def of_this_machine() -> None:
        st.session_state["gb"] = round(store().devices()[0].memory_free / 1e9, 1)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        gigabytes = st.number_input(
            _("Weights at most (GB)"),
            min_value=0.01,
            value=None,
            key="gb",
            bind="query-params",
            placeholder=_("any"),
            width="stretch",
        )
        dtype = st.selectbox(
            _("Data type"), list(catalogue.BYTES), key="dtype", bind="query-params", width=120
        )
        st.button(
            _("This machine"),
            key="gb-here",
            on_click=of_this_machine,
            icon=":material/memory:",
            help=_("The memory that is free on the best device of this machine"),
        )
    return gigabytes, dtype
