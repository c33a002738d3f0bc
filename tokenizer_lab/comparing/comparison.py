"""Tokenizers side by side: one text, several cuts, where they differ and what they cost."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np
import regex

import palette
import sandbox

from ..cutting import CONTINUES, SPACE_MARK
from ..readers import check_growth
from ..tokenizers import Cut, Tokenizer, replace_surrogates

UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
)
"""A letter of a script that is written without spaces between words."""
WORD = regex.compile(r"\S*\w\S*")


LONG = 20_000
"""Characters of a text from which on a child cuts it: eight tokenizers take a fifth of a second."""


@dataclass(frozen=True)
class Unit:
    """Tokens that can only be read together: whole characters, as a reader sees them.

    Most units are one token; an emoji that takes five ids is one unit of five.
    """

    first: int
    """The number of its first token in the cut ..."""
    last: int
    """... and one more than the number of its last."""
    start: int
    end: int
    """The characters of the text, from `start` up to `end`; none for a token that was added."""


@dataclass(frozen=True)
class Metrics:
    """What one tokenizer makes of a text; the ratios leave out tokens that were added to it."""

    tokens: int
    characters_per_token: float
    bytes_per_token: float
    tokens_per_word: float | None
    """None for a text that is mostly in scripts without spaces ..."""
    tokens_per_character: float | None
    """... and then per character; None for any other text."""
    unknown: int
    round_trips: bool


@dataclass(frozen=True, eq=False)
class Comparison:
    """A text and its cuts, in the order of the tokenizers."""

    text: str
    cuts: tuple[Cut, ...]

    @cached_property
    def alike(self) -> np.ndarray:
        """For each character of the text whether all tokenizers put it into the same token.

        Spaces at the edges of tokens are left out, because tokenizers attach them differently:
        "Ġworld", "▁world" and "world" are alike. White space itself counts as alike.
        """
        if not self.text:
            return np.ones(0, dtype=bool)
        spaces = _spaces(self.text)
        first, *others = (_owners(cut, spaces) for cut in self.cuts)
        same = np.ones(len(self.text), dtype=bool)
        for other in others:
            same &= (first == other).all(axis=0)
        return same | spaces

    @cached_property
    def differences(self) -> list[tuple[int, int]]:
        """The stretches of the text that are not cut alike, as spans of characters."""
        edges = np.diff(np.r_[True, self.alike, True].astype(np.int8))
        starts, ends = np.flatnonzero(edges < 0), np.flatnonzero(edges > 0)
        return list(zip(starts.tolist(), ends.tolist()))

    @property
    def share_alike(self) -> float:
        """How much of the text, white space left out, all tokenizers cut alike; from 0 to 1."""
        written = ~_spaces(self.text)
        return float(self.alike[written].mean()) if written.any() else 1.0

    def view(
        self, start: int = 0, end: int | None = None, colors: palette.TokenColors | None = None
    ) -> dict[str, Any]:
        """Text from `start` to `end` with its tokens and differences, as plain data.

        Tokens are grouped as `units` groups them; `color` is that of `colors`, at first those that
        these tokens need. `before` and `all` count the differences that lie before the part, and
        all of them. `share` is the count of a column's tokens against that of the longest.
        """
        end = len(self.text) if end is None else end
        cuts = [(cut, units(cut, start, end)) for cut in self.cuts]
        rows = [_texts(cut, grouped) for cut, grouped in cuts]
        colors = colors or palette.TokenColors(rows)
        most = max(map(len, self.cuts), default=0) or 1
        shown = [span for span in self.differences if start <= span[0] < end]
        return {
            "text": self.text[start:end],
            "start": start,
            "differences": shown,
            "before": sum(span[0] < start for span in self.differences),
            "all": len(self.differences),
            "columns": [
                {
                    "name": cut.tokenizer.name,
                    "count": f"{len(cut):,}",
                    "share": len(cut) / most,
                    "tokens": [
                        _unit_view(cut, unit, color or palette.UNKNOWN)
                        for unit, color in zip(grouped, colors.row(row))
                    ],
                }
                for (cut, grouped), row in zip(cuts, rows)
            ],
        }

    @cached_property
    def metrics(self) -> list[Metrics]:
        """The metrics of every cut, in their order."""
        words, unspaced = count_words(self.text)
        size = len(self.text.encode())
        return [_metrics(cut, words, unspaced, size) for cut in self.cuts]


def compare(
    text: str,
    tokenizers: list[Tokenizer],
    special: bool = True,
    go_on: sandbox.GoOn = lambda _done: True,
) -> Comparison:
    """Cut `text` with each of `tokenizers`; with `special` each adds the tokens around it.

    A long text is cut in a child process; `go_on` is told how much is done, from 0 to 1, and ends
    that by returning False. Raises `i18n.Problem` where a tokenizer refuses the text, and
    `sandbox.Ended` where it is ended.
    """
    text = replace_surrogates(text)
    if len(text) < LONG:
        return Comparison(text, tuple(each.encode(text, special) for each in tokenizers))
    packed = sandbox.work(_packed_cuts, text, tokenizers, special, go_on=go_on)
    return Comparison(
        text, tuple(Cut.unpacked(*each) for each in zip(tokenizers, repeat(text), packed))
    )


def _packed_cuts(
    text: str, tokenizers: list[Tokenizer], special: bool, go_on: Callable[[float], bool]
) -> list[tuple[bytes, bytes, bytes, str | None]]:
    packed = []
    for done, each in enumerate(tokenizers):
        if not go_on(done / len(tokenizers)):
            raise sandbox.stopped()
        cut = each.encode(text, special)
        check_growth(cut)
        packed.append(cut.packed())
    return packed


def units(cut: Cut, start: int = 0, end: int | None = None) -> list[Unit]:
    """The tokens that begin in characters `start` to `end`, grouped so that none is torn.

    Tokens belong together while they share a character, or stand in one grapheme cluster
    (Unicode Standard Annex 29).
    """
    end = len(cut.text) if end is None else end
    last = end >= len(cut.text)
    chosen = np.flatnonzero((cut.starts >= start) & (last | (cut.starts < end)))
    edges = [start + match.end() for match in regex.finditer(r"\X", cut.text[start : end + 64])]
    whole_at = set(edges)
    grouped: list[Unit] = []
    for number in chosen.tolist():
        begin, stop = int(cut.starts[number]), int(cut.ends[number])
        before = grouped[-1] if grouped else None
        if (
            before
            and before.end > before.start
            and stop > begin
            and (begin < before.end or (begin == before.end and begin not in whole_at))
        ):
            grouped[-1] = Unit(before.first, number + 1, before.start, max(stop, before.end))
        else:
            grouped.append(Unit(number, number + 1, begin, stop))
    # An accent that the normalizer dropped is still a part of the letter that it stood on.
    return [
        replace(unit, end=edges[bisect_left(edges, unit.end)])
        if unit.end > unit.start and unit.end not in whole_at and unit.end < edges[-1]
        else unit
        for unit in grouped
    ]


def count_words(text: str) -> tuple[int, bool]:
    """The words of `text`, and whether it is mostly in scripts without spaces.

    For such a text the number is that of its characters, white space left out.
    """
    letters = len(regex.findall(r"\p{L}", text))
    unspaced = 2 * len(UNSPACED.findall(text)) > letters
    return (len(regex.findall(r"\S", text)) if unspaced else len(WORD.findall(text))), unspaced


def unit_texts(cut: Cut) -> list[str | None]:
    """What a cut is coloured by: the text of each unit, which all tokenizers have in common however
    each writes it, or the piece where there is none; None for what is unknown."""
    return _texts(cut, units(cut))


def _texts(cut: Cut, grouped: list[Unit]) -> list[str | None]:
    return [
        None
        if cut.unknown[unit.first]
        else cut.text[unit.start : unit.end] or cut.pieces[unit.first]
        for unit in grouped
    ]


def _unit_view(cut: Cut, unit: Unit, color: str) -> dict[str, Any]:
    numbers = range(unit.first, unit.last)
    ids = [int(cut.ids[n]) for n in numbers]
    text = cut.text[unit.start : unit.end]
    return {
        "text": text,
        "start": unit.start,
        "end": unit.end,
        "ids": ids,
        "pieces": [cut.pieces[n] for n in numbers],
        "bytes": [cut.tokenizer.token_bytes[number].hex(" ").upper() for number in ids],
        "notes": [_note(cut, n) for n in numbers],
        "special": bool(cut.special[unit.first]),
        "unknown": bool(cut.unknown[unit.first]),
        "color": color,
    }


def _note(cut: Cut, number: int) -> str:
    """What there is to explain about how the vocabulary writes a token, in a word."""
    piece, data = cut.pieces[number], cut.tokenizer.token_bytes[cut.ids[number]]
    if cut.unknown[number]:
        return "unknown"
    if cut.special[number]:
        return "special"
    try:
        data.decode()
    except UnicodeDecodeError:
        return "part"
    if "Ġ" in piece and b" " in data:
        return "space"
    if "Ċ" in piece and b"\n" in data:
        return "newline"
    if piece.startswith(CONTINUES) and not data.startswith(CONTINUES.encode()):
        return "inside"
    return "word start" if SPACE_MARK in piece else ""


def _metrics(cut: Cut, words: int, unspaced: bool, size: int) -> Metrics:
    own = int((~cut.special | (cut.ends > cut.starts)).sum())
    rate = own / words if words else None
    return Metrics(
        tokens=len(cut),
        characters_per_token=len(cut.text) / own if own else 0.0,
        bytes_per_token=size / own if own else 0.0,
        tokens_per_word=None if unspaced else rate,
        tokens_per_character=rate if unspaced else None,
        unknown=int(cut.unknown.sum()),
        round_trips=cut.round_trips,
    )


def _spaces(text: str) -> np.ndarray:
    mask = np.zeros(len(text), dtype=bool)
    mask[[match.start() for match in regex.finditer(r"\s", text)]] = True
    return mask


def _owners(cut: Cut, spaces: np.ndarray) -> np.ndarray:
    """For each character how its token begins and ends, spaces at the edges left out.

    Where characters share tokens (bytes of one emoji), it is the whole run and the number of
    its tokens that count. Shape (3, characters); -1 where no token stands.
    """
    owners = np.full((3, len(spaces)), -1)
    real = cut.ends > cut.starts
    if not real.any():
        return owners
    starts, ends = cut.starts[real], cut.ends[real]
    heads = np.r_[True, starts[1:] >= np.maximum.accumulate(ends)[:-1]]
    at = np.flatnonzero(heads)
    starts, ends = starts[at], np.maximum.reduceat(ends, at)
    counts = np.diff(np.r_[at, len(heads)])
    places = np.arange(len(spaces))
    following = np.minimum.accumulate(np.where(spaces, len(spaces), places)[::-1])[::-1]
    preceding = np.maximum.accumulate(np.where(spaces, -1, places))
    sizes = ends - starts
    members = np.repeat(starts - np.r_[0, np.cumsum(sizes)[:-1]], sizes) + np.arange(sizes.sum())
    for row, value in enumerate((following[starts], preceding[ends - 1], counts)):
        owners[row, members] = np.repeat(value, sizes)
    return owners
