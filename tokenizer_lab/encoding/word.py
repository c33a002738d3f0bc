"""One word on its way to tokens: what the model started from, and all that it did."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from ..cutting import AppliedMerge, Lattice, Match


@dataclass(frozen=True)
class Word:
    """What the model cuts at once, and how it did."""

    text: str
    """As the model reads it: normalized, and in letters for bytes at byte level."""
    pieces: tuple[str, ...]
    ids: tuple[int, ...]
    start: int = 0
    end: int = 0
    """The characters of the original text that it comes from."""
    symbols: tuple[str, ...] = ()
    """What merging started from."""
    merges: tuple[AppliedMerge, ...] = ()
    matches: tuple[Match, ...] = ()
    lattice: Lattice | None = None
    special: bool = False
    """A token of the text that never reached the model."""
    found_whole: bool = False
    """The word was in the vocabulary as it is, and was taken without its merges."""
    rank: Callable[[tuple[str, str]], float | None] | None = field(
        default=None, compare=False, repr=False
    )
    """Where merging cuts it: the rank of a pair; the lowest goes first."""

    def after(self, step: int) -> list[str]:
        """The symbols after the first `step` merges."""
        return ["".join(self.symbols[start:end]) for start, end in self.spans_after(step)]

    def spans_after(self, step: int) -> list[tuple[int, int]]:
        """Where the pieces stand after `step` merges, counted in symbols."""
        ends = {at: at + 1 for at in range(len(self.symbols))}
        for merge in self.merges[:step]:
            ends[merge.start] = merge.end
            ends.pop(merge.middle)
        return list(ends.items())

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where the model's last cuts stand, counted in symbols, or characters of `text`.

        Byte fallback and unknown tokens come after it, so there can be other numbers of pieces.
        """
        if self.lattice is not None:
            return [(edge.start, edge.end) for edge in self.lattice.best]
        if self.symbols and not self.found_whole:
            return self.spans_after(len(self.merges))
        if self.matches and self.matches[-1].end == len(self.text):
            return [(match.start, match.end) for match in self.matches]
        return [(0, len(self.text))] if self.text else []


Model = Callable[[str], Word]
"""A word in, its way to tokens out."""


def byte_tokens(text: str) -> list[str]:
    """The tokens of byte fallback: <0xE7> for each byte of `text` in UTF-8."""
    return [f"<0x{byte:02X}>" for byte in text.encode()]


def unigram_word(
    lattice: Lattice, ids: dict[str, int], unknown_id: int | None, byte_fallback: bool
) -> Word:
    """The word of a lattice, cut along the best path."""
    # The unknown token that is written in a text is as unknown as what stands beside it.
    parts = [(edge.piece, edge.unknown or ids[edge.piece] == unknown_id) for edge in lattice.best]
    pieces, numbers = with_unknown(parts, ids, unknown_id, byte_fallback)
    return Word(lattice.word, pieces, numbers, lattice=lattice)


def with_unknown(
    parts: list[tuple[str, bool]],
    ids: dict[str, int],
    unknown_id: int | None,
    byte_fallback: bool,
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Pieces with their ids; of `parts`, those that are unknown become, a run at a time, bytes
    where the vocabulary has all of them, or else one unknown token."""
    tokens: list[tuple[str, int]] = []
    for unknown, run in groupby(parts, key=itemgetter(1)):
        pieces = [piece for piece, _unknown in run]
        whole = "".join(pieces)
        in_bytes = byte_fallback and ids.get(whole, -1) != unknown_id
        if not unknown:
            tokens += [(piece, ids[piece]) for piece in pieces]
        elif in_bytes and all(token in ids for token in byte_tokens(whole)):
            tokens += [(token, ids[token]) for token in byte_tokens(whole)]
        else:
            assert unknown_id is not None, "without it the library would have refused the text"
            tokens.append((whole, unknown_id))
    return tuple(piece for piece, _id in tokens), tuple(number for _piece, number in tokens)
