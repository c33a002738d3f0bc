"""The runs of a visit: which are looked at, one or two side by side, what brings back all that one
was asked with, and how long they are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

import inference
from i18n import N_, visible
from ui import _

from . import inputs, settings
from .inputs import NamedItem
from .results import Submission, same_inputs

MOST_RUNS, MOST_BYTES = 12, 50_000_000
"""Runs that a visit keeps, and bytes of the files in them; the oldest go first."""
LOOKED_AT, BESIDE = "runs-shown", "runs-beside"
TITLE = 18
"""Characters of an input that tell one run from another."""

Runs = dict[str, list[Submission]]
"""Runs of a visit by their number, which is a text: what each was handed to the workers as."""


@dataclass(frozen=True)
class Page:
    """What stands on the page: what its widgets hold, by their place in its state, the inputs, and
    the run that is looked at."""

    choices: dict[str, Any]
    items: list[NamedItem]
    shown: str = ""


def keep(runs: Runs, task: str, submissions: list[Submission]) -> None:
    """Keep a new run as the one that is looked at; what is still at work on its task is stopped."""
    for earlier in of_task(runs, task).values():
        for submission in earlier:
            submission.job.stop()
    number = str(max(map(int, runs), default=0) + 1)
    runs[number] = submissions
    for place, submission in enumerate(submissions):
        submission.number, submission.name = number, f"{task}-{number}-{place}"
        submission.choices = _choices(inference.task(task))
    while len(runs) > 1 and (len(runs) > MOST_RUNS or _bytes(runs) > MOST_BYTES):
        del runs[next(iter(runs))]
    st.session_state[f"{task}-{LOOKED_AT}"] = number
    st.session_state.pop(f"{task}-before", None)


def of_task(runs: Runs, task: str) -> Runs:
    return {number: run for number, run in runs.items() if run[0].job.loaded.task == task}


def shown(runs: Runs, task: str, items: list[NamedItem]) -> list[list[Submission]]:
    """The runs of a task that are looked at: the last or the one that is chosen, which brings all
    back that it was asked with, and beside it a second one. `items` are the inputs on the page."""
    numbers = of_task(runs, task)
    if not numbers:
        return []
    key, last = f"{task}-{LOOKED_AT}", list(numbers)[-1]
    if st.session_state.get(key) not in numbers:
        st.session_state[key] = last
    if len(numbers) == 1:
        return [numbers[last]]
    st.session_state[f"{task}-now"] = items
    titles = _titles(task, numbers)
    st.pills(
        _("Runs of this visit"),
        list(numbers),
        format_func=titles.__getitem__,
        key=key,
        required=True,
        on_change=_look_at,
        args=(numbers, task),
    )
    chosen = st.session_state[key]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        others = {number: title for number, title in titles.items() if number != chosen}
        beside = _beside(f"{task}-{BESIDE}", others)
        if f"{task}-before" in st.session_state:
            st.button(
                _("Restore the earlier content"),
                icon=":material/undo:",
                on_click=_go_back,
                args=(task,),
            )
    st.session_state[f"{task}-looked-at"] = chosen
    return [numbers[number] for number in (chosen, beside) if number]


def _beside(key: str, others: dict[str, str]) -> str | None:
    if st.session_state.get(key) not in others:
        st.session_state.pop(key, None)
    return st.selectbox(
        _("Compare with"),
        list(others),
        index=None,
        format_func=others.__getitem__,
        key=key,
        placeholder=_("Compare with …"),
        label_visibility="collapsed",
        width=260,
    )


def _choices(task: inference.Task) -> dict[str, Any]:
    """What is chosen on the page for a run, by its place in the state of the page."""
    keys = ["amount", *inputs.keys(task), *settings.keys(task)]
    return {key: st.session_state[key] for key in keys if key in st.session_state}


def _look_at(numbers: Runs, task: str) -> None:
    """Bring back what the chosen run was asked with; what stood on the page can be had again: what
    was last changed there, however many runs are looked at after that."""
    state = st.session_state
    chosen = state[f"{task}-{LOOKED_AT}"]
    before = Page(
        _choices(inference.task(task)), state[f"{task}-now"], state.get(f"{task}-looked-at", "")
    )
    if f"{task}-before" not in state or not _is_of(numbers.get(before.shown), before):
        state[f"{task}-before"] = before
    first = numbers[chosen][0]
    _bring_back(task, Page(first.choices, first.items, chosen))


def _is_of(run: list[Submission] | None, page: Page) -> bool:
    """Whether a page is as a run was asked, with nothing changed since."""
    return (
        run is not None
        and same_inputs(run[0].items, page.items)
        and all(page.choices.get(key) == value for key, value in run[0].choices.items())
    )


def _go_back(task: str) -> None:
    _bring_back(task, st.session_state.pop(f"{task}-before"))


def _bring_back(task: str, page: Page) -> None:
    for key, value in page.choices.items():
        st.session_state[key] = value
    several = page.choices.get("amount") == "batch"
    inputs.keep(inference.task(task), page.items, several)
    st.session_state[f"{task}-{LOOKED_AT}"] = page.shown


def _titles(task: str, runs: Runs) -> dict[str, str]:
    """What each run is called: by its input, and where others have the same, by what else they
    differ in."""
    whole = {number: _whole_title(inference.task(task), run) for number, run in runs.items()}
    chosen = {number: _chosen(task, run) for number, run in runs.items()}
    names = _told_apart(whole)
    titles = {}
    for number, title in names.items():
        like = [chosen[other] for other in runs if names[other] == title]
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
    chosen = {"models": " + ".join(_asked(submission) for submission in run)}
    for option in inference.task(task).options:
        if option.name in run[0].job.options:
            value = run[0].job.options[option.name]
            said = _(dict(option.choices).get(value, value)) if option.choices else value
            chosen[option.name] = f"{_(option.label)} {said}"
    return chosen


def _asked(submission: Submission) -> str:
    """Its checkpoint, and the device where one was chosen."""
    device = submission.job.loaded.device
    name = _(submission.checkpoint)
    return name if device == "auto" else f"{name} · {device}"


def _told_apart(names: dict[str, tuple[str, str]]) -> dict[str, str]:
    """What each of some inputs is called, given its name and what follows that: its beginning, or,
    where others begin as it does, what they differ in."""
    titles = {}
    for number, (name, more) in names.items():
        like = [other for other, _more in names.values() if other[:TITLE] == name[:TITLE]]
        differing = (at for at, chars in enumerate(zip(*like)) if len({*chars}) > 1)
        at = next(differing, 0)
        start = max(name.rfind(" ", 0, at) + 1, at - TITLE // 2) if at else 0
        words = " ".join(map(visible, name[start : start + TITLE].split()))
        after = "…" * (start + TITLE < len(name))
        titles[number] = f"{'…' * (start > 0)}{words}{after}{more}"
    return titles


def _whole_title(task: inference.Task, run: list[Submission]) -> tuple[str, str]:
    """What the first input of a run is called in full, and how many more there are."""
    first = run[0]
    more = f" +{len(first.items) - 1}" if len(first.items) > 1 else ""
    return _name(task, first.items[0], first.choices), more


UNNAMED = {"pad": N_("drawing"), "camera": N_("photo"), "microphone": N_("recording")}
"""What is called by where it comes from, as no file has its name."""


def _name(task: inference.Task, item: NamedItem, choices: dict[str, Any]) -> str:
    if item.file:
        return item.file
    if item.table:
        return item.table.file
    files = [
        _file(task, wanted, item.values[wanted.name], choices)
        for wanted in task.inputs
        if wanted.is_media
    ]
    texts = [value for value in item.values.values() if isinstance(value, str)]
    return " ".join([*filter(None, files), *texts]).strip() or _("file")


def _file(
    task: inference.Task, wanted: inference.Input, value: Any, choices: dict[str, Any]
) -> str:
    if isinstance(value, Path):
        return _(task.sample_title(value))
    source = choices.get(f"{task.name}.{wanted.name}-source")
    return getattr(value, "name", "") or (_(UNNAMED[source]) if source in UNNAMED else "")


def _bytes(runs: Runs) -> int:
    return sum(len(value) for value in _values(runs) if isinstance(value, bytes))


def _values(runs: Runs) -> Iterable[object]:
    seen: dict[int, object] = {}
    for run in runs.values():
        for submission in run:
            for item in submission.items:
                seen |= {id(value): value for value in item.values.values()}
    return seen.values()
