"""The tables of `catalogue.names`, by what is looked up in them.

Names are squashed here: folded, letters and digits alone.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from . import names
from .index import is_han, parsed, squash, words
from .tables import documented_views


def split(spellings: str) -> list[str]:
    """The spellings of an entry."""
    return [spelling.strip() for spelling in spellings.split(";") if spelling.strip()]


@cache
def families() -> dict[str, list[tuple[str, int]]]:
    """By architecture: what people call it, and its place among those that are called so."""
    known: dict[str, list[tuple[str, int]]] = {}
    listed: list[tuple[list[str], list[str]]] = [
        *((split(name), best.split()) for name, best in (names.FAMILIES | names.OUTSIDE).items()),
        *((split(maker.spellings), maker.best.split()) for maker in names.MAKERS),
        *(
            (split(topic.values) + split(topic.spellings), topic.best.split())
            for topic in names.TOPICS
        ),
        *(([name], [model]) for name, model in _documented()),
    ]
    for spellings, architectures in listed:
        for place, architecture in enumerate(architectures):
            known.setdefault(architecture, []).extend((name, place) for name in spellings)
    return known


@cache
def leading() -> dict[str, str]:
    """By the name of a family: its first architecture. Makers and topics are none."""
    known = dict(_documented())
    for spellings, best in names.FAMILIES.items():
        for name in split(spellings):
            known.setdefault(name, best.split()[0])
    return known


@cache
def topics() -> dict[str, list[str]]:
    """By a value of a column: the words for it."""
    known: dict[str, list[str]] = {}
    for topic in names.TOPICS:
        for value in split(topic.values):
            known.setdefault(value, []).extend(split(topic.spellings))
    return known


@cache
def makers() -> dict[str, list[str]]:
    """By an organisation on the Hub or a maker's name, squashed: all spellings of the maker."""
    known: dict[str, list[str]] = {}
    for maker in names.MAKERS:
        spellings = split(maker.spellings)
        for name in (*maker.organisations.split(), *spellings):
            known[squash(name)] = spellings
    return known


def maker_of(name: str) -> list[str]:
    """All spellings of a maker with one of whose, as whole words, a name begins."""
    text = parsed(name)
    return next(
        (makers()[text.letters[:end]] for end in text.ends[::-1] if text.letters[:end] in makers()),
        [],
    )


@cache
def outside() -> dict[str, tuple[str, str]]:
    """By a name, squashed, for which transformers has no code: the name and what is nearest."""
    return {
        squash(name): (name, nearest)
        for spellings, nearest in (names.OUTSIDE | names.CLOSED).items()
        for name in split(spellings)
    }


@cache
def han_words() -> frozenset[str]:
    """The Chinese words that are known."""
    spellings = [*names.FAMILIES, *names.OUTSIDE, *names.CLOSED]
    spellings += [maker.spellings for maker in names.MAKERS]
    spellings += [topic.spellings for topic in names.TOPICS]
    known = {squash(name) for joined in spellings for name in split(joined)}
    return frozenset(filter(is_han, known | free()))


@cache
def closed() -> frozenset[str]:
    """The names, squashed, of what nobody can load."""
    return frozenset(squash(name) for spellings in names.CLOSED for name in split(spellings))


@cache
def languages() -> frozenset[str]:
    """The words for a language that no architecture is best for."""
    spellings = [topic.spellings for topic in names.TOPICS if len(topic.values) == 2]
    return frozenset(squash(name) for joined in spellings for name in split(joined)) - {
        squash(name) for topic in names.TOPICS if topic.best for name in split(topic.spellings)
    }


@cache
def instead() -> dict[str, list[str]]:
    """By what is no model, squashed: the names to search for instead."""
    return {
        squash(name): split(better)
        for spellings, better in names.INSTEAD.items()
        for name in split(spellings)
    }


@cache
def free() -> frozenset[str]:
    """The words that ask for nothing."""
    return frozenset(names.FREE.split())


def is_filler(query: str) -> bool:
    """Whether all words of a query ask for nothing; Chinese ones are written without spaces."""
    asked, filler = words(query), f"(?:{'|'.join(map(re.escape, free()))})+"
    return bool(asked) and all(
        re.fullmatch(filler, word) if is_han(word) else word in free() for word in asked
    )


@cache
def chinese() -> dict[str, list[str]]:
    """By the name of a family, squashed: its Chinese names."""
    known: dict[str, list[str]] = {}
    for spellings in map(split, names.FAMILIES | names.OUTSIDE):
        if called := [name for name in spellings if is_han(name)]:
            known |= {squash(name): called for name in spellings if not is_han(name)}
    return known


@cache
def in_letters() -> dict[str, str]:
    """By a Chinese name of a family: the first of those that it has in letters."""
    known: dict[str, str] = {}
    for name, called in chinese().items():
        for spelling in called:
            known.setdefault(spelling, name)
    return known


def chinese_of(name: str) -> Iterator[str]:
    """The Chinese names of the families with whose name, as whole words, another begins."""
    text = parsed(name)
    for end in text.ends:
        yield from chinese().get(text.letters[:end], ())


def _documented() -> Iterable[tuple[str, str]]:
    """The names of the documentation with their architectures."""
    views = documented_views()
    return zip(views["name"], views["model"])
