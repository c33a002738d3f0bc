"""What came of a training: how right it is, a try, and all that can be taken away."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from inference.figures.confusion import class_bars, confusion
from inference.figures.scores import score_bars
from inference.job import Job, Loaded
from inference.process import store
from palette import shortened
from ui import (
    _,
    chart,
    download_rows,
    hold_text,
    link_to,
    show_problem,
    show_progress,
    translating,
    upload,
    visitor,
)
from ui.language import KEY
from workbench import training, zipped
from workbench.training import Outcome

from . import data, work
from .work import Begun

MOST_ROWS, LONGEST = 200, 300
"""Mistakes that a table shows, and characters of a text in it."""
MOST_CHARACTERS = 2_000
PICTURES = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "heic"]
TRIED = "train-tried"
"""Where the session has the runs of what was tried last."""


def show(begun: Begun) -> None:
    """The result of a training that is over and has one."""
    outcome = begun.job.result()
    work.keep(begun)
    work.say_stopped(begun, outcome)
    _finding(begun, outcome)
    if not begun.is_about_texts:  # only now it is known which of them can be read
        data.say_notes(begun.training.examples)
    _try(begun)
    _onwards(begun)
    _draw(
        begun,
        "curves",
        lambda: work.curves(begun.training, outcome.best_step),
        _("Loss and accuracy by step"),
    )
    _mistakes(begun, outcome)
    _take_away(begun)


def _draw(begun: Begun, name: str, make: Callable[[], go.Figure | None], alt: str) -> None:
    """A figure of a result, made once in a language: what it shows stays as it is."""
    key = f"{name}-{st.session_state[KEY]}"
    if key not in begun.figures and (figure := make()):
        begun.figures[key] = figure
    if key in begun.figures:
        chart(begun.figures[key], alt, key=f"train-{name}")


def _finding(begun: Begun, outcome: Outcome) -> None:
    """The figures, and in a sentence what they mean."""
    figures, count = outcome.figures, len(outcome.said)
    right = count - len(begun.training.wrong(outcome))
    st.header(
        _("{right} of {count} held-out examples right").format(right=right, count=count),
        anchor=False,
    )
    shown = {
        _("Accuracy"): figures["accuracy"],
        _("Macro F1"): figures["f1_macro"],
        _("Before training"): outcome.before,
        _("Majority baseline"): figures["majority"],
    }
    with st.container(horizontal=True):
        for title, value in shown.items():
            st.metric(title, f"{value:.1%}", width="content")
    st.caption(
        _(
            "Accuracy on others like these lies between {low:.1%} and {high:.1%} with a confidence "
            "of 95 %, and may be a little lower: the best state was chosen by these examples. "
            "{trainable:,} of {parameters:,} parameters were trained in {seconds:,.0f} s."
        ).format(
            low=outcome.between[0],
            high=outcome.between[1],
            trainable=outcome.trainable,
            parameters=outcome.parameters,
            seconds=outcome.seconds,
        )
    )


def _try(begun: Begun) -> None:
    """Something to ask the new model, and the one before."""
    with st.container(border=True):
        with st.form("train-try", border=False):
            given = _text(begun) if begun.is_about_texts else _picture(begun)
            asked = st.form_submit_button(_("Ask before and after"), icon=":material/play_arrow:")
        if asked:
            st.session_state[TRIED] = begun, given, _ask(begun, given)
        tried = st.session_state.get(TRIED)
        if tried and tried[0] is begun:
            _answers(*tried[1:])


def _text(begun: Begun) -> str:
    hold_text("train-text", MOST_CHARACTERS)
    example = _held_out(begun)
    return st.text_input(_("Try it"), placeholder=example, key="train-text") or example


def _picture(begun: Begun) -> bytes:
    file = upload(_("Try it with a picture of yours"), PICTURES, key="train-picture", stays=True)
    example = begun.training.examples.inputs[begun.training.held_out[0]]
    assert isinstance(example, bytes)
    return file.getvalue() if file else example


def _held_out(begun: Begun) -> str:
    """A text that the model has not learned from."""
    return str(begun.training.examples.inputs[begun.training.held_out[0]])


def _ask(begun: Begun, given: str | bytes) -> dict[str, Job]:
    """Runs of the model before the training, where it was kept, and after."""
    task = training.task_of(begun.training.examples.kind)
    folders = {_("Before"): begun.training.before, _("After"): begun.model}
    item = {task.inputs[0].name: given}
    jobs = {
        title: store().submit(Loaded(task.name, str(folder)), [item], visitor=visitor())
        for title, folder in folders.items()
        if folder
    }
    for job in jobs.values():
        job.wait(1.5)
    return jobs


def _answers(given: str | bytes, jobs: dict[str, Job]) -> None:
    """The answers side by side, as soon as all are there."""
    if not all(job.over for job in jobs.values()):
        show_progress(
            list(jobs.values()), lambda _job: _("Asking the model …"), "train-ask-stop", _("Stop")
        )
        return
    if isinstance(given, str):
        st.caption(shortened(given, LONGEST))
    else:
        st.image(given, width=96, alt=_("Picture"))
    for place, (title, job) in zip(st.columns(len(jobs)), jobs.items()):
        with place:
            st.markdown(f"**{title}**")
            if problem := job.problem or (job.run and job.run.problems.get(0)):
                show_problem(problem)
            elif job.run and job.run.output:
                rows = job.run.output[0][:5]
                figure = score_bars(rows, translating())
                chart(figure, _("Labels with their scores"), key=f"train-answer-{title}")


def _onwards(begun: Begun) -> None:
    """To Pipelines, and the model as files."""
    task = training.task_of(begun.training.examples.kind)
    with st.container(horizontal=True, vertical_alignment="center"):
        if begun.name:
            text = _held_out(begun)[:500] if begun.is_about_texts else ""
            choices = {f"{task.name}.{task.inputs[0].name}": text} if text else {}
            link_to(
                "pages/pipelines.py",
                _("Run it in Pipelines"),
                ":material/play_circle:",
                **{"task": task.name, "weights": "made", "checkpoint": begun.name, **choices},
            )
        folder, stem = begun.model, begun.name or "model"
        st.download_button(
            _("Model (ZIP)"),
            lambda: zipped(folder),
            f"{stem}.zip",
            "application/zip",
            icon=":material/download:",
            on_click="ignore",
        )
        if begun.training.values["lora"]:
            st.download_button(
                _("Adapter (ZIP)"),
                lambda: zipped(folder / "adapter"),
                f"{stem}-adapter.zip",
                "application/zip",
                icon=":material/download:",
                on_click="ignore",
            )


def _mistakes(begun: Begun, outcome: Outcome) -> None:
    """What is taken for what, the F1 of each label, and the examples that it got wrong."""
    _draw(
        begun,
        "confusion",
        lambda: confusion(outcome.labels, outcome.confusion, translating(), own=True),
        _("Confusion matrix"),
    )
    st.caption(_("A frame marks where the answer is the right one."))
    wrong = begun.training.wrong(outcome)
    examples, places, right = (
        begun.training.examples,
        begun.training.held_out,
        begun.training.right(),
    )
    title = _("Mistakes, most confident first: {count:,}").format(count=len(wrong))
    with st.expander(title, icon=":material/rule:", expanded=bool(wrong)):
        if not wrong:
            st.markdown(_("All examples held out were answered right."))
            return
        given = [
            str(examples.inputs[at]) if begun.is_about_texts else examples.files[at]
            for at in (places[number] for number in wrong)
        ]
        columns = {
            _("Right answer"): [right[number] for number in wrong],
            _("Answered"): [outcome.said[number] for number in wrong],
            _("Probability"): [f"{outcome.shares[number]:.0%}" for number in wrong],
            _("Text") if begun.is_about_texts else _("File"): given,
        }
        rows = pd.DataFrame(columns)
        st.dataframe(rows[:MOST_ROWS], hide_index=True)
        download_rows(rows, "mistakes.csv", key="train-mistakes")
    with st.expander(_("By label, the lowest F1 first"), icon=":material/bar_chart:"):
        _draw(
            begun,
            "classes",
            lambda: class_bars(outcome.classes, translating(), own=True),
            _("F1 by label"),
        )


def _take_away(begun: Begun) -> None:
    """The script that does the same, and the commands that put the model on the Hub."""
    with st.expander(_("The Python that does the same"), icon=":material/code:"):
        st.caption(
            _(
                "A complete file: transformers, accelerate and scikit-learn are all that it needs, "
                "and peft for LoRA. The ZIP has it with your examples, split as they were here; it "
                "arrives at the same figures."
            )
        )
        st.download_button(
            _("Script and data (ZIP)"),
            lambda: training.archive(begun.training),
            "training.zip",
            "application/zip",
            icon=":material/download:",
            on_click="ignore",
        )
        st.code(_script(begun.training), language="python", height=420)
    with st.expander(_("Put it on the Hub"), icon=":material/cloud_upload:"):
        st.markdown(
            _("Nothing is sent from here. Unpack the model, and in its folder log in and upload:")
        )
        st.code(f"hf auth login\nhf upload YOUR-NAME/{begun.hub_name} .", language="bash")
        head = {"texts": "SequenceClassification", "pictures": "ImageClassification"}
        auto = f"AutoModelFor{head[begun.training.examples.kind]}"
        st.code(
            f"from transformers import {auto}\n\n"
            f'{auto}.from_pretrained(".").push_to_hub("YOUR-NAME/{begun.hub_name}")',
            language="python",
        )


def _script(of: training.Training) -> str:
    key = f"train-script-{id(of)}"
    if key not in st.session_state:
        st.session_state[key] = training.script(of)
    return st.session_state[key]
