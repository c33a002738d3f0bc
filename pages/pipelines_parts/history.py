"""The runs of a visit: which are looked at, one or two side by side, what brings back all that one
was asked with, and how long they are kept."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

import inference
from i18n import visible
from ui import _

from . import inputs, settings
from .inputs import NamedItem
from .results import Submission, same_inputs

MOST_RUNS, MOST_BYTES = 12, 50_000_000
"""Runs that a visit keeps, and bytes of the files in them; the oldest go first."""
LOOKED_AT, BESIDE = "runs-shown", "runs-beside"
TITLE, LONGER = 18, 60
"""Characters of an input that tell one run from another, and from one that begins alike."""

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
    names = _names(task, runs)
    chosen = {number: _chosen(task, run) for number, run in runs.items()}
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


def _names(task: str, runs: Runs) -> dict[str, str]:
    """The inputs of each run in a few words, and in more of them where others begin alike."""
    whole = {number: _name(task, run[0].items[0]) for number, run in runs.items()}
    cut = Counter(name[:TITLE] for name in set(whole.values()))
    return {
        number: _shortened(whole[number], LONGER if cut[whole[number][:TITLE]] > 1 else TITLE)
        + (f" +{len(run[0].items) - 1}" if len(run[0].items) > 1 else "")
        for number, run in runs.items()
    }


def _shortened(name: str, most: int) -> str:
    return " ".join(map(visible, name[:most].split())) + "…" * (len(name) > most)


def _name(task: str, item: NamedItem) -> str:
    if item.file:
        return item.file
    if item.table:
        return item.table.file
    asked = inference.task(task)
    files = []
    for wanted in asked.inputs:
        value = item.values.get(wanted.name)
        if isinstance(value, Path):
            files.append(_(asked.sample_title(value)))
        elif isinstance(value, bytes):
            made = _("recording") if wanted.kind == "audio" else _("drawing")
            files.append(getattr(value, "name", "") or made)
    texts = [value for value in item.values.values() if isinstance(value, str)]
    return " ".join([*files, *texts]).strip() or _("file")


def _bytes(runs: Runs) -> int:
    return sum(len(value) for value in _values(runs) if isinstance(value, bytes))


def _values(runs: Runs) -> Iterable[object]:
    seen: dict[int, object] = {}
    for run in runs.values():
        for submission in run:
            for item in submission.items:
                seen |= {id(value): value for value in item.values.values()}
    return seen.values()
