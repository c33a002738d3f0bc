"""The widgets that choose released checkpoints: what they can do, and what must hold them."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd
import streamlit as st
from babel import Locale
from streamlit.delta_generator import DeltaGenerator

import catalogue
from i18n import N_
from inference.process import store
from pages.catalogue_parts.words import counted, said
from palette import shortened
from ui import (
    _,
    escape_markdown,
    hold_choice,
    in_language,
    linked_choice,
    linked_number,
    search_box,
    show_choice,
)

from .filters import Pill, choose_context

# In links. A key belongs to the whole app.
FACETS = {"ability": "can", "language": "speaks", "licence": "licence", "format": "stored"}
MEMORIES = (8, 12, 16, 24, 48, 80)
"""Gigabytes that graphics cards have."""
FIRST_LANGUAGES = ("en", "zh", "ja", "ko", "fr", "de", "es", "ar")
FIRST_ABILITIES = (
    "chat", "tools", "reasoning", "code", "vision", "speech recognition", "embedding",
)  # fmt: skip
"""In sight; the others are in the popover."""
SIZES = {"": None, "1B": 10**9, "4B": 4 * 10**9, "10B": 10**10, "35B": 35 * 10**9, "100B": 10**11}
ORDERS = {
    "": N_("best match, else by maker; largest that fits"),
    "parameters": N_("Parameters"),
    "context": N_("Context"),
    "released": N_("Released"),
    "checkpoint": N_("Checkpoint"),
}


ON_A_PHONE = """<style>
@media (max-width: 640px) {
  .st-key-strip [data-testid=stButtonGroup] [role=group],
  .st-key-strip [data-testid=stButtonGroup] [role=radiogroup],
  .st-key-strip [data-testid=stButtonGroup] > div { flex-wrap: nowrap; overflow-x: auto; }
  .st-key-strip [data-testid=stButtonGroup] button { flex: none; }
}
</style>"""
"""Pills in one line, to be pushed aside, so that the table stands in the first screen."""


def choose(checkpoints: pd.DataFrame) -> tuple[catalogue.CheckpointChoice, list[Pill]]:
    """The choice that the strip of widgets makes, and a pill for each part of it that is not in
    sight."""
    every = catalogue.checkpoint_values(checkpoints)
    values = {name: tuple(hold_choice(key, every[name])) for name, key in FACETS.items()}
    with st.container(horizontal=True, vertical_alignment="center", key="toolbar-fit"):
        query = search_box(_("qwen 7b, llama 3, 通义千问 …"), key="q", label_visibility="collapsed")
        more = st.popover(_("More filters"), icon=":material/filter_list:", key="more-filters")
    strip = st.container(key="strip", gap="small")
    strip.html(ON_A_PHONE)
    with more:
        weights, batch = _storage()
        fewest, most = _size("fewest", _("Parameters from")), _size("most", _("Parameters to"))
        order = linked_choice(
            st.selectbox, _("Sort by"), in_language(ORDERS), key="fit-order", default=""
        )
        facets = st.container()
    with strip, st.container(horizontal=True, gap="large"):
        context = choose_context("least")
        gigabytes = _gigabytes(more)
    choice = catalogue.CheckpointChoice(
        query=query,
        ability=values["ability"],
        language=values["language"],
        licence=values["licence"],
        format=values["format"],
        context=context,
        fewest=fewest,
        most=most,
        gigabytes=gigabytes,
        weights=weights,
        batch=batch,
        model=_architecture(),
        order=order or ("parameters" if gigabytes else ""),
        descending=order != "checkpoint",
    )
    counts = catalogue.checkpoint_counts(checkpoints, choice)
    with strip:
        for name, label, first in (
            ("ability", _("Abilities"), FIRST_ABILITIES),
            ("language", _("Languages"), FIRST_LANGUAGES),
        ):
            near = dict.fromkeys((*first, *values[name]))
            _facet(label, name, {value: counts[name][value] for value in near})
    with facets:
        _facet(_("Licence"), "licence", counts["licence"])
        _facet(_("Released in the format"), "format", counts["format"])
        for name, label in (("ability", _("All abilities")), ("language", _("All languages"))):
            labels = {value: _named(name, value) for value in counts[name]}
            show_choice(st.multiselect, label, labels, key=FACETS[name], shown=f"{name}-all")
    return choice, _pills(choice)


def anything(choice: catalogue.CheckpointChoice) -> bool:
    """Whether it asks for anything; order and format ask for nothing."""
    plain = replace(choice, order="", descending=False, weights="", batch=1)
    return plain != catalogue.CheckpointChoice(weights="")


def clear() -> None:
    """Take everything away that is chosen, and the search."""
    for key in FACETS.values():
        st.session_state[key] = []
    for key in ("least", "fewest", "most", "architecture", "fit-order"):
        st.session_state[key] = ""
    st.session_state["fits"] = None
    st.session_state["q"] = ""


def language_name(code: str) -> str:
    """A language in the reader's language; a code that Babel has no name for stays as it is."""
    if code == "mul":
        return _("many languages")
    return _name_of_language(code, _("en"))


@cache
def _name_of_language(code: str, language: str) -> str:
    name = Locale.parse(language).languages.get(code, code)
    return name[:1].upper() + name[1:]


def _facet(label: str, name: str, counts: dict[str, int]) -> None:
    """Values of a facet to choose from, each with the number of rows that it would leave."""
    labels = {value: counted(_named(name, value), counts[value]) for value in counts}
    show_choice(st.pills, label, labels, key=FACETS[name], selection_mode="multi")


def _named(facet: str, value: str) -> str:
    return language_name(value) if facet == "language" else said(value)


def _gigabytes(more: DeltaGenerator) -> float | None:
    """The memory that must hold weights and cache: of a card, typed, or of this machine."""
    with more, st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.number_input(
            _("Fits into (GB)"),
            min_value=0.1,
            value=None,
            key="fits",
            bind="query-params",
            placeholder=_("any"),
        )
        st.button(
            _("This machine"),
            key="fits-here",
            icon=":material/memory:",
            on_click=_fit_this_machine,
            help=_("The memory that is free on the best device of this machine"),
        )
    st.session_state["fits-card"] = int(typed) if typed in MEMORIES else None
    st.pills(
        _("Fits into, with its cache"),
        MEMORIES,
        format_func=lambda size: _("{size} GB").format(size=size),
        key="fits-card",
        on_change=_fit_the_card,
    )
    return typed


def _fit_this_machine() -> None:
    st.session_state["fits"] = round(store().devices()[0].memory_free / 1e9, 1)


def _fit_the_card() -> None:
    card = st.session_state["fits-card"]
    st.session_state["fits"] = None if card is None else float(card)


def _storage() -> tuple[str, int]:
    """How the weights are stored, and how many texts are read at a time."""
    formats = dict.fromkeys(catalogue.WEIGHT_FORMATS, "") | {
        name: f"{name} · {_('{bits:.3g} bits a weight').format(bits=kind.bits)}"
        for name, kind in catalogue.WEIGHT_FORMATS.items()
    }
    weights = linked_choice(
        st.selectbox,
        _("Weights are stored as"),
        formats,
        key="weights",
        default="GGUF Q4_K_M",
        help=_("What was released in a format of its own keeps it."),
    )
    batch = linked_number(_("Texts at a time"), 1, 1024, key="fit-batch")
    return weights, batch


def _size(key: str, label: str) -> int | None:
    labels = {name: name or _("any") for name in SIZES}
    return SIZES[linked_choice(st.selectbox, label, labels, key=key, default="")]


def _architecture() -> str:
    """The architecture that a link from a model's page asks for."""
    return hold_choice("architecture", _architectures(), default="")


@cache
def _architectures() -> list[str]:
    """Those of the released checkpoints, after "" for any."""
    return ["", *sorted(set(catalogue.checkpoints()["model"]) - {""})]


def _pills(choice: catalogue.CheckpointChoice) -> list[Pill]:
    """What is chosen out of sight."""

    def reset(key: str, value: object) -> Callable[[], None]:
        return lambda: st.session_state.update({key: value})

    pills = []
    if choice.model:
        pills.append(Pill(escape_markdown(shortened(choice.model, 40)), reset("architecture", "")))
    for name in ("licence", "format"):
        for value in getattr(choice, name):
            rest = [other for other in getattr(choice, name) if other != value]
            pills.append(Pill(said(value), reset(FACETS[name], rest)))
    for key, size, text in (
        ("fewest", choice.fewest, _("from {size} parameters")),
        ("most", choice.most, _("to {size} parameters")),
    ):
        if size:
            pills.append(Pill(text.format(size=f"{size / 10**9:g}B"), reset(key, "")))
    if choice.batch > 1:
        pills.append(
            Pill(_("{count} texts at a time").format(count=choice.batch), reset("fit-batch", 1))
        )
    return pills
