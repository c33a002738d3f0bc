"""A training of this visit: begun, watched, and what came of it kept."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from time import monotonic

import plotly.graph_objects as go
import streamlit as st

from i18n import Problem
from ui import (
    _,
    chart,
    keep_made,
    made_checkpoints,
    of_visit,
    show_problem,
    show_progress,
    translating,
)
from ui.job import BackgroundWork
from ui.visit import end_with_visit
from workbench import training
from workbench.training import Base, Examples, Outcome, Settings, Training

TRAININGS = "trainings"


@dataclass
class Begun:
    """A training that goes on or has ended, what it was given, and the name that its model has
    among the visitor's checkpoints; "" before, or where there was no room."""

    training: Training
    given: Examples
    job: BackgroundWork[Outcome]
    name: str = ""
    unkept: Problem | None = None
    figures: dict[str, go.Figure] = field(default_factory=dict)
    """Figures of the result that were drawn before, by name and language."""

    @property
    def model(self) -> Path:
        """The folder of the trained model."""
        return made_checkpoints().get(self.name) or self.training.model

    def is_of(self, examples: Examples | None) -> bool:
        """Whether it learned from these examples, or there are none."""
        return examples is None or (examples.name, examples.labels) == (
            self.given.name,
            self.given.labels,
        )

    @property
    def hub_name(self) -> str:
        """What it may be called elsewhere: a command can have it as it is."""
        return self.name or "my-model"

    @property
    def is_about_texts(self) -> bool:
        return self.training.examples.kind == "texts"


def last() -> Begun | None:
    """The training that this visit began last."""
    begun: list[Begun] = of_visit(TRAININGS, list)
    return begun[-1] if begun else None


def begin(examples: Examples, base: Base, settings: Settings) -> None:
    """Begin a training; what is still at work ends. Raises `i18n.Problem` where it cannot begin."""
    work = Training(examples, base, settings)
    begun: list[Begun] = of_visit(TRAININGS, list)
    job = BackgroundWork(work.run)
    end_with_visit(TRAININGS, job)
    begun[:] = [Begun(work, examples, job)]


def watch(begun: Begun) -> None:
    """How far a training is, with its curves, and a button that stops it."""

    def draw(_job: BackgroundWork[Outcome]) -> None:
        if figure := curves(begun.training):
            chart(figure, _("Loss and accuracy by step"), key="train-growing")

    with st.container(border=True):
        show_progress(
            [begun.job],
            lambda job: said(begun.training, job),
            "train-stop",
            _("Stop and keep the best"),
            draw=draw,
        )


def curves(work: Training, best: int = 0) -> go.Figure | None:
    """Losses and figures so far; None before the first."""
    points = work.points
    if not points:
        return None
    majority = max(work.examples.counts.values()) / len(work.examples)
    return training.curves(points, points[-1]["of"], majority, translating(), best)


def said(work: Training, job: BackgroundWork[Outcome]) -> str:
    """How far a training is, in words."""
    if job.stopped:
        return _("Stopping: the best so far is measured and kept …")
    phase = work.phase
    if phase == "waiting":
        if work.ahead:
            return _("Waiting: trainings before yours: {count}").format(count=work.ahead)
        return _("Waiting: others have work that takes long …")
    if phase == "training" and work.points and work.began:
        point = work.points[-1]
        left = (monotonic() - work.began - work.loaded) * (point["of"] / max(1, point["step"]) - 1)
        if point["step"]:
            return _("Step {step:,} of {of:,} · about {seconds:,.0f} s left").format(
                step=point["step"], of=point["of"], seconds=max(1, left)
            )
    phases = {
        "reading": _("Opening the pictures …") if work.examples.kind == "pictures" else "",
        "measuring": _("Measuring on the examples held out …"),
        "saving": _("Writing the model …"),
    }
    return phases.get(phase) or _("Loading PyTorch and transformers …")


def keep(begun: Begun) -> None:
    """Take a finished model among the visitor's checkpoints, with its card; once."""
    if begun.name or begun.unkept:
        return
    stem = PurePosixPath(begun.training.examples.name).stem
    try:
        begun.name = keep_made(f"{stem}-model", begun.training.model)
    except Problem as problem:
        begun.unkept = problem
    card = training.card(begun.training, begun.job.result(), begun.hub_name, translating())
    (begun.model / "README.md").write_text(card, "utf-8")


def say_stopped(begun: Begun, outcome: Outcome) -> None:
    if begun.job.stopped:
        st.info(
            _("Stopped after {steps:,} of {of:,} steps: this is the best until then.").format(
                steps=outcome.steps, of=outcome.of
            ),
            icon=":material/stop_circle:",
        )
    if begun.unkept:
        show_problem(begun.unkept, st.warning)
