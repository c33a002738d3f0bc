"""What a training run did, step by step, and what it would do to any word at any step.

One small vocabulary of steps serves every algorithm: a `Merge` joins two tokens, an
`Expectation` re-estimates the probabilities of pieces, a `Prune` takes pieces away.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

import tokenizers

from ..corpus import pre_tokenize
from ..cutting import (
    CONTINUES,
    UNKNOWN,
    Lattice,
    ScoredPieces,
    longest_matches,
    merge_by_rank,
    reading,
    symbols,
)
from ..readers import read_json
from ..tokenizers import Tokenizer
from .export import library_tokenizer
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

Rules = dict[str, str | float | None]
"""The options of a training by name."""


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
    rules: Rules = field(default_factory=dict)
    """The options that the trainer ran with, by name."""
    seeds: dict[str, float] = field(default_factory=dict)
    """For Unigram: the pieces it starts from, with the logarithms of their probabilities."""
    pretokenizer: str = "whitespace"
    """How text was cut into the words: a key of `PRE_TOKENIZERS`."""
    normalizers: tuple[str, ...] = ()
    """What was done to the text before: keys of `NORMALIZERS`."""
    final_loss: float | None = None
    """For Unigram: the loss of the corpus, in nats, after the last step."""

    @property
    def cuts_by(self) -> str:
        """How words are cut: "merges" in their order, "longest" piece first, "probability"."""
        if self.algorithm == "wordpiece":
            return "longest"
        return "probability" if self.seeds else "merges"

    @cached_property
    def merges(self) -> Sequence[Merge]:
        """The steps of a trace that merges: all of them; of a Unigram trace none."""
        if isinstance(self.steps, Merges):
            return self.steps
        return tuple(step for step in self.steps if isinstance(step, Merge))

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        """The pair of each merge."""
        merges = self.merges
        return merges.pairs if isinstance(merges, Merges) else [merge.pair for merge in merges]

    @property
    def scores(self) -> list[float]:
        """The score of each merge."""
        merges = self.merges
        return merges.scores if isinstance(merges, Merges) else [merge.score for merge in merges]

    @cached_property
    def tokens(self) -> list[str]:
        """The token of each merge."""
        merges = self.merges
        return merges.tokens if isinstance(merges, Merges) else [merge.token for merge in merges]

    @cached_property
    def rounds(self) -> tuple[Expectation | Prune, ...]:
        """The steps of a Unigram trace: all of them; of a trace that merges none."""
        return tuple(step for step in self.steps if not isinstance(step, Merge))

    def vocab(self, step: int | None = None) -> list[str]:
        """The vocabulary after `step` steps (all of them where None), in the order of its ids."""
        if self.cuts_by == "probability":
            return list(self.pieces(step))
        # Two merges can make the same string; it keeps the id of the first.
        return list(dict.fromkeys([*self.alphabet, *self.tokens[:step]]))

    def pieces(self, step: int | None = None) -> dict[str, float]:
        """Unigram's pieces after `step` steps, with the logarithms of their probabilities."""
        step = len(self.rounds) if step is None else step
        return self.rounds[step - 1].pieces if step else self.seeds

    def loss(self, step: int) -> float | None:
        """Unigram's loss after `step` steps, in nats; None where it is not known."""
        return self.rounds[step].loss if step < len(self.rounds) else self.final_loss

    def candidates(self, step: int) -> tuple[Candidate, ...]:
        """The best pairs after `step` merges, best first; none where they are not known."""
        merges = self.merges
        if isinstance(merges, Merges):
            return merges.candidates(step)
        return merges[step].candidates if step < len(merges) else ()

    def spell(self, word: str) -> list[str]:
        """The symbols that `word` consists of before anything is learned."""
        return symbols(word, self.algorithm)

    def reading(self, token: str) -> str:
        """A token as a reader takes it: at byte level its text, or its bytes, E4 BD."""
        return reading(token) if self.algorithm == "byte_bpe" else token

    def segment(self, word: str, step: int | None = None) -> list[str]:
        """Cut `word`, as a pre-tokenizer gives it, with what `step` steps have learned.

        All steps where None. What the vocabulary does not hold becomes `UNKNOWN`.
        """
        limit = len(self.steps) if step is None else step
        match self.cuts_by:
            case "merges":
                known = self._known_symbols
                start = [each if each in known else UNKNOWN for each in self.spell(word)]
                return merge_by_rank(start, self._ranks_at(limit).get, below=limit)[0]
            case "longest":
                entries = self._entry_steps
                pieces, _matches = longest_matches(
                    word, lambda piece: entries.get(piece, limit + 1) <= limit
                )
                return [UNKNOWN] if pieces is None else pieces
            case _:
                return _best_pieces(word, self.scored_pieces(limit, with_lost=False))

    def state(self, word: str, step: int) -> list[str]:
        """How a word of the corpus stands after `step` steps of the training.

        WordPiece trains with its merges and cuts by the longest match: there this differs from
        `segment`. Unigram shows the most probable of the segmentations that it weighs.
        """
        if self.cuts_by == "probability":
            return _best_pieces(word, self.scored_pieces(step, with_lost=True))
        prefix = len(CONTINUES) if self.algorithm == "wordpiece" else 0
        return merge_by_rank(self.spell(word), self._ranks_at(step).get, prefix, below=step)[0]

    def changed(self, step: int, most: int = 8) -> dict[str, tuple[list[str], list[str]]]:
        """The most frequent words that step number `step` cut anew: how before, and how after."""
        needles = self._needles(self.steps[step - 1])
        changes: dict[str, tuple[list[str], list[str]]] = {}
        for word in self._by_count if needles else ():
            written = "".join(self.spell(word)) if self.algorithm == "byte_bpe" else word
            if any(needle in written for needle in needles):
                before, after = self.state(word, step - 1), self.state(word, step)
                if before != after:
                    changes[word] = before, after
                    if len(changes) == most:
                        break
        return changes

    def _needles(self, step: Step) -> list[str]:
        """One of these strings is in every word that `step` can have cut anew."""
        if isinstance(step, Merge):
            if self.algorithm == "wordpiece":
                return ["".join(part.removeprefix(CONTINUES) for part in step.pair)]
            return [step.token]
        if isinstance(step, Prune):
            return [piece for piece, _rise in step.removed][-50:]
        return []

    @cached_property
    def _by_count(self) -> list[str]:
        return sorted(self.counts, key=lambda word: -self.counts[word])

    def cut(self, text: str, step: int | None = None) -> list[str]:
        """The tokens of a whole text: normalized, cut into words, each word segmented."""
        words = pre_tokenize(text, self.pretokenizer, self.normalizers)
        return [token for word in words for token in self.segment(word, step)]

    @cached_property
    def _known_symbols(self) -> frozenset[str]:
        return frozenset(self.alphabet)

    @cached_property
    def _ranks(self) -> dict[tuple[str, str], int]:
        return {pair: rank for rank, pair in enumerate(self._pairs)}

    def _ranks_at(self, limit: int) -> dict[tuple[str, str], int]:
        if len(self._ranks) == len(self._pairs):
            return self._ranks
        # A pair can come back, where another merge made its token again; its last merge counts.
        return {pair: rank for rank, pair in enumerate(self._pairs[:limit])}

    def scored_pieces(self, step: int, with_lost: bool) -> ScoredPieces:
        """The pieces after a step; with those characters, too, that fell out for a while."""
        if (step, with_lost) not in self._pieces_by_step:
            scores = self.pieces(step)
            pieces = ScoredPieces(scores)
            if with_lost:
                lost = dict.fromkeys(self.alphabet, pieces.unknown_score)
                pieces = ScoredPieces(lost | scores, worst=min(scores.values(), default=0.0))
            self._pieces_by_step[step, with_lost] = pieces
        return self._pieces_by_step[step, with_lost]

    @cached_property
    def _pieces_by_step(self) -> dict[tuple[int, bool], ScoredPieces]:
        return {}

    @cached_property
    def _entry_steps(self) -> dict[str, int]:
        """Every token with the number of the first step that knows it."""
        numbers = {token: n for n, token in [*enumerate(self.tokens, 1)][::-1]}
        return numbers | dict.fromkeys(self.alphabet, 0)

    def tokenizer_json(self, step: int | None = None) -> str:
        """The `tokenizer.json` that `tokenizers` loads and that cuts as this trace does.

        Its vocabulary has one token more than `vocab(step)` where the alphabet is not the
        256 bytes: `UNKNOWN`. See `export.library_tokenizer` for what the file cannot hold.
        """
        return self._library_tokenizer(step).to_str(pretty=True)

    def tokenizer(self) -> Tokenizer:
        """What was learned, as a real tokenizer; its origin is `trace`."""
        real = read_json(self.algorithm, self.tokenizer_json().encode())
        real.source = real.origin = "trace"
        return real

    def _library_tokenizer(self, step: int | None) -> tokenizers.Tokenizer:
        probable = self.cuts_by == "probability"
        return library_tokenizer(
            self.algorithm,
            self.vocab(step),
            self._pairs[:step],
            self.pieces(step) if probable else {},
            self.pretokenizer,
            self.normalizers,
        )

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

    def packed(self) -> dict[str, Any]:
        """The trace as plain values, to be taken to another process at little cost."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        if isinstance(self.steps, Merges):
            return fields | {"steps": self.steps.packed()}
        return fields | {"steps": [_packed(step) for step in self.steps]}

    @classmethod
    def unpacked(cls, fields: dict[str, Any]) -> "Trace":
        """The trace that `packed` gave."""
        steps = fields["steps"]
        if isinstance(steps, tuple):
            return cls(**fields | {"steps": Merges.unpacked(*steps)})
        return cls(**fields | {"steps": tuple(_step(**step) for step in steps)})


def _packed(step: Step) -> dict[str, Any]:
    fields = {"kind": step.kind} | vars(step)
    for name in ("candidates", "removed", "spared"):
        if name in fields:
            fields[name] = [tuple(each) for each in fields[name]]
    return fields


def _best_pieces(word: str, scored: ScoredPieces) -> list[str]:
    """The most probable segmentation; unknown characters that stand together are one `UNKNOWN`."""
    pieces: list[str] = []
    for unknown, edges in groupby(Lattice(word, scored).best, lambda edge: edge.unknown):
        pieces += [UNKNOWN] if unknown else [edge.piece for edge in edges]
    return pieces


def _step(kind: str, **fields: Any) -> Step:
    for name in ("pair", "frequencies"):
        if name in fields:
            fields[name] = tuple(fields[name])
    match kind:
        case "merge":
            fields["candidates"] = tuple(
                Candidate(tuple(pair), count, score) for pair, count, score in fields["candidates"]
            )
            return Merge(**fields)
        case "prune":
            for name in ("removed", "spared"):
                fields[name] = tuple(Removal(*removal) for removal in fields[name])
            return Prune(**fields)
        case _:
            return Expectation(**fields)
