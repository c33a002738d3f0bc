"""Pipelines: a task, some input, a checkpoint on a device, and the result to look at."""

from typing import Any

import streamlit as st

import inference
from i18n import N_, Problem
from inference import places
from inference.remote import endpoint
from pages.pipelines_parts import about, history, inputs, results, settings
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

try:
    there, faulty = endpoint(), None
except Problem as problem:  # what is set is none: models run here
    there, faulty = None, problem
heading(
    _("Pipelines"),
    _(
        "Give a model something to work on and see what it answers. It runs here, on the best "
        "device of this machine, and needs no network."
    )
    if there is None
    else _(
        "Give a model something to work on and see what it answers. It runs at {host}, or on this "
        "machine."
    ).format(host=there.host),
)

if faulty:
    show_problem(faulty, st.warning)

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
    if asked := st.session_state["modality-of-task"]:
        st.session_state["task"] = modalities[asked][0]


def title(task: inference.Task) -> str:
    """The title of a task; of one without a trained checkpoint it says so."""
    said = _(task.title)
    return said if task.has_demo else _("{task} · untrained stand-in").format(task=said)


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
    titles = {name: title(tasks[name]) for name in modalities[modality]}
    name = show_choice(st.selectbox, _("Task"), titles, key="task")
task = tasks[name]

AMOUNTS = {"one": N_("One input"), "batch": N_("Many, from files")}
faults: list[Problem] = []
items: list[inputs.NamedItem] = []
sounds: list[inputs.Sounding] = []
left, right = st.columns([5, 7], gap="large")
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
        if amount == "one":
            items, sounds = inputs.single(task)
        else:
            items = inputs.batch(task)
    except Problem as problem:
        faults.append(problem)
    with st.container(horizontal=True):
        pressed = st.button(
            _("Run"),
            type="primary",
            icon=":material/play_arrow:",
            shortcut="Ctrl+Enter",
            disabled=bool(task.missing),
        )
        how = settings.how(task, there)
    if task.missing:
        st.info(
            _("This task needs a package that is not installed: {command}").format(
                command=f"`pip install {' '.join(task.missing)}`"
            ),
            icon=":material/deployed_code:",
        )
    hints = st.container()  # below Run, which stays where it is
    asked = settings.Asked(settings.models(task, how), how)
    if asked.demo:
        with hints:
            about.hints(task, items, several=amount == "batch")

runs: history.Runs
runs, gone = started_here()


def start() -> None:
    """Hand the runs to the workers: one for each checkpoint and device."""
    if not items:
        raise Problem(
            N_("There is nothing to run on: type a text.")
            if amount == "one"
            else N_("There is nothing to run on: upload a file.")
        )
    submissions = [
        results.Submission(
            places.submit(
                loaded,
                [item.values for item in items],
                visitor=visitor(),
                batch_size=how.batch_size,
                **how.options,
            ),
            items,
            label,
            asked,
        )
        for loaded, label in asked.loaded(task)
    ]
    history.keep(runs, name, submissions)
    for submission in submissions:
        submission.job.wait(1.5)


with right, st.container(key=results.PLACE):
    # A link may ask for the run: once, or a reload would run it again.
    wanted = st.query_params.pop("run", None) or st.session_state.pop(results.AGAIN, False)
    if (pressed or wanted) and not faults:
        try:
            start()
        except Problem as problem:
            faults.append(problem)
    for fault in faults:
        show_problem(fault)
    if gone and not runs:
        st.info(
            _(
                "Your last run is gone: the server was restarted, or the page was closed "
                "for more than a minute. What you typed is still here: press Run to "
                "start it again."
            ),
            icon=":material/history:",
        )
    shown = history.shown(runs, name, items)
    played: list[Any] = []
    if shown:
        played = results.results(task, shown, now=(items, asked))
    elif not faults:
        results.nothing_yet()
    if pressed or wanted:
        results.come_into_view()
inputs.play(sounds, elsewhere=played)
keep_started()
