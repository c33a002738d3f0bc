"""Pipelines: a task, some input, a checkpoint on a device, and the result to look at."""

import streamlit as st

import inference
from i18n import N_, Problem
from inference.store import Loaded, store
from pages.pipelines_parts import inputs, results, settings
from ui import _, heading, hold_choice, linked_choice, show_choice, show_problem

heading(
    _("Pipelines"),
    _(
        "Give a model something to work on and see what it answers. It runs here, on the best "
        "device of this machine, and needs no network."
    ),
)

tasks = inference.tasks()
asked_for = st.query_params.get("task")
if asked_for and asked_for not in tasks:
    try:  # another name for a task, such as text-classification
        st.query_params["task"] = inference.task(asked_for).name
        st.rerun()
    except Problem as problem:
        show_problem(problem)

hold_choice("task", list(tasks), next(iter(tasks)))
modalities = {}
for known in tasks.values():
    modalities.setdefault(known.modality, []).append(known.name)
st.session_state["modality-of-task"] = tasks[st.session_state["task"]].modality


def first_of_modality() -> None:
    st.session_state["task"] = modalities[st.session_state["modality-of-task"]][0]


with st.container(horizontal=True, vertical_alignment="bottom"):
    modality = st.segmented_control(
        _("Modality"),
        list(modalities),
        format_func=_,
        key="modality-of-task",
        required=True,
        on_change=first_of_modality,
    )
    titles = {name: _(tasks[name].title) for name in modalities[modality]}
    name = show_choice(st.selectbox, _("Task"), titles, key="task")
task = tasks[name]

AMOUNTS = {"one": N_("One input"), "batch": N_("Many, from files")}
faults, items = [], []
left, right = st.columns([3, 2], gap="large")
with left:
    labels = {key: _(label) for key, label in AMOUNTS.items()}
    amount = linked_choice(
        st.segmented_control,
        _("Input"),
        labels,
        key="amount",
        default="one",
        required=True,
        label_visibility="collapsed",
    )
    try:
        one = amount == "one"
        items = inputs.listed(task, inputs.one(task)) if one else inputs.batch(task)
    except Problem as problem:
        faults.append(problem)
with right:
    chosen = [settings.checkpoint(task)]
    if st.checkbox(_("Beside a second checkpoint"), key="beside", bind="query-params"):
        chosen.append(settings.checkpoint(task, "second-"))
    devices, dtype, compiled, batch_size = settings.device()
if any(not option.drawing for option in task.options):
    with st.expander(_("Options"), icon=":material/tune:", expanded=False):
        options = settings.options(task)
else:
    options = {}

runs = st.session_state.setdefault("pipelines-runs", {})


def start() -> None:
    """Hand the runs to the workers: one for each checkpoint and device."""
    for one in runs.pop(name, []):
        one.job.stop()
    if not items:
        raise Problem(N_("There is nothing to run on: type a text or hand in a file."))
    if None in chosen:
        raise Problem(N_("No checkpoint is chosen: choose one, or the demo."))
    values = [{key: value for key, value in item.items() if key != "file"} for item in items]
    runs[name] = [
        results.Asked(
            store().submit(
                Loaded(task.name, folder, device, dtype, compile=compiled),
                values,
                batch_size=batch_size,
                **options,
            ),
            items,
            label,
        )
        for folder, label in chosen
        for device in devices
    ]
    for one in runs[name]:
        one.job.wait(1.5)


if task.missing:
    st.info(
        _("This task needs a package that is not installed: {command}").format(
            command=f"`pip install {' '.join(task.missing)}`"
        ),
        icon=":material/deployed_code:",
    )
pressed = st.button(
    _("Run"), type="primary", icon=":material/play_arrow:", disabled=bool(task.missing)
)
if pressed and not faults:
    try:
        start()
    except Problem as problem:
        faults.append(problem)
for problem in faults:
    show_problem(problem)

asked = runs.get(name, [])
if asked and not all(one.job.over for one in asked):
    results.progress(asked)
elif asked:
    st.subheader(_("Result"), anchor=False)
    drawing = settings.options(task, drawing=True)
    for number, (column, one) in enumerate(zip(st.columns(len(asked), gap="large"), asked)):
        with column:
            if len(asked) > 1:
                st.markdown(f"**{one.checkpoint}** · {one.job.loaded.device}")
            results.result(task, one, drawing, f"{name}-{number}")
