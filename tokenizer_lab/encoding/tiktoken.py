"""The tokenizers of tiktoken, replayed: bytes, merged by the rank of what they make."""

from collections.abc import Iterator

import regex

from ..cutting import letters, merge_by_rank
from ..tokenizers import Cut, TiktokenTokenizer, normal, once_a_tokenizer
from .word import Word

SECONDS = 1.0
"""What the pattern of a file may take for a stretch of text."""


def replay(tokenizer: TiktokenTokenizer, cut: Cut) -> tuple[str, list[Word]]:
    """The text of `cut` in its normal form, and its words."""
    text, origins = normal(cut.text, tokenizer.normal_form)
    words: list[Word] = []
    pattern = regex.compile(tokenizer.pattern)

    def place(start: int, end: int) -> tuple[int, int]:
        if origins is None:
            return start, end
        return int(origins[0][start]), int(origins[1][end - 1])

    at = 0
    for special in (*_special_matches(tokenizer, text), None):
        # The pattern sees the stretch between two special tokens and nothing around it.
        stretch = text[at : special.start() if special else len(text)]
        for match in pattern.finditer(stretch, timeout=SECONDS):
            if match[0]:
                words.append(
                    _word(tokenizer, match[0], *place(at + match.start(), at + match.end()))
                )
        if special:
            number = tokenizer.special[special[0]] + len(tokenizer.leading)
            span = place(special.start(), special.end())
            words.append(Word(special[0], (special[0],), (number,), *span, special=True))
            at = special.end()
    return text, words


def _special_matches(tokenizer: TiktokenTokenizer, text: str) -> Iterator:
    if not tokenizer.special:
        return iter(())
    names = sorted(tokenizer.special, key=len, reverse=True)
    return regex.finditer("|".join(map(regex.escape, names)), text)


@once_a_tokenizer
def _letter_ranks(tokenizer: TiktokenTokenizer) -> dict[str, int]:
    return {letters(piece): rank for piece, rank in tokenizer.ranks.items()}


def _word(tokenizer: TiktokenTokenizer, written: str, start: int, end: int) -> Word:
    ranks, offset = _letter_ranks(tokenizer), len(tokenizer.leading)
    text = letters(written.encode())

    def rank(pair: tuple[str, str]) -> float | None:
        return ranks.get(pair[0] + pair[1])

    pieces, merges = merge_by_rank(text, rank)
    known = text in ranks
    skipped = known and pieces != [text]
    if known:
        pieces = [text]
    return Word(
        text,
        tuple(pieces),
        tuple(ranks[piece] + offset for piece in pieces),
        start,
        end,
        symbols=tuple(text),
        merges=() if skipped else tuple(merges),
        found_whole=skipped,
        rank=rank,
    )
