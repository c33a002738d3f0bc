"""SentencePiece: text as a raw stream in which a space is the character ▁, then BPE or Unigram.

Source: Kudo and Richardson (2018), and the trainers of the `sentencepiece` library, whose
schedules these are. The words come from the "metaspace" pre-tokenizer: ▁ begins a word.
"""

import numpy as np

from ..cutting import UNKNOWN_PENALTY
from .bpe import Corpus, check_size
from .corpus_lattice import CorpusLattice
from .trace import Expectation, GoOn, Prune, Removal, Rules, Step, Trace
from .unigram import LONGEST, Model, alphabet_of

MODELS = ("unigram", "bpe")
META = 3
"""<unk>, <s> and </s>, which the library counts into the size it prunes to."""

SUB_ITERATIONS = 2
SHRINKING = 0.75
RARE = 0.5
"""A piece expected less often than this falls out."""
BETWEEN_CHARACTERS = 0.0001
"""Score between two characters that had fallen out and are taken back at the end."""


def train_sentencepiece(
    counts: dict[str, int], vocab_size: int, model: str = "unigram", go_on: GoOn | None = None
) -> Trace:
    """As the `sentencepiece` library trains; `model` is one of `MODELS`.

    `vocab_size` counts pieces without the library's three control symbols. Raises
    `i18n.Problem` as `train_bpe` does.
    """
    if model == "bpe":
        corpus = Corpus(counts, vocab_size, "bpe", "shorter")
        # A token that is there already is passed over, and its pair stays apart.
        steps = corpus.learn(vocab_size, go_on, may_repeat=False, longest=LONGEST)
        rules: Rules = {"model": model, "tie": "shorter"}
        return Trace("sentencepiece", dict(counts), corpus.alphabet, steps, rules)
    return _Schedule(counts, vocab_size).train(go_on)


class _Schedule:
    """Unigram at the pace of the library: approximate where `train_unigram` is exact."""

    def __init__(self, counts: dict[str, int], vocab_size: int):
        self.counts, self.vocab_size = counts, vocab_size
        self.alphabet = alphabet_of(counts)
        check_size(vocab_size, len(self.alphabet))
        self.characters = _characters(counts)
        self.names, weights = zip(*_seeds(counts, self.characters))
        self.model = Model(counts, list(self.names))
        # Characters keep their edges when they fall out: their words still have a path.
        self.model.scores = np.log(np.array(weights, float) / sum(weights))
        self.known = np.ones(len(self.names), bool)

    def train(self, go_on: GoOn | None) -> Trace:
        seeds = self._pieces()
        steps: list[Step] = []
        wanted = int((self.vocab_size + META) * 1.1)
        while True:
            for _round in range(SUB_ITERATIONS):
                steps.append(self._expectation())
            size = self.known.sum()
            progress = np.log(len(self.names) / size) / np.log(max(2, len(self.names) / wanted))
            if size <= wanted or (go_on and not go_on(min(1.0, float(progress)))):
                break
            prune = self._prune(max(wanted, int(SHRINKING * size)))
            steps.append(prune)
            if not prune.removed:
                break
        steps.append(self._final_cut())
        rules: Rules = {"model": "unigram"}
        return Trace("sentencepiece", dict(self.counts), self.alphabet, tuple(steps), rules, seeds)

    def _pieces(self) -> dict[str, float]:
        order = [at for at in np.argsort(-self.model.scores, kind="stable") if self.known[at]]
        return {self.names[at]: float(self.model.scores[at]) for at in order}

    def _keep(self, known: np.ndarray) -> None:
        self.known = self.known & known
        scores = self.model.scores
        self.model.lattice.keep(self.known | self.model.single)
        scores[~self.known] = scores[self.known].min() - UNKNOWN_PENALTY

    def _as_counted(self, counts: np.ndarray) -> np.ndarray:
        """A character that fell out is counted as the first piece, the most frequent character.

        So does the library, whose unknown symbol has the id of that piece while it trains.
        """
        counts[0] += counts[~self.known].sum()
        counts[~self.known] = 0
        return counts

    def _expectation(self) -> Expectation:
        expected, loss = self.model.lattice.expected(self.model.scores)
        kept = self.known & (self._as_counted(expected) >= RARE)
        # The digamma function in place of the logarithm is a prior for few pieces (Liang and
        # Klein, 2007); what comes out adds up to less than one.
        self.model.scores[kept] = _digamma(expected[kept]) - _digamma(expected[kept].sum())
        self._keep(kept)
        return Expectation(loss, self._pieces())

    def _prune(self, wanted: int) -> Prune:
        """Take away pieces that no best segmentation uses, then those that are cheap to replace.

        The cost is approximate: wherever a piece stands its best replacement would stand.
        """
        scores, lattice = self.model.scores, self.model.lattice
        loss = lattice.loss(scores)
        used = self._as_counted(lattice.used(scores))
        total = used.sum()
        here = np.flatnonzero(self.known)
        pieces = [self.names[at] for at in here]
        inside = CorpusLattice(pieces, [1] * len(here), self.names)
        inside.keep(self.known | self.model.single)
        kept, costs, unused = [], {}, []
        for at, instead in zip(here.tolist(), inside.alternatives(scores)):
            if used[at] == 0 or instead is None:
                unused.append(at)
            elif not len(instead):
                kept.append(at)
            else:
                instead = np.where(self.known[instead], instead, 0)
                replaced = np.log(used[instead] + used[at]) - np.log(
                    total + used[at] * (len(instead) - 1)
                )
                costs[at] = float(used[at] * (np.log(used[at] / total) - replaced.sum()))
        dear = sorted(costs, key=lambda at: (-costs[at], at))
        room = wanted - len(kept) if wanted >= len(kept) else len(dear)
        stay = np.zeros(len(self.names), bool)
        stay[kept + dear[:room]] = True
        removed = [Removal(self.names[at], 0.0) for at in unused]
        removed += [Removal(self.names[at], costs[at]) for at in reversed(dear[room:])]
        spared = [Removal(self.names[at], costs[at]) for at in reversed(dear[:room][-10:])]
        self._keep(stay)
        return Prune(loss, tuple(removed), tuple(spared), self._pieces())

    def _final_cut(self) -> Prune:
        """All characters, and of the other pieces those of the highest score."""
        loss = self.model.lattice.loss(self.model.scores)
        pieces = self._pieces()
        lowest = min(pieces.values())
        missing = [char for char in self.characters if char not in pieces]
        final = {char: pieces[char] for char in self.characters if char in pieces}
        final |= {char: lowest + BETWEEN_CHARACTERS * at for at, char in enumerate(missing)}
        others = [piece for piece in pieces if piece not in final]
        room = max(0, self.vocab_size - len(final))
        final |= {piece: pieces[piece] for piece in others[:room]}
        removed = tuple(Removal(piece, 0.0) for piece in reversed(others[room:]))
        ordered = dict(sorted(final.items(), key=lambda item: (-item[1], item[0])))
        return Prune(loss, removed, (), ordered)


def _characters(counts: dict[str, int]) -> dict[str, int]:
    """Every character with its count, the most frequent first."""
    characters: dict[str, int] = {}
    for word, count in counts.items():
        for char in word:
            characters[char] = characters.get(char, 0) + count
    return dict(sorted(characters.items(), key=lambda item: (-item[1], item[0])))


def _seeds(counts: dict[str, int], characters: dict[str, int]) -> list[tuple[str, int]]:
    """Characters with their counts, and repeated substrings with count x length.

    A substring that is always followed by the same character is left out: the longer one
    stands for it, as for a suffix array's inner nodes.
    """
    frequency: dict[str, int] = {}
    follows: dict[str, str | None] = {}
    for word, count in counts.items():
        for start in range(len(word)):
            for end in range(start + 2, min(len(word), start + LONGEST) + 1):
                piece, after = word[start:end], word[end : end + 1]
                frequency[piece] = frequency.get(piece, 0) + count
                if follows.setdefault(piece, after) != after:
                    follows[piece] = None
    seeds = [(p, n * len(p)) for p, n in frequency.items() if n > 1 and follows[p] is None]
    return [*characters.items(), *sorted(seeds, key=lambda item: (-item[1], item[0]))]


def _digamma(x: np.ndarray) -> np.ndarray:
    """The derivative of log gamma, by its recurrence and asymptotic series."""
    x = np.array(x, float)
    result = np.zeros_like(x)
    while (small := x < 7).any():
        result = np.where(small, result - 1 / x, result)
        x = np.where(small, x + 1, x)
    x = x - 0.5
    square = 1 / (x * x)
    series = square / 24 - 7 * square**2 / 960 + 31 * square**3 / 8064 - 127 * square**4 / 30720
    return result + np.log(x) + series
