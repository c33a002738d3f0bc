"""How words are written as symbols, and how merges and matches cut them into pieces.

Each way to cut is one function here (Unigram's is `lattice.Lattice.best`). It gives the pieces
together with every step on the way to them: a trace takes the pieces, a replay shows the steps.
"""

from collections.abc import Callable, Iterable
from functools import cache
from heapq import heapify, heappop, heappush
from math import inf
from typing import NamedTuple

from tokenizers.pre_tokenizers import ByteLevel

UNKNOWN = "[UNK]"
"""Stands for what the vocabulary does not hold."""

CONTINUES = "##"
"""WordPiece writes it before every piece that does not begin a word."""

SPACE_MARK = "\u2581"
"""▁, which SentencePiece writes for a space."""

LONGEST_WORD = 100
"""WordPiece does not cut a word of more characters (as BERT's tokenizer has it)."""


@cache
def byte_characters() -> tuple[str, ...]:
    """The character that GPT-2 writes for each of the 256 bytes, by byte.

    The 188 bytes that are printable Latin-1 characters stay; the other 68, in order, become
    U+0100 and on, so that a space is Ġ and a newline Ċ.
    """
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = iter(range(0x100, 0x144))
    table = tuple(chr(byte if byte in printable else next(others)) for byte in range(256))
    assert set(table) == set(ByteLevel.alphabet())
    return table


@cache
def _byte_of_character() -> dict[str, int]:
    return {char: byte for byte, char in enumerate(byte_characters())}


def letters(data: bytes) -> str:
    """`data` in GPT-2's characters for bytes: a space is Ġ, a newline Ċ."""
    return "".join(map(byte_characters().__getitem__, data))


def bytes_of_letters(piece: str) -> bytes:
    """What `letters` wrote as `piece`; the UTF-8 form of a piece with any other character."""
    try:
        return bytes(map(_byte_of_character().__getitem__, piece))
    except KeyError:
        return piece.encode()


def symbols(word: str, algorithm: str) -> list[str]:
    """What `word` consists of before anything is learned: characters, bytes, or ## pieces."""
    if algorithm == "byte_bpe":
        return list(letters(word.encode()))
    if algorithm == "wordpiece":
        return [CONTINUES + char if at else char for at, char in enumerate(word)]
    return list(word)


class AppliedMerge(NamedTuple):
    """Two neighbours became one. The places count the symbols that the word started from."""

    start: int
    middle: int
    end: int
    rank: int
    """Which merge of the vocabulary it is; the lowest rank present goes first."""


def merge_by_rank(
    symbols: Iterable[str],
    rank: Callable[[tuple[str, str]], float | None],
    prefix: int = 0,
    below: float = inf,
) -> tuple[list[str], list[AppliedMerge]]:
    """Merge neighbours, lowest rank first and leftmost on a tie (Sennrich et al., 2015).

    `rank` gives a pair's rank or None; only ranks `below` count. `prefix` is how many characters
    the right one loses. Returns the pieces, and the merges in their order.
    """
    pieces = list(symbols)
    size = len(pieces)
    queue: list[tuple[float, int, tuple[str, str]]] = []
    for left in range(size - 1):
        pair = pieces[left], pieces[left + 1]
        value = rank(pair)
        if value is not None and value < below:
            queue.append((value, left, pair))
    merges: list[AppliedMerge] = []
    if not queue:
        return pieces, merges
    heapify(queue)
    # The neighbours of every piece, by the place of its first symbol.
    before, following = list(range(-1, size - 1)), list(range(1, size + 1))
    while queue:
        value, left, pair = heappop(queue)
        right = following[left]
        # Since it was queued, one of the two may have become part of another piece.
        if right >= size or pieces[left] != pair[0] or pieces[right] != pair[1]:
            continue
        end = following[right]
        merges.append(AppliedMerge(left, right, end, int(value)))
        pieces[left], pieces[right] = pair[0] + pair[1][prefix:], ""
        following[left] = end
        if end < size:
            before[end] = left
        for start, stop in ((left, end), (before[left], left)):
            if start >= 0 and stop < size:
                pair = pieces[start], pieces[stop]
                value = rank(pair)
                if value is not None and value < below:
                    heappush(queue, (value, start, pair))
    return [piece for piece in pieces if piece], merges


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
