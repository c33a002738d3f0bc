"""A replay laid out in rows: a word each, or a part of a long one, and the tokens at its end."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..cutting import SPACE_MARK
from ..tokenizers import SentencePieceTokenizer
from .steps import Steps
from .word import Word


@dataclass(frozen=True)
class RowToken:
    """A token of a row, `width` symbols wide, with its ids: several, where it became bytes."""

    text: str
    width: int
    ids: str
    unknown: bool = False


@dataclass(frozen=True)
class Row:
    """Part of a word, from symbol `start` to `end`: all of it, where the text has words."""

    word: Word
    start: int
    end: int
    label: str

    def text(self, start: int, end: int) -> str:
        """What stands at symbols `start` to `end` of the word."""
        return "".join(self.word.symbols[start:end]) or self.word.text[start:end]

    def inside(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Those of `spans` that lie in this row."""
        return [span for span in spans if self.start <= span[0] < self.end]


WIDEST = 36
"""Symbols of a row, unless one token alone has more."""


def rows_of(steps: Steps) -> list[Row]:
    """A row a word; long words go on in the next row, and no token is torn.

    SentencePiece reads a text as one stretch: it is parted before each ▁.
    """
    rows, stretch = [], without_words(steps)
    for word in steps.words:
        size = max((end for _start, end in word.spans), default=0)
        text = Row(word, 0, size, "").text
        edges = [0]
        for at, end in word.spans:
            begins = stretch and text(at, at + 1)[0] == SPACE_MARK
            if at and (begins or end - edges[-1] > WIDEST):
                edges.append(at)
        labels = ["" if stretch else steps.text[word.start : word.end]]
        labels += [""] * (len(edges) - 1)
        rows += [
            Row(word, start, end, label)
            for start, end, label in zip(edges, [*edges[1:], size], labels)
            if end > start
        ]
    return rows


def without_words(steps: Steps) -> bool:
    """Whether the model reads the text as one stretch."""
    return isinstance(steps.cut.tokenizer, SentencePieceTokenizer)


def tokens_of(row: Row) -> Iterator[RowToken]:
    """The tokens of a row with their ids. One symbol can have become several bytes."""
    word = row.word
    if word.special or len(word.spans) == len(word.pieces) == 1:
        lost = bool(word.matches) and word.matches[-1].end < len(word.text)
        yield RowToken(word.pieces[0], row.end - row.start, str(word.ids[0]), lost)
        return
    at = 0
    for start, end in word.spans:
        text = row.text(start, end)
        several = len(text.encode()) if word.pieces[at : at + 1] and _is_byte(word, at, text) else 1
        ids = word.ids[at : at + several]
        if row.start <= start < row.end:
            name = " ".join(word.pieces[at : at + several])
            yield RowToken(name, end - start, " ".join(map(str, ids)))
        at = min(at + several, len(word.pieces))


def _is_byte(word: Word, at: int, text: str) -> bool:
    return word.pieces[at] != text and word.pieces[at].startswith("<0x")
