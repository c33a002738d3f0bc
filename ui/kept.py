"""A file of the visitor's that is still there after they reload the page.

Streamlit's session ends with the connection of its page. So the server keeps the bytes of the file
in memory under a random name, and the visitor's browser keeps that name in a cookie: no link
carries it, nothing is on disk, and who does not have the cookie cannot name the file. All files
together take `MOST_BYTES` at most, those unused for longest go first; each goes `LIFE` seconds
after it was last asked for, and when the server ends. One browser has one file of a key: the last.
Where cookies are refused, as in a frame on another site, a file lasts until the page is reloaded.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

import streamlit as st

MOST_BYTES = 100_000_000
MOST_FILES = 1_000
LIFE = 12 * 3600
"""Seconds."""

# A cookie without an age goes when the browser is closed; one of Lax is not sent from other sites.
SET_COOKIE = """<script>
document.cookie = "{name}={token}; path=/; SameSite=Lax"
    + (location.protocol === "https:" ? "; Secure" : "");
</script>"""


class File(NamedTuple):
    """What a visitor handed in."""

    name: str
    data: bytes


class Shelf:
    """Files by random names; it forgets as the module says."""

    def __init__(
        self,
        most_bytes: int = MOST_BYTES,
        most_files: int = MOST_FILES,
        life: float = LIFE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_bytes, self._most_files = most_bytes, most_files
        self._life, self._clock = life, clock
        self._files: OrderedDict[str, tuple[float, File]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def put(self, file: File) -> str:
        """Keep a file; the name to ask for it."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._files[token] = self._clock(), file
            self._bytes += len(file.data)
            self._tidy()
        return token

    def get(self, token: str) -> File | None:
        """The file, which then lives on; None where it is gone."""
        with self._lock:
            self._tidy()
            if token not in self._files:
                return None
            _, file = self._files.pop(token)
            self._files[token] = self._clock(), file
            return file

    def remove(self, token: str) -> None:
        """Forget a file, if it is there."""
        with self._lock:
            if token in self._files:
                self._forget(token)

    def _tidy(self) -> None:
        while self._files:
            oldest, (used, _) = next(iter(self._files.items()))
            full = self._bytes > self._most_bytes or len(self._files) > self._most_files
            if not full and self._clock() - used < self._life:
                return
            self._forget(oldest)

    def _forget(self, token: str) -> None:
        _, file = self._files.pop(token)
        self._bytes -= len(file.data)


_shelf = Shelf()


def keep_file(key: str, file: File) -> None:
    """Keep the last file of this browser under `key`; on each run while it is to be kept.

    Only the first call stores it; all of them tell the browser its name.
    """
    held = f"{key}-kept"
    if held not in st.session_state or st.session_state[held][1] != file:
        forget_file(key)
        st.session_state[held] = _shelf.put(file), file
    token, _ = st.session_state[held]
    st.html(SET_COOKIE.format(name=_cookie(key), token=token), unsafe_allow_javascript=True)


def kept_file(key: str) -> File | None:
    """The file that this browser handed in before the page was loaded, if it is still kept."""
    token = st.context.cookies.get(_cookie(key), "")
    file = _shelf.get(token)
    if file is not None:
        st.session_state[f"{key}-kept"] = token, file
    return file


def forget_file(key: str) -> None:
    """Keep it no longer."""
    token, _ = st.session_state.pop(f"{key}-kept", ("", None))
    _shelf.remove(token)


def _cookie(key: str) -> str:
    return f"atlas-{key}"
