"""What came out of a run: the picture that the task deserves, the cost, and ways to keep it."""

import json
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from inference import Task
from inference.figures.texts import continuation
from inference.inputs import items as checked_items
from inference.job import REMOTE, Job, Run, Spent
from inference.table import table
from inference.task import Item
from inference.views import Html, Picture, Regions, Sound, Spoken, View, Written
from ui import (
    _,
    chart,
    code_panel,
    device_badges,
    download_rows,
    escape_markdown,
    regions,
    said_bytes,
    show_problem,
    show_progress,
    spoken,
    written,
)
from ui.language import KEY

from . import about, code, evaluation, labels, settings
from .inputs import NamedItem, called, whence
from .settings import Asked

EARLIER = "earlier-result"
FAINT = f"<style>[class*='st-key-{EARLIER}'] {{ opacity: 0.45 }}</style>"
"""How a result looks that is not of what stands on the page."""

PLACE = "place-of-results"
INTO_VIEW = f"""<script>if (innerWidth < 800) document.querySelector(".st-key-{PLACE}")
    ?.scrollIntoView({{ behavior: "smooth" }});</script>"""
"""On a phone the result stands below its input."""

AGAIN = "run-again"
"""Where the page's state says that it should run without a press on Run."""

MOST_RAW = 100
"""Outputs that are written out as they came."""

Shown = tuple[list[Any], pd.DataFrame, list[str]]
"""Outputs, their table, and the labels in it."""
Now = tuple[list[NamedItem], Asked]
"""What stands on the page: the inputs, and all that is chosen beside them."""


@dataclass
class Submission:
    """A run that was handed to the workers: the job, its inputs, the name of its checkpoint, and
    all that was chosen about it."""

    job: Job
    items: list[NamedItem]
    checkpoint: str
    asked: Asked
    number: str = ""
    """Of the run among those of the visit."""
    name: str = ""
    """Of no other run of the visit: tells widgets of two results apart."""
    choices: dict[str, Any] = field(default_factory=dict)
    """What the widgets of the page held, by their place in its state."""
    played: list[Any] = field(default_factory=list)
    """The recordings among its inputs that its pictures play, as they were handed in."""
    _finished: list[Item] = field(default_factory=list)
    _looked: tuple[int, Item] | None = None
    _shown: tuple[tuple[Any, ...], Shown] | None = None

    @property
    def title(self) -> str:
        """Its checkpoint and the device that it ran on."""
        run = self.job.run
        device = run.device if run else self.job.loaded.device
        return f"{_(self.checkpoint)} · {device}"

    def finished(self, task: Task, places: tuple[int, ...]) -> list[Item]:
        """The inputs at these places, checked once; their files are not opened."""
        if not self._finished:
            self._finished = checked_items(task, [self.items[place].values for place in places])
        return self._finished

    def shown(self, task: Task, drawing: dict[str, Any]) -> Shown:
        """The outputs as the drawing options leave them, their table and its labels: made once for
        these and for a language, as thousands of rows take a while."""
        asked = (st.session_state.get(KEY), *drawing.values())
        if self._shown is None or self._shown[0] != asked:
            assert self.job.run
            outputs = [task.shown(output, **drawing) for output in self.job.run.output]
            rows = _rows(task, self, self.job.run, outputs)
            self._shown = asked, (outputs, rows, task.labels_of(outputs))
        return self._shown[1]

    def looked_at(self, at: int) -> Item:
        """One of the finished inputs; what is opened in it is kept until another is looked at."""
        if self._looked is None or self._looked[0] != at:
            self._looked = at, self._finished[at].copy()
        return self._looked[1]


def results(task: Task, runs: list[list[Submission]], now: Now) -> list[Any]:
    """What came out of a run, or of two side by side; of one that is still at work, how far it is.
    The recordings that it plays, as they were handed in.

    `now` is what stands on the page: where that is no longer what was asked, the result is said to
    be that of an earlier input, and is drawn more faintly.
    """
    submissions = [submission for run in runs for submission in run]
    if not all(submission.job.over for submission in submissions):
        progress([submission for submission in submissions if not submission.job.over])
        return []
    earlier = not any(_is_asked(submission, now) for submission in submissions)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(_("Result"), anchor=False)
        if earlier:
            st.badge(_("of an earlier input"), icon=":material/history:", color="orange")
    if earlier:
        st.html(FAINT)
    pictures = st.container(key=EARLIER if earlier else "result")
    drawing = settings.drawing(task)
    details = st.container(key=f"{EARLIER}-details" if earlier else "result-details")
    with labels.of_task(task):
        labels.learn(task, submissions, drawing)
        with pictures:
            judged = [(each, [i.answer for i in _with_answers(each, now)]) for each in submissions]
            evaluation.show(task, judged)
            columns = st.columns(len(submissions), gap="large")
        with details:
            below = st.columns(len(submissions), gap="large")
        for submission, above, under in zip(submissions, columns, below):
            _one(task, submission, (above, under), drawing, now, earlier, len(submissions) > 1)
    return [played for submission in submissions for played in submission.played]


def _one(
    task: Task,
    submission: Submission,
    places: tuple[Any, Any],
    drawing: dict[str, Any],
    now: Now,
    earlier: bool,
    several: bool,
) -> None:
    """One of the results: its pictures at the first place, the rest at the second."""
    above, under = places
    with above:
        if several:
            st.markdown(f"**{submission.number} · {submission.title}**")
        listed = answer(task, submission, drawing, beside=not (earlier or several))
    if listed is not None:
        with under:
            keepsakes(task, submission, drawing, listed, now, again=not earlier)


def _is_asked(submission: Submission, now: Now) -> bool:
    """Whether a run is of what stands on the page now."""
    items, asked = now
    return submission.asked == asked and same_inputs(submission.items, items)


def same_inputs(before: list[NamedItem], after: list[NamedItem]) -> bool:
    """Whether these are the same inputs in the same order, whatever their right answers."""
    return len(before) == len(after) and all(map(_alike, before, after))


def _with_answers(submission: Submission, now: Now) -> list[NamedItem]:
    """The inputs of a run with their right answers: as the page has these, where it has those."""
    return now[0] if _is_asked(submission, now) else submission.items


def _alike(before: NamedItem, after: NamedItem) -> bool:
    return before is after or all(
        value.equals(after.values[name])
        if isinstance(value, pd.DataFrame)
        else value == after.values[name]
        for name, value in before.values.items()
    )


def come_into_view() -> None:
    """Show the result on a screen that has no room for it beside the input."""
    st.html(INTO_VIEW, unsafe_allow_javascript=True)


def nothing_yet() -> None:
    """Where the result will be."""
    with st.container(border=True, height=260, vertical_alignment="center"):
        st.markdown(f":gray[{_('Press Run: the answer appears here.')}]", text_alignment="center")


def progress(submissions: list[Submission]) -> None:
    """How far the runs are, with a button that stops them; draws the page anew at the end."""
    items = {submission.job: submission.items for submission in submissions}

    def draw(job: Job) -> None:
        if job.text:
            alone = len(items[job]) == 1
            prompt = items[job][0].values.get("text", "") if alone else ""
            st.html(continuation(f"{prompt} " if prompt else "", job.text).html)

    show_progress(list(items), _state, "pipelines-stop", _("Stop"), draw=draw)


def _state(job: Job) -> str:
    if job.state == "waiting":
        if job.loaded.device == REMOTE and not job.place.of:
            return _("The endpoint is busy: waiting until it has room …")
        return _("Waiting: place {place} of {count}").format(place=job.place.at, count=job.place.of)
    if job.state == "loading":
        return _("Loading the model …")
    if job.total > 1:
        return _("{done} of {total}").format(done=job.done, total=job.total)
    return _("Running …")


def answer(
    task: Task, submission: Submission, drawing: dict[str, Any], beside: bool
) -> bool | None:
    """What came out of a run that is over, as pictures; `beside` its input there is none of that.

    Whether the pictures list all that there is; None where nothing came out.
    """
    job, run = submission.job, submission.job.run
    if job.problem:
        show_problem(job.problem)
        return None
    if run is None or not run.output:
        st.info(_("Stopped before anything was finished."), icon=":material/stop_circle:")
        return None
    if not job.trained:
        st.warning(
            _("A small random model answered: what it says means nothing."),
            icon=":material/science:",
        )
    if job.state == "stopped":
        _stopped(job)
    _not_answered(submission, run)
    for note in run.notes:
        st.warning(note.said(_))
    items = submission.finished(task, run.places)
    outputs, _rows, _labels = submission.shown(task, drawing)
    views = _picture(task, submission, items, outputs, drawing, beside and len(items) == 1)
    return len(items) == 1 and any(isinstance(view, Regions) for view in views)


def keepsakes(
    task: Task,
    submission: Submission,
    drawing: dict[str, Any],
    listed: bool,
    now: Now,
    again: bool,
) -> None:
    """What there is of a result besides its pictures: its table, unless it is `listed`, files, the
    cost, the Python; and, if `again`, another run of what stands on the page."""
    job, run, name = submission.job, submission.job.run, submission.name
    assert run
    if not job.trained:
        about.recorded_answer(task)
    if again:
        _again(task, job, name)
    outputs, rows, names = submission.shown(task, drawing)
    of_one = task.rows is not list and not listed and len(rows) > 0
    if len(run.output) > 1 or run.problems or of_one:
        said = {label: task.said(label, _) for label in names}
        colored = labels.colored(rows, [labels.column(task)], said)
        st.dataframe(colored, hide_index=True, alt=_("The result as a table"))
    _downloads(task, submission, outputs, rows, name)
    _cost(job, run)
    with st.expander(_("Raw output"), icon=":material/data_object:"):
        st.code(_raw(run), language="json", height=320)
    code_panel(*_python(task, submission, _with_answers(submission, now)))


def _again(task: Task, job: Job, name: str) -> None:
    """A button that runs the inputs once more with another seed, where chance has a say."""
    if "seed" not in task.defaults or not job.options.get("do_sample", True):
        return

    def next_seed() -> None:
        texts = job.options.get("num_return_sequences", 1)
        st.session_state[f"{task.name}.seed"] = (job.options["seed"] + texts) % 2**31
        st.session_state[AGAIN] = True

    st.button(
        _("Again with another seed"),
        icon=":material/casino:",
        on_click=next_seed,
        key=f"{name}-again",
    )


def _rows(task: Task, submission: Submission, run: Run, outputs: list[Any]) -> pd.DataFrame:
    """The table of the result, with the names of the files where the inputs were files."""
    items = submission.finished(task, run.places)
    rows = table(task, items, outputs, _, run.places, run.problems)
    if len(rows):
        of_rows = [submission.items[number - 1] for number in rows.iloc[:, 0]]
        for place, (title, values) in enumerate(whence(of_rows).items(), 1):
            rows.insert(place, title, values)
    return rows


def _not_answered(submission: Submission, run: Run) -> None:
    """Say how many inputs could not be answered, and why the first could not."""
    if run.problems:
        place = min(run.problems)
        st.warning(
            _("{count} of {total} inputs could not be answered; {name}: {reason}").format(
                count=len(run.problems),
                total=len(submission.items),
                name=escape_markdown(called(submission.items[place], place)),
                reason=escape_markdown(run.problems[place].sentence.said(_)),
            ),
            icon=":material/error:",
        )


def _stopped(job: Job) -> None:
    if job.total > 1:
        said = _("Stopped: {done} of {total} inputs are finished, and kept.").format(
            done=job.done, total=job.total
        )
    else:
        said = _("Stopped: this is what was written until then.")
    st.info(said, icon=":material/stop_circle:")


def _cost(job: Job, run: Run) -> None:
    if run.spent:
        _spent(run, run.spent)
        return
    device_badges(run.device, run.seconds, run.warm, run.added_memory_bytes)
    said = _("The weights take {size} as {dtype} and were loaded in {seconds:.2f} s.").format(
        size=said_bytes(job.memory_bytes), dtype=job.dtype, seconds=job.load_seconds
    )
    if len(run.output) > 1:
        said += " " + _("{rate:,.1f} inputs were answered a second.").format(rate=run.per_second)
    if run.warm and run.first_seconds:
        said += " " + _("The first run after loading took {first:.3f} s for the same.").format(
            first=run.first_seconds
        )
    st.caption(said)


def _spent(run: Run, spent: Spent) -> None:
    """What the time of a run at an endpoint went into."""
    with st.container(horizontal=True, gap="small"):
        st.badge(run.device, icon=":material/cloud:", color="blue")
        st.badge(_("{seconds:.3f} s").format(seconds=spent.whole), icon=":material/timer:")
    if spent.model:
        said = _(
            "Of that, {waiting:.3f} s went into waiting, {network:.3f} s into the network and "
            "{model:.3f} s into the model."
        ).format(waiting=spent.waiting, network=spent.network, model=spent.model)
    else:
        said = _("The endpoint does not say how much of it went into the model.")
    st.caption(said)


def _picture(
    task: Task,
    submission: Submission,
    items: list[Item],
    outputs: list[Any],
    drawing: dict[str, Any],
    beside: bool,
) -> list[View]:
    """Draw the result; what was drawn."""
    name = submission.name
    if len(items) > 1 and task.draw_all and len(items) <= 30:
        views = task.draw_all(items, outputs, _)
    else:
        at = 0
        if len(items) > 1:
            at = st.slider(_("Input no."), 1, len(items), 1, key=f"{name}-look") - 1
        assert submission.job.run
        item = submission.looked_at(at)
        views = task.draw(item, outputs[at], _, **drawing)
        if beside:
            views = [view for view in views if not _is_input(view, item)]
        given = submission.items[submission.job.run.places[at]].values
        heard = [view.audio for view in views if isinstance(view, (Sound, Spoken))]
        submission.played = [
            given[name] for name, value in item.items() if any(value is each for each in heard)
        ]
    wide = len(views) > 1 and not any(
        isinstance(view, (Sound, Html, Spoken, Written)) for view in views
    )
    columns = st.columns(len(views), gap="large") if wide and len(views) <= 3 else None
    for at, view in enumerate(views):
        with columns[at] if columns else st.container():
            show(view, key=f"{name}-view-{at}")
    return views


def _is_input(view: View, item: Item) -> bool:
    """Whether a view is a picture of the input, and nothing more."""
    return isinstance(view, Picture) and any(view.image is value for value in item.values())


def show(view: View, key: str) -> None:
    """One view of a result."""
    if isinstance(view, Html):
        st.html(view.html)
    elif isinstance(view, Picture):
        width = min(520, max(220, view.image.width))
        alt = view.caption or _("The result as a picture")
        st.image(view.image, caption=view.caption or None, width=width, alt=alt)
    elif isinstance(view, Regions):
        regions(view.data(), _("The result as a picture"), key=key)
    elif isinstance(view, Sound):
        st.audio(view.audio.wav(), format="audio/wav")
    elif isinstance(view, Written):
        written(view.prompt, view.samples, key=key)
    elif isinstance(view, Spoken):
        spoken(view.audio.wav(), view.text, view.chunks, view.audio.seconds, key=key)
    else:
        chart(view, _("The result as a picture"), key=key)
        if view.layout.meta:
            st.caption(_(view.layout.meta))


def _raw(run: Run) -> str:
    raw = {
        "output": run.output[:MOST_RAW],
        "seconds": run.seconds,
        "device": run.device,
        "added_memory_bytes": run.added_memory_bytes,
        "warm": run.warm,
        "problems": {place: str(problem) for place, problem in run.problems.items()},
        "notes": [str(note) for note in run.notes],
    }
    text = json.dumps(raw, ensure_ascii=False, indent=2)
    whole = len(text) <= 100_000 and len(run.output) <= MOST_RAW
    return text if whole else text[:100_000] + "\n…"


def _downloads(
    task: Task, submission: Submission, outputs: list[Any], rows: pd.DataFrame, name: str
) -> None:
    with st.container(horizontal=True):
        if len(rows):
            download_rows(rows, f"{task.name}.csv", key=f"{name}-csv")
        st.download_button(
            _("Download as JSON"),
            lambda: json.dumps(outputs, ensure_ascii=False, indent=1).encode(),
            f"{task.name}.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
            key=f"{name}-json",
        )
        if task.files and len(outputs) == 1:
            for file, data in task.files(submission.looked_at(0), outputs[0]).items():
                st.download_button(
                    _("Download {file}").format(file=file),
                    data,
                    file,
                    icon=":material/download:",
                    on_click="ignore",
                    key=f"{name}-{file}",
                )


def _python(task: Task, submission: Submission, items: list[NamedItem]) -> tuple[str, str | None]:
    """The Python that does the same, with this project and with transformers alone."""
    run = submission.job.run
    assert run
    finished = dict(zip(run.places, submission.finished(task, run.places)))
    given = {
        place: (items[place].values | finished.get(place, {}), items[place].file)
        for place in sorted([*run.places, *run.problems])
    }
    answers = [items[place].answer for place in given]
    if submission.asked.how.remote:
        return code.with_client(task, submission.job, list(given.values())), None
    return (
        code.with_project(
            task,
            submission.job,
            list(given.values()),
            items[0].table,
            answers,
            evaluation.python(task, submission, answers),
        ),
        code.with_transformers(
            task, submission.job, [given[place] for place in finished], items[0].table
        ),
    )
