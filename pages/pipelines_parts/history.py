"""The runs of a visit: which are looked at, one or two side by side, and how long they are kept."""

from collections.abc import Iterable
from pathlib import Path

import streamlit as st

import inference
from i18n import visible
from ui import _

from .inputs import NamedItem
from .results import Submission

MOST_RUNS, MOST_BYTES = 12, 50_000_000
"""Runs that a visit keeps, and bytes of the files in them; the oldest go first."""
CHOSEN = "runs-shown"
TITLE = 18
"""Characters of an input that tell one run from another."""

Runs = dict[str, list[Submission]]
"""Runs of a visit by their number, which is a text: what each was handed to the workers as."""


def keep(runs: Runs, task: str, submissions: list[Submission]) -> None:
    """Keep a new run as the one that is looked at; what is still at work on its task is stopped."""
    for earlier in of_task(runs, task).values():
        for submission in earlier:
            submission.job.stop()
    number = str(max(map(int, runs), default=0) + 1)
    runs[number] = submissions
    for place, submission in enumerate(submissions):
        submission.number, submission.name = number, f"{task}-{number}-{place}"
    while len(runs) > 1 and (len(runs) > MOST_RUNS or _bytes(runs) > MOST_BYTES):
        del runs[next(iter(runs))]
    st.session_state[f"{task}-{CHOSEN}"] = [number]


def of_task(runs: Runs, task: str) -> Runs:
    return {number: run for number, run in runs.items() if run[0].job.loaded.task == task}


def shown(runs: Runs, task: str) -> list[list[Submission]]:
    """The runs of a task that are looked at: the last, or the one or two that are chosen."""
    numbers = of_task(runs, task)
    if not numbers:
        return []
    key, last = f"{task}-{CHOSEN}", list(numbers)[-1]
    chosen = [number for number in st.session_state.get(key) or () if number in numbers]
    st.session_state[key] = chosen[-2:] or [last]
    if len(numbers) > 1:
        st.pills(
            _("Runs of this visit: choose one, or two to compare"),
            list(numbers),
            selection_mode="multi",
            format_func=_titles(task, numbers).__getitem__,
            key=key,
        )
    return [numbers[number] for number in st.session_state[key]]


def _titles(task: str, runs: Runs) -> dict[str, str]:
    """What each run is called: by its input, and where others have the same, by what else they
    differ in."""
    inputs = {number: _title(run) for number, run in runs.items()}
    chosen = {number: _chosen(task, run) for number, run in runs.items()}
    titles = {}
    for number, title in inputs.items():
        like = [chosen[other] for other in runs if inputs[other] == title]
        differing = [
            said
            for name, said in chosen[number].items()
            if any(other.get(name) != said for other in like)
        ]
        titles[number] = " · ".join([number, title, *differing])
    return titles


def _chosen(task: str, run: list[Submission]) -> dict[str, str]:
    """What was chosen about a run, by name, as it is said: its checkpoints and devices, and its
    options."""
    chosen = {"models": " + ".join(submission.title for submission in run)}
    for option in inference.task(task).options:
        if option.name in run[0].job.options:
            value = run[0].job.options[option.name]
            said = _(dict(option.choices).get(value, value)) if option.choices else value
            chosen[option.name] = f"{_(option.label)} {said}"
    return chosen


def _title(run: list[Submission]) -> str:
    first = run[0]
    name = _name(first.items[0])
    more = f" +{len(first.items) - 1}" if len(first.items) > 1 else ""
    return f"{visible(name[:TITLE])}{'…' * (len(name) > TITLE)}{more}"


def _name(item: NamedItem) -> str:
    if item.file:
        return item.file
    files = [
        value.stem if isinstance(value, Path) else getattr(value, "name", "")
        for value in item.values.values()
    ]
    texts = [value for value in item.values.values() if isinstance(value, str)]
    return " ".join([*filter(None, files), *texts]).strip() or _("file")


def _bytes(runs: Runs) -> int:
    return sum(len(value) for value in _values(runs) if isinstance(value, bytes))


def _values(runs: Runs) -> Iterable[object]:
    seen: dict[int, object] = {}
    for run in runs.values():
        for submission in run:
            for item in submission.items:
                seen |= {id(value): value for value in item.values.values()}
    return seen.values()
