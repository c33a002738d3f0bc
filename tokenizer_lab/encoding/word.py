"""One word on its way to tokens: what the model started from, and all that it did."""

from dataclasses import dataclass

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


def byte_tokens(text: str) -> list[str]:
    """The tokens of byte fallback: <0xE7> for each byte of `text` in UTF-8."""
    return [f"<0x{byte:02X}>" for byte in text.encode()]


def unigram_word(
    lattice: Lattice, ids: dict[str, int], unknown_id: int | None, byte_fallback: bool
) -> Word:
    """The word of a lattice, cut along the best path."""
    parts = [(edge.piece, edge.unknown) for edge in lattice.best]
    pieces, numbers = with_unknown(parts, ids, unknown_id, byte_fallback)
    return Word(lattice.word, pieces, numbers, lattice=lattice)


def with_unknown(
    parts: list[tuple[str, bool]],
    ids: dict[str, int],
    unknown_id: int | None,
    byte_fallback: bool,
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Pieces with their ids; of `parts`, those that are unknown become bytes, or one unknown
    token a run."""
    tokens: list[tuple[str, int]] = []
    running = False
    for piece, unknown in parts:
        if not unknown:
            tokens.append((piece, ids[piece]))
        elif byte_fallback:
            tokens += [(token, ids[token]) for token in byte_tokens(piece)]
        else:
            assert unknown_id is not None, "without it the library would have refused the text"
            before = tokens.pop()[0] if running else ""
            tokens.append((before + piece, unknown_id))
        running = unknown
    return tuple(piece for piece, _id in tokens), tuple(number for _piece, number in tokens)
