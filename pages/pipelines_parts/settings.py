"""What a run is made with: the options of a task, the checkpoint and the device."""

import streamlit as st

import inference
from i18n import N_, Problem
from inference import Option, Task, checkpoints
from inference.checkpoints import Checkpoint, Place
from inference.process import store
from ui import _, escape_markdown, hold_choice, linked_choice, show_choice, show_problem

from . import hub

SOURCES = {
    "demo": N_("Demo"),
    "cached": N_("Cache"),
    "local": N_("Folder"),
    "hub": N_("Hub"),
}
DTYPES = {
    "auto": N_("Automatic"),
    "float32": "float32",
    "bfloat16": "bfloat16",
    "float16": "float16",
}

NONE = ""
"""The name of no checkpoint."""

MOST_REFUSED = 100
"""Checkpoints that cannot run a task, of which the reason is shown."""

MOST_CHARACTERS = 500
"""Of an option that is a text."""


def options(task: Task, drawing: bool = False) -> dict[str, object]:
    """Widgets for the options of a task, or for those of its picture; their values."""
    shown = [option for option in task.options if option.drawing == drawing]
    columns = st.columns(min(3, len(shown))) if shown else []
    values = {}
    for at, option in enumerate(shown):
        with columns[at % len(columns)]:
            values[option.name] = _option(option, f"{task.name}.{option.name}")
    return values


def _option(option: Option, key: str) -> object:
    label, default = _(option.label), option.default
    help = _(option.help) if option.help else None
    if isinstance(default, str):
        if option.choices:
            labels = {name: _(text) for name, text in option.choices}
            return linked_choice(st.selectbox, label, labels, key=key, default=default, help=help)
        return st.text_input(
            label, default, key=key, bind="query-params", help=help, max_chars=MOST_CHARACTERS
        )
    if isinstance(default, bool):
        return st.checkbox(label, default, key=key, bind="query-params", help=help)
    low, high = option.low, option.high
    assert low is not None and high is not None, f"{key} is a number without bounds"
    if isinstance(default, float):
        return st.slider(
            label, low, high, default, option.step, key=key, bind="query-params", help=help
        )
    return st.number_input(
        label, int(low), int(high), default, key=key, bind="query-params", help=help
    )


def checkpoint(task: Task, prefix: str = "") -> tuple[str | None, str] | None:
    """Widgets that choose a checkpoint: (its folder, or None for the demo, and its name).

    None where there is nothing to choose from.
    """
    hub.last_download(prefix)
    source = linked_choice(
        st.pills,
        _("Checkpoint"),
        {name: _(label) for name, label in SOURCES.items()},
        key=f"{prefix}weights",
        default="demo",
        required=True,
    )
    if source == "demo":
        _describe_demo(task)
        return None, task.checkpoint.name if task.checkpoint and task.has_demo else _("untrained")
    if source == "hub":
        hub.search(task, prefix)
    chosen = _on_this_machine(task, "local" if source == "local" else "cached", prefix)
    return (str(chosen.folder), chosen.name) if chosen else None


def _on_this_machine(task: Task, place: Place, prefix: str) -> Checkpoint | None:
    """A choice among the checkpoints of a place, with those below that cannot run the task."""
    there = checkpoints.found(place, task)
    able = {known.name: known for known in there if not known.obstacle}
    key = f"{prefix}checkpoint"
    wanted = _wanted(key, (task.name, place), list(able))
    if wanted is None:
        _say_none(place)
    else:
        labels = {name: f"{name} · {known.bytes / 1e6:,.1f} MB" for name, known in able.items()}
        if wanted not in able:
            labels = {wanted: _("{name} · cannot run here").format(name=wanted[:80])} | labels
        # No default: the link names the first one too, which is another one elsewhere.
        if key not in st.session_state:
            st.query_params[key] = wanted
        st.session_state[key] = wanted
        hold_choice(key, [NONE, *labels], NONE)
        wanted = show_choice(st.selectbox, _("On this machine"), labels, key)
    chosen = able.get(wanted or NONE)
    if chosen and chosen.revision:
        st.caption(_("Revision {revision}").format(revision=f"`{chosen.revision[:12]}`"))
    if wanted and not chosen:
        try:
            checkpoints.find(task, place, wanted)
        except Problem as problem:
            show_problem(problem, st.warning)
    refused = [known for known in there if known.obstacle and known.name != wanted]
    _unable(refused, opened=not able)
    return chosen


def _wanted(key: str, where: tuple[str, str], able: list[str]) -> str | None:
    """The checkpoint that is chosen now, be it one that cannot run; None where there is none.

    A link names what it wants, and no other takes its place. What was chosen for another task or
    in another place gives way to one that can run.
    """
    before = st.session_state.get(f"{key}-where", where)
    st.session_state[f"{key}-where"] = where
    wanted = st.session_state.get(key) or st.query_params.get(key)
    if wanted in able or (wanted and before == where):
        return wanted
    return able[0] if able else None


def _unable(refused: list[Checkpoint], opened: bool) -> None:
    """What else is there, and why it cannot run the task."""
    if not refused:
        return
    title = _("{count} more that cannot run this task").format(count=len(refused))
    with st.expander(title, icon=":material/block:", expanded=opened), st.container(height=320):
        for known in refused[:MOST_REFUSED]:
            reason = known.obstacle.said(_) if known.obstacle else ""
            st.caption(f"**{escape_markdown(known.name)}**  \n{escape_markdown(reason)}")
        if (more := len(refused) - MOST_REFUSED) > 0:
            st.caption(_("- and {count} more").format(count=more))


def _say_none(place: Place) -> None:
    if place == "local":
        st.info(
            _(
                "No checkpoint for this task. Start the app with {variable} set to a folder that "
                "holds some."
            ).format(variable=f"`{checkpoints.ROOT}`"),
            icon=":material/folder_off:",
        )
    else:
        st.info(
            _("The Hub's cache on this machine holds no checkpoint for this task."),
            icon=":material/inventory_2:",
        )


def _describe_demo(task: Task) -> None:
    if task.checkpoint is None or not task.has_demo:
        st.caption(
            _(
                "No trained checkpoint for this task comes with the app. A small random model "
                "stands in: it shows what goes in and what comes out, and its answers mean nothing."
            )
        )
        return
    figures = " · ".join(
        f"{_(task.metric_name(metric))} {value:.3g}"
        for metric, value in inference.held_out(task.checkpoint).items()
    )
    st.caption(
        _(
            "{name}: learned from {domain}. On what it had not seen: {figures}. Outside its domain "
            "it answers too, and is often wrong."
        ).format(name=f"`{task.checkpoint.name}`", domain=_(task.domain), figures=figures or "–")
    )


def device() -> tuple[list[str], str, bool, int]:
    """Widgets for where it runs: (device names, dtype, compile, batch size)."""
    devices = store().devices()
    best = devices[0].label.said(_)
    labels = {"auto": _("Best: {device}").format(device=best)}
    labels |= {
        device.name: _("{device} · {free:.1f} of {total:.1f} GB free").format(
            device=device.label.said(_),
            free=device.memory_free / 1e9,
            total=device.memory_total / 1e9,
        )
        for device in devices
    }
    if len(devices) > 1:
        labels["both"] = _("{first} and CPU, side by side").format(first=best)
    name = linked_choice(st.selectbox, _("Device"), labels, key="device", default="auto")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        known = {"auto", *(dtype for device in devices for dtype in device.dtypes)}
        dtype = linked_choice(
            st.selectbox,
            _("Number format"),
            {dtype: _(label) for dtype, label in DTYPES.items() if dtype in known},
            key="number-format",  # the page of models has a dtype in its links
            default="auto",
        )
        size = st.number_input(
            _("Batch size"),
            1,
            64,
            1,
            key="batch",
            bind="query-params",
            width=150,
            help=_("Inputs that go through the model in one pass, where the task can."),
        )
    compiled = st.checkbox(
        _("Compile the model"),
        key="compile",
        bind="query-params",
        help=_("Faster after a first run that takes much longer; it asks for a C++ compiler."),
    )
    names = [devices[0].name, "cpu"] if name == "both" else [name]
    return names, dtype, compiled, size
