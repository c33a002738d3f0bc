"""A replay laid out in rows: a word each, or a part of a long one, and the tokens at its end."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..cutting import SPACE_MARK
from ..tokenizers import SentencePieceTokenizer
from .steps import Steps
from .word import Word


@dataclass(frozen=True)
class RowToken:
    """A token of a word, from symbol `start` to `end`; of a character that fell back to bytes all
    its tokens together."""

    start: int
    end: int
    pieces: tuple[str, ...]
    ids: tuple[int, ...]
    unknown: bool


@dataclass(frozen=True)
class Row:
    """Part of a word, from symbol `start` to `end`: all of it, where the text has words."""

    word: Word
    start: int
    end: int
    label: str
    tokens: tuple[RowToken, ...]

    def text(self, start: int, end: int) -> str:
        """What stands at symbols `start` to `end` of the word."""
        return _text(self.word, start, end)


WIDEST = 36
"""Symbols of a row, unless one token alone has more."""


def rows_of(steps: Steps) -> list[Row]:
    """A row a word; long words go on in the next row, and no token is torn.

    SentencePiece reads a text as one stretch: it is parted before each ▁.
    """
    rows, stretch = [], without_words(steps)
    for word in steps.words:
        parts: list[list[RowToken]] = [[]]
        for token in tokens_of(word, steps.cut.tokenizer.unknown_id):
            begins = stretch and _text(word, token.start, token.end).startswith(SPACE_MARK)
            long = parts[-1] and token.end - parts[-1][0].start > WIDEST
            if parts[-1] and (begins or long):
                parts.append([])
            parts[-1].append(token)
        label = "" if stretch else steps.text[word.start : word.end]
        for part in filter(None, parts):
            rows.append(Row(word, part[0].start, part[-1].end, label, tuple(part)))
            label = ""
    return rows


def without_words(steps: Steps) -> bool:
    """Whether the model reads the text as one stretch."""
    return isinstance(steps.cut.tokenizer, SentencePieceTokenizer)


def tokens_of(word: Word, unknown_id: int | None) -> Iterator[RowToken]:
    """The tokens of a word where they stand in it.

    A character can have become several bytes, and unknown characters that stand together are one
    token, so that the model's last cuts and the tokens are not one to one.
    """
    spans, at = iter(word.spans), 0
    for start, end in spans:
        if at == len(word.pieces):
            return
        text, several = _text(word, start, end), 1
        if word.pieces[at].startswith("<0x") and word.pieces[at] != text:
            several = len(text.encode())
        while len(word.pieces[at]) > len(text) and word.pieces[at].startswith(text):
            _start, further = next(spans, (end, end))
            if further == end:  # a token that is longer than all that is left of the word
                break
            end, text = further, _text(word, start, further)
        tokens = slice(at, at + several)
        ids = word.ids[tokens]
        yield RowToken(start, end, word.pieces[tokens], ids, unknown_id in ids)
        at += several


def _text(word: Word, start: int, end: int) -> str:
    return "".join(word.symbols[start:end]) or word.text[start:end]
