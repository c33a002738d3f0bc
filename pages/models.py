"""Models: every architecture to search, filter, sort, see as a picture, compare and take away."""

from dataclasses import replace

import pandas as pd
import streamlit as st

import catalogue
import inference
from catalogue import figures
from i18n import Problem
from ui import (
    _,
    code_panel,
    download_rows,
    heading,
    hold_choice,
    link_to,
    linked_choice,
    search_box,
    show_choice,
    show_problem,
)

MODALITIES = {
    "text": _("text"),
    "vision": _("vision"),
    "audio": _("audio"),
    "video": _("video"),
    "multimodal": _("multimodal"),
    "time series": _("time series"),
    "reinforcement learning": _("reinforcement learning"),
}
COLUMNS = {
    "name": _("Model"),
    "model": _("Model type"),
    "modality": _("Modality"),
    "tasks": _("Tasks"),
    "parameters": _("Parameters"),
    "first_release": _("Since"),
    "last_release": _("Until"),
    "pytorch": _("PyTorch until"),
    "tensorflow": _("TensorFlow until"),
    "flax": _("Flax until"),
    "tokenizer": _("Tokenizer"),
    "tokenizer_algorithm": _("Algorithm"),
    "image_processor": _("Image processor"),
    "feature_extractor": _("Feature extractor"),
    "processor": _("Processor"),
    "checkpoint": _("Example checkpoint"),
    "documentation": _("Documentation"),
    "paper": _("Paper"),
    "origin": _("Origin"),
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
# In links. A key belongs to the whole app: "task" is what the Pipelines page runs.
FACET_KEYS = {
    "modality": "modality",
    "task": "serves",
    "framework": "framework",
    "algorithm": "algorithm",
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


def facet(label: str, name: str, counts: dict[str, int], names: dict[str, str]) -> None:
    """Values of a facet to choose from, each with the number of rows that it would leave."""
    labels = {value: f"{names.get(value, value)} ({count})" for value, count in counts.items()}
    show_choice(st.multiselect, label, labels, key=FACET_KEYS[name], placeholder=_("any"))


def memory() -> tuple[float | None, str]:
    """Gigabytes that the weights must fit into, typed or of this machine, and their dtype."""

    def of_this_machine() -> None:
        st.session_state["gb"] = round(inference.devices()[0].memory_free / 1e9, 1)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        gigabytes = st.number_input(
            _("Weights fit into (GB)"),
            min_value=0.01,
            value=None,
            key="gb",
            bind="query-params",
            placeholder=_("any"),
            width="stretch",
        )
        dtype = st.selectbox(
            _("as"), list(catalogue.BYTES), key="dtype", bind="query-params", width=120
        )
        st.button(
            _("This machine"),
            key="gb-here",
            on_click=of_this_machine,
            icon=":material/memory:",
            help=_("The memory that is free on the best device of this machine"),
        )
    return gigabytes, dtype


def chosen(models: pd.DataFrame) -> catalogue.Choice:
    """The choice that the widgets make; the counts of each facet follow all the others."""
    query = search_box(_("bert, gtp2, unigram translation …"), key="q")
    # All facets are taken from the link before the first is counted: each count needs them.
    held = {
        name: tuple(hold_choice(FACET_KEYS[name], list(values)))
        for name, values in catalogue.facet_counts(models, catalogue.Choice()).items()
    }
    releases = list(catalogue.releases()["release"])
    with st.expander(_("Filters"), icon=":material/filter_list:", expanded=True):
        top, middle, bottom = st.columns(3), st.columns(3), st.container()
        with middle[1]:
            low, high = st.select_slider(
                _("Parameters of the base model"),
                list(SIZES),
                value=("0", "∞"),
                key="parameters",
                bind="query-params",
            )
        with middle[2]:
            since, until = st.select_slider(
                _("In transformers at some time from … to …"),
                releases,
                key="releases",
                value=(releases[0], releases[-1]),
                bind="query-params",
            )
        with bottom:
            gigabytes, dtype = memory()
        so_far = catalogue.Choice(
            query=query,
            since=since if since != releases[0] else "",
            until=until if until != releases[-1] else "",
            fewest=SIZES[low],
            most=SIZES[high],
            gigabytes=gigabytes,
            dtype=dtype,
            **held,
        )
        counts = catalogue.facet_counts(models, so_far)
        places = {
            "modality": (top[0], _("Modality"), MODALITIES),
            "task": (top[1], _("Task"), {}),
            "framework": (top[2], _("Framework, in any release"), catalogue.FRAMEWORKS),
            "algorithm": (middle[0], _("Tokenizer algorithm"), {}),
        }
        for name, (place, label, names) in places.items():
            with place:
                facet(label, name, counts[name], names)
    return so_far


def arrangement() -> tuple[str, str, bool, list[str]]:
    """How the rows are shown: as which picture, in which order, with which columns."""
    views = {
        "table": _("Table"),
        "frameworks": _("By framework"),
        "tasks": _("By task"),
    }
    orders = {"": _("best match"), **COLUMNS}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = linked_choice(
            st.segmented_control, _("View"), views, key="view", default="table", required=True
        )
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
                COLUMNS,
                key="columns",
                placeholder=_("the usual ones"),
            )
    return view, order, descending, columns or USUAL


def table(rows: pd.DataFrame, models: pd.Series, ticked: list[str]) -> None:
    """The rows with a tick before each; ticks and the box of ticked models follow each other."""
    places = [place for place, model in enumerate(models) if model in ticked]
    ticks = {"selection": {"rows": places, "columns": [], "cells": []}}
    if "rows" in st.session_state:
        st.session_state["rows"] = ticks

    def tick() -> None:
        now = [models.iloc[place] for place in st.session_state["rows"]["selection"]["rows"]]
        elsewhere = [model for model in ticked if model not in set(models)]
        st.session_state["compare"] = elsewhere + now

    st.dataframe(
        rows,
        hide_index=True,
        height=520,
        column_config={
            column: st.column_config.TextColumn(label) for column, label in COLUMNS.items()
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
        selection_default=ticks,
        on_select=tick,
        selection_mode="multi-row",
    )


def side_by_side(models: pd.DataFrame, ticked: list[str]) -> None:
    """Links to the models that are ticked; two or more stand side by side."""
    picked = models.set_index("model", drop=False).loc[ticked]
    with st.container(horizontal=True):
        for row in picked.itertuples():
            link_to("pages/model.py", row.name, ":material/open_in_new:", model=row.model)
    if len(picked) > 1:
        columns = (
            picked.assign(
                tasks=picked["tasks"].map(", ".join),
                parameters=picked["parameters"].map("{:,}".format, na_action="ignore"),
            )[list(COLUMNS)]
            .set_index("name")
            .rename(columns=COLUMNS)
        )
        rows = columns.T.astype(str).replace("<NA>", "")
        st.dataframe(
            rows[(rows != "").any(axis=1)],
            height="content",
            alt=_("The ticked architectures side by side"),
        )


def own_file() -> None:
    """Take a file of the visitor's own models; a faulty one leaves the last good one in place."""
    with st.expander(_("Your own models"), icon=":material/upload_file:"):
        st.markdown(
            _(
                "Add a CSV file of your own models, and they stand beside these. Its first line "
                "names the columns, of which only `name` must be there: {columns}."
            ).format(columns=", ".join(f"`{name}`" for name in catalogue.OWN_COLUMNS))
        )
        file = st.file_uploader(_("CSV file"), type="csv", key="own-file", max_upload_size=5)
        if file is not None and file.file_id != st.session_state.get("own-taken"):
            try:
                st.session_state["own"] = catalogue.own_models(file.getvalue())
                st.session_state["own-taken"] = file.file_id
                st.rerun()
            except Problem as problem:
                show_problem(problem)
        own = st.session_state.get("own")
        if own is not None:
            st.markdown(_("{count} of the models are your own.").format(count=len(own)))
            if st.button(_("Take them away"), icon=":material/delete:"):
                del st.session_state["own"]
                st.rerun()


releases = catalogue.releases()["release"]
heading(
    _("Models"),
    _(
        "Every architecture that the code of {count} releases of transformers holds, from "
        "{first} to {last}."
    ).format(count=len(releases), first=releases.iloc[0], last=releases.iloc[-1]),
)
house, problem = catalogue.site_models()
if problem:
    show_problem(problem)
models = catalogue.models(st.session_state.get("own"), house)

choice = chosen(models)
view, order, descending, columns = arrangement()
choice = replace(choice, order=order, descending=descending)
shown = catalogue.choose(models, choice)

with st.container(horizontal=True):
    total = _("of {total} architectures").format(total=len(models))
    st.metric(_("Shown"), len(shown), delta=total, delta_color="off", delta_arrow="off")
    for framework, name in catalogue.FRAMEWORKS.items():
        count = int((shown[framework] != "").sum())
        ever = _("of those shown, ever")
        st.metric(name, count, delta=ever, delta_color="off", delta_arrow="off")

picture = st.container()
if "compare" in st.session_state:  # a model of a file that has been taken away is no option
    known = set(models["model"])
    st.session_state["compare"] = [m for m in st.session_state["compare"] if m in known]
ticked = st.multiselect(
    _("Side by side"),
    list(models["model"]),
    key="compare",
    bind="query-params",
    placeholder=_("tick rows of the table, or type a model type"),
)
if ticked:
    side_by_side(models, ticked)

rows = shown[columns]
with picture:
    if shown.empty:
        st.info(
            _("No architecture matches: take a filter away, or shorten the search."),
            icon=":material/search_off:",
        )
    elif view == "table":
        table(rows, shown["model"], ticked)
    else:
        with st.container(height=620):
            st.plotly_chart(
                figures.framework_map(shown, _)
                if view == "frameworks"
                else figures.task_matrix(shown),
                config={"displayModeBar": False},
                alt=_("Models as rows, with a mark under what they have"),
            )
    if "tasks" in rows:
        rows = rows.assign(tasks=rows["tasks"].map(";".join))
    download_rows(rows, "architectures.csv")

own_file()
code_panel(
    f"import catalogue\n\nchoice = catalogue.{choice}\ncatalogue.choose(catalogue.models(), choice)"
)
