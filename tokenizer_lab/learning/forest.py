"""A whole training as one picture's data, and how a single token came about.

Merges grow a forest: every token stands on its two parents, down to the symbols. `forest` gives
all of it as columns, `family` the part that one token grew from. Unigram starts from too many
pieces: there the picture is which of them stay, from step to step.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as count_from
from math import exp
from typing import Any

import numpy as np

from i18n import N_, Problem

from ..cutting import CONTINUES, bytes_of_letters, merge_by_rank
from ..tokenizers import (
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    Tokenizer,
    once_a_tokenizer,
)
from .merges import Merges
from .trace import Prune, Trace

STAYING, GOING = 40, 100
"""Pieces of a Unigram training that are shown: the most probable of those that stay, and of those
that go the ones that each step misses most."""

Made = tuple[str, str, int, int | None]
"""Left token, right token, the number of the merge that joins them, and its count."""
BYTE = re.compile("<0x[0-9A-F]{2}>")


@dataclass(frozen=True)
class Family:
    """A token and what it grew from: two families, or nothing where it is a symbol."""

    token: str
    """As the vocabulary writes it."""
    step: int | None = None
    """The number of the merge that made it, from 1; None for a symbol."""
    count: int | None = None
    """How often its pair stood in the corpus then, a symbol at the start; None if not known."""
    parents: tuple["Family", ...] = ()
    prefix: int = 0
    """Characters that the right parent of a merge loses: 2 for the ## of WordPiece."""
    byte_level: bool = False
    """Whether tokens are written in GPT-2's letters for bytes."""

    @property
    def leaves(self) -> list[str]:
        """The symbols that it consists of, from left to right."""
        leaves, stack = [], [self]
        while stack:
            family = stack.pop()
            stack += reversed(family.parents)
            if not family.parents:
                leaves.append(family.token)
        return leaves

    def members(self) -> list["Family"]:
        """Every different token of it once, parents before their children; itself is the last."""
        members = {self.token: self}
        stack = [self]
        while stack:
            for parent in stack.pop().parents:
                if parent.token not in members:
                    members[parent.token] = parent
                    stack.append(parent)
        # A child is made later than its parents.
        return sorted(members.values(), key=lambda family: family.step or 0)

    def data(self) -> dict[str, Any]:
        """It alone in the shape of `forest`, with the number of each merge in `steps`.

        `counts` has None where a count is not known.
        """
        members = self.members()
        places = {family.token: place for place, family in enumerate(members)}
        grown = [family for family in members if family.parents]
        return _columns(
            [family.token for family in members if not family.parents],
            [places[family.parents[0].token] for family in grown],
            [places[family.parents[1].token] for family in grown],
            [family.step for family in grown],
            [family.count for family in members],
            self.prefix,
            self.byte_level,
        )


def forest(trace: Trace) -> dict[str, Any]:
    """A whole training as data that `json` can write, about 13 bytes a merge.

    Of merges the tokens are numbered: first the `symbols`, then the token of every merge in their
    order. `left` and `right` hold the numbers of each merge's parents, `counts` how often each
    token, symbols first, stood in the corpus when it came about; `steps` is None: they count from
    1. A token is its parents' texts, the right one without its first `prefix` characters; at byte
    level `bytes` has the byte of each symbol.

    Of Unigram `pieces` has a row a piece: its text, the first and the last step after which it
    is there, its probability at these, and what its removal adds to the loss, in nats, or None.
    """
    if trace.cuts_by == "probability":
        return _survival(trace)
    pairs, tokens, counts = _merges(trace)
    names = [*trace.alphabet, *tokens]
    # Two merges can make the same token: its children stand on the first.
    places = dict(zip(reversed(names), range(len(names) - 1, -1, -1)))
    return _columns(
        list(trace.alphabet),
        [places[left] for left, _right in pairs],
        [places[right] for _left, right in pairs],
        None,
        _symbol_counts(trace) + counts,
        _prefix(trace),
        trace.algorithm == "byte_bpe",
    )


def _merges(trace: Trace) -> tuple[list[tuple[str, str]], list[str], list[int]]:
    """The pairs of all merges, the tokens that they make, and their counts."""
    merges = trace.merges
    if isinstance(merges, Merges):
        return merges.pairs, merges.tokens, merges.counts
    pairs = [merge.pair for merge in merges]
    return pairs, [merge.token for merge in merges], [merge.count for merge in merges]


def _prefix(trace: Trace) -> int:
    return len(CONTINUES) if trace.algorithm == "wordpiece" else 0


def _columns(
    symbols: list[str],
    left: list[int],
    right: list[int],
    steps: list[int | None] | None,
    counts: Sequence[int | None],
    prefix: int,
    byte_level: bool,
) -> dict[str, Any]:
    return {
        "kind": "growth",
        "symbols": symbols,
        "left": left,
        "right": right,
        "steps": steps,
        "counts": list(counts),
        "prefix": prefix,
        "bytes": [bytes_of_letters(symbol)[0] for symbol in symbols] if byte_level else None,
    }


def _symbol_counts(trace: Trace) -> list[int]:
    """How often each symbol of the alphabet stands in the corpus."""
    byte_level = trace.algorithm == "byte_bpe"
    # What a symbol is in the corpus: a byte, or the code of a character in 32 bits.
    encoding, code_type = ("utf-8", np.uint8) if byte_level else ("utf-32-le", np.uint32)
    words = [word.encode(encoding, "surrogatepass") for word in trace.counts]
    codes = np.frombuffer(b"".join(words), np.dtype(code_type))
    lengths = np.fromiter(map(len, words), np.int64, len(words)) // codes.itemsize
    times = np.repeat(np.fromiter(trace.counts.values(), np.int64, len(words)), lengths)
    inside = np.zeros(len(codes), bool)
    if trace.algorithm == "wordpiece":
        inside[:] = True
        inside[(np.cumsum(lengths) - lengths)[lengths > 0]] = False
    whole, within = (np.bincount(codes[part], times[part]) for part in (~inside, inside))

    def count(symbol: str) -> int:
        counts = within if len(symbol) > 1 else whole
        code = bytes_of_letters(symbol)[0] if byte_level else ord(symbol[-1])
        return int(counts[code]) if code < len(counts) else 0

    return [count(symbol) for symbol in trace.alphabet]


def _survival(trace: Trace) -> dict[str, Any]:
    states = [trace.pieces(step) for step in range(len(trace.rounds) + 1)]
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for step, pieces in enumerate(states):
        last |= dict.fromkeys(pieces, step)
    for step, pieces in reversed([*enumerate(states)]):
        first |= dict.fromkeys(pieces, step)
    rises = {
        piece: rise
        for step in trace.rounds
        if isinstance(step, Prune)
        for piece, rise in step.removed
    }
    end = len(states) - 1
    staying = list(states[end])[:STAYING]
    going: dict[int, list[str]] = {step: [] for step in range(end)}
    for piece, step in last.items():
        if step < end:
            going[step].append(piece)
    each = max(1, GOING // max(1, sum(map(bool, going.values()))))
    shown = [
        piece
        for step in reversed(going)
        for piece in sorted(going[step], key=lambda piece: -rises.get(piece, 0))[:each]
    ]
    return {
        "kind": "survival",
        "sizes": list(map(len, states)),
        "pieces": [
            [
                piece,
                first[piece],
                last[piece],
                _digits(exp(states[first[piece]][piece])),
                _digits(exp(states[last[piece]][piece])),
                _digits(rises[piece]) if last[piece] < end and piece in rises else None,
            ]
            for piece in (*staying, *shown)
        ],
    }


def _digits(value: float) -> float:
    return float(f"{value:.4g}")


def family(source: Trace | Tokenizer, token: str) -> Family:
    """How `token` came about, as the vocabulary writes it: its merges down to the symbols.

    Of a trace and of a BPE tokenizer of `tokenizers` these are the merges of the training. The
    other two libraries keep ranks only: there the token's own symbols are merged by them, as in
    encoding. Raises `i18n.Problem` where no merges are kept, where the token is not in the
    vocabulary, and where it was put there as a whole.
    """
    if isinstance(source, Trace):
        return _learned(source, token)
    if source.algorithm != "bpe":
        raise _no_merges()
    if token not in _ids(source):
        raise _not_known(token)
    if isinstance(source, HuggingFaceTokenizer):
        return _listed(source, token)
    if isinstance(source, TiktokenTokenizer):
        return _ranked_bytes(source, token)
    assert isinstance(source, SentencePieceTokenizer)
    return _ranked_pieces(source, token)


def _no_merges() -> Problem:
    return Problem(N_("This vocabulary keeps no merges: its pieces do not come from pairs."))


def _not_known(token: str) -> Problem:
    return Problem(N_("{token} is not in the vocabulary."), token=token)


def _whole(token: str) -> Problem:
    return Problem(N_("No merge makes {token}: it was added as a whole."), token=token)


@once_a_tokenizer
def _ids(tokenizer: Tokenizer) -> dict[str, int]:
    return {piece: number for number, piece in enumerate(tokenizer.pieces)}


def _learned(trace: Trace, token: str) -> Family:
    if trace.cuts_by == "probability":
        raise _no_merges()
    pairs, tokens, counts = _merges(trace)
    made = {
        token: (*pair, step, count)
        for step, pair, token, count in reversed([*zip(count_from(1), pairs, tokens, counts)])
    }
    symbol_counts = dict(zip(trace.alphabet, _symbol_counts(trace)))
    if token not in made and token not in symbol_counts:
        raise _not_known(token)
    byte_level = trace.algorithm == "byte_bpe"
    known = {each: parents for each, parents in made.items() if each not in symbol_counts}
    return _grow(token, known, symbol_counts, _prefix(trace), byte_level)


def _listed(tokenizer: HuggingFaceTokenizer, token: str) -> Family:
    made, state = _listed_merges(tokenizer), tokenizer.state["model"]
    if token not in made and not _is_symbol(token, state):
        raise _whole(token)
    prefix = len(state["continuing_subword_prefix"] or "")
    return _grow(token, made, {}, prefix, tokenizer.byte_level)


@once_a_tokenizer
def _listed_merges(tokenizer: HuggingFaceTokenizer) -> dict[str, Made]:
    """What the merges of a tokenizer.json make; of several for the same token the first."""
    state = tokenizer.state["model"]
    prefix = len(state["continuing_subword_prefix"] or "")
    made: dict[str, Made] = {}
    for step, merge in enumerate(state["merges"], 1):
        left, right = merge.split(" ") if isinstance(merge, str) else merge
        token = left + right[prefix:]
        if token not in made and token != left and not _is_symbol(token, state):
            made[token] = left, right, step, None
    return made


def _is_symbol(token: str, model: dict[str, Any]) -> bool:
    """Whether a piece is a single character, or a byte as SentencePiece writes it: <0x0A>."""
    text = token.removeprefix(model["continuing_subword_prefix"] or "")
    text = text.removesuffix(model["end_of_word_suffix"] or "")
    return len(text or token) == 1 or BYTE.fullmatch(token) is not None


def _ranked_bytes(tokenizer: TiktokenTokenizer, token: str) -> Family:
    ranks = tokenizer.ranks
    # The 256 bytes have the first ranks; the merges are numbered after them.
    single = sum(len(piece) == 1 for piece in ranks)
    if _ids(tokenizer)[token] in tokenizer.special_ids:
        raise _whole(token)

    def step(text: str) -> int | None:
        rank = ranks.get(bytes_of_letters(text))
        return None if rank is None else rank - single + 1

    return _replayed(token, step, byte_level=True)


def _ranked_pieces(tokenizer: SentencePieceTokenizer, token: str) -> Family:
    piece = tokenizer.model.pieces[_ids(tokenizer)[token]]
    if BYTE.fullmatch(token):
        return Family(token)
    if piece.type != type(piece).NORMAL:
        raise _whole(token)
    return _replayed(token, _scored_steps(tokenizer).get)


@once_a_tokenizer
def _scored_steps(tokenizer: SentencePieceTokenizer) -> dict[str, int]:
    """The number of the merge that makes each piece: the scores are 0, -1, -2 and so on."""
    pieces = tokenizer.model.pieces
    return {each.piece: int(1 - each.score) for each in pieces if each.type == type(each).NORMAL}


def _replayed(token: str, step: Callable[[str], int | None], byte_level: bool = False) -> Family:
    """The family of a token whose symbols are merged by the `step` of what they become."""
    pieces, merges = merge_by_rank(token, lambda pair: step(pair[0] + pair[1]))
    if pieces != [token]:
        raise _whole(token)
    made = {
        token[start:end]: (token[start:middle], token[middle:end], number, None)
        for start, middle, end, number in merges
    }
    return _grow(token, made, {}, 0, byte_level)


def _grow(
    token: str, made: Mapping[str, Made], counts: Mapping[str, int], prefix: int, byte_level: bool
) -> Family:
    """The family of `token`, where `made` says what comes from a pair; all else is a symbol."""
    families: dict[str, Family] = {}
    stack = [token]
    while stack:
        each = stack[-1]
        merge = made.get(each)
        parents = merge[:2] if merge else ()
        missing = [parent for parent in parents if parent not in families]
        if missing:
            stack += missing
            continue
        stack.pop()
        step, count = merge[2:] if merge else (None, counts.get(each))
        grown = tuple(families[parent] for parent in parents)
        families[each] = Family(each, step, count, grown, prefix, byte_level)
    return families[token]
