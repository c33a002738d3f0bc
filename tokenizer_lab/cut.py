"""The three ways to cut a word into the tokens of a vocabulary, and the symbols it starts from."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from tokenizers.pre_tokenizers import ByteLevel

UNKNOWN = "[UNK]"
"""Stands for what the vocabulary does not hold."""

CONTINUES = "##"
"""WordPiece writes it before every piece that does not begin a word."""

LONGEST_WORD = 100
"""WordPiece does not cut a word of more characters (as BERT's tokenizer has it)."""

UNKNOWN_PENALTY = 10.0
"""Unigram: how much worse than the worst piece an unknown character is (SentencePiece)."""


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


def symbols(word: str, algorithm: str) -> list[str]:
    """What `word` consists of before anything is learned: characters, bytes, or ## pieces."""
    if algorithm == "byte_bpe":
        return [byte_characters()[byte] for byte in word.encode()]
    if algorithm == "wordpiece":
        return [CONTINUES + char if at else char for at, char in enumerate(word)]
    return list(word)


def by_rank(
    tokens: list[str], ranks: Mapping[tuple[str, str], int], limit: int, continues: str = ""
) -> list[str]:
    """Join neighbours by the merges of rank below `limit`: the lowest rank first.

    The leftmost place goes first on a tie (Sennrich et al., 2015). The right token loses the
    prefix `continues`.
    """
    tokens = list(tokens)
    while len(tokens) > 1:
        found = [ranks.get(pair, limit) for pair in pairwise(tokens)]
        best = min(found)
        if best >= limit:
            break
        at = found.index(best)
        tokens[at : at + 2] = [tokens[at] + tokens[at + 1].removeprefix(continues)]
    return tokens


def text_of_bytes(token: str) -> str:
    """What the bytes of a byte-level token say; � where they are no whole character."""
    table = {char: byte for byte, char in enumerate(byte_characters())}
    return bytes(table[char] for char in token).decode(errors="replace")


def longest_match(word: str, entered: Mapping[str, int], limit: int) -> list[str]:
    """The longest piece from the left, again and again (BERT's WordPiece).

    `entered` tells at which step a piece came into the vocabulary. Where nothing matches, and
    where the word is longer than `LONGEST_WORD`, the whole word is unknown.
    """
    if len(word) > LONGEST_WORD:
        return [UNKNOWN]
    tokens, start = [], 0
    while start < len(word):
        prefix = CONTINUES if start else ""
        for end in range(len(word), start, -1):
            piece = prefix + word[start:end]
            if entered.get(piece, limit + 1) <= limit:
                break
        else:
            return [UNKNOWN]
        tokens.append(piece)
        start = end
    return tokens


class Pieces(NamedTuple):
    """Unigram's pieces with the logarithms of their probabilities, ready to cut words."""

    scores: Mapping[str, float]
    longest: int
    """Characters of the longest piece."""
    unknown: float
    """The score of a character that is no piece."""

    @classmethod
    def of(cls, scores: Mapping[str, float]) -> "Pieces":
        longest = max(map(len, scores), default=1)
        return cls(scores, longest, min(scores.values(), default=0.0) - UNKNOWN_PENALTY)


def most_probable(word: str, pieces: Pieces) -> list[str]:
    """The segmentation of the highest probability (Viterbi; Kudo, 2018).

    Equal scores go to the smallest start of the last piece. Unknown characters that stand
    together become one `UNKNOWN`, as in `tokenizers` and SentencePiece.
    """
    scores, longest, unknown = pieces
    best: list[tuple[float, int, bool]] = [(0.0, 0, True)]
    for end in range(1, len(word) + 1):
        found = None
        for start in range(max(0, end - longest), end):
            score = scores.get(word[start:end])
            known = score is not None
            if not known:
                if end - start > 1:
                    continue
                score = unknown
            total = best[start][0] + score
            if found is None or total > found[0]:
                found = (total, start, known)
        best.append(found)
    tokens, end = [], len(word)
    while end:
        _score, start, known = best[end]
        if known:
            tokens.append(word[start:end])
        elif not tokens or tokens[-1] != UNKNOWN:
            tokens.append(UNKNOWN)
        end = start
    return tokens[::-1]
