"""Files that are handed in, no larger than the page says and the server takes."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from i18n import N_, Problem

from .parts import show_problem

Value = TypeVar("Value")


def largest_upload(most: int | None = None) -> int:
    """The megabytes that a file may have: `most`, or fewer where the server takes fewer."""
    server = int(st.get_option("server.maxUploadSize"))
    return min(most or server, server)


def upload(label: str, kinds: list[str] | None, key: str, most: int | None = None, **options: Any):
    """Draw a place for a file of up to `most` megabytes; the file, None where there is none.

    The label may promise it as `{megabytes}`. The browser holds a file to that and the server once
    more, with a sentence instead of the file. `options` go to `st.file_uploader`, whose result
    this is.
    """
    megabytes = largest_upload(most)
    handed_in = st.file_uploader(
        label.format(megabytes=megabytes), kinds, key=key, max_upload_size=megabytes, **options
    )
    several = isinstance(handed_in, list)
    files = handed_in if several else [handed_in] if handed_in else []
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


def read_once(key: str, what: Any, read: Callable[[], Value]) -> Value:
    """What `read` gives, kept in the session under `key` until `what`, the `file_id` of a file or
    a text, is another one: a rerun of the page reads nothing anew."""
    known = st.session_state.get(key)
    if known is None or known[0] != what:
        known = st.session_state[key] = (what, read())
    return known[1]
