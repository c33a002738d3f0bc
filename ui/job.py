"""Work in the background: what a job is, how a page shows that it goes on, and long work as one."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Any, Generic, Literal, Protocol, TypeVar

import streamlit as st

from i18n import Problem
from sandbox import Ended, GoOn

from . import last
from .language import _
from .parts import show_problem
from .visit import end_with_visit

State = Literal["waiting", "loading", "running", "done", "stopped", "failed"]


class Job(Protocol):
    """Work in the background: `BackgroundWork`, `inference.job.Job`, `inference.hub.Download`.

    `state` begins with "waiting", "loading" or "running" and ends with "done", "stopped" or
    "failed"; then it is `over`. `done` of `total` is finished, in whatever it counts; `total` is 0
    where that is not known. `problem` says why it failed. `stop` asks it to end, from when on it is
    `stopped`; `wait` until it is over, at most `seconds`.
    """

    @property
    def state(self) -> State: ...

    @property
    def over(self) -> bool: ...

    @property
    def stopped(self) -> bool: ...

    @property
    def done(self) -> float: ...

    @property
    def total(self) -> float: ...

    @property
    def problem(self) -> Problem | None: ...

    def stop(self) -> None: ...

    def wait(self, seconds: float | None = None) -> Any: ...


AnyJob = TypeVar("AnyJob", bound=Job)
Result = TypeVar("Result")

PATIENCE = 0.6
"""Seconds that a page waits before it shows a progress bar."""


def show_progress(
    jobs: Sequence[AnyJob],
    say: Callable[[AnyJob], str],
    key: str,
    stop: str,
    icon: str = ":material/stop_circle:",
    draw: Callable[[AnyJob], None] | None = None,
) -> None:
    """How far jobs are, with a button that stops them; draws the page anew when all are over.

    `say` puts in words how far a job is, `draw` adds what there is of it already; `stop` is the
    label of the button and `key` its key.
    """

    @st.fragment(run_every=0.4)
    def poll() -> None:
        going_on = [job for job in jobs if not job.over]
        if not going_on:
            st.rerun()
        for job in going_on:
            if job.done < job.total:
                st.progress(job.done / job.total, say(job))
            else:
                st.markdown(f":material/progress_activity: {say(job)}")
            if draw:
                draw(job)
        st.button(
            stop,
            icon=icon,
            key=key,
            on_click=_stop,
            args=(going_on,),
            disabled=all(job.stopped for job in going_on),
        )

    poll()


def _stop(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job.stop()


class BackgroundWork(Generic[Result]):
    """A job that runs `work` in a thread and keeps what it returns.

    `work` is given a function to call now and then with the part that is done, 0 to 1, or None
    while it waits for its turn, which says whether to go on; what it has by then is its result.
    """

    total = 1.0

    def __init__(self, work: Callable[[GoOn], Result]):
        self.done = 0.0
        self.stopped = False
        self._waits = False
        self._future: Future[Result] = Future()
        Thread(target=self._run, args=(work,), daemon=True).start()

    def _run(self, work: Callable[[GoOn], Result]) -> None:
        try:
            self._future.set_result(work(self._go_on))
        except Exception as error:
            self._future.set_exception(error)

    def _go_on(self, done: float | None) -> bool:
        self._waits = done is None
        self.done = done or 0.0
        return not self.stopped

    @property
    def state(self) -> State:
        if not self.over:
            return "waiting" if self._waits else "running"
        return "failed" if self._future.exception() else "stopped" if self.stopped else "done"

    @property
    def over(self) -> bool:
        return self._future.done()

    @property
    def problem(self) -> Problem | None:
        error = self._future.exception() if self.over else None
        return error if isinstance(error, Problem) else None

    def stop(self) -> None:
        self.stopped = self.stopped or not self.over

    def wait(self, seconds: float | None = None) -> "BackgroundWork[Result]":
        with suppress(TimeoutError):
            self._future.exception(seconds)
        return self

    def result(self) -> Result:
        """What the work returned; raises what it raised."""
        return self._future.result()


def finished_job(
    key: str,
    what: tuple,
    work: Callable[[GoOn], Result],
    doing: str | Callable[[float], str],
    stop: str,
    kind: str = "",
) -> BackgroundWork[Result]:
    """The finished job for `what`; until then this run of the page ends with a progress bar.

    The job stays in the session under `key` until `what` changes; one that is no longer wanted
    is told to stop. So is what is still at work of the same `kind`, by default the `key`, and
    whatever is at work when its visitor has left. `doing` says in words how far it is, with its
    `{percent:.0%}`, or makes such words of the part that is done; `stop` is the label of the
    button.
    """
    known, job = st.session_state.get(key, (None, None))
    if known != what:
        if job:
            job.stop()
        job = BackgroundWork(work)
        st.session_state[key] = what, job
        end_with_visit(kind or key, job)
    if not job.wait(PATIENCE).over:
        with st.container(border=True):
            show_progress([job], partial(how_far, doing), f"{key}-stop", stop)
        last.stop()
    return job


def how_far(doing: str | Callable[[float], str], job: Job) -> str:
    """How far long work is, in words: `doing` says it with its `{percent:.0%}`, or makes such words
    of the part that is done."""
    if job.stopped:
        return _("Stopping …")
    if job.state == "waiting":
        return _("Waiting: others have work that takes long …")
    words = doing if isinstance(doing, str) else doing(job.done)
    return words.format(percent=job.done)


def show_ended(problem: Problem, key: str) -> None:
    """Say what came of a job; one that was ended before it was done can be begun again."""
    show_problem(problem)
    if isinstance(problem, Ended):
        begin_again(key, _("Try again"))


def begin_again(key: str, label: str) -> None:
    """A button that begins the job under `key` anew."""
    st.button(label, icon=":material/replay:", on_click=_forget, args=(key,), key=f"{key}-again")


def _forget(key: str) -> None:
    st.session_state.pop(key, None)
