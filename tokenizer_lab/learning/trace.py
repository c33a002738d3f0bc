"""What a training run did, step by step, and what it would do to any word at any step.

One small vocabulary of steps serves every algorithm: a `Merge` joins two tokens, an
`Expectation` re-estimates the probabilities of pieces, a `Prune` takes pieces away.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, NamedTuple

from .. import cut
from ..corpus import pre_tokenize
from ..cut import UNKNOWN, Pieces
from . import export
from .merges import Candidate, Merge, Merges

GoOn = Callable[[float], bool]
"""Told how much of the training is done, 0 to 1; says whether to go on."""


@dataclass(frozen=True)
class Expectation:
    """One round of expectation-maximization: the pieces' new probabilities."""

    loss: float
    """Of the corpus, in nats, under the probabilities before this step."""
    pieces: dict[str, float]
    """Natural logarithms of the probabilities after it. Pieces that fell out are missing."""

    kind: ClassVar[str] = "expectation"


class Removal(NamedTuple):
    """A piece that a prune round took away, and what that alone adds to the loss."""

    piece: str
    loss: float


@dataclass(frozen=True)
class Prune:
    """One round of pruning: the pieces whose loss is missed least are taken away."""

    loss: float
    """Of the corpus, in nats, before this step."""
    removed: tuple[Removal, ...]
    """Cheapest first."""
    spared: tuple[Removal, ...]
    """The next in line, cheapest first: what would have gone had the round been larger."""
    pieces: dict[str, float]
    """Those that are left, with the logarithms of their probabilities."""

    kind: ClassVar[str] = "prune"


Step = Merge | Expectation | Prune
STEPS = {step.kind: step for step in (Merge, Expectation, Prune)}


@dataclass(frozen=True)
class Trace:
    """A training run: the corpus, what it starts from, every step, and the rules it obeyed.

    A step number counts the steps that have been made: 0 is the start, `len(trace.steps)`
    is the finished vocabulary.
    """

    algorithm: str
    """A key of `ALGORITHMS`."""
    counts: dict[str, int]
    alphabet: tuple[str, ...]
    """The tokens that are never learned: characters, or the 256 bytes."""
    steps: Sequence[Step]
    rules: dict[str, str | float] = field(default_factory=dict)
    """The options that the trainer ran with, by name."""
    seeds: dict[str, float] = field(default_factory=dict)
    """For Unigram: the pieces it starts from, with the logarithms of their probabilities."""
    pretokenizer: str = "whitespace"
    """How text was cut into the words: a key of `PRE_TOKENIZERS`."""
    normalizers: tuple[str, ...] = ()
    """What was done to the text before: keys of `NORMALIZERS`."""

    @property
    def cuts_by(self) -> str:
        """How words are cut: "merges" in their order, "longest" piece first, "probability"."""
        if self.algorithm == "wordpiece":
            return "longest"
        return "probability" if self.seeds else "merges"

    def vocab(self, step: int | None = None) -> list[str]:
        """The vocabulary after `step` steps (all of them where None), in the order of its ids."""
        if self.cuts_by == "probability":
            return list(self.pieces(step))
        # Two merges can make the same string; it keeps the id of the first.
        return list(dict.fromkeys([*self.alphabet, *self._merged_tokens[:step]]))

    def pieces(self, step: int | None = None) -> dict[str, float]:
        """Unigram's pieces after `step` steps, with the logarithms of their probabilities."""
        step = len(self.steps) if step is None else step
        return self.steps[step - 1].pieces if step else self.seeds

    def spell(self, word: str) -> list[str]:
        """The symbols that `word` consists of before anything is learned."""
        return cut.symbols(word, self.algorithm)

    def segment(self, word: str, step: int | None = None) -> list[str]:
        """Cut `word`, as a pre-tokenizer gives it, with what `step` steps have learned.

        All steps where None. What the vocabulary does not hold becomes `UNKNOWN`.
        """
        limit = len(self.steps) if step is None else step
        match self.cuts_by:
            case "merges":
                known = [each if each in self._known else UNKNOWN for each in self.spell(word)]
                return cut.by_rank(known, self._ranks_at(limit), limit)
            case "longest":
                return cut.longest_match(word, self._entered, limit)
            case _:
                return cut.most_probable(word, self._ready(limit, False))

    def state(self, word: str, step: int) -> list[str]:
        """How a word of the corpus stands after `step` steps of the training.

        WordPiece trains with its merges and cuts by the longest match: there this differs from
        `segment`. Unigram shows the most probable of the segmentations that it weighs.
        """
        if self.cuts_by == "probability":
            return cut.most_probable(word, self._ready(step, True))
        continues = cut.CONTINUES if self.algorithm == "wordpiece" else ""
        return cut.by_rank(self.spell(word), self._ranks_at(step), step, continues)

    def changed(self, step: int, most: int = 8) -> dict[str, tuple[list[str], list[str]]]:
        """The most frequent words that step number `step` cut anew: how before, and how after."""
        made = self.steps[step - 1]
        if isinstance(made, Merge):
            left, right = (part.removeprefix(cut.CONTINUES) for part in made.pair)
            needles = (made.token if self.algorithm != "wordpiece" else left + right,)
        elif isinstance(made, Prune):
            needles = tuple(piece for piece, _rise in made.removed)[-50:]
        else:
            return {}
        found = {}
        for word in self._by_count:
            spelled = "".join(self.spell(word)) if self.algorithm == "byte_bpe" else word
            if any(needle in spelled for needle in needles):
                before, after = self.state(word, step - 1), self.state(word, step)
                if before != after:
                    found[word] = before, after
                    if len(found) == most:
                        break
        return found

    @cached_property
    def _by_count(self) -> list[str]:
        return sorted(self.counts, key=lambda word: -self.counts[word])

    def cut(self, text: str, step: int | None = None) -> list[str]:
        """The tokens of a whole text: normalized, cut into words, each word segmented."""
        words = pre_tokenize(text, self.pretokenizer, self.normalizers)
        return [token for word in words for token in self.segment(word, step)]

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.alphabet)

    @cached_property
    def _ranks(self) -> dict[tuple[str, str], int]:
        return {pair: rank for rank, pair in enumerate(self._merged_pairs)}

    def _ready(self, step: int, with_lost: bool) -> Pieces:
        """The pieces after a step; with those characters, too, that fell out for a while."""
        if (step, with_lost) not in self._cutters:
            pieces = Pieces.of(self.pieces(step))
            if with_lost:
                scores = dict.fromkeys(self.alphabet, pieces.unknown) | pieces.scores
                pieces = pieces._replace(scores=scores)
            self._cutters[step, with_lost] = pieces
        return self._cutters[step, with_lost]

    @cached_property
    def _cutters(self) -> dict[tuple[int, bool], Pieces]:
        return {}

    def _ranks_at(self, limit: int) -> dict[tuple[str, str], int]:
        if len(self._ranks) == len(self.steps):
            return self._ranks
        # A pair can come back, where another merge made its token again; its last merge counts.
        return {pair: rank for rank, pair in enumerate(self._merged_pairs[:limit])}

    @cached_property
    def _entered(self) -> dict[str, int]:
        """Every token with the number of the first step that knows it."""
        tokens = self._merged_tokens
        entered = {tokens[step - 1]: step for step in range(len(tokens), 0, -1)}
        return entered | dict.fromkeys(self.alphabet, 0)

    @cached_property
    def _merged_tokens(self) -> list[str]:
        if isinstance(self.steps, Merges):
            return self.steps.tokens
        return [step.token for step in self.steps if isinstance(step, Merge)]

    @cached_property
    def _merged_pairs(self) -> list[tuple[str, str]]:
        if isinstance(self.steps, Merges):
            return self.steps.pairs
        return [step.pair for step in self.steps if isinstance(step, Merge)]

    def tokenizer_json(self, step: int | None = None) -> str:
        """The `tokenizer.json` that `tokenizers` loads and that cuts as this trace does.

        Its vocabulary has one token more than `vocab(step)` where the alphabet is not the
        256 bytes: `UNKNOWN`. See `export.tokenizer` for what the file cannot hold.
        """
        return export.tokenizer(self, step).to_str(pretty=True)

    def to_json(self) -> str:
        """The whole trace as JSON, with nothing but what it was made from."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        steps = [{"kind": step.kind} | vars(step) for step in self.steps]
        return json.dumps(fields | {"steps": steps}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Trace":
        """The trace that `to_json` wrote."""
        data = json.loads(text)
        data["steps"] = tuple(_step(**step) for step in data["steps"])
        data["alphabet"] = tuple(data["alphabet"])
        data["normalizers"] = tuple(data["normalizers"])
        return cls(**data)


def _step(kind: str, **fields) -> Step:
    for name in ("pair", "frequencies"):
        if name in fields:
            fields[name] = tuple(fields[name])
    if kind == "merge":
        fields["candidates"] = tuple(
            Candidate(tuple(pair), count, score) for pair, count, score in fields["candidates"]
        )
    if kind == "prune":
        for name in ("removed", "spared"):
            fields[name] = tuple(Removal(*removal) for removal in fields[name])
    return STEPS[kind](**fields)
