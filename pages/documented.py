"""Support as it was documented in spring 2024, checked against the code of then and of now."""

import pandas as pd
import streamlit as st

import catalogue
from catalogue import figures
from ui import (
    _,
    chart,
    choose_row,
    code_panel,
    download_rows,
    heading,
    keep_places,
    open_page,
    search_box,
    stop,
    table_keys,
)

STILL, GONE = "●", "○"

if model := st.session_state.pop("open", None):
    open_page("pages/model.py", model=model)
keep_places("documented")
newest = catalogue.releases()["release"].iloc[-1]
models = catalogue.documented()
heading(
    _("Documented support, 2024"),
    _(
        "{count} models with their frameworks, as the documentation of transformers 4.39 had them "
        "in spring 2024, and what the code of {newest} still has of that."
    ).format(count=len(models), newest=newest),
)


def marks(views: pd.DataFrame) -> pd.DataFrame:
    """A mark for each framework: documented and still there, documented and gone, or nothing."""
    return pd.DataFrame(
        {
            framework: views[f"{framework}_documented"]
            .map({True: GONE, False: ""})
            .mask(views[f"{framework}_documented"] & views[f"{framework}_now"], STILL)
            for framework in catalogue.FRAMEWORKS
        }
    )


def search_near() -> None:
    """Search for the name that was clicked."""
    st.session_state["documented"] = st.session_state["near"] or ""


with st.container(horizontal=True, vertical_alignment="center"):
    query = search_box(_("bert, gpt2, wav2vec …"), key="documented", label_visibility="collapsed")
    frameworks = st.pills(
        _("Supported by all of"),
        options=list(catalogue.FRAMEWORKS),
        format_func=catalogue.FRAMEWORKS.__getitem__,
        selection_mode="multi",
        key="supported",
        bind="query-params",
        label_visibility="collapsed",
    )
shown = catalogue.select(catalogue.find_documented(query), frameworks=frameworks)
views = catalogue.documented_views()
views = views[views["name"].isin(shown["model"])]
if shown.empty:
    st.info(
        _("No model matches: shorten the search, or ask for fewer frameworks."),
        icon=":material/search_off:",
    )
    if near := catalogue.suggestions(query):
        st.pills(
            _("Search for"),
            near,
            key="near",
            on_change=search_near,
            label_visibility="collapsed",
        )
    stop()

with st.container(horizontal=True):
    for column, name in catalogue.FRAMEWORKS.items():
        then, now = (int(views[f"{column}_{view}"].sum()) for view in ("documented", "now"))
        st.metric(
            name,
            f"{then} → {now}",
            delta=_("spring 2024 → {newest}").format(newest=newest),
            delta_color="off",
            delta_arrow="off",
        )

table, picture = st.columns([2, 1], gap="large")
kinds = {
    "architecture": "",
    "checkpoints": _("checkpoints of it"),
    "tokenizer": _("own tokenizer"),
}
rows = pd.DataFrame({"name": views["name"], **marks(views), "model": views["model"]})
rows["kind"] = views["kind"].map(kinds)
gone = (rows[list(catalogue.FRAMEWORKS)] == GONE).sum(axis=1)
rows = rows.loc[gone.sort_values(ascending=False, kind="stable").index]


def click() -> None:
    """Remember the model of the cell that was clicked."""
    for place, _column in st.session_state["documented-rows"]["selection"]["cells"]:
        choose_row("documented-rows", rows["model"].iloc[place], rows["name"].iloc[place])


with table:
    st.markdown(
        _("**{count}** of {total} models").format(count=len(shown), total=len(models))
        + " · "
        + _("{still} documented, and there now · {gone} documented, and gone").format(
            still=STILL, gone=GONE
        )
    )
    st.dataframe(
        rows,
        hide_index=True,
        height=520,
        column_config={
            "name": st.column_config.TextColumn(_("Model"), width=150),
            "model": st.column_config.TextColumn(_("Architecture"), width=125),
            "kind": st.column_config.TextColumn(_("Type of name"), width=125),
        }
        | {
            column: st.column_config.TextColumn(name, width=74, alignment="center")
            for column, name in catalogue.FRAMEWORKS.items()
        },
        alt=_("Models and the frameworks that support them"),
        key="documented-rows",
        on_select=click,
        selection_mode="single-cell",
    )
    table_keys("documented-rows")
with picture:
    chart(
        figures.support_then_and_now(views, newest, _),
        _("How many of the models shown each framework has, then and now"),
    )
    differ = sum(
        int((views[f"{column}_documented"] != views[f"{column}_then"]).sum())
        for column in catalogue.FRAMEWORKS
    )
    st.caption(
        _(
            "Checked against the code: {differ} marks of the documentation differ from {release}, "
            "the release of its time. A click on a row opens the architecture."
        ).format(differ=differ, release=catalogue.DOCUMENTED_RELEASE)
    )
download_rows(views, "documented.csv")
code_panel(
    f"import catalogue\n\nmodels = catalogue.find_documented({query!r})\n"
    f"catalogue.select(models, frameworks={frameworks!r})\n"
    "catalogue.documented_views()  # beside the code of then and of now"
)
