"""Colours, shortening and chart settings: what all pictures of the app have in common.

A colour means one thing on every page, light or dark: white text can be read on it (a contrast of
4.5 at least, as WCAG 2 asks), and it stands out from both grounds (3 at least).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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


class LabelColors:
    """The colours of labels: each keeps its own as long as this lives.

    Labels that are seen together differ while there are hues enough, and so do all that were ever
    seen. With more of them, one that shares its hue with a label beside it takes another.
    """

    MOST = 2_000
    """Labels that are remembered."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def of(self, labels: Iterable[str]) -> dict[str, str]:
        """A colour for each of the labels that are seen together."""
        labels = list(labels)
        kinds = dict.fromkeys(map(_kind, labels))
        together = {kind: _MEANT[kind] for kind in kinds if kind in _MEANT}
        beside, ever = Counter(together.values()), {*self._kept.values(), *together.values()}
        for kind in sorted(kinds, key=lambda kind: kind not in self._kept):
            if kind in together:
                continue
            color = self._kept.get(kind, "")
            if not color or beside[color]:
                color = _free(kind, beside, ever)
            together[kind] = color
            beside[color] += 1
            ever.add(color)
        self._kept |= together
        for kind in list(self._kept)[: -self.MOST]:
            del self._kept[kind]
        return {label: together[_kind(label)] for label in labels}


def _free(kind: str, beside: Counter[str], ever: set[str]) -> str:
    """The hue that fewest labels beside this one have, and if possible none at all: its own or the
    first one after that."""
    at = HUES.index(_hue(kind))
    return min(
        (*HUES[at:], *HUES[:at]), key=lambda hue: (beside[hue], not beside[hue] and hue in ever)
    )


_colors: ContextVar[LabelColors | None] = ContextVar("colours of labels", default=None)
_of_process = LabelColors()


@contextmanager
def remembered(colors: LabelColors) -> Iterator[None]:
    """Pictures that are drawn within have these colours of labels; others those of the process."""
    before = _colors.set(colors)
    try:
        yield
    finally:
        _colors.reset(before)


def label_colors(labels: Iterable[str]) -> dict[str, str]:
    """A colour for each of the labels that are seen together, as `LabelColors` gives it."""
    return (_colors.get() or _of_process).of(labels)


def _kind(label: str) -> str:
    """What a label names, be it that of a token that begins or goes on there: B-PER, I-PER."""
    return label.removeprefix("B-").removeprefix("I-") or label


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
