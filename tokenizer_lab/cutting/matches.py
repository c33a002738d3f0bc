"""Cutting by the longest match, as WordPiece does."""

from collections.abc import Callable
from typing import NamedTuple

from .writing import CONTINUES

LONGEST_WORD = 100
"""WordPiece does not cut a word of more characters (as BERT's tokenizer has it)."""


class Match(NamedTuple):
    """WordPiece looked for the longest piece that begins at character `start`."""

    start: int
    end: int
    """Where that piece ends; `start` where no piece fits."""
    tried: tuple[str, ...]
    """What was looked up, longest first; the last is the piece, where one fits."""


def longest_matches(
    word: str,
    known: Callable[[str], bool],
    prefix: str = CONTINUES,
    most: int = LONGEST_WORD,
) -> tuple[list[str] | None, list[Match]]:
    """Match the longest piece from the left, again and again (BERT's WordPiece).

    `known` says whether the vocabulary holds a piece. Returns the pieces, and each match. There
    are no pieces but None where nothing fits or the word has more than `most` characters: the
    whole word is unknown.
    """
    matches: list[Match] = []
    if len(word) > most:
        return None, matches
    pieces, start = [], 0
    while start < len(word):
        tried = []
        for end in range(len(word), start, -1):
            piece = prefix + word[start:end] if start else word[:end]
            tried.append(piece)
            if known(piece):
                break
        else:
            matches.append(Match(start, start, tuple(tried)))
            return None, matches
        matches.append(Match(start, end, tuple(tried)))
        pieces.append(piece)
        start = end
    return pieces, matches
