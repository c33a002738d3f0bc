"""A class by its name: what it is, since when, and what it serves."""

import pandas as pd
import streamlit as st

import catalogue
from i18n import Problem
from pages.catalogue_parts.words import all_said, release_said
from ui import _, escape_markdown, linked_line, show_problem
from workbench import classes
from workbench.classes import KINDS, Known
from workbench.source import forward

from .found import passing

EXAMPLES = (
    "GPT2LMHeadModel", "AutoModelForVision2Seq", "BertTokenizerFast", "TFBertModel",
    "WhisperFeatureExtractor",
)  # fmt: skip
LONGEST = 120


def asked() -> str:
    return linked_line(
        _("Class name"), "class", "", LONGEST, placeholder="BertForTokenClassification"
    )


def of_name(text: str) -> None:
    """All that is known of a class, or the names that are near."""
    if not text.strip():
        _names(_("For example"), EXAMPLES)
        return
    try:
        known = classes.known(text)
    except Problem as problem:
        show_problem(problem)
        _names(_("Nearest"), tuple(classes.near(text, 4)) or EXAMPLES)
        return
    _state(known)
    if known.is_here and known.kind == "model":
        passing(known.name, forward(known.name, known.folder))
    _serves(known)


def _names(label: str, names: tuple[str, ...]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(label, width="content")
        for name in names:
            st.button(name, key=f"class-{name}", on_click=_ask(name))


def _ask(name: str):
    def ask() -> None:
        st.session_state["class"] = name

    return ask


def _state(known: Known) -> None:
    """What it is, and whether it is still there."""
    st.header(escape_markdown(known.name), anchor=False)
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(_(KINDS[known.kind]), icon=":material/category:", color="green")
        if known.framework:
            st.badge(catalogue.FRAMEWORKS[known.framework])
        if known.first:
            span = _("{first} to {last}").format(first=release_said(known.first), last=known.last)
            st.badge(span, icon=":material/history:", color="gray")
    st.markdown(classes.said_of(known).said(_))
    code = f"from transformers import {known.name}"
    if not known.is_here and not known.is_alias:
        code = f"# pip install transformers=={known.last}\n{code}"
        if known.now:
            code = f"from transformers import {', '.join(known.now)}\n\n{code}"
    st.code(code, language="python")
    if len(known.now) > 1:
        _names(_("Use instead"), known.now)


def _serves(known: Known) -> None:
    """A row for each architecture that it serves, with a link to how that is loaded."""
    if not known.served:
        return
    tasks = all_said(known.tasks)
    if tasks:
        st.markdown(f"**{_('Tasks')}**  \n{escape_markdown(' · '.join(tasks))}")
    language = st.session_state["lang"]
    rows = [
        (f"?architecture={kind}&lang={language}", _(", ").join(names))
        for kind, names in known.served
    ]
    given = _("Class") if known.kind == "auto class" else _("Auto class")
    st.markdown(_("Architectures that it serves: {count}").format(count=len(rows)))
    st.dataframe(
        pd.DataFrame(rows, columns=["architecture", "given"]),
        hide_index=True,
        height="content" if len(rows) < 12 else 420,
        column_config={
            "architecture": st.column_config.LinkColumn(
                _("Architecture"), display_text="architecture=([^&]*)", width="medium"
            ),
            "given": st.column_config.TextColumn(given, width="large"),
        },
        alt=_("Architectures that the class serves"),
    )
