"""A character trigram model to measure against, smoothed after Witten and Bell (1991)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import exp, log

ORDER = 3


class NGram:
    """What may follow the last two tokens, one token, or none, mixed by how sure each is."""

    def __init__(self, texts: Iterable[Sequence[int]], vocabulary: int):
        self.vocabulary = vocabulary
        self.following: dict[tuple[int, ...], Counter] = defaultdict(Counter)
        for text in texts:
            for place in range(1, len(text)):
                for length in range(min(ORDER, place + 1)):
                    self.following[tuple(text[place - length : place])][text[place]] += 1

    def probability(self, token: int, before: Sequence[int]) -> float:
        probability = 1 / self.vocabulary
        for length in range(min(ORDER, len(before) + 1)):
            counts = self.following.get(tuple(before[len(before) - length :]))
            if not counts:
                break
            total, kinds = counts.total(), len(counts)
            probability = (counts[token] + kinds * probability) / (total + kinds)
        return probability

    def perplexity(self, texts: Iterable[Sequence[int]]) -> float:
        """Of every token but the first of each text."""
        logs = [
            log(self.probability(text[place], text[:place]))
            for text in texts
            for place in range(1, len(text))
        ]
        return exp(-sum(logs) / len(logs))
