"""The names and numbers of a summary: whether those are there that matter, and none is made up.

Numbers in words count as those in digits, and case, punctuation and the commas of thousands do not
count.
"""

import json
import re
from collections.abc import Iterable

from inference.metrics.texts import words

_UNITS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen"""
UNITS = {word: number for number, word in enumerate(_UNITS.split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = {word: 10 * number for number, word in enumerate(_TENS.split(), 2)}
SCALES = {"hundred": 100, "thousand": 1000}
_OPENINGS = """a an the in on at after before during while when as it its he his she her they their
there this these that those some many more most no"""
OPENINGS = set(_OPENINGS.split())
"""What a sentence may begin with that is no name."""
_NAME = re.compile(r"\b[A-Z][^\W_]*")
_START = re.compile(r"(?:^|[.!?:]\s+)\W*$")


def read(cell: str) -> list[list[str]]:
    """The facts of a cell, each with its spellings: a JSON list of texts or of lists of them."""
    return [[fact] if isinstance(fact, str) else fact for fact in json.loads(cell)]


def holds(summary: str, facts: Iterable[list[str]]) -> bool:
    """Whether each fact is in a summary, in one of its spellings."""
    said = _joined(summary)
    return all(any(_joined(spelling) in said for spelling in spellings) for spellings in facts)


def invented(summary: str, *known: str) -> list[str]:
    """The names and numbers of a summary that are in none of the texts that are `known`."""
    there = {word for text in known for word in plain(text)}
    names = [
        match[0]
        for match in _NAME.finditer(summary)
        if not (_START.search(summary[: match.start()]) and match[0].lower() in OPENINGS)
    ]
    numbers = [word for word in plain(summary) if word[0].isdigit()]
    return [fact for fact in (*names, *numbers) if not there.issuperset(plain(fact))]


def _joined(text: str) -> str:
    return f" {' '.join(plain(text))} "


def plain(text: str) -> list[str]:
    """The words of a text in lower case, with numbers in digits."""
    digits = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text).replace("%", " percent")
    found: list[str] = []
    number: list[str] = []
    for word in words(digits):
        if number and word == "and" and number[-1] in SCALES:
            continue
        if not _goes_on(number, word):
            found += _in_digits(number)
            number = []
        if word in UNITS or word in TENS or word in SCALES:
            number.append(word)
        else:
            found.append(word)
    return found + _in_digits(number)


def _goes_on(number: list[str], word: str) -> bool:
    """Whether a word is a part of the number before it: three after twenty is, after two not."""
    if not number:
        return False
    if word in SCALES:
        return number[-1] not in SCALES or word == "thousand"
    after_tens = number[-1] in TENS and UNITS.get(word, 10) < 10
    return after_tens or (number[-1] in SCALES and (word in UNITS or word in TENS))


def _in_digits(number: list[str]) -> list[str]:
    """The number that some words say; nothing where there are none."""
    if not number:
        return []
    thousands = rest = 0
    for word in number:
        if word == "thousand":
            thousands, rest = max(rest, 1) * 1000, 0
        elif word == "hundred":
            rest = max(rest, 1) * 100
        else:
            rest += UNITS.get(word, 0) + TENS.get(word, 0)
    return [str(thousands + rest)]
