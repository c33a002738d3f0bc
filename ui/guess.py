"""A text without its cuts, to be cut by the reader, and then what is to say of each cut."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

import palette

from .language import _
from .player import source

_guess = st.components.v2.component(
    "guess",
    html="<div class='root'></div>",
    css=source("guess.css"),
    js=source("visible.js", "guess.js"),
)


def guess(
    parts: Sequence[str],
    spaces: Sequence[str],
    guessed: Sequence[int],
    verdicts: Sequence[dict[str, Any]] | None,
    key: str,
) -> list[int] | None:
    """Draw `parts` of a text with a gap between each and the next; the gaps that the reader
    handed in with this run, else None.

    `spaces` is the white space in each gap. `guessed` are gaps that are marked already; with
    `verdicts`, each {gap, kind, says}, kind "found", "missed" or "extra", nothing can be marked
    any more, and a gap that is pointed at, focused or tapped says why. Texts reach the page as
    text nodes, so markup in them stays text.
    """
    labels = {
        "text": _("Text to cut: arrow keys go from gap to gap, Enter cuts"),
        "gap": _("between {left} and {right}"),
        "found": _("found"),
        "missed": _("missed"),
        "extra": _("one too many"),
        "show": _("Show the cuts"),
        "clear": _("Clear"),
        "count": _("Cuts: {count}"),
    }
    colors = {
        "--found": palette.PRESENT,
        "--missed": palette.LOOK,
        "--extra": palette.UNKNOWN,
        "--absent": palette.ABSENT,
    }
    result = _guess(
        data={
            "parts": list(parts),
            "spaces": list(spaces),
            "guessed": list(guessed),
            "verdicts": verdicts,
            "labels": labels,
            "colors": colors,
        },
        key=key,
        on_cuts_change=lambda: None,
    )
    return _numbers(result.cuts, len(spaces))


def _numbers(cuts: object, most: int) -> list[int] | None:
    """Numbers of gaps, whatever a browser says that they are; None for anything else."""
    if not isinstance(cuts, list):
        return None
    return sorted({cut for cut in cuts if isinstance(cut, int) and 0 <= cut < most})
