"""Models: every architecture to search, filter, sort, see as a picture, compare and take away."""

from dataclasses import replace

import streamlit as st

import catalogue
from catalogue import figures
from pages.models_parts import filters, own, rows
from ui import (
    _,
    chart,
    code_panel,
    download_rows,
    escape_markdown,
    heading,
    settle_names,
    show_problem,
)

releases = catalogue.releases()["release"]
heading(
    _("Models"),
    _(
        "Every architecture that the code of {count} releases of transformers holds, from "
        "{first} to {last}."
    ).format(count=len(releases), first=releases.iloc[0], last=releases.iloc[-1]),
)
site, problem = catalogue.site_models()
if problem:
    show_problem(problem)
models = catalogue.models(own.own_models(), site)
settle_names(
    "compare",
    set(models["model"]),
    lambda name: catalogue.resolve(name, models),
    many=True,
)

choice = filters.choose(models)
view, order, descending, columns = rows.arrange()
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
ticks = rows.tick_box(models)
if ticks:
    rows.side_by_side(models, ticks)
with picture:
    said = catalogue.remark(choice.query)
    if said:
        st.info(escape_markdown(said.said(_)), icon=":material/info:")
    if shown.empty:
        st.info(
            _("No architecture matches: take a filter away, or shorten the search."),
            icon=":material/search_off:",
        )
        near = catalogue.suggestions(choice.query, models)
        if near and not said:
            st.markdown(_("Did you mean: {names}").format(names=escape_markdown(", ".join(near))))
    elif view == "table":
        rows.table(shown[columns], shown["model"], ticks)
    else:
        with st.container(height=620):
            chart(
                figures.framework_map(shown, _)
                if view == "frameworks"
                else figures.task_matrix(shown),
                _("Models as rows, with a mark under what they have"),
            )
    file = shown[columns]
    if "tasks" in file:
        file = file.assign(tasks=file["tasks"].map(";".join))
    download_rows(file, "architectures.csv")

own.own_file()
code_panel(
    f"""import catalogue

choice = catalogue.{choice}
catalogue.choose({own.models_in_code(site)}, choice)"""
)
