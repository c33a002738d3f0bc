"""Long work in a thread of its own, with its progress and a way to stop it."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Generic, TypeVar

import streamlit as st

from .language import _

Result = TypeVar("Result")
PATIENCE = 0.6
"""Seconds that a page waits before it shows a progress bar."""


class Job(Generic[Result]):
    """Runs `work` in a thread. It is given a function to call now and then with the part that is
    done, 0 to 1, which says whether to go on."""

    def __init__(self, work: Callable[[Callable[[float], bool]], Result]):
        self.done = 0.0
        self.stopped = False
        self._future: Future[Result] = Future()
        Thread(target=self._run, args=(work,), daemon=True).start()

    def _run(self, work) -> None:
        try:
            self._future.set_result(work(self._go_on))
        except Exception as error:
            self._future.set_exception(error)

    def _go_on(self, done: float) -> bool:
        self.done = done
        return not self.stopped

    @property
    def finished(self) -> bool:
        return self._future.done()

    def stop(self) -> None:
        """Ask the work to end; what it has by then is its result."""
        self.stopped = True

    def wait(self, seconds: float) -> bool:
        """Whether the work ends within `seconds`."""
        try:
            self._future.exception(seconds)
        except TimeoutError:
            return False
        return True

    def result(self) -> Result:
        """What the work returned; raises what it raised."""
        return self._future.result()


def finished_job(key: str, what: tuple, work: Callable) -> Job:
    """The finished job for `what`; until then this run of the page ends with a progress bar.

    The job stays in the session under `key` until `what` changes; one that is no longer wanted
    is told to stop.
    """
    known, job = st.session_state.get(key, (None, None))
    if known != what:
        if job:
            job.stop()
        job = Job(work)
        st.session_state[key] = what, job
    if not job.wait(PATIENCE):
        _progress(key)
        st.stop()
    return job


@st.fragment(run_every=0.4)
def _progress(key: str) -> None:
    _what, job = st.session_state[key]
    if job.finished:
        st.rerun()
    with st.container(border=True):
        said = _("Stopping …") if job.stopped else _("Learning … {percent:.0%}")
        st.progress(min(max(job.done, 0.0), 1.0), said.format(percent=job.done))
        st.button(
            _("Stop and keep what is learned"),
            icon=":material/stop_circle:",
            key=f"{key}-stop",
            on_click=job.stop,
            disabled=job.stopped,
        )
