"""The models that are shown: in which view, order and columns, and the views themselves."""

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

import catalogue
from i18n import N_, compact
from pages.catalogue_parts.words import COLUMNS, DECISION, all_said, counted, famous_first, said
from ui import (
    _,
    by_keys,
    choose_row,
    hold_choice,
    in_language,
    linked_choice,
    matrix,
    open_page,
    show_choice,
    table_keys,
    with_words,
)

USUAL = [
    "name",
    "modality",
    "released_smallest",
    "released_largest",
    "parameters",
    "tasks",
    "released_context",
    "context",
    "since",
    "since_date",
    "tokenizer_algorithm",
    "checkpoint",
    "documentation",
    "paper",
]
LARGE = ["released_smallest", "released_largest", "parameters", "active_parameters"]
LINKS = ["documentation", "paper"]
LISTS = {"architectures": N_("Architectures"), "checkpoints": N_("Which checkpoint fits?")}
VIEWS = {"table": N_("Table"), "frameworks": N_("By framework"), "tasks": N_("By task")}


class Arrangement(NamedTuple):
    """How the rows are shown."""

    order: str
    """The column to sort by; empty for the best match, else the newest first."""
    descending: bool
    columns: list[str]
    """Keys of `COLUMNS`."""


def choose_list() -> str:
    """The switch between what code supports and what was released; a key of `LISTS`."""
    return linked_choice(
        st.segmented_control,
        _("List"),
        in_language(LISTS),
        key="list",
        default="architectures",
        required=True,
        label_visibility="collapsed",
    )


def story(shown_list: str) -> str:
    """What stands in a list, in a sentence."""
    if shown_list == "checkpoints":
        return _("{count:,} released checkpoints. A click on a row opens its architecture.").format(
            count=len(catalogue.checkpoints())
        )
    releases = catalogue.releases()["release"]
    return _(
        "Every architecture of transformers, {first} to {last}. A click on a row opens it; "
        "ticks compare."
    ).format(first=releases.iloc[0], last=releases.iloc[-1])


def choose_view() -> str:
    """The switch between the views; a key of `VIEWS`."""
    return linked_choice(
        st.segmented_control,
        _("View"),
        in_language(VIEWS),
        key="view",
        default="table",
        required=True,
        label_visibility="collapsed",
    )


def arrange(models: pd.DataFrame) -> Arrangement:
    """The popover of order and columns."""
    there = [column for column in COLUMNS if column in models]
    labels = {column: _(COLUMNS[column]) for column in there}
    hold_choice("columns", there)
    with st.popover(_("Columns"), icon=":material/view_column:", key="arrange"):
        orders = {"": _("best match, else newest"), **labels}
        order = linked_choice(st.selectbox, _("Sort by"), orders, key="order", default="")
        descending = st.toggle(
            _("Descending"), key="descending", bind="query-params", disabled=not order
        )
        columns = show_choice(
            st.multiselect,
            _("Columns, in this order"),
            labels,
            key="columns",
            placeholder=_("Default columns"),
        )
    usual = [column for column in USUAL if column in there]
    return Arrangement(order, descending, columns or usual)


def newest_first(models: pd.DataFrame) -> pd.DataFrame:
    """The visitor's own models, then those that came last; of one release by model type."""
    order = catalogue.Choice(order="since", descending=True)
    own = models["origin"] == "own"
    return pd.concat([models[own], catalogue.choose(models[~own], order)])


def table(models: pd.DataFrame, columns: list[str], ticks: list[str]) -> None:
    """The models with a tick before each; a click on a cell, or Enter, opens the model.

    The ticks are kept in `st.session_state["compare"]`.
    """
    types = models["model"]
    places = [place for place, model in enumerate(types) if model in ticks]
    selection: Any = {"selection": {"rows": places, "columns": [], "cells": []}}
    if "rows" in st.session_state:
        if by_keys("rows"):  # they stay where they are
            selection["selection"]["cells"] = st.session_state["rows"]["selection"]["cells"]
        st.session_state["rows"] = selection

    def select() -> None:
        selected = st.session_state["rows"]["selection"]
        for place, column in selected["cells"]:
            if column not in LINKS:  # the browser opens these
                choose_row("rows", types.iloc[place], models["name"].iloc[place])
                return
        now = [types.iloc[place] for place in selected["rows"]]
        elsewhere = [model for model in ticks if model not in set(types)]
        st.session_state["compare"] = elsewhere + now

    st.dataframe(
        with_words(in_words(models[columns]), dict.fromkeys(LARGE, compact)),
        hide_index=True,
        height=560,
        column_config=_column_config(columns),
        alt=_("Architectures with what the code says of them"),
        placeholder="",
        key="rows",
        selection_default=selection,
        on_select=select,
        selection_mode=["multi-row", "single-cell"],
    )
    table_keys("rows")


def in_words(models: pd.DataFrame) -> pd.DataFrame:
    """The columns with their values in the reader's language."""
    words = models.copy()
    for column in {"modality", "tokenizer_algorithm", "attention"} & set(models):
        words[column] = models[column].map(
            {value: said(value) for value in models[column].unique()}
        )
    for column in {*catalogue.TUPLES} & set(models):
        # Many rows serve the same tasks.
        words[column] = models[column].map({each: all_said(each) for each in {*models[column]}})
    return words


def _column_config(columns: list[str]) -> dict[str, Any]:
    column = st.column_config
    config: dict[str, Any] = {name: _(COLUMNS[name]) for name in columns if name in COLUMNS}
    special = {
        "name": column.TextColumn(_("Model"), width=170),
        "modality": column.TextColumn(_("Modality"), width=110),
        "tasks": column.ListColumn(_("Tasks"), width=250),
        "released_attention": column.ListColumn(_(COLUMNS["released_attention"])),
        "tokenizer_algorithm": column.TextColumn(_("Algorithm"), width=110),
        "documentation": column.LinkColumn(_("Documentation"), display_text=":material/menu_book:"),
        "paper": column.LinkColumn(_("Paper"), display_text=r"abs/(.*)"),
        "context": column.NumberColumn(_("Context"), format="localized", width=100),
        "released_context": column.NumberColumn(_(COLUMNS["released_context"]), format="localized"),
    } | {name: column.NumberColumn(_(COLUMNS[name])) for name in LARGE}
    return config | {name: special[name] for name in columns if name in special}


def framework_grid(models: pd.DataFrame) -> None:
    """Which frameworks the models had beside PyTorch, and until when."""
    newest = catalogue.releases()["release"].iloc[-1]
    until = models[list(catalogue.FRAMEWORKS)]
    ended = (until["pytorch"] != "") & (until["pytorch"] != newest) & (until["pytorch"] != "✓")
    st.caption(
        _(
            "{now} of these {count} run in PyTorch now. A release is the last one that had the "
            "model in a framework."
        ).format(now=int((until["pytorch"] != "").sum() - ended.sum()), count=len(models))
    )
    # What tells models apart: those with much to say first, in the order in which they come.
    told = until.assign(pytorch=until["pytorch"].where(ended, ""))[
        ["tensorflow", "flax", "pytorch"]
    ]
    most = (told != "").sum(axis=1).sort_values(ascending=False, kind="stable").index
    rows = [
        {
            "name": name,
            "link": model,
            "marks": [
                [place, "present" if release in (newest, "✓") else "ended", release]
                for place, release in enumerate(releases)
                if release
            ],
        }
        for name, model, releases in zip(
            models.loc[most, "name"],
            models.loc[most, "model"],
            told.loc[most].itertuples(index=False),
            strict=True,
        )
    ]
    _grid(
        {"columns": ["TensorFlow", "Flax", _("PyTorch, ended")], "rows": rows, "wide": True},
        _("Models as rows, with the release that had them last under each framework"),
    )


def task_grid(models: pd.DataFrame) -> None:
    """Which tasks some head of each model serves."""
    counts = models["tasks"].explode().value_counts()
    tasks = famous_first(counts.index)
    st.caption(
        _("A dot is a task that some head of the model serves. {decision}").format(
            decision=_(DECISION)
        )
    )
    places = {task: place for place, task in enumerate(tasks)}
    rows = [
        {
            "name": name,
            "link": model,
            "marks": [[places[task], "present", ""] for task in served],
        }
        for name, model, served in zip(models["name"], models["model"], models["tasks"])
    ]
    columns = [counted(said(task), counts[task]) for task in tasks]
    _grid({"columns": columns, "rows": rows}, _("Models as rows, with a dot under their tasks"))


def _grid(grid: dict[str, Any], alt: str) -> None:
    if model := matrix(grid, alt, key="grid"):
        open_page("pages/model.py", model=model)
