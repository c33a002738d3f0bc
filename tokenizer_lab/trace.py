"""What a training run did, step by step, and what it would do to any word at any step."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import pairwise

UNKNOWN = "[UNK]"
"""Stands for a character that the vocabulary does not hold."""


@dataclass(frozen=True)
class Candidate:
    """A pair of neighbouring tokens and how often it occurs in the corpus."""

    pair: tuple[str, str]
    count: int


@dataclass(frozen=True)
class Step:
    """One merge: the winning pair, its count, the token it makes, and whom it beat."""

    pair: tuple[str, str]
    count: int
    token: str
    candidates: tuple[Candidate, ...]
    """The most frequent pairs before this merge, best first; the winner is the first."""
    tied: bool
    """Whether another pair was just as frequent, so that the tie rule decided."""


@dataclass(frozen=True)
class Trace:
    """A training run: the corpus, the alphabet that it starts from, and every merge.

    A step number counts the merges that have been made: 0 is the bare alphabet,
    `len(trace.steps)` is the finished vocabulary.
    """

    algorithm: str
    counts: dict[str, int]
    alphabet: tuple[str, ...]
    steps: tuple[Step, ...]

    def vocab(self, step: int | None = None) -> list[str]:
        """The vocabulary after `step` merges (all of them where None), in the order of its ids."""
        made = [merge.token for merge in self.steps[:step]]
        # Two merges can make the same string; it keeps the id of the first.
        return list(dict.fromkeys([*self.alphabet, *made]))

    def segment(self, word: str, step: int | None = None) -> list[str]:
        """Cut `word` with the first `step` merges (all of them where None).

        The merge that was learned first goes first, the leftmost place on a tie (Sennrich
        et al., 2015). A character outside the alphabet becomes `UNKNOWN`.
        """
        limit = len(self.steps) if step is None else step
        tokens = [char if char in self._known else UNKNOWN for char in word]
        while len(tokens) > 1:
            ranks = [self._ranks.get(pair, limit) for pair in pairwise(tokens)]
            best = min(ranks)
            if best >= limit:
                break
            at = ranks.index(best)
            tokens[at : at + 2] = [self.steps[best].token]
        return tokens

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.alphabet)

    @cached_property
    def _ranks(self) -> dict[tuple[str, str], int]:
        return {step.pair: rank for rank, step in enumerate(self.steps)}

    def to_json(self) -> str:
        """The whole trace as JSON, with nothing but what it was made from."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Trace":
        """The trace that `to_json` wrote."""
        data = json.loads(text)
        steps = tuple(
            Step(
                pair=tuple(step["pair"]),
                count=step["count"],
                token=step["token"],
                candidates=tuple(
                    Candidate(tuple(candidate["pair"]), candidate["count"])
                    for candidate in step["candidates"]
                ),
                tied=step["tied"],
            )
            for step in data["steps"]
        )
        return cls(data["algorithm"], data["counts"], tuple(data["alphabet"]), steps)
