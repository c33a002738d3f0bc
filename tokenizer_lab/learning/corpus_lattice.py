"""All the ways to cut words into pieces, at once: one graph a word, as arrays.

The nodes of a word are the places between its characters; an edge is a piece that spells the
characters between two nodes. A segmentation is a path, its probability the product of its
pieces' probabilities. Sums over all paths come from the forward-backward algorithm, in
logarithms; the functions marked `njit` run as machine code and let other threads run.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit

Array = np.ndarray
Graph = tuple[Array, Array, Array, Array, Array, Array]
"""The arrays `start`, `end`, `piece`, `edges`, `nodes` and `times` of a corpus lattice."""


class CorpusLattice:
    """The graphs of `words` over `pieces`; a word's probability counts `times` times."""

    def __init__(self, words: Sequence[str], times: Sequence[int], pieces: Sequence[str]):
        ids = {piece: number for number, piece in enumerate(pieces)}
        longest = max(map(len, ids), default=1)
        starts, ends, numbers, edges, nodes = [], [], [], [0], [0]
        for word in words:
            base = nodes[-1]
            for end in range(1, len(word) + 1):
                for start in range(max(0, end - longest), end):
                    number = ids.get(word[start:end])
                    if number is not None:
                        starts.append(base + start)
                        ends.append(base + end)
                        numbers.append(number)
            edges.append(len(starts))
            nodes.append(base + len(word) + 1)
        self.start, self.end = np.array(starts, np.int32), np.array(ends, np.int32)
        self.piece = np.array(numbers, np.int32)
        self.edges, self.nodes = np.array(edges, np.int64), np.array(nodes, np.int64)
        self.times = np.array(times, np.float64)
        self.single = np.array([len(piece) == 1 for piece in pieces], np.bool_)

    @property
    def _graph(self) -> Graph:
        return self.start, self.end, self.piece, self.edges, self.nodes, self.times

    def keep(self, alive: np.ndarray) -> None:
        """Take away the edges of pieces that are not `alive`."""
        kept = alive[self.piece]
        counted = np.concatenate([[0], np.cumsum(kept)])
        self.edges = counted[self.edges]
        self.start, self.end = self.start[kept], self.end[kept]
        self.piece = self.piece[kept]

    def loss(self, scores: np.ndarray, best: bool = False) -> float:
        """-sum of times x log P(word): P over all segmentations, or over the best one alone."""
        return _loss(*self._graph, scores, best)

    def expected(self, scores: np.ndarray) -> tuple[np.ndarray, float]:
        """How often each piece is used, every segmentation by its probability; and the loss."""
        counts = np.zeros(len(scores))
        return counts, _expected(*self._graph, scores, counts)

    def used(self, scores: np.ndarray) -> np.ndarray:
        """How often each piece is used when every word is cut in its best way."""
        counts = np.zeros(len(scores))
        _used(*self._graph, scores, counts)
        return counts

    def rises(self, scores: np.ndarray, best: bool = False) -> np.ndarray:
        """How much the loss rises when one piece alone is taken away; the others stay as they are.

        Exact. Infinite for single characters, which cannot be missed.
        """
        rises = np.zeros(len(scores))
        rises[self.single] = np.inf
        _rises(*self._graph, scores, best, rises)
        return rises

    def alternatives(self, scores: np.ndarray) -> list[np.ndarray | None]:
        """For each word the pieces of the best path but the one edge that is the whole word.

        Empty where there is no other path; None where that path is better than the edge.
        """
        used = np.empty(len(self.piece), np.int32)
        ends = np.empty(len(self.nodes) - 1, np.int64)
        _alternatives(*self._graph, scores, used, ends)
        paths, start = [], 0
        for end in ends.tolist():
            paths.append(None if end < 0 else used[start:end])
            start = abs(end) - (end < 0)
        return paths


@njit(cache=True, nogil=True)
def _add(a, b):
    """log(exp(a) + exp(b))"""
    high, low = max(a, b), min(a, b)
    return high if low == -np.inf else high + np.log1p(np.exp(low - high))


@njit(cache=True, nogil=True)
def _forward(start, end, piece, first, last, base, scores, best, without, ahead):
    """Fill `ahead`, by node: log of the sum (or the most) over all paths from the word's start."""
    ahead[:] = -np.inf
    ahead[0] = 0.0
    for edge in range(first, last):
        if piece[edge] != without:
            score = ahead[start[edge] - base] + scores[piece[edge]]
            node = end[edge] - base
            ahead[node] = max(ahead[node], score) if best else _add(ahead[node], score)
    return ahead[-1]


@njit(cache=True, nogil=True)
def _backward(start, end, piece, first, last, base, scores, behind):
    """Fill `behind`, by node: log of the sum over all paths to the word's end."""
    behind[:] = -np.inf
    behind[-1] = 0.0
    for edge in range(last - 1, first - 1, -1):
        node = start[edge] - base
        behind[node] = _add(behind[node], behind[end[edge] - base] + scores[piece[edge]])


@njit(cache=True, nogil=True)
def _loss(start, end, piece, edges, nodes, times, scores, best):
    loss = 0.0
    for word in range(len(times)):
        ahead = np.empty(nodes[word + 1] - nodes[word])
        loss -= times[word] * _forward(
            start, end, piece, edges[word], edges[word + 1], nodes[word], scores, best, -1, ahead
        )
    return loss


@njit(cache=True, nogil=True)
def _expected(start, end, piece, edges, nodes, times, scores, counts):
    loss = 0.0
    for word in range(len(times)):
        first, last, base = edges[word], edges[word + 1], nodes[word]
        ahead = np.empty(nodes[word + 1] - base)
        behind = np.empty(len(ahead))
        total = _forward(start, end, piece, first, last, base, scores, False, -1, ahead)
        _backward(start, end, piece, first, last, base, scores, behind)
        loss -= times[word] * total
        for edge in range(first, last):
            path = ahead[start[edge] - base] + scores[piece[edge]] + behind[end[edge] - base]
            counts[piece[edge]] += times[word] * np.exp(path - total)
    return loss


@njit(cache=True, nogil=True)
def _best_path(start, end, piece, first, last, base, scores, size, without, path):
    """Put the edges of the best path into `path`, last one first; how many they are."""
    ahead = np.full(size, -np.inf)
    ahead[0] = 0.0
    into = np.full(size, -1)
    for edge in range(first, last):
        score = ahead[start[edge] - base] + scores[piece[edge]]
        node = end[edge] - base
        if edge != without and score > ahead[node]:
            ahead[node], into[node] = score, edge
    node, length = size - 1, 0
    while node and into[node] >= 0:
        path[length] = into[node]
        node = start[into[node]] - base
        length += 1
    return length


@njit(cache=True, nogil=True)
def _used(start, end, piece, edges, nodes, times, scores, counts):
    for word in range(len(times)):
        size = nodes[word + 1] - nodes[word]
        path = np.empty(size, np.int64)
        length = _best_path(
            start, end, piece, edges[word], edges[word + 1], nodes[word], scores, size, -1, path
        )
        for at in range(length):
            counts[piece[path[at]]] += times[word]


@njit(cache=True, nogil=True)
def _rises(start, end, piece, edges, nodes, times, scores, best, rises):
    seen = np.full(len(scores), -1)  # The last word that holds a piece, and how often it does.
    uses = np.zeros(len(scores), np.int64)
    for word in range(len(times)):
        first, last, base = edges[word], edges[word + 1], nodes[word]
        size = nodes[word + 1] - base
        ahead, behind, again = np.empty(size), np.empty(size), np.empty(size)
        total = _forward(start, end, piece, first, last, base, scores, best, -1, ahead)
        if not best:
            _backward(start, end, piece, first, last, base, scores, behind)
        path = np.empty(size, np.int64)
        length = last - first
        if best:
            # Only a piece of the best path is missed.
            length = _best_path(start, end, piece, first, last, base, scores, size, -1, path)
        for edge in range(first, last):
            number = piece[edge]
            uses[number] = uses[number] + 1 if seen[number] == word else 1
            seen[number] = word
        for at in range(length):
            edge = path[at] if best else first + at
            number = piece[edge]
            if end[edge] - start[edge] == 1 or uses[number] == 0:
                continue
            once = uses[number] == 1
            uses[number] = 0  # Done for this word.
            if once and not best:
                through = ahead[start[edge] - base] + scores[number] + behind[end[edge] - base]
                share = np.exp(through - total)
                # All paths but those through the one edge; next to nothing left is summed anew.
                if share < 1 - 1e-4:
                    rises[number] -= times[word] * np.log1p(-share)
                    continue
            left = _forward(start, end, piece, first, last, base, scores, best, number, again)
            rises[number] += times[word] * (total - left)


@njit(cache=True, nogil=True)
def _alternatives(start, end, piece, edges, nodes, times, scores, used, ends):
    filled = 0
    for word in range(len(times)):
        first, last, base = edges[word], edges[word + 1], nodes[word]
        size = nodes[word + 1] - base
        whole = -1
        for edge in range(first, last):
            if end[edge] - start[edge] == size - 1:
                whole = edge
        path = np.empty(size, np.int64)
        length = _best_path(start, end, piece, first, last, base, scores, size, whole, path)
        total = 0.0
        for at in range(length):
            total += scores[piece[path[at]]]
        if length and size > 2 and total > scores[piece[whole]]:
            ends[word] = -filled - 1
            continue
        if size > 2:
            for at in range(length):
                used[filled] = piece[path[at]]
                filled += 1
        ends[word] = filled
