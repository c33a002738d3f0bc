"""A whole training as one picture: every merge, or which pieces stay, and one token's family."""

from collections.abc import Callable
from typing import Any, Protocol

import streamlit as st

import palette
from i18n import Translate

from .language import _
from .player import source, standalone_page

STYLE = source("forest.css")
SCRIPT = source("visible.js", "forest.js")

_forest = st.components.v2.component(
    "forest", html="<div class='forest'></div>", css=STYLE, js=SCRIPT
)


class Family(Protocol):
    """What `tokenizer_lab.family` gives."""

    def data(self) -> dict[str, Any]:
        """It in the shape of `tokenizer_lab.forest`."""


def forest(
    data: dict[str, Any], key: str, step: int = -1, on_step: Callable[[], None] = lambda: None
) -> None:
    """Draw a whole training, as `tokenizer_lab.forest` gives it; `step` is marked in it.

    `on_step` is called when the reader chooses a token: the step that made it, or for Unigram took
    it away, is then `st.session_state[key].step`, in this run only, so that the same one can be
    chosen again. What is lit, found and turned stays with the reader through every rerun.
    """
    _forest(data=forest_data(data, _) | {"step": step}, key=key, on_step_change=on_step)


def family(tree: Family, key: str) -> None:
    """Draw the family of one token, of a trace or of a real tokenizer, as boxes."""
    _forest(data=forest_data(tree.data(), _) | {"only": True}, key=key)


def forest_data(data: dict[str, Any], _: Translate = str) -> dict[str, Any]:
    """What the picture's JavaScript takes, said by the translating function `_`."""
    colors = {
        "hues": palette.HUES,
        "look": palette.LOOK,
        "symbol": palette.SYMBOL,
        "present": palette.PRESENT,
        "unknown": palette.UNKNOWN,
    }
    return {"forest": data, "labels": forest_labels(_), "palette": colors}


def forest_labels(_: Translate = str) -> dict[str, str]:
    """What stands beside and on the picture."""
    return {
        "forest": _(
            "All merges: arrow keys move from token to token, Enter takes the player there"
        ),
        "survival": _(
            "All pieces: arrow keys move from piece to piece, Enter takes the player there"
        ),
        "search": _("How did {token} come about?"),
        "unknown": _("{token} is not in the vocabulary."),
        "hint": _("Point at a token to see its family; a click takes the player to it."),
        "searchPiece": _("How long does {token} stay?"),
        "hintPiece": _(
            "Point at a piece to see how long it stays; a click takes the player there."
        ),
        "time": _("By time"),
        "frequency": _("By frequency"),
        "symbol": _("{token} is a symbol, there from the start"),
        "symbolCounted": _("{token} is a symbol, count in the corpus {count}"),
        "grown": _("{token} = {left} + {right}, merge {step}"),
        "grownCounted": _("{token} = {left} + {right}, merge {step}, count {count}"),
        "stays": _("{token} stays: probability {begin} at the start, {end} at the end"),
        "goes": _(
            "{token} is removed in step {step}: probability {begin} at the start, {end} then"
        ),
        "goesAt": _(
            "{token} is removed in step {step}, the loss rises by {loss}: "
            "probability {begin} at the start, {end} then"
        ),
        "size": _("Symbols in a token"),
        "merge": _("merge {step}"),
        "mergeAxis": _("Merge number"),
        "countAxis": _("Times in the corpus"),
        "step": _("Step"),
        "pieces": _("Pieces"),
        "locale": _("en"),
    }


TELL = """{
  onStep: (step) => document.dispatchEvent(new CustomEvent("step", { detail: step })),
}"""


def forest_page(data: dict[str, Any], title: str, _: Translate = str) -> str:
    """One HTML file with the picture, to take away.

    A token that is chosen is told to the document as an event, `step`.
    """
    content = forest_data(data, _)
    content["labels"] |= {
        "hint": _("Point at a token to see its family."),
        "hintPiece": _("Point at a piece to see how long it stays."),
    }
    return standalone_page(title, "forest", SCRIPT, STYLE, content, TELL)
