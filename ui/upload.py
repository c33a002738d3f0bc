"""Files that are handed in, no larger than the page says and the server takes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from i18n import N_, Problem, visible

from .language import _
from .parts import escape_markdown, listed, said_bytes, show_problem

Value = TypeVar("Value")
MOST_NAMES = 3
"""Files that are named."""


def largest_upload(most: int | None = None) -> int:
    """The megabytes that a file may have: `most`, or fewer where the server takes fewer."""
    server = int(st.get_option("server.maxUploadSize"))
    return min(most or server, server)


def upload(
    label: str,
    kinds: list[str] | None,
    key: str,
    most: int | None = None,
    stays: bool = False,
    **options: Any,
):
    """Draw a place for a file of up to `most` megabytes; the file, None where there is none.

    The label may promise it as `{megabytes}`. The browser holds a file to that and the server once
    more, with a sentence instead of the file. What `stays` is there again when one comes back from
    another page, with a way to remove it. `options` go to `st.file_uploader`, whose result this is.
    """
    megabytes = largest_upload(most)
    if stays:
        then = partial(options.get("on_change", lambda: None), *options.get("args", ()))
        options |= {"on_change": _remember, "args": (key, then)}
    handed_in = st.file_uploader(
        label.format(megabytes=megabytes), kinds, key=key, max_upload_size=megabytes, **options
    )
    several = isinstance(handed_in, list)
    files = _listed(handed_in)
    if stays and (several or not files):
        files = _of_before(key, files) + files
    for file in files:
        if file.size > megabytes * 2**20:
            show_problem(
                Problem(
                    N_("{file} has more than {megabytes} MB: choose a smaller file."),
                    file=file.name,
                    megabytes=megabytes,
                )
            )
    fitting = [file for file in files if file.size <= megabytes * 2**20]
    return fitting if several else next(iter(fitting), None)


MOST_BYTES = 100_000_000
"""Of the files that stay with a visit; those of the place that was used first go first."""


@dataclass
class _Place:
    """The files that lie in a place now, and those that it had when it was last left."""

    now: list[Any] = field(default_factory=list)
    before: list[Any] = field(default_factory=list)


def _listed(handed_in: Any) -> list[Any]:
    return handed_in if isinstance(handed_in, list) else [handed_in] if handed_in else []


def _places() -> dict[str, _Place]:
    return st.session_state.setdefault("files-of-visit", {})


def forget_upload(key: str) -> None:
    """Let go of the files that a place had when it was left."""
    _places().pop(key, None)


def _remember(key: str, then: Callable[[], None]) -> None:
    """Called where a visitor adds or removes a file, not where Streamlit forgets those of a page
    that is left; `then` is what the caller wants to do."""
    places, handed_in = _places(), st.session_state[key]
    several, place = isinstance(handed_in, list), places.pop(key, _Place())
    places[key] = _Place(_listed(handed_in), place.before if several else [])
    while (
        len(places) > 1
        and sum(file.size for each in places.values() for file in each.now + each.before)
        > MOST_BYTES
    ):
        del places[next(iter(places))]
    then()


def _of_before(key: str, files: list[Any]) -> list[Any]:
    """What the place had when it was left, named beside a button that removes it."""
    place = _places().get(key)
    if place is None:
        return []
    if place.now and not files:
        place.now, place.before = [], place.before + place.now
    if place.before:
        named = listed([escape_markdown(visible(file.name)) for file in place.before], MOST_NAMES)
        size = said_bytes(sum(file.size for file in place.before))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f":material/draft: {named} · {size}", width="content")
            st.button(
                _("Remove"),
                icon=":material/close:",
                type="tertiary",
                key=f"{key}-remove",
                on_click=place.before.clear,
            )
    return list(place.before)


def read_once(key: str, what: Any, read: Callable[[], Value]) -> Value:
    """What `read` gives, kept in the session under `key` until `what`, the `file_id` of a file or
    a text, is another one: a rerun of the page reads nothing anew."""
    known = st.session_state.get(key)
    if known is None or known[0] != what:
        known = st.session_state[key] = (what, read())
    return known[1]
