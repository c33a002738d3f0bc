"""What is drawn last: figures and code, whose libraries a browser reads for long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from time import sleep
from typing import NoReturn

import streamlit as st

from i18n import Problem

TO_DRAW_THE_REST = 0.6
"""Seconds that a new browser takes to draw a page without its figures once it is sent."""
SEEN = "first-page-seen"

_waiting: ContextVar[list[Callable[[], object]] | None] = ContextVar("waiting", default=None)


@contextmanager
def heavy_last() -> Iterator[None]:
    """Send what a page has left for `later` after all else that is on it.

    For its first figure a browser reads 4.7 MB of Plotly and draws nothing meanwhile, two thirds of
    a second long; for coloured code 1.6 MB. On the first page of a visit both wait until what needs
    less stands there.
    """
    waiting: list[Callable[[], object]] = []
    before = _waiting.set(waiting)
    try:
        yield
    except Problem:
        _draw(waiting)
        raise
    finally:
        _waiting.reset(before)
    _draw(waiting)


def _draw(waiting: list[Callable[[], object]]) -> None:
    # Without an address nobody looks: a test runs the page.
    if waiting and st.context.url and not st.session_state.get(SEEN):
        sleep(TO_DRAW_THE_REST)
        st.session_state[SEEN] = True
    while waiting:
        waiting.pop(0)()


def later(draw: Callable[[], object]) -> None:
    """Call `draw` at the end of `heavy_last`; at once where a fragment runs by itself."""
    waiting = _waiting.get()
    if waiting is None:
        draw()
    else:  # in the context of today, which knows the fragment that it stands in
        waiting.append(partial(copy_context().run, draw))


def stop() -> NoReturn:
    """End the page here, as `st.stop` does, after which nothing can be drawn."""
    _draw(_waiting.get() or [])
    st.stop()
