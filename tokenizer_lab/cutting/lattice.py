"""Every way to cut a word with a Unigram vocabulary, and how probable each is.

Source of the model: Kudo, "Subword Regularization" (2018). The best path is found as
SentencePiece's and Hugging Face's encoders find it, scores in single precision included.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from math import exp, inf, log
from random import Random
from struct import pack, unpack
from typing import NamedTuple

UNKNOWN_PENALTY = 10.0
"""How much worse than the worst piece a character outside the vocabulary scores."""


class Edge(NamedTuple):
    """A piece of the vocabulary that fits into the word from character `start` to `end`."""

    start: int
    end: int
    piece: str
    score: float
    """The logarithm of its probability."""
    unknown: bool = False


@dataclass(frozen=True)
class Path:
    """One segmentation: its edges and its share of the probability of all segmentations."""

    edges: tuple[Edge, ...]
    probability: float

    @property
    def pieces(self) -> list[str]:
        return [edge.piece for edge in self.edges]


class ScoredPieces:
    """The pieces of a Unigram model with their scores, to look up what fits where."""

    def __init__(self, scores: dict[str, float], worst: float | None = None, single: bool = False):
        """A character without a piece scores `UNKNOWN_PENALTY` less than `worst`, or than the
        worst of `scores`. With `single` path scores are rounded to single precision, as
        SentencePiece keeps them."""
        self.scores, self.single = scores, single
        worst = min(scores.values(), default=0.0) if worst is None else worst
        self.unknown_score = worst - UNKNOWN_PENALTY
        # The first characters decide how long a piece can still become.
        self.longest: dict[str, int] = {}
        for piece in scores:
            head, size = piece[:2], len(piece)
            if size > self.longest.get(head, 1):
                self.longest[head] = size

    def edges(self, word: str, start: int) -> list[Edge]:
        """The pieces that begin at character `start`, shortest first."""
        scores, char = self.scores, word[start]
        edges = []
        if (score := scores.get(char)) is not None:
            edges.append(Edge(start, start + 1, char, score))
        most = min(self.longest.get(word[start : start + 2], 0), len(word) - start)
        for end in range(start + 2, start + most + 1):
            piece = word[start:end]
            if (longer := scores.get(piece)) is not None:
                edges.append(Edge(start, end, piece, longer))
        if score is None:
            edges.append(Edge(start, start + 1, char, self.unknown_score, unknown=True))
        return edges


@dataclass(frozen=True, eq=False)
class Lattice:
    """The edges of one word, and the paths through them."""

    word: str
    pieces: ScoredPieces

    @cached_property
    def edges(self) -> list[list[Edge]]:
        """For every character the edges that begin there."""
        return [self.pieces.edges(self.word, start) for start in range(len(self.word))]

    @cached_property
    def _arriving(self) -> dict[int, list[Edge]]:
        arriving = defaultdict(list)
        for edges in self.edges:
            for edge in edges:
                arriving[edge.end].append(edge)
        return arriving

    @cached_property
    def best(self) -> tuple[Edge, ...]:
        """The most probable path (Viterbi); of equal ones that whose last piece begins first."""
        end = len(self.word)
        scores = [0.0] + [-inf] * end
        back: list[Edge | None] = [None] * (end + 1)
        single = self.pieces.single
        for start, edges in enumerate(self.edges):
            for edge in edges:
                score = scores[start] + edge.score
                if back[edge.end] is None or score > scores[edge.end]:
                    scores[edge.end], back[edge.end] = _single(score) if single else score, edge
        path = []
        while last := back[end]:
            path.append(last)
            end = last.start
        return tuple(reversed(path))

    def n_best(self, count: int) -> list[Path]:
        """The `count` most probable segmentations, best first."""
        # For each end the best partial paths: score, last edge, place of the rest at its start.
        ends: list[list[tuple[float, Edge | None, int]]] = [[(0.0, None, 0)]]
        for end in range(1, len(self.word) + 1):
            candidates = [
                (score + edge.score, edge, place)
                for edge in self._arriving[end]
                for place, (score, _last, _rest) in enumerate(ends[edge.start])
            ]
            ends.append(nlargest(count, candidates, key=lambda item: item[0]))
        total = self._forward(1.0)[-1]
        paths = []
        for score, edge, place in ends[-1]:
            path = []
            while edge:
                path.append(edge)
                _score, edge, place = ends[edge.start][place]
            paths.append(Path(tuple(reversed(path)), exp(score - total)))
        return paths

    def probability(self, edges: tuple[Edge, ...]) -> float:
        """The share of one segmentation in the probability of all."""
        return exp(sum(edge.score for edge in edges) - self._forward(1.0)[-1])

    def sample(self, alpha: float, draw: Random) -> Path:
        """One segmentation drawn at random, in proportion to its probability to the power `alpha`.

        0 makes all segmentations equally likely, 1 is the model, a large value the best path.
        """
        forward = self._forward(alpha)
        arriving = self._arriving
        path, end = [], len(self.word)
        while end:
            edges = arriving[end]
            weights = [exp(forward[e.start] + alpha * e.score - forward[end]) for e in edges]
            edge = draw.choices(edges, weights)[0]
            path.append(edge)
            end = edge.start
        chosen = tuple(reversed(path))
        return Path(chosen, self.probability(chosen))

    def _forward(self, alpha: float) -> list[float]:
        """For every place the logarithm of the summed weights of all ways to reach it."""
        reached = [0.0] + [-inf] * len(self.word)
        for start, edges in enumerate(self.edges):
            for edge in edges:
                reached[edge.end] = _add(reached[edge.end], reached[start] + alpha * edge.score)
        return reached


def _add(a: float, b: float) -> float:
    """log(exp(a) + exp(b))"""
    high, low = max(a, b), min(a, b)
    return high if low == -inf else high + log(1 + exp(low - high))


def _single(value: float) -> float:
    return unpack("f", pack("f", value))[0]
