"""Texts that are searched, and how well a word stands in each of them."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

NOWHERE, NEAR, INSIDE, WORD_BEGINS, WORD, BEGINS, FIRST_WORD, ANY_ORDER, WHOLE = range(9)
"""How a word stands in a text, the better the higher: not at all; with a typing error; within a
word; at the beginning of a word; as a word; at the beginning of the text; as its first word; all
words of the text in another order; all of the text."""

HAN = "\u3400-\u9fff"
CHUNK = re.compile(r"(?:[^\W_]|(?<=\d)\.(?=\d))+")
PART = re.compile(rf"[{HAN}]+|[\d.]+|v(?=\d)|(?:(?!v\d)[^\W\d_{HAN}])+")
LONGEST = 63
"""Letters of a text that are looked at from the beginning of each of its words; longer words
stand in none."""


def fold(text: str) -> str:
    """`text` without case, accents and differences of width: "nystromformer", "bert"."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in letters if not unicodedata.combining(char))


def squash(text: str) -> str:
    """The letters and digits of a text alone, folded: "gpt2" of "GPT-2"."""
    return "".join(char for char in fold(text) if char.isalnum())


def words(query: str) -> list[str]:
    """The words of a query, folded.

    A number of one or two digits is part of the name before it, so that "gpt 2", "GPT-2" and
    "gpt2" ask the same; Chinese characters and others are words of their own.
    """
    found: list[str] = []
    for chunk in CHUNK.findall(fold(query)):
        for part in re.findall(rf"[{HAN}]+|[^{HAN}]+", chunk):
            part = part.replace(".", "")
            version = part.isdecimal() and len(part) <= 2
            if version and found and not is_han(found[-1]) and not found[-1][-1].isdecimal():
                found[-1] += part
            elif part:
                found.append(part)
    return found


def is_han(word: str) -> bool:
    """Whether a word is written in Chinese characters."""
    return re.match(f"[{HAN}]", word) is not None


class Text(NamedTuple):
    """A text as it is searched."""

    letters: str
    starts: tuple[int, ...]
    """The place in `letters` of the first letter of each word."""
    ends: tuple[int, ...]
    """The place behind the last."""
    chunks: tuple[str, ...]
    """What stands between spaces and signs, of which a word may be a typing error."""


@lru_cache(maxsize=60_000)
def parsed(text: str) -> Text:
    """A text cut into words: letters, numbers and Chinese characters, each of their own."""
    chunks = CHUNK.findall(fold(text))
    parts = [part.replace(".", "") for chunk in chunks for part in PART.findall(chunk)]
    ends = tuple(accumulate(map(len, parts)))
    plain = tuple(chunk.replace(".", "") for chunk in chunks)
    return Text("".join(parts), (0, *ends[:-1]) if ends else (), ends, plain)


def _stem(word: str) -> tuple[str, str]:
    """A word without its digits, and these: versions are no typing errors of each other."""
    digits = "".join(char for char in word if char.isdecimal())
    return "".join(char for char in word if not char.isdecimal()), digits


class Index:
    """Texts, made ready for questions how a word stands in each of them.

    `within` are the places of those texts in which a word may also stand within another.
    """

    def __init__(self, texts: list[Text], within: Iterable[int]) -> None:
        self.size = len(texts)
        self.lengths = np.array([len(text.letters) for text in texts])
        self.within = [(place, texts[place].letters) for place in within]
        self.in_han = [
            (place, text.letters) for place, text in enumerate(texts) if is_han(text.letters)
        ]
        tails = sorted(
            (
                text.letters[start : start + LONGEST],
                place,
                sum(1 << end - start for end in text.ends if start < end <= start + LONGEST),
                start == 0,
            )
            for place, text in enumerate(texts)
            for start in text.starts
        )
        self.tails = [tail for tail, *_ in tails]
        self.places = np.array([place for _, place, _, _ in tails], int)
        self.ends = np.array([ends for *_, ends, _ in tails], np.uint64)
        self.first = np.array([first for *_, first in tails], bool)
        self.stems: dict[str, dict[str, list[int]]] = {}
        for place, text in enumerate(texts):
            for chunk in text.chunks:
                self._add_stem(chunk, place)
            for name, number in pairwise(text.chunks):  # as `words` reads "Llama 2"
                if number.isdecimal() and len(number) <= 2 and not name[-1].isdecimal():
                    self._add_stem(name + number, place)

    def _add_stem(self, chunk: str, place: int) -> None:
        stem, digits = _stem(chunk)
        self.stems.setdefault(digits, {}).setdefault(stem, []).append(place)

    def levels(self, word: str) -> np.ndarray:
        """How `word` stands in each text: an array of the levels above, without `NEAR`."""
        levels = np.zeros(self.size, np.int8)
        if len(word) > LONGEST:
            return levels
        # Within "1.7B" there is no "7b".
        within = () if word[:1].isdecimal() else self.within
        texts = self.in_han if is_han(word) else within
        levels[[place for place, letters in texts if word in letters]] = INSIDE
        begin = bisect_left(self.tails, word)
        end = bisect_right(self.tails, word + "\U0010ffff", begin)
        places, first = self.places[begin:end], self.first[begin:end]
        is_word = (self.ends[begin:end] >> np.uint64(len(word))) & np.uint64(1) == 1
        found = np.where(first, BEGINS, WORD_BEGINS) + is_word
        found[first & (self.lengths[places] == len(word))] = WHOLE
        np.maximum.at(levels, places, found.astype(np.int8))
        return levels

    def near(self, word: str) -> np.ndarray:
        """`NEAR` for each text that has a word of which `word` is a typing error.

        One letter may be wrong, missing or swapped with its neighbour in up to six, two in more;
        in three only swapped. The digits must be as they are typed.
        """
        levels = np.zeros(self.size, np.int8)
        stem, digits = _stem(word)
        if len(stem) < 3 or is_han(word):
            return levels
        stems = self.stems.get(digits, {})
        most = 1 if len(stem) <= 6 else 2
        for other, _distance, _key in process.extract(
            stem, list(stems), scorer=OSA.distance, score_cutoff=most, limit=None
        ):
            if len(stem) > 3 or sorted(stem) == sorted(other):
                levels[stems[other]] = NEAR
        return levels
