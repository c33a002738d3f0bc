"""Cutting by merges, as BPE does."""

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from math import inf
from typing import NamedTuple


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
