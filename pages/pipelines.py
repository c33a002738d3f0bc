"""Pipelines: a task, some input, a checkpoint on a device, and the result to look at."""

import streamlit as st

import inference
from i18n import N_, Problem
from inference.job import Loaded
from inference.process import store
from pages.pipelines_parts import inputs, results, settings
from ui import (
    _,
    heading,
    hold_choice,
    keep_started,
    linked_choice,
    show_choice,
    show_problem,
    started_here,
    visitor,
)

heading(
    _("Pipelines"),
    _(
        "Give a model something to work on and see what it answers. It runs here, on the best "
        "device of this machine, and needs no network."
    ),
)

tasks = inference.tasks()
in_link = st.query_params.get("task")
if in_link and in_link not in tasks:
    try:  # another name for a task, such as text-classification
        st.query_params["task"] = inference.task(in_link).name
        st.rerun()
    except Problem as problem:
        show_problem(problem)

hold_choice("task", list(tasks), next(iter(tasks)))
modalities: dict[str, list[str]] = {}
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
    assert modality is not None  # required
    titles = {name: _(tasks[name].title) for name in modalities[modality]}
    name = show_choice(st.selectbox, _("Task"), titles, key="task")
task = tasks[name]

AMOUNTS = {"one": N_("One input"), "batch": N_("Many, from files")}
faults: list[Problem] = []
items: list[inputs.NamedItem] = []
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
        items = inputs.single(task) if amount == "one" else inputs.batch(task)
    except Problem as problem:
        faults.append(problem)
with right:
    models = [settings.checkpoint(task)]
    if st.checkbox(_("Beside a second checkpoint"), key="beside", bind="query-params"):
        models.append(settings.checkpoint(task, "second-"))
    devices, dtype, compiled, batch_size = settings.device()
if any(not option.drawing for option in task.options):
    with st.expander(_("Options"), icon=":material/tune:", expanded=False):
        options = settings.options(task)
else:
    options = {}

runs: dict[str, list[results.Submission]]
runs, gone = started_here()


def start() -> None:
    """Hand the runs to the workers: one for each checkpoint and device."""
    for submission in runs.pop(name, []):
        submission.job.stop()
    if not items:
        raise Problem(N_("There is nothing to run on: type a text or hand in a file."))
    if None in models:
        raise Problem(N_("No checkpoint is chosen: choose one, or the demo."))
    runs[name] = [
        results.Submission(
            store().submit(
                Loaded(task.name, folder, device, dtype, compile=compiled),
                [item.values for item in items],
                visitor=visitor(),
                batch_size=batch_size,
                **options,
            ),
            items,
            label,
        )
        for folder, label in filter(None, models)
        for device in devices
    ]
    for submission in runs[name]:
        submission.job.wait(1.5)


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
if (pressed or st.session_state.pop(results.AGAIN, False)) and not faults:
    try:
        start()
    except Problem as problem:
        faults.append(problem)
for fault in faults:
    show_problem(fault)
if gone and not runs:
    st.info(
        _(
            "Your last run is gone: the server was started anew, or the page was closed for more "
            "than a minute. What you typed is still here: press Run to start it again."
        ),
        icon=":material/history:",
    )
keep_started()

submissions = runs.get(name, [])
if submissions and not all(submission.job.over for submission in submissions):
    results.progress(submissions)
elif submissions:
    st.subheader(_("Result"), anchor=False)
    drawing = settings.options(task, drawing=True)
    columns = st.columns(len(submissions), gap="large")
    for number, (column, submission) in enumerate(zip(columns, submissions)):
        with column:
            if len(submissions) > 1:
                st.markdown(f"**{submission.checkpoint}** · {submission.job.loaded.device}")
            results.result(task, submission, drawing, f"{name}-{number}")
