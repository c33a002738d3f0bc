"""What the reader chose: a start, changes of it, and another configuration beside it.

It stands in the session and in the link, `/configure?architecture=bert&changes=…`.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

import streamlit as st

import workbench
from i18n import Problem
from ui import DAMAGED, pack, put_in_link, say_of_link, unpack

HELD = "configure"
FILES = "configure-files"
DAMAGED_LINK = "configure-damaged"
MOST_FILES = 8
"""Files of a session that are kept, the latest: one may be held beside another."""
MOST_IN_LINK, MOST_PACKED = 600, 4_000
"""Letters of changes in a link as they are, and compressed."""
FIRST = "distilbert"
"""What a visitor without a link sees: the architecture of the notes."""


@dataclass(frozen=True)
class Side:
    """A start, by its word in links, and changes of it by dotted name.

    The word of a start is an architecture, or a kind and a name: "demo:ner". The name of a file is
    a digest of what it starts from.
    """

    start: str
    changes: dict[str, Any] = field(default_factory=dict)

    def changed(self, path: str, value: Any) -> "Side":
        return replace(self, changes=self.changes | {path: value})

    def without(self, path: str) -> "Side":
        return replace(self, changes={k: v for k, v in self.changes.items() if k != path})


@dataclass(frozen=True)
class Chosen:
    """One configuration, and perhaps another to compare it with."""

    side: Side
    beside: Side | None = None


def chosen() -> Chosen:
    """What is chosen: of the link where that is another than what was put there, else what the
    session has."""
    linked = _linked()
    held = st.session_state.get(HELD)
    if held is None or (linked and linked != st.session_state.get(f"{HELD}-linked")):
        held = _of_link() if linked else Chosen(Side(FIRST))
        st.session_state[HELD], st.session_state[f"{HELD}-linked"] = held, linked
    return held


def say_damaged() -> None:
    """Say of a link that has just been read where a part of it could not be."""
    if st.session_state.pop(DAMAGED_LINK, False):
        say_of_link(Problem(DAMAGED))


def choose(now: Chosen) -> None:
    """Have this chosen, in a callback."""
    st.session_state[HELD] = now


def choose_side(side: Side) -> None:
    """Have another configuration chosen, in a callback; what stands beside it stays."""
    held = st.session_state.get(HELD)
    st.session_state[HELD] = Chosen(side, held.beside if held else None)


def files() -> dict[str, workbench.Start]:
    """What the reader's own files start from, by the word of each."""
    return st.session_state.setdefault(FILES, {})


def keep_file(start: workbench.Start) -> str:
    """Keep what a file starts from for this session; the word of it."""
    word = f"file:{blake2b(_packed(start).encode(), digest_size=4).hexdigest()}"
    _keep(word, start)
    return word


def _keep(word: str, start: workbench.Start) -> None:
    kept = files()
    kept.pop(word, None)
    kept[word] = start
    while len(kept) > MOST_FILES:
        del kept[next(iter(kept))]


def _packed(start: workbench.Start) -> str:
    return pack([start.model_type, start.changes])


def keep_in_link(now: Chosen) -> None:
    """Put what is chosen in the URL."""
    plain = ":" not in now.side.start
    put_in_link("architecture", now.side.start if plain else "")
    put_in_link("start", "" if plain else now.side.start)
    _put("changes", now.side.changes)
    put_in_link("beside", now.beside.start if now.beside else "")
    _put("beside-changes", now.beside.changes if now.beside else {})
    _put_file("file", now.side)
    _put_file("beside-file", now.beside)
    st.session_state[f"{HELD}-linked"] = _linked()


KEYS = (
    *("architecture", "start", "file", "beside", "beside-file"),
    *(f"{side}changes{how}" for side in ("", "beside-") for how in ("", "-packed")),
)


def _linked() -> tuple[str, ...] | None:
    """What the link says of this page; None where it says nothing."""
    said = tuple(st.query_params.get(key, "") for key in KEYS)
    return said if any(said) else None


def _put(key: str, changes: dict[str, Any]) -> None:
    short = workbench.written(changes)
    packed = pack(changes) if len(short) > MOST_IN_LINK else ""
    put_in_link(key, "" if packed else short)
    put_in_link(f"{key}-packed", packed if len(packed) <= MOST_PACKED else "")


def _put_file(key: str, side: Side | None) -> None:
    file = files().get(side.start) if side else None
    packed = _packed(file) if file else ""
    put_in_link(key, packed if len(packed) <= MOST_PACKED else "")


def _of_link() -> Chosen:
    asked = st.query_params
    start = asked.get("start") or asked.get("architecture") or FIRST
    if not _take_file("file", start):
        start = FIRST  # the rest of the link has nothing to stand on
    side = Side(start, _changes("changes"))
    beside = asked.get("beside")
    if beside and not _take_file("beside-file", beside):
        beside = None
    return Chosen(side, Side(beside, _changes("beside-changes")) if beside else None)


def _take_file(key: str, word: str) -> bool:
    """Keep the file that a link brings under its word; whether nothing of it is damaged."""
    if packed := st.query_params.get(key):
        try:
            model_type, changes = unpack(packed)
            _keep(word, workbench.Start(str(model_type), dict(changes)))
        except (Problem, TypeError, ValueError):
            st.session_state[DAMAGED_LINK] = True
            return False
    return True


def _changes(key: str) -> dict[str, Any]:
    packed, text = st.query_params.get(f"{key}-packed"), st.query_params.get(key, "")
    changes: Any = None
    with suppress(Problem):
        changes = unpack(packed) if packed else workbench.read_changes(text)
    if not isinstance(changes, dict) or (not packed and workbench.is_damaged(text)):
        st.session_state[DAMAGED_LINK] = True
    return changes if isinstance(changes, dict) else {}
