"""Colours, shortening and chart settings: what all pictures of the app have in common.

A colour means one thing on every page, light or dark: white text can be read on it (a contrast of
4.5 at least, as WCAG 2 asks), and it stands out from both grounds (3 at least).
"""

from collections.abc import Iterable
from hashlib import blake2b
from html import escape
from itertools import accumulate
from unicodedata import east_asian_width

HUES = (
    "#0F766E", "#5B5BD6", "#B83280", "#2563B8", "#66782A",
    "#9D3FB0", "#0E7490", "#3F7D20", "#8A5A2B", "#4F63A8",
)  # fmt: skip
"""For tokens, labels and curves, none of which means anything by its hue."""

PRESENT = "#0F766E"
"""There is, now; also the one colour of a picture that needs no other."""
LOOK = "#B45309"
"""Look here: what is chosen, about to change, or differs."""
UNKNOWN = "#B4432F"
"""Unknown to a vocabulary, lost, wrong; nothing else is red."""
SYMBOL = "#64748B"
"""What nothing has been learned of: a single character, a candidate that lost."""
ABSENT = "rgba(128,138,150,0.18)"
"""There is not: an empty cell."""

MONO = "IBM Plex Mono, Noto Sans Mono CJK SC, monospace"
"""The fonts of tokens."""
MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}
"""Pixels around a figure that has no title of its own."""

EDGES = " \t\r\n\u0120\u010a\u0109\u2581"
"""White space, and what vocabularies write for it: Ġ, Ċ, ĉ and ▁."""

_MEANT = {"positive": PRESENT, "negative": UNKNOWN, "ground": SYMBOL}
_SALT = b"1693"
"""With it the labels that the demo checkpoints answer with have a hue each."""


def token_color(token: str, reading: str | None = None) -> str:
    """The colour of a token, the same wherever it stands and whichever tokenizer wrote it.

    `SYMBOL` for a single character or byte and for white space alone; "Ġthe", "▁the" and "the"
    are alike, as are "##ing" and "ing". `reading` is what a token in letters for bytes says.
    """
    text = (token if reading is None else reading).strip(EDGES) or " "
    text = text.removeprefix("##") or text
    return SYMBOL if 1 in (len(token), len(text)) else _hue(text)


def label_color(label: str) -> str:
    """The colour of a label, the same in every picture and every run."""
    return _MEANT.get(label) or _hue(label)


def label_colors(labels: Iterable[str]) -> dict[str, str]:
    """`label_color` of each label."""
    return {label: label_color(label) for label in labels}


def _hue(text: str) -> str:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4, salt=_SALT).digest()
    return HUES[int.from_bytes(digest) % len(HUES)]


def shortened(text: str, columns: int) -> str:
    """As much of `text`, in one line, as fits into `columns`, of which a Chinese character takes
    two; what is left out is "…"."""
    text = " ".join(text.split()) or text
    if not text.isascii() or len(text) > columns:
        widths = accumulate(2 if east_asian_width(char) in "WF" else 1 for char in text)
        fitting = sum(width <= columns for width in widths)
        if fitting < len(text):
            return text[: max(fitting - 1, 1)] + "…"
    return text


def plotly_text(text: str) -> str:
    """`text` so that Plotly shows it as it is: its tags and entities are characters.

    Quotation marks stay: Plotly knows the names amp, lt, gt, nbsp, times, plusmn, deg and mu alone
    and would show &quot; letter by letter. For HTML itself there is `html.escape`.
    """
    return escape(text, quote=False)
