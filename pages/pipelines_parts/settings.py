"""What a run is made with: the options of a task, the checkpoint and the device."""

import streamlit as st

import inference
from i18n import N_
from inference import Option, Task, checkpoints
from ui import _, linked_choice

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


def options(task: Task, drawing: bool = False) -> dict[str, object]:
    """Widgets for the options of a task, or for those of its picture; their values."""
    shown = [option for option in task.options if option.drawing == drawing]
    columns = st.columns(min(3, len(shown))) if shown else []
    values = {}
    for at, option in enumerate(shown):
        with columns[at % len(columns)]:
            values[option.name] = _option(option, f"{task.name}.{option.name}")
    return values


def _option(option: Option, key: str):
    label, help = _(option.label), _(option.help) if option.help else None
    if option.choices:
        labels = {name: _(text) for name, text in option.choices}
        return linked_choice(
            st.selectbox, label, labels, key=key, default=option.default, help=help
        )
    if isinstance(option.default, bool):
        return st.checkbox(label, option.default, key=key, bind="query-params", help=help)
    if isinstance(option.default, str):
        return st.text_input(label, option.default, key=key, bind="query-params", help=help)
    if isinstance(option.default, float):
        return st.slider(
            label,
            option.low,
            option.high,
            option.default,
            option.step,
            key=key,
            bind="query-params",
            help=help,
        )
    return st.number_input(
        label,
        int(option.low),
        int(option.high),
        option.default,
        key=key,
        bind="query-params",
        help=help,
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
        return None, task.checkpoint.name if task.has_demo else _("untrained")
    if source == "hub":
        hub.search(task, prefix)
        source = "cached"
    known = {"cached": checkpoints.cached, "local": checkpoints.local}[source](task)
    if not known:
        _say_none(source)
        return None
    names = {one.name: one for one in known}
    if st.session_state.get(f"{prefix}checkpoint") not in names:
        st.session_state.pop(f"{prefix}checkpoint", None)
    chosen = linked_choice(
        st.selectbox,
        _("On this machine"),
        {name: f"{name} · {one.bytes / 1e6:,.1f} MB" for name, one in names.items()},
        key=f"{prefix}checkpoint",
        default=next(iter(names)),
    )
    found = names[chosen]
    if found.revision:
        st.caption(_("Revision {revision}").format(revision=f"`{found.revision[:12]}`"))
    return str(found.folder), found.name


def _say_none(source: str) -> None:
    if source == "local":
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


METRICS = {
    "accuracy": N_("accuracy"),
    "f1": N_("F1"),
    "wer": N_("word error rate"),
    "exact_match": N_("exact match"),
    "exact_match_alike": N_("where the same is told of several subjects"),
    "f1_new_patterns": N_("F1 in sentences of new kinds"),
    "top_1": N_("right at first"),
    "top_5": N_("right among five"),
    "rougeL": "ROUGE-L",
    "facts_right": N_("facts right"),
    "chrf": "chrF",
    "perplexity": N_("perplexity"),
    "perplexity_trigram": N_("perplexity of trigrams"),
    "mean_iou": N_("mean IoU"),
    "map": N_("mAP"),
    "map_50": N_("mAP at overlap 0.5"),
    "precision": N_("precision"),
    "recall": N_("recall"),
    "accuracy_other_writers": N_("accuracy on another collection"),
    "accuracy_linear": N_("accuracy of a linear model of character n-grams"),
    "accuracy_synthetic": N_("accuracy on synthetic voices"),
    "wer_synthetic": N_("word error rate on synthetic voices"),
    "accuracy_familiar_pairs": N_("with familiar pairs of shape and colour"),
    "accuracy_color": N_("on colours"),
    "accuracy_shape": N_("on shapes"),
    "accuracy_count": N_("on counts"),
    "accuracy_place": N_("on places"),
    "accuracy_presence": N_("on presence"),
}


def _describe_demo(task: Task) -> None:
    if not task.has_demo:
        st.caption(
            _(
                "No trained checkpoint for this task comes with the app. A small random model "
                "stands in: it shows what goes in and what comes out, and its answers mean nothing."
            )
        )
        return
    figures = inference.held_out(task.checkpoint)
    shown = " · ".join(
        f"{_(METRICS.get(metric, metric))} {value:.3g}" for metric, value in figures.items()
    )
    st.caption(
        _(
            "{name}: learned from {domain}. On what it had not seen: {figures}. Outside its domain "
            "it answers too, and is often wrong."
        ).format(name=f"`{task.checkpoint.name}`", domain=_(task.domain), figures=shown or "–")
    )


def device() -> tuple[list[str], str, bool, int]:
    """Widgets for where it runs: (device names, dtype, compile, batch size)."""
    found = inference.devices()
    labels = {"auto": _("Best: {device}").format(device=found[0].label.said(_))}
    labels |= {
        one.name: _("{device} · {free:.1f} of {total:.1f} GB free").format(
            device=one.label.said(_), free=one.memory_free / 1e9, total=one.memory_total / 1e9
        )
        for one in found
    }
    if len(found) > 1:
        first = found[0].label.said(_)
        labels["both"] = _("{first} and CPU, side by side").format(first=first)
    name = linked_choice(st.selectbox, _("Device"), labels, key="device", default="auto")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        known = {"auto", *(dtype for one in found for dtype in one.dtypes)}
        dtype = linked_choice(
            st.selectbox,
            _("Number format"),
            {dtype: _(label) for dtype, label in DTYPES.items() if dtype in known},
            key="dtype",
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
    names = [found[0].name, "cpu"] if name == "both" else [name]
    return names, dtype, compiled, size
