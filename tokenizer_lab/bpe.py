"""Byte-pair encoding, learned one merge at a time (Sennrich et al., 2015).

Source of the algorithm: "Neural Machine Translation of Rare Words with Subword Units".
Ties are broken as the trainer of Hugging Face's `tokenizers` breaks them, so the merges
are the ones that the library learns.
"""

from collections import defaultdict
from heapq import nsmallest
from itertools import pairwise

from i18n import N_, Problem

from .trace import Candidate, Step, Trace

CANDIDATES = 10
"""How many of the most frequent pairs a step remembers."""

Pair = tuple[int, int]


def train_bpe(counts: dict[str, int], vocab_size: int) -> Trace:
    """Merge the most frequent pair until the vocabulary holds `vocab_size` tokens.

    Stops earlier when no pair is left. Of pairs that are equally frequent the one with the
    smallest token ids wins: left id first, then right. Raises `i18n.Problem` where there is
    no word to learn from, or where `vocab_size` cannot hold the alphabet.
    """
    alphabet = tuple(sorted({char for word in counts for char in word}))
    if not alphabet:
        raise Problem(N_("There is no word in this text: type or paste some words."))
    if vocab_size < len(alphabet):
        raise Problem(
            N_(
                "The text has {alphabet} different characters, more than a vocabulary of "
                "{vocab_size} can hold: raise its size to at least {alphabet}."
            ),
            alphabet=len(alphabet),
            vocab_size=vocab_size,
        )
    corpus = _Corpus(counts, alphabet)
    steps = []
    while len(corpus.tokens) < vocab_size and (ranked := corpus.ranked(CANDIDATES)):
        (best, count), *rest = ranked
        steps.append(
            Step(
                pair=corpus.spell(best),
                count=count,
                token="".join(corpus.spell(best)),
                candidates=tuple(Candidate(corpus.spell(pair), n) for pair, n in ranked),
                tied=bool(rest) and rest[0][1] == count,
            )
        )
        corpus.merge(best)
    return Trace("bpe", dict(counts), alphabet, tuple(steps))


class _Corpus:
    """Words as lists of token ids, the count of every pair, and the words that hold it."""

    def __init__(self, counts: dict[str, int], alphabet: tuple[str, ...]):
        self.tokens = list(alphabet)
        self.ids = {token: number for number, token in enumerate(alphabet)}
        self.words = [[self.ids[char] for char in word] for word in counts]
        self.weights = list(counts.values())
        self.pair_counts: dict[Pair, int] = defaultdict(int)
        self.found_in: dict[Pair, set[int]] = defaultdict(set)
        for number in range(len(self.words)):
            self._count(number, 1)

    def ranked(self, most: int) -> list[tuple[Pair, int]]:
        """The most frequent pairs with their counts, best first."""
        return nsmallest(most, self.pair_counts.items(), key=lambda item: (-item[1], item[0]))

    def spell(self, pair: Pair) -> tuple[str, str]:
        return self.tokens[pair[0]], self.tokens[pair[1]]

    def merge(self, pair: Pair) -> None:
        """Join every occurrence of `pair`, left to right, and count again where it stood."""
        token = "".join(self.spell(pair))
        if token not in self.ids:
            self.ids[token] = len(self.tokens)
            self.tokens.append(token)
        for number in list(self.found_in[pair]):
            self._count(number, -1)
            self.words[number] = _joined(self.words[number], pair, self.ids[token])
            self._count(number, 1)

    def _count(self, number: int, sign: int) -> None:
        word = self.words[number]
        for pair in pairwise(word):
            self.pair_counts[pair] += sign * self.weights[number]
            if sign > 0:
                self.found_in[pair].add(number)
            else:
                self.found_in[pair].discard(number)
                if not self.pair_counts[pair]:
                    del self.pair_counts[pair]


def _joined(word: list[int], pair: Pair, token: int) -> list[int]:
    joined, at = [], 0
    while at < len(word):
        if tuple(word[at : at + 2]) == pair:
            joined.append(token)
            at += 2
        else:
            joined.append(word[at])
            at += 1
    return joined
