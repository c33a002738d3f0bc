"""Byte-pair encoding, learned one merge at a time, over characters or over bytes.

Sources: Sennrich et al. (2015), "Neural Machine Translation of Rare Words with Subword
Units"; over bytes Radford et al. (2019), GPT-2. With the tie rule "ids" the merges are those
that the trainer of Hugging Face's `tokenizers` learns.
"""

import numpy as np

from i18n import N_, Problem

from ..cutting import CONTINUES, byte_characters, letters, symbols
from .pairs import PairTable, Ranking
from .trace import Candidate, GoOn, Merge, Trace

CANDIDATES = 10
"""How many of the best pairs a step remembers."""


def train_bpe(
    counts: dict[str, int], vocab_size: int, tie: str = "ids", go_on: GoOn | None = None
) -> Trace:
    """Merge the most frequent pair until the vocabulary holds `vocab_size` tokens.

    Stops earlier when no pair is left, or when `go_on` says so. `tie` is one of `pairs.TIES`.
    Raises `i18n.Problem` where there is no word to learn from, or where `vocab_size` cannot
    hold the alphabet.
    """
    corpus = Corpus(counts, vocab_size, "bpe", tie)
    steps = corpus.learn(vocab_size, go_on)
    return Trace("bpe", dict(counts), corpus.alphabet, steps, {"tie": tie})


def train_byte_bpe(
    counts: dict[str, int], vocab_size: int, tie: str = "ids", go_on: GoOn | None = None
) -> Trace:
    """The same over UTF-8 bytes, each written as GPT-2 writes it; all 256 are in the alphabet."""
    corpus = Corpus(counts, vocab_size, "byte_bpe", tie)
    steps = corpus.learn(vocab_size, go_on)
    return Trace("byte_bpe", dict(counts), corpus.alphabet, steps, {"tie": tie})


class Corpus:
    """Words as token ids, and the vocabulary that grows from them."""

    def __init__(self, counts: dict[str, int], vocab_size: int, algorithm: str, tie: str):
        if not any(counts):
            raise Problem(N_("There is no word in this text: type or paste some words."))
        symbols_of_all, lengths = _symbols_of_all([*counts], algorithm)
        whole = byte_characters() if algorithm == "byte_bpe" else set(symbols_of_all)
        self.alphabet = tuple(sorted(whole))
        self.prefix = CONTINUES if algorithm == "wordpiece" else ""
        check_size(vocab_size, len(self.alphabet))
        self.tokens = list(self.alphabet)
        self.ids = {token: number for number, token in enumerate(self.tokens)}
        self.pairs = PairTable(
            np.fromiter(map(self.ids.__getitem__, symbols_of_all), np.int32, len(symbols_of_all)),
            np.array(lengths),
            np.array([*counts.values()], np.int64),
            self.tokens,
            tie,
        )

    def learn(
        self,
        vocab_size: int,
        go_on: GoOn | None = None,
        by_score: bool = False,
        may_repeat: bool = True,
        longest: int | None = None,
    ) -> tuple[Merge, ...]:
        """Every merge until the vocabulary is full, no pair is left, or `go_on` says stop.

        A pair that makes a token which is there already (`may_repeat` false) or one that is
        longer than `longest` characters is passed over.
        """
        steps: list[Merge] = []
        best = self.pairs.best_by_score if by_score else self.pairs.best
        start = len(self.tokens)
        while len(self.tokens) < vocab_size:
            ranking = best(CANDIDATES)
            if not ranking.left:
                break
            left, right = ranking.left[0], ranking.right[0]
            # An inner ## is dropped.
            token = self.tokens[left] + self.tokens[right].removeprefix(self.prefix)
            if (not may_repeat and token in self.ids) or len(token) > (longest or len(token)):
                self.pairs.drop(left, right)
                continue
            steps.append(self._step(ranking, token))
            number = self.ids.setdefault(token, len(self.tokens))
            if number == len(self.tokens):
                self.tokens.append(token)
            self.pairs.merge(left, right, number, token)
            progress = (len(self.tokens) - start) / (vocab_size - start)
            if len(steps) % 50 == 0 and go_on and not go_on(progress):
                break
        return tuple(steps)

    def _step(self, ranking: Ranking, token: str) -> Merge:
        spell = self.tokens.__getitem__
        pairs = zip(map(spell, ranking.left), map(spell, ranking.right))
        candidates = tuple(map(Candidate._make, zip(pairs, ranking.counts, ranking.scores)))
        return Merge(
            pair=candidates[0].pair,
            count=ranking.counts[0],
            score=ranking.scores[0],
            token=token,
            candidates=candidates,
            tied=ranking.scores[1:2] == ranking.scores[:1],
            frequencies=(
                self.pairs.frequency(ranking.left[0]),
                self.pairs.frequency(ranking.right[0]),
            ),
        )


def _symbols_of_all(words: list[str], algorithm: str) -> tuple[str | list[str], list[int]]:
    """The symbols of all words one after the other, and how many each word has."""
    if algorithm == "byte_bpe":
        encoded = [word.encode() for word in words]
        return letters(b"".join(encoded)), [*map(len, encoded)]
    if algorithm == "wordpiece":
        pieces = [symbols(word, algorithm) for word in words]
        return [piece for word in pieces for piece in word], [*map(len, words)]
    return "".join(words), [*map(len, words)]


def check_size(vocab_size: int, alphabet: int) -> None:
    """Raises `i18n.Problem` where a vocabulary cannot hold the alphabet."""
    if vocab_size < alphabet:
        raise Problem(
            N_(
                "The alphabet alone has {alphabet} symbols, more than a vocabulary of "
                "{vocab_size} can hold: raise its size to at least {alphabet}."
            ),
            alphabet=alphabet,
            vocab_size=vocab_size,
        )
