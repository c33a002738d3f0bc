"""The runs of a visit: which are looked at, one or two side by side, and how long they are kept."""

from collections.abc import Iterable

import streamlit as st

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
            format_func=lambda number: f"{number} · {_title(numbers[number])}",
            key=key,
        )
    return [numbers[number] for number in st.session_state[key]]


def _title(run: list[Submission]) -> str:
    first = run[0]
    name = _name(first.items[0])
    more = f" +{len(first.items) - 1}" if len(first.items) > 1 else ""
    return f"{visible(name[:TITLE])}{'…' * (len(name) > TITLE)}{more}"


def _name(item: NamedItem) -> str:
    if item.file:
        return item.file
    texts = [value for value in item.values.values() if isinstance(value, str)]
    paths = [value.stem for value in item.values.values() if hasattr(value, "stem")]
    return " ".join([*paths, *texts]).strip() or _("file")


def _bytes(runs: Runs) -> int:
    return sum(len(value) for value in _values(runs) if isinstance(value, bytes))


def _values(runs: Runs) -> Iterable[object]:
    seen: dict[int, object] = {}
    for run in runs.values():
        for submission in run:
            for item in submission.items:
                seen |= {id(value): value for value in item.values.values()}
    return seen.values()
