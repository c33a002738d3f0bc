"""What a configuration takes to run and to train, and whether this device has it."""

import plotly.graph_objects as go
import streamlit as st

import i18n
import workbench
from i18n import Problem
from inference.process import store
from pages.configure_parts.chosen import Side
from ui import _, chart, show_problem

DTYPES = ("float32", "bfloat16")
MOST_BATCH, MOST_LENGTH = 4_096, 131_072


@st.cache_resource(max_entries=200, show_spinner=False)
def _needed(
    model_type: str, changes: str, batch: int, length: int | None, dtype: str
) -> workbench.Needs:
    return workbench.needed(
        model_type, workbench.read_changes(changes), batch=batch, length=length, dtype=dtype
    )


@st.cache_resource(max_entries=200, show_spinner=False)
def _bars(_needs: workbench.Needs, named: str, device_bytes: int, language: str) -> go.Figure:
    """The bars of `_needs`, which `named` tells from others; `language` is the reader's."""
    return workbench.needs_figure(_needs, device_bytes, i18n.translations(language).gettext)


@st.fragment
def show(start: workbench.Start, side: Side) -> None:
    """Bars of what it takes to run and to train, beside the memory of a device."""
    st.header(_("Memory to run and to train"), anchor=False)
    try:
        with st.spinner(_("Looking for devices …")):
            devices = {device.label.said(_): device.memory_total for device in store().devices()}
    except Problem as problem:
        show_problem(problem, st.warning)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        batch = st.number_input(_("Batch size"), 1, MOST_BATCH, key="configure-batch", width=150)
        length = st.number_input(
            _("Tokens of a text"),
            1,
            MOST_LENGTH,
            value=None,
            step=64,
            key="configure-length",
            placeholder=_("as many as it reads"),
            width=230,
        )
        dtype = st.segmented_control(
            _("Data type"), DTYPES, default=DTYPES[0], key="configure-dtype", required=True
        )
        device = st.selectbox(_("Device"), list(devices), key="configure-device", width=260)
    changed = workbench.written(start.changes | side.changes)
    try:
        with st.spinner(_("Running it without values …")):
            needs = _needed(start.model_type, changed, batch, length, dtype or DTYPES[0])
    except Problem as problem:
        show_problem(problem, st.warning)
        return
    st.markdown(workbench.fits(needs, devices[device]).said(_))
    chart(
        _bars(needs, repr(needs), devices[device], st.session_state["lang"]),
        _("Memory to run and to train, by part, beside the device"),
    )
    st.caption(_measured(needs))
    for note in needs.notes:
        st.caption(note.said(_))


def _measured(needs: workbench.Needs) -> str:
    """What was measured, and the floating-point operations of a forward pass, in words."""
    measured = (
        _("Measured with {model} and {attention} attention")
        if needs.attention
        else _("Measured with {model}")
    ).format(model=f"`{needs.model}`", attention=f"`{needs.attention}`")
    if needs.flops_a_token:
        said = _(
            "{measured}: a token takes {count:,.3g} billion floating-point operations to run, and "
            "three times as many to train."
        )
    elif needs.flops_an_input:
        said = _(
            "{measured}: an input takes {count:,.3g} billion floating-point operations to run, and "
            "three times as many to train."
        )
    else:
        said = _("{measured}.")
    operations = needs.flops_a_token or needs.flops_an_input or 0
    return said.format(measured=measured, count=operations / 1e9)
