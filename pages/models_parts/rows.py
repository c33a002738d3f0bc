"""The models that are shown: in which order and columns, as a table, and side by side."""

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from i18n import N_
from ui import _, hold_choice, in_language, link_to, linked_choice, show_choice

COLUMNS = {
    "name": N_("Model"),
    "model": N_("Model type"),
    "modality": N_("Modality"),
    "tasks": N_("Tasks"),
    "parameters": N_("Parameters"),
    "first_release": N_("Since"),
    "last_release": N_("Until"),
    "pytorch": N_("PyTorch until"),
    "tensorflow": N_("TensorFlow until"),
    "flax": N_("Flax until"),
    "tokenizer": N_("Tokenizer"),
    "tokenizer_algorithm": N_("Algorithm"),
    "image_processor": N_("Image processor"),
    "feature_extractor": N_("Feature extractor"),
    "processor": N_("Processor"),
    "checkpoint": N_("Example checkpoint"),
    "documentation": N_("Documentation"),
    "paper": N_("Paper"),
    "origin": N_("Origin"),
}
USUAL = [
    "name",
    "modality",
    "tasks",
    "parameters",
    "pytorch",
    "tensorflow",
    "flax",
    "tokenizer_algorithm",
    "checkpoint",
    "documentation",
    "paper",
]
VIEWS = {"table": N_("Table"), "frameworks": N_("By framework"), "tasks": N_("By task")}


class Arrangement(NamedTuple):
    """How the rows are shown."""

    view: str
    """A key of `VIEWS`."""
    order: str
    """The column to sort by; empty for the best match first."""
    descending: bool
    columns: list[str]
    """Keys of `COLUMNS`."""


def arrange() -> Arrangement:
    """The widgets of an arrangement."""
    labels = in_language(COLUMNS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = linked_choice(
            st.segmented_control,
            _("View"),
            in_language(VIEWS),
            key="view",
            default="table",
            required=True,
        )
        orders = {"": _("best match"), **labels}
        order = linked_choice(
            st.selectbox, _("Sort by"), orders, key="order", default="", width=220
        )
        descending = st.toggle(
            _("largest first"), key="descending", bind="query-params", disabled=not order
        )
        hold_choice("columns", list(COLUMNS))
        with st.popover(_("Columns"), icon=":material/view_column:"):
            columns = show_choice(
                st.multiselect,
                _("Columns, in this order"),
                labels,
                key="columns",
                placeholder=_("the usual ones"),
            )
    return Arrangement(view, order, descending, columns or USUAL)


def tick_box(models: pd.DataFrame) -> list[str]:
    """The box of models to hold side by side; their model types."""
    if "compare" in st.session_state:  # a model of a file that has been taken away is no option
        known = set(models["model"])
        st.session_state["compare"] = [m for m in st.session_state["compare"] if m in known]
    return st.multiselect(
        _("Side by side"),
        list(models["model"]),
        key="compare",
        bind="query-params",
        placeholder=_("tick rows of the table, or type a model type"),
    )


def table(rows: pd.DataFrame, models: pd.Series, ticks: list[str]) -> None:
    """The rows with a tick before each; ticks and the box of ticked models follow each other."""
    places = [place for place, model in enumerate(models) if model in ticks]
    selection: Any = {"selection": {"rows": places, "columns": [], "cells": []}}
    if "rows" in st.session_state:
        st.session_state["rows"] = selection

    def tick() -> None:
        now = [models.iloc[place] for place in st.session_state["rows"]["selection"]["rows"]]
        elsewhere = [model for model in ticks if model not in set(models)]
        st.session_state["compare"] = elsewhere + now

    st.dataframe(
        rows,
        hide_index=True,
        height=520,
        column_config={
            column: st.column_config.TextColumn(label)
            for column, label in in_language(COLUMNS).items()
        }
        | {
            "name": st.column_config.TextColumn(_("Model"), width=170),
            "parameters": st.column_config.NumberColumn(_("Parameters"), format="compact"),
            "tasks": st.column_config.ListColumn(_("Tasks")),
            "documentation": st.column_config.LinkColumn(
                _("Documentation"), display_text=":material/menu_book:"
            ),
            "paper": st.column_config.LinkColumn(_("Paper"), display_text=r"abs/(.*)"),
        },
        alt=_("Architectures with what the code says of them"),
        placeholder="",
        key="rows",
        selection_default=selection,
        on_select=tick,
        selection_mode="multi-row",
    )


def side_by_side(models: pd.DataFrame, ticks: list[str]) -> None:
    """Links to the models that are ticked; two or more stand side by side."""
    models = models.set_index("model", drop=False).loc[ticks]
    with st.container(horizontal=True):
        for model, name in models["name"].items():
            link_to("pages/model.py", name, ":material/open_in_new:", model=str(model))
    if len(models) < 2:
        return
    columns = (
        models.assign(
            tasks=models["tasks"].map(", ".join),
            parameters=models["parameters"].map("{:,}".format, na_action="ignore"),
        )[list(COLUMNS)]
        .set_index("name")
        .rename(columns=in_language(COLUMNS))
    )
    rows = columns.T.astype(str).replace("<NA>", "")
    st.dataframe(
        rows[(rows != "").any(axis=1)],
        height="content",
        alt=_("The ticked architectures side by side"),
    )
