"""A configuration to change, and what it costs."""

import streamlit as st

from i18n import Problem
from pages.configure_parts import build, chosen, editing, memory, results, starts
from ui import _, code_panel, heading, keep_places, keep_started, show_problem, started_here, stop

started_here()
now = chosen.chosen()
start = unopened = None
try:
    start = starts.opened(now.side.start)
except Problem as problem:
    unopened = problem

heading(
    _("Configuration"),
    _("Change the numbers of an architecture, and see its size and what it needs."),
)
keep_places("configure")
chosen.say_damaged()
with st.container(horizontal=True, gap="small"):
    starts.pick(now, start.model_type if start else "")
    starts.pick_beside(now)
starts.examples(now)
if start is None:
    if unopened:
        show_problem(unopened)
    keep_started()
    stop()

name = starts.shown_title(now.side)
configured = before = None
left, right = st.columns([5, 4], gap="large")
with left:
    results.published(start)
    try:
        with st.spinner(_("Building it without weights …")):
            configured = results.configured(start, now.side)
            before = results.configured(start, chosen.Side(now.side.start))
    except Problem as problem:
        show_problem(problem)
    if configured:
        results.totals(configured, before)
    results.changes(now.side)
    if configured:
        results.modules(configured, starts.title(now.side.start))
with right:
    try:
        fields = results.opened(start)
        editing.edit(now.side, fields, configured.fields if configured else fields)
    except Problem as problem:
        if configured:
            show_problem(problem)

chosen.keep_in_link(now)
if configured:
    if now.side.changes and before:
        st.header(_("What changed"), anchor=False)
        results.differences(before, configured, (_("Start"), _("Now")), "configure-changed")
    memory.show(start, now.side)
    if now.beside:
        try:
            other = results.configured(starts.opened(now.beside.start), now.beside)
            results.beside(configured, name, other, starts.shown_title(now.beside))
        except Problem as problem:
            show_problem(problem)
    results.take_away(configured)
    base = configured.class_name if configured.is_base else ""
    build.show(configured.json, configured.parameters, base)
    code_panel(*results.python(start, now.side, configured))
keep_started()
