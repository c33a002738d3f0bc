"""ONNX, TorchScript and torch.export of a checkpoint, beside PyTorch."""

from functools import partial

import streamlit as st

from i18n import Problem
from pages.export_parts import choice, results
from pages.export_parts.choice import Asked
from ui import _, begin_again, finished_job, of_visit, show_ended, show_problem, stop
from workbench import export
from workbench.export import Exported

JOB, ASKED = "export-job", "export-asked"
MOST_KEPT = 6
"""Exports of a visit that are kept, with their files, the latest."""


def show() -> None:
    """The choice, and below it what came of the export that was asked for."""
    kept: dict[tuple[str, ...], Exported] = of_visit("exports", dict)
    left, right = st.columns([3, 2], gap="large")
    try:
        with left:
            asked = choice.choose()
        with right:
            choice.preview(asked)
    except Problem as problem:
        show_problem(problem)
        return
    with left:
        pressed = st.button(_("Export"), type="primary", icon=":material/deployed_code:")
    if pressed:
        st.session_state[ASKED] = asked.key
    if asked.key not in kept and st.session_state.get(ASKED) == asked.key:
        _carry_out(asked, kept)
    if asked.key in kept:
        results.show(asked, kept[asked.key])
        return
    earlier = [key for key in kept if key[: len(asked.checkpoint)] == asked.checkpoint]
    if not earlier:
        results.nothing_yet()
        return
    st.info(
        _("This is of the earlier input: press Export for this one."), icon=":material/history:"
    )
    results.show(asked, kept[earlier[-1]])


def _carry_out(asked: Asked, kept: dict[tuple[str, ...], Exported]) -> None:
    """Export what is asked for; until it is done this run of the page ends with its progress."""
    try:
        job = finished_job(
            JOB,
            asked.key,
            partial(_export, asked),
            doing=_doing,
            stop=_("Stop and keep what is exported"),
        )
        exported = job.result()
    except Problem as problem:
        show_ended(problem, JOB)
        stop()
    if job.stopped:
        st.info(_("Stopped: these are the formats that were done."), icon=":material/stop_circle:")
        begin_again(JOB, _("Export all"))
        results.show(asked, exported)
        stop()
    kept[asked.key] = exported
    while len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]


def _doing(done: float) -> str:
    """How far an export is, with the step that is under way."""
    if not (name := export.under_way(done)):
        return _("Loading and running it in PyTorch … {percent:.0%}")
    return _("{format} is written, run and compared … {percent:.0%}").replace("{format}", name)


def _export(asked: Asked, go_on) -> Exported:
    return export.export(asked.source.task, asked.source.folder, asked.item, go_on=go_on)
