"""The merges of a training: kept as columns of numbers, made into objects when asked for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, overload

import numpy as np

from .pairs import Columns, empty_columns


class Candidate(NamedTuple):
    """A pair of neighbouring tokens, how often it occurs in the corpus, and its score."""

    pair: tuple[str, str]
    count: int  # type: ignore[assignment]  # A tuple's own method `count` is of no use here.
    score: float
    """What the pairs are ranked by: the count, or for WordPiece's own rule its score."""


@dataclass(frozen=True)
class Merge:
    """The winning pair, its count and score, the token it makes, and whom it beat."""

    pair: tuple[str, str]
    count: int
    score: float
    token: str
    candidates: tuple[Candidate, ...]
    """The best pairs before this merge, best first; the winner is the first."""
    tied: bool
    """Whether another pair was just as good, so that the tie rule decided."""
    frequencies: tuple[int, int]
    """How often the two tokens themselves stood in the corpus before this merge."""

    kind: ClassVar[str] = "merge"


class Merges(Sequence[Merge]):
    """All merges of a training in their order, equal to a tuple of the same ones.

    A vocabulary of 8,000 has 80,000 candidates: of these few are ever looked at.
    """

    def __init__(
        self,
        alphabet: Sequence[str],
        prefix: int,
        columns: Columns,
        rest: list[tuple[int, int, int, float]],
    ):
        """`columns` hold ids into `alphabet` and the tokens that the merges add to it; the right
        token of a merge loses `prefix` characters. `rest` are the best pairs after the last."""
        self._alphabet, self._prefix, self._columns = alphabet, prefix, columns
        self._rest = rest

    def packed(self) -> tuple[Any, ...]:
        """All of it as plain values, the columns as bytes."""
        columns = [column.tobytes() for column in self._columns]
        return tuple(self._alphabet), self._prefix, columns, self._rest

    @classmethod
    def unpacked(
        cls,
        alphabet: tuple[str, ...],
        prefix: int,
        columns: list[bytes],
        rest: list[tuple[int, int, int, float]],
    ) -> "Merges":
        """The merges that `packed` gave."""
        read = [
            np.frombuffer(data, like.dtype).reshape(-1, *like.shape[1:])
            for data, like in zip(columns, empty_columns(0))
        ]
        return cls(alphabet, prefix, Columns(*read), rest)

    @cached_property
    def _spelled(self) -> list[str]:
        """Every token by its id."""
        tokens, columns = list(self._alphabet), self._columns
        sides = columns.left.tolist(), columns.right.tolist(), columns.token.tolist()
        for left, right, token in zip(*sides):
            if token == len(tokens):
                tokens.append(tokens[left] + tokens[right][self._prefix :])
        return tokens

    @cached_property
    def tokens(self) -> list[str]:
        """The token that each merge makes."""
        return [self._spelled[token] for token in self._columns.token.tolist()]

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The pair that each merge joins."""
        spelled, columns = self._spelled, self._columns
        sides = zip(columns.left.tolist(), columns.right.tolist())
        return [(spelled[left], spelled[right]) for left, right in sides]

    @property
    def scores(self) -> list[float]:
        """What each merge was ranked by: its count, or its score."""
        return self._columns.candidate_score[:, 0].tolist()

    @cached_property
    def counts(self) -> list[int]:
        """How often each merge's pair stood in the corpus."""
        return self._columns.candidate_count[:, 0].tolist()

    def __len__(self) -> int:
        return len(self._columns.token)

    @overload
    def __getitem__(self, at: int) -> Merge: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Merge, ...]: ...
    def __getitem__(self, at):
        if isinstance(at, slice):
            return tuple(map(self._merge, range(len(self))[at]))
        return self._merge(range(len(self))[at])

    def __iter__(self) -> Iterator[Merge]:
        return map(self._merge, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # as it is compared by what it holds

    def candidates(self, step: int) -> tuple[Candidate, ...]:
        """The best pairs after `step` merges, best first."""
        spelled, columns = self._spelled, self._columns
        rows: Iterable[tuple[int, int, int, float]] = self._rest
        if step < len(self):
            best = slice(0, int(columns.candidates[step]))
            rows = zip(
                columns.candidate_left[step, best].tolist(),
                columns.candidate_right[step, best].tolist(),
                columns.candidate_count[step, best].tolist(),
                columns.candidate_score[step, best].tolist(),
            )
        return tuple(
            Candidate((spelled[left], spelled[right]), count, score)
            for left, right, count, score in rows
        )

    def _merge(self, at: int) -> Merge:
        columns, spelled = self._columns, self._spelled
        candidates = self.candidates(at)
        winner = candidates[0]
        return Merge(
            pair=winner.pair,
            count=winner.count,
            score=winner.score,
            token=spelled[columns.token[at]],
            candidates=candidates,
            tied=bool(columns.tied[at]),
            frequencies=(int(columns.left_frequency[at]), int(columns.right_frequency[at])),
        )
