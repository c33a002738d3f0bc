"""Unigram: start with too many pieces and take away those that are missed least.

Source: Kudo (2018), "Subword Regularization". The loss is exact: the sum over words of
-count x log of the summed probability of all the word's segmentations.
"""

from math import log

import numpy as np

from i18n import N_, Problem

from .bpe import check_size
from .corpus_lattice import CorpusLattice
from .trace import Expectation, GoOn, Prune, Removal, Rules, Step, Trace

LONGEST = 16
"""Characters of a piece, as in SentencePiece."""

SHOWN = 10
"""How many pieces that were spared a prune round remembers."""

FAINT = 1e-6
"""A piece expected less often than this falls out; a character keeps this much."""


def train_unigram(
    counts: dict[str, int],
    vocab_size: int,
    loss: str = "all",
    prune: float = 0.2,
    em_steps: int = 0,
    whole_words: bool = True,
    seed_size: int | None = None,
    go_on: GoOn | None = None,
) -> Trace:
    """Prune a `prune` part of the pieces a round until `vocab_size` of them are left.

    `loss` counts "all" segmentations of a word, or only the "best" one as the Hugging Face
    course does. Each round first re-estimates the probabilities `em_steps` times; with none
    they stay the pieces' shares of the counts in the corpus. The `seed_size` seeds (None: ten
    times `vocab_size`) are the substrings of the highest count x length; `whole_words` says
    whether a word that is no part of another may be one. Characters are never taken away.
    Raises `i18n.Problem` as `train_bpe` does.
    """
    alphabet = alphabet_of(counts)
    check_size(vocab_size, len(alphabet))
    frequency = _seeds(counts, seed_size or 10 * vocab_size, whole_words)
    names = [*frequency]
    model = Model(counts, names)
    weights = np.array([*frequency.values()], float)
    model.scores = np.log(weights / weights.sum())
    seeds = model.pieces()
    steps: list[Step] = []
    while True:
        for _round in range(em_steps):
            expected, before = model.expected()
            expected[model.single] = np.maximum(expected[model.single], FAINT)
            model.keep(expected >= FAINT)
            model.scores[model.alive] = np.log(expected[model.alive] / expected[model.alive].sum())
            steps.append(Expectation(before, model.pieces()))
        surplus = model.size - vocab_size
        if surplus <= 0 or (go_on and not go_on(_done(len(names), model.size, vocab_size))):
            break
        before = model.lattice.loss(model.scores, loss == "best")
        rises = model.lattice.rises(model.scores, loss == "best")
        order = [at for at in np.argsort(rises, kind="stable") if model.removable[at]]
        number = min(max(1, int(prune * model.size)), surplus)
        ranked = [Removal(names[at], float(rises[at])) for at in order[: number + SHOWN]]
        kept = model.alive.copy()
        kept[order[:number]] = False
        model.keep(kept)
        if em_steps == 0:
            # Shares of what is left of the counts.
            model.scores[kept] = np.log(weights[kept] / weights[kept].sum())
        else:
            model.scores[kept] -= np.log(np.exp(model.scores[kept]).sum())
        steps.append(Prune(before, tuple(ranked[:number]), tuple(ranked[number:]), model.pieces()))
    rules: Rules = {
        "loss": loss,
        "prune": prune,
        "em_steps": em_steps,
        "whole_words": whole_words,
        "seed_size": seed_size or 10 * vocab_size,
    }
    return Trace("unigram", dict(counts), alphabet, tuple(steps), rules, seeds)


def alphabet_of(counts: dict[str, int]) -> tuple[str, ...]:
    """The characters of all words. Raises `i18n.Problem` where there is none."""
    if not any(counts):
        raise Problem(N_("There is no word in this text: type or paste some words."))
    return tuple(sorted({char for word in counts for char in word}))


def _done(seeds: int, size: int, vocab_size: int) -> float:
    """How far the pieces have shrunk, as rounds go: by a constant factor each."""
    return log(seeds / size) / log(seeds / vocab_size)


def _seeds(counts: dict[str, int], size: int, whole_words: bool) -> dict[str, int]:
    """All characters, and the substrings of the highest count x length, with their counts."""
    frequency: dict[str, int] = {}
    inside: set[str] = set()
    for word, count in counts.items():
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + LONGEST) + 1):
                piece = word[start:end]
                frequency[piece] = frequency.get(piece, 0) + count
                if end - start < len(word):
                    inside.add(piece)
    pieces = [piece for piece in frequency if len(piece) > 1 and (whole_words or piece in inside)]
    pieces.sort(key=lambda piece: -frequency[piece] * len(piece))
    kept = {*pieces[:size]}
    return {piece: n for piece, n in frequency.items() if len(piece) == 1 or piece in kept}


class Model:
    """Pieces with the logarithms of their probabilities, over the words of a corpus."""

    def __init__(self, counts: dict[str, int], names: list[str]):
        self.names = names
        self.lattice = CorpusLattice([*counts], [*counts.values()], names)
        self.single = self.lattice.single
        self.alive = np.ones(len(names), bool)
        self.scores = np.zeros(len(names))

    @property
    def size(self) -> int:
        return int(self.alive.sum())

    @property
    def removable(self) -> np.ndarray:
        return self.alive & ~self.single

    def expected(self) -> tuple[np.ndarray, float]:
        return self.lattice.expected(self.scores)

    def keep(self, alive: np.ndarray) -> None:
        """Take away the pieces that are not `alive`."""
        self.alive = self.alive & alive
        self.scores[~self.alive] = -np.inf
        self.lattice.keep(self.alive)

    def pieces(self) -> dict[str, float]:
        """The pieces that are left, the most probable first."""
        order = np.argsort(-self.scores, kind="stable")[: self.size]
        scores = self.scores[order].tolist()
        return {self.names[at]: score for at, score in zip(order.tolist(), scores)}
