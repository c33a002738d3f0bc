"""What a visitor has started, which a reload or a lost connection finds again.

Streamlit's session ends with its page, sooner or later. So the server keeps what was started under
a random name, and the browser keeps that name in a cookie, as with files (`ui/kept.py`). Whoever
comes back within `GRACE` seconds has it again; after that it is stopped and forgotten. A name that
the server does not know tells of a run that is gone.
"""

import logging
import secrets
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from .kept import SET_COOKIE

_log = logging.getLogger(__name__)

GRACE = 60
"""Seconds without a page after which what it started ends."""
COOKIE = "atlas-started"
HELD = "visit"
WORTH_A_RETURN = "made", "trainings", "exports"
"""What is kept for a visit that its visitor would miss after a reload."""


@dataclass
class Visit:
    """What one page has started: a list of jobs by name, and what belongs to each of them."""

    session: str
    started: dict[str, list[Any]] = field(default_factory=dict)
    at_work: MutableMapping[str, Any] = field(default_factory=WeakValueDictionary)
    """Jobs by their kind that end with the page and are kept in its session."""
    belongings: dict[str, Any] = field(default_factory=dict)
    """What else is kept for it, by name."""
    left: float | None = None

    @property
    def worth_a_return(self) -> bool:
        """Whether a reload would miss anything."""
        return bool(self.started or any(map(self.belongings.get, WORTH_A_RETURN)))


Value = TypeVar("Value")


class Visits:
    """Visits by their random names; see the module."""

    def __init__(
        self, is_there: Callable[[str], bool], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._is_there, self._clock = is_there, clock
        self._visits: dict[str, Visit] = {}
        self._lock = Lock()

    def begin(self, session: str, token: str) -> tuple[str, Visit]:
        """The visit that a browser's cookie names, unless another page of it is open; a new one."""
        with self._lock:
            visit = self._visits.get(token)
            if visit is None or self._is_there(visit.session):
                token, visit = secrets.token_urlsafe(24), Visit(session)
                self._visits[token] = visit
            visit.session, visit.left = session, None
            return token, visit

    def knows(self, token: str) -> bool:
        return token in self._visits

    def tidy(self, stop: Callable[[Visit], None]) -> None:
        """Stop and forget what nobody has asked for since `GRACE` seconds."""
        now = self._clock()
        gone: list[Visit] = []
        with self._lock:
            for token, visit in list(self._visits.items()):
                if self._is_there(visit.session):
                    visit.left = None
                elif visit.left is None:
                    visit.left = now
                elif now - visit.left > GRACE:
                    gone.append(self._visits.pop(token))
        for visit in gone:  # without the lock: to stop something may take a while
            stop(visit)


def _is_there(session: str) -> bool:
    return not runtime.exists() or runtime.get_instance().is_active_session(session)


_visits = Visits(_is_there)


def _stop(visit: Visit) -> None:
    for pieces in list(visit.started.values()):
        for piece in pieces:
            piece.job.stop()
    for job in list(visit.at_work.values()):
        job.stop()


@st.cache_resource(show_spinner=False)
def _tidy_now_and_then() -> Thread:
    def go_on() -> None:
        while True:
            time.sleep(5)
            try:
                _visits.tidy(_stop)
            except Exception:  # else no visit would be tidied from now on
                _log.exception("Visits were not tidied.")

    thread = Thread(target=go_on, daemon=True, name="visits")
    thread.start()
    return thread


def started_here() -> tuple[dict[str, list[Any]], bool]:
    """What this visitor has started, by name, and whether a run of theirs is gone.

    The lists hold things with a `job`. To be called on each run of a page that starts something,
    with `keep_started` at its end: the browser is told the name while there is something.
    """
    _token, visit, gone = _here()
    return visit.started, gone and not visit.worth_a_return


def end_with_visit(kind: str, job: Any) -> None:
    """Stop `job` when its visitor has left, or begins another of its kind."""
    _token, visit, _gone = _here()
    if before := visit.at_work.get(kind):
        before.stop()
    visit.at_work[kind] = job


def of_visit(name: str, make: Callable[[], Value]) -> Value:
    """What is kept for this visit under a name, made when it is first asked for; a reload finds
    it again where it finds what was started."""
    _token, visit, _gone = _here()
    if name not in visit.belongings:
        visit.belongings[name] = make()
    return visit.belongings[name]


def _here() -> tuple[str, Visit, bool]:
    """The name of this page's visit, the visit, and whether an earlier one is gone."""
    _tidy_now_and_then()
    context = get_script_run_ctx()
    if HELD not in st.session_state:
        named = st.context.cookies.get(COOKIE, "")
        gone = bool(named) and not _visits.knows(named)
        session = context.session_id if context else ""
        st.session_state[HELD] = *_visits.begin(session, named), gone
    return st.session_state[HELD]


def visitor() -> str:
    """A name of the one who looks at this page, that nobody else knows; after `started_here`."""
    token, _visit, _gone = st.session_state[HELD]
    return token


def keep_started() -> None:
    """Let the browser keep the name of what it has started; at the end of the page."""
    token, visit, _gone = st.session_state[HELD]
    cookie = token if visit.worth_a_return else "; Max-Age=0"
    st.html(SET_COOKIE.format(name=COOKIE, token=cookie), unsafe_allow_javascript=True)
