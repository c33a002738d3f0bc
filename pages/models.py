"""Models: every architecture to search, filter, sort, see as a map, compare and take away."""

from dataclasses import replace

import streamlit as st

import catalogue
from pages.models_parts import comparison, filters, fit, own, rows
from ui import (
    _,
    code_panel,
    download_rows,
    heading,
    keep_places,
    search_box,
    settle_names,
    show_problem,
    stop,
)

keep_places("models")
fit.open_what_was_clicked()
site, problem = catalogue.site_models()
models = catalogue.models(own.own_models(), site)
title, switch = st.columns([3, 2], vertical_alignment="bottom")
with switch.container(horizontal_alignment="right"):
    shown_list = rows.choose_list()
with title:
    heading(_("Models"), rows.story(shown_list))
if problem:
    show_problem(problem)
if shown_list == "checkpoints":
    fit.which_one_fits()
    stop()
settle_names(
    "compare",
    set(models["model"]),
    lambda name: catalogue.resolve(name, models),
    many=True,
)

ticks = comparison.ticked(models)
with st.container(horizontal=True, vertical_alignment="center", key="toolbar"):
    query = search_box(
        _("bert, gpt2, unigram translation …"), key="q", label_visibility="collapsed"
    )
    view = rows.choose_view()
    choice, pills = filters.choose(models, query)
    order, descending, columns = rows.arrange(models)
columns = [*columns, *catalogue.further_columns(models)]
choice = replace(choice, order=order, descending=descending)
shown = catalogue.choose(models, choice)
if not query.strip() and not order:
    shown = rows.newest_first(shown)

with st.container(horizontal=True, vertical_alignment="center", gap="small", key="pills"):
    filters.show_count(models, shown, choice)
    filters.show_pills(pills, bool(query.strip()))
filters.remark(query)
if shown.empty:
    filters.nothing_found(query, models)
elif view == "table":
    rows.table(shown, columns, ticks)
elif view == "frameworks":
    rows.framework_grid(shown)
else:
    rows.task_grid(shown)
comparison.bar(models, ticks)

file = shown[columns]
for column in {*catalogue.TUPLES} & {*columns}:
    file = file.assign(**{column: file[column].map(";".join)})
if not shown.empty:
    download_rows(file, "architectures.csv")
own.own_file()
code_panel(
    f"""import catalogue

choice = catalogue.{choice}
catalogue.choose({own.models_in_code(site)}, choice)"""
)
