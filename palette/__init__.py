"""Colours, shortening and chart settings: what all pictures of the app have in common.

A colour means one thing on every page, light or dark: white text can be read on it (a contrast of
4.5 at least, as WCAG 2 asks), and it stands out from both grounds (3 at least).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from heapq import heapify, heappop, heappush
from html import escape
from itertools import accumulate, pairwise
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
    return _candidates(token, reading)[0]


class TokenColors:
    """The colours of tokens that stand in rows, be it the panels of a page.

    A text has one colour in all rows, that of `token_color` unless a neighbour has it, and no token
    has the colour of the one before it. Where both cannot be, the second holds: of a text that
    stands beside itself every other one has another colour.
    """

    def __init__(self, rows: Iterable[Sequence[str | None]]) -> None:
        """`rows` are the texts of tokens, None for one whose colour has a meaning of its own."""
        beside: dict[str, set[str]] = {}
        for row in rows:
            texts = [None if text is None else _read(text) for text in row]
            for text in texts:
                if text is not None:
                    beside.setdefault(text, set())
            for left, right in pairwise(texts):
                if left is not None and right is not None and left != right:
                    beside[left].add(right)
                    beside[right].add(left)
        self._colors: dict[str, str] = {}
        for text in _hardest_first(beside):
            taken = Counter(self._colors.get(each) for each in beside[text])
            self._colors[text] = min(_candidates(text), key=lambda color: taken[color])

    def of(self, token: str, reading: str | None = None) -> str:
        """The colour of a token, as `token_color` is asked for it."""
        return self._colors.get(_read(token, reading)) or token_color(token, reading)

    def row(self, texts: Sequence[str | None]) -> list[str | None]:
        """The colours of a row; no two neighbours have the same."""
        colors = [None if text is None else self.of(text) for text in texts]
        for at in range(1, len(texts)):
            text = texts[at]
            if text is not None and colors[at] == colors[at - 1]:
                around = colors[at - 1 : at + 2]
                colors[at] = next(each for each in _candidates(text) if each not in around)
        return colors


def _hardest_first(beside: dict[str, set[str]]) -> list[str]:
    """Texts in an order in which as few as can be have many neighbours before them: the one with
    the fewest comes last, then of the rest (Matula and Beck 1983)."""
    left = {text: len(others) for text, others in beside.items()}
    queue = [(count, at, text) for at, (text, count) in enumerate(left.items())]
    heapify(queue)
    order = []
    while queue:
        count, at, text = heappop(queue)
        if left.get(text) != count:  # it stands in the queue again with what it has now
            continue
        del left[text]
        order.append(text)
        for other in beside[text] & left.keys():
            left[other] -= 1
            heappush(queue, (left[other], at, other))
    return order[::-1]


def _read(token: str, reading: str | None = None) -> str:
    """What all who write a token in their own way have in common."""
    text = (token if reading is None else reading).strip(EDGES) or " "
    return text.removeprefix("##") or text


def _candidates(token: str, reading: str | None = None) -> tuple[str, ...]:
    """The colours that a token may have, its own first."""
    text = _read(token, reading)
    at = HUES.index(_hue(text))
    hues = (*HUES[at:], *HUES[:at])
    return (SYMBOL, *hues) if 1 in (len(token), len(text)) else hues


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


def columns_of(text: str) -> int:
    """How many columns a text takes, of which a Chinese character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def plotly_text(text: str) -> str:
    """`text` so that Plotly shows it as it is: its tags and entities are characters.

    Quotation marks stay: Plotly knows the names amp, lt, gt, nbsp, times, plusmn, deg and mu alone
    and would show &quot; letter by letter. For HTML itself there is `html.escape`.
    """
    return escape(text, quote=False)
