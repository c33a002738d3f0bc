"""Paragraphs about people, companies and events, with a question that one place answers.

A subject has facts. Sentences are composed of wordings (`wordings.toml`), each of which tells
one to three of them: as a verb phrase, as an apposition, or as a whole sentence; the subject is
named or meant by a pronoun. One wording in eight is held out, by its checksum.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from string import Formatter
from zlib import crc32

from .. import real_names
from ..world import DAYS, MONTHS, Names

_FOLDER = Path(__file__).parent
WORDINGS = tomllib.loads((_FOLDER / "wordings.toml").read_text(encoding="utf-8"))
VALUES = {
    name: [" ".join(word.split()) for word in words.split(",")]
    for name, words in tomllib.loads((_FOLDER / "values.toml").read_text(encoding="utf-8")).items()
}
KINDS = tuple(f"{topic} {name}" for topic, table in WORDINGS.items() for name in table["asks"])
"""Every kind of fact; its place here is the number by which recipes know it."""
TRIES = 25
"""How often a wording is drawn until one tells what was not told yet."""
_TOGETHER = {
    "wedding": "wedding_year",
    "wedding_year": "wedding",
    "venue": "place",
    "place": "venue",
}
"""What answers the same questions and so is told only once."""

Span = tuple[int, int]
"""Where something starts, and where it ends, in characters."""


@dataclass(frozen=True)
class Value:
    """Where a fact stands in a paragraph, its number in `KINDS`, and whether it is of the
    subject that the question is about."""

    span: Span
    kind: int
    on_topic: bool


@dataclass(frozen=True)
class Question:
    """A paragraph, a question for the fact `kind`, and where its answer starts and ends.

    `mentions` and `sentences` are spans, and whether they name or tell of its subject.
    """

    context: str
    question: str
    kind: int
    start: int
    end: int
    values: tuple[Value, ...]
    mentions: tuple[tuple[Span, bool], ...]
    sentences: tuple[tuple[Span, bool], ...]


@dataclass
class _Subject:
    """Whom or what sentences are about."""

    topic: str
    name: str
    short: tuple[str, ...]
    """Other ways to name it."""
    pronoun: str
    facts: dict[str, str]
    told: set[str] = field(default_factory=set)

    @property
    def possessive(self) -> str:
        return {"she": "her", "he": "his", "it": "its"}[self.pronoun]


@dataclass
class _Text:
    """A paragraph as it grows, with what it tells and where."""

    text: str = ""
    values: list[tuple[Span, str, _Subject]] = field(default_factory=list)
    mentions: list[tuple[Span, _Subject]] = field(default_factory=list)
    sentences: list[tuple[Span, _Subject]] = field(default_factory=list)


@cache
def _wordings(topic: str, form: str, held_out: bool) -> list[tuple[str, frozenset[str]]]:
    """The wordings of a form, with the facts that each tells."""
    lines = WORDINGS[topic][form].strip().split("\n")
    return [(line, _facts(line)) for line in lines if _of_test(line) == held_out]


@cache
def _questions(topic: str, name: str, held_out: bool) -> list[tuple[str, frozenset[str]]]:
    lines = WORDINGS[topic]["asks"][name].strip().split("\n")
    # A kind whose few wordings are all for training is asked for in these.
    chosen = [line for line in lines if _of_test(line) == held_out] or lines
    return [(line, _facts(line)) for line in chosen]


def _of_test(wording: str) -> bool:
    return crc32(wording.encode()) % 8 == 0


def _facts(wording: str) -> frozenset[str]:
    fields = {name for _text, name, *_ in Formatter().parse(wording) if name}
    return frozenset(fields - {"s", "ps", "p", "self"})


class World:
    """Draws subjects with names and facts of one side of the split."""

    def __init__(self, random: Random, held_out: bool):
        self.random, self.held_out = random, held_out
        self.coined = Names(random, held_out)

    def _of(self, names: list[str]) -> str:
        return real_names.of_side(self.random, names, self.held_out)

    def first(self, sex: str) -> str:
        return self._of(real_names.latin_people()[sex])

    def last(self) -> str:
        if self.random.random() < 0.2:
            return self.coined.last()
        return self._of(real_names.latin_people()["last"])

    def person(self) -> str:
        first = self.first(self.random.choice(("women", "men")))
        return f"{first} {self.last()}"

    def town(self) -> str:
        chance = self.random.random()
        if chance < 0.2:
            return self.coined.place()
        # Large towns, which texts tell of more often, are on top of the list.
        towns = real_names.towns()
        return self._of(towns[:800] if chance < 0.6 else towns)

    def company(self) -> str:
        if self.random.random() < 0.5:
            return self.coined.company()
        return self._of(real_names.companies()).rstrip(".")

    def day(self) -> str:
        draw, day = self.random.choice, self.random.randint(1, 28)
        month, year, weekday = draw(MONTHS), self.year(), draw(DAYS)
        ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
        return draw(
            (
                *[f"{day} {month} {year}"] * 4, *[f"{month} {day}, {year}"] * 3,
                f"{day} {month}", f"{day} {month}", f"{month} {day}", f"{month} {day}{ending}",
                f"the {day}{ending} of {month}", f"{weekday}", f"a {weekday} in {month}",
                f"{weekday}, {day} {month}", f"{weekday} {day} {month} {year}",
            )
        )  # fmt: skip

    def year(self) -> int:
        return self.random.randint(1900, 2029)

    def about(self) -> str:
        """A year, or what is as long ago."""
        chance, year = self.random.random(), self.year()
        if chance < 0.75:
            return str(year)
        season = self.random.choice(("spring", "summer", "autumn", "winter"))
        return f"{self.random.choice(MONTHS)} {year}" if chance < 0.9 else f"the {season} of {year}"

    def number(self) -> str:
        draw, chance = self.random.choice, self.random.random()
        if chance < 0.15:
            hundreds = draw(("", "", " hundred", " thousand", " million"))
            return draw(("two", "three", "four", "five", "eight", "twelve", "twenty")) + hundreds
        number = int(10 ** self.random.uniform(0.8, 5.3))
        number = round(number, -draw((0, 1, 2, 3))) or number
        return f"{number:,}" if chance < 0.85 else str(number)

    def money(self) -> str:
        unit = self.random.choice(
            ("dollars", "euros", "pounds", "million dollars", "million euros")
        )
        return f"{self.number()} {unit}"

    def words(self, name: str) -> str:
        return self.random.choice(VALUES[name])

    def subject(self, topic: str) -> _Subject:
        return {"person": self._a_person, "company": self._a_company, "event": self._an_event}[
            topic
        ]()

    def _facts(self, topic: str) -> dict[str, str]:
        town, year, count = self.town, self.about, self.number
        special: dict[str, Callable[[], str]] = {
            "born": town, "home": town, "seat": town, "place": town, "origin": town,
            "market": lambda: self._of(real_names.countries()),
            "birthday": self.day, "wedding": self.day, "day": self.day, "moved": year,
            "start": year, "wedding_year": year, "prize_year": year, "founded": year,
            "bought": year,
            "employer": self.company, "owner": self.company, "organiser": self.company,
            "founder": self.person, "boss": self.person, "spouse": self.person,
            "winner": self.person, "second": self.person, "money": self.money,
            "school": self._school, "prize": self._prize, "children": self._few,
            "age": lambda: str(self.random.randint(18, 95)), "employees": count,
            "visitors": count, "entrants": count,
        }  # fmt: skip
        return {
            name: special[name]() if name in special else self.words(name)
            for name in WORDINGS[topic]["asks"]
        }

    def _few(self) -> str:
        return self.random.choice(("two", "three", "four", "five", "2", "3", "six"))

    def _school(self) -> str:
        town = self.town()
        end = self.random.choice(("University", "College", "Technical University", "Art School"))
        return self.random.choice(
            (f"the University of {town}", f"{town} {end}", f"{town} University")
        )

    def _prize(self) -> str:
        owner = self.last() if self.random.random() < 0.5 else self.town()
        return f"{owner} {self.random.choice(('Prize', 'Award', 'Medal'))}"

    def _a_person(self) -> _Subject:
        sex = self.random.choice(("women", "men"))
        first, last = self.first(sex), self.last()
        pronoun = "she" if sex == "women" else "he"
        title = self.random.choice(("Dr", "Ms" if sex == "women" else "Mr", "Professor"))
        short = (first, last) if self.random.random() < 0.8 else (first, f"{title} {last}")
        return _Subject("person", f"{first} {last}", short, pronoun, self._facts("person"))

    def _a_company(self) -> _Subject:
        name = self.company()
        short = ("the company", "the company", "the firm", "the business", name)
        return _Subject("company", name, short, "it", self._facts("company"))

    def _an_event(self) -> _Subject:
        kind, facts = self.words("event"), self._facts("event")
        named = self.random.choice(
            (
                f"the {kind}", f"the {facts['place']} {kind}", f"the {self.last()} {kind}",
                f"the annual {kind}", f"this year's {kind}", f"the {kind} of {facts['place']}",
                f"the {self.town()} {kind}", f"the {kind.title()}", f"the {self.year()} {kind}",
            )
        )  # fmt: skip
        return _Subject(
            "event", named, ("the event", f"the {kind}", "the competition"), "it", facts
        )


_POLITE = (
    "Do you know this: ", "Please tell me: ", "One question: ", "According to the text, ", "So ",
    "Tell me, ", "And ", "I wonder: ",
)  # fmt: skip
_OPENING = ("In fact, ", "By all accounts, ", "As far as we know, ", "Later ", "It is said that ")
_CLOSING = (", as many know", ", it is said", " as well", " with great success", ", of course")
_MEET = (
    "Meet {s}, {}", "This is the story of {s}, {}", "Everyone here knows {s}, {}",
    "One of them is {s}, {}",
    "We spoke with {s}, {}", "The prize went to {s}, {}",
)  # fmt: skip
_RELATIVES = {
    "she": ("sister", "mother", "aunt", "daughter", "cousin", "friend", "neighbour"),
    "he": ("brother", "father", "uncle", "son", "cousin", "friend", "neighbour"),
}


def question(random: Random, held_out: bool, alike: float = 0.0) -> Question:
    """A paragraph about one to three subjects; held out are names, and half of the wordings.

    `alike` is the share of paragraphs that tell the same facts of several subjects of a topic.
    """
    while True:
        text, subjects = _paragraph(
            random, World(random, held_out), held_out, random.random() < alike
        )
        if text.values and (drawn := _ask(random, text, subjects, held_out)):
            return drawn


def paragraph(random: Random, held_out: bool) -> _Text:
    """A paragraph without a question, all names of one side."""
    return _paragraph(random, World(random, held_out), held_out, False)[0]


def _paragraph(
    random: Random, world: World, held_out: bool, alike: bool
) -> tuple[_Text, list[_Subject]]:
    """A text and its subjects; with `alike` it tells the same facts of several of a topic."""
    subjects = _subjects(random, world, alike)
    text, same = _Text(), None
    for count, subject in enumerate(subjects):
        sentences = random.choice((1, 2, 2, 3, 4) if len(subjects) == 1 else (1, 1, 2))
        for place in range(sentences):
            if random.random() < 0.12 and text.text:
                text.text += f" {world.words('filler')}."
            named = place == 0 or random.random() < 0.25
            take = _Wordings(random, subject, held_out, same if alike else None)
            template = _sentence(random, take, meet=place == 0 and subject.topic == "person")
            if template is None:
                continue
            same = same or _facts(template)
            joint = " " if text.text else ""
            if count and place == 0 and random.random() < 0.2 and text.text.endswith("."):
                text.text = text.text[:-1]
                joint = random.choice((", while ", ", but ", "; ", ", and "))
            _write(random, text, joint, template, subject, named)
    return text, subjects


def _subjects(random: Random, world: World, alike: bool) -> list[_Subject]:
    """Whom a paragraph is about; at times the second is a relative of the first."""
    topics = ("person", "person", "company", "event")
    number = random.choice((2, 2, 3)) if alike else random.choice((1, 1, 1, 2, 2, 3))
    topic = random.choice(topics)
    subjects: list[_Subject] = []
    for count in range(number):
        subject = world.subject(topic if alike else random.choice(topics))
        both_people = count and subject.topic == subjects[-1].topic == "person"
        if both_people and random.random() < 0.25:
            kin = f"{subjects[-1].possessive} {random.choice(_RELATIVES[subject.pronoun])}"
            subject.name = f"{kin} {random.choice((subject.short[0], subject.name))}"
            subject.short = (subject.short[0],)
        subjects.append(subject)
    return subjects


@dataclass(frozen=True)
class _Wordings:
    """Takes wordings of facts of a subject that were not told yet, where it can of the `same`."""

    random: Random
    subject: _Subject
    held_out: bool
    same: frozenset[str] | None

    def __call__(self, form: str) -> str | None:
        side = self.held_out and self.random.random() < 0.5
        wordings, chosen = _wordings(self.subject.topic, form, side), None
        for _ in range(TRIES):
            line, facts = self.random.choice(wordings)
            if not facts & self.subject.told:
                chosen = line, facts
                if not self.same or facts & self.same:
                    break
        if chosen is None:
            return None
        line, facts = chosen
        self.subject.told |= facts | {_TOGETHER[name] for name in facts if name in _TOGETHER}
        return line


_FORMS = (
    "does", "does", "does", "and", "and", "three", "being", "being", "front", "says", "says",
    "says", "also", "brackets", "meet", "two beings",
)  # fmt: skip


def _sentence(random: Random, take: _Wordings, meet: bool) -> str | None:
    """A sentence as a template; with `meet` it may introduce its subject."""
    form = random.choice(_FORMS)
    if form == "says":
        return take("says")
    if form == "meet" and meet and (being := take("being")):
        return random.choice(_MEET).replace("{}", being)
    does = take("does")
    if does is None:
        return None
    if form == "does" and random.random() < 0.15:
        return random.choice(_OPENING) + "{s} " + does
    if form == "does" and random.random() < 0.1:
        return "{s} " + does + random.choice(_CLOSING)
    if form in ("and", "three", "also"):
        return _with_more(random, take, form, does)
    if form in ("being", "front", "brackets", "two beings"):
        return _with_apposition(random, take, form, does)
    return f"{{s}} {does}"


def _with_more(random: Random, take: _Wordings, form: str, does: str) -> str:
    """What a subject does and one or two other things."""
    second, third = take("does"), take("does") if form == "three" else None
    if second and third:
        return f"{{s}} {does}, {second} and {third}"
    if not second:
        return f"{{s}} {does}"
    joint = random.choice((" and ", " and ", " and now ", " but ", ", and later "))
    if form == "also":
        joint = random.choice((", and {p} ", "; {p} ", ", but {p} ", "; {p} also "))
    return f"{{s}} {does}{joint}{second}"


def _with_apposition(random: Random, take: _Wordings, form: str, does: str) -> str:
    being = take("being")
    if not being:
        return f"{{s}} {does}"
    if form == "two beings" and (other := take("being")):
        joint = ", " if random.random() < 0.3 else " and "
        return f"{{s}}, {being}{joint}{other}, {does}"
    if form == "brackets":
        return f"{{s}} ({being}) {does}"
    if form == "front" and not being.startswith("wh"):
        return f"{being}, {{s}} {does}"
    return f"{{s}}, {being}, {does}"


def _write(
    random: Random, text: _Text, joint: str, template: str, subject: _Subject, named: bool
) -> None:
    """Add a sentence, and note where its subject and its facts stand."""
    text.text += joint
    start = len(text.text)
    upper = not joint.strip() or joint == " "
    for literal, name, *_ in Formatter().parse(template):
        text.text += literal
        if name is None:
            continue
        before = len(text.text)
        if name in ("s", "ps", "p"):
            words = _mention(random, subject, named, name)
            named = False
            text.text += words
            text.mentions.append(((before, len(text.text)), subject))
        elif name == "self":
            text.text += "herself" if subject.pronoun == "she" else "himself"
        else:
            _write_fact(random, text, name, subject)
    if upper:
        text.text = text.text[:start] + _capital(text.text[start:])
    text.text += random.choice((".", ".", ".", ".", ".", ".", ".", "!"))
    text.sentences.append(((start, len(text.text)), subject))


def _write_fact(random: Random, text: _Text, name: str, subject: _Subject) -> None:
    """A fact, at times with a word before or after it that is no part of an answer."""
    if name in ("employees", "visitors", "entrants") and random.random() < 0.15:
        text.text += random.choice(("about ", "more than ", "nearly ", "over ", "some ", "almost "))
    before = len(text.text)
    value = subject.facts[name]
    if name == "instrument" and text.text.endswith(" a ") and value[0] in "aeiou":
        text.text = text.text[:-1] + "n "
        before += 1
    text.text += value
    text.values.append(((before, len(text.text)), name, subject))
    if name in ("born", "home", "seat") and random.random() < 0.06:
        text.text += random.choice((", ", " in ")) + random.choice(real_names.countries())


def _mention(random: Random, subject: _Subject, named: bool, name: str) -> str:
    if named:
        words = subject.name
    elif name == "p" or random.random() < 0.6:
        return subject.pronoun if name != "ps" else subject.possessive
    else:
        words = random.choice(subject.short)
    return f"{words}'s" if name == "ps" else words


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _ask(random: Random, text: _Text, subjects: list[_Subject], held_out: bool) -> Question | None:
    """A question for one of the facts that a text tells."""
    (start, end), name, subject = random.choice(text.values)
    told = {fact for _span, fact, owner in text.values if owner is subject}
    alone = sum(other.pronoun == subject.pronoun for other in subjects) == 1
    wordings = [
        line
        for line, facts in _questions(subject.topic, name, held_out and random.random() < 0.5)
        if facts <= told - {name} and (alone or "{s}" in line or "{ps}" in line)
    ]
    if not wordings:
        return None
    asked, possessive = _asked_as(random, subject, alone)
    words = {"s": asked, "ps": possessive, **subject.facts}
    wording = random.choice(wordings).format(**words)
    wording = random.choice(_POLITE) + wording if random.random() < 0.1 else _capital(wording)
    topic = subject.topic
    return Question(
        text.text,
        wording + ("?" if random.random() < 0.93 else ""),
        KINDS.index(f"{topic} {name}"),
        start,
        end,
        tuple(
            Value(span, KINDS.index(f"{owner.topic} {fact}"), owner is subject)
            for span, fact, owner in text.values
        ),
        tuple((span, owner is subject) for span, owner in text.mentions),
        tuple((span, owner is subject) for span, owner in text.sentences),
    )


def _asked_as(random: Random, subject: _Subject, alone: bool) -> tuple[str, str]:
    """The subject of a question and its possessive."""
    chance = random.random()
    if alone and chance < 0.15:
        return subject.pronoun, subject.possessive
    short = random.choice(subject.short) if chance < (0.45 if alone else 0.3) else subject.name
    if not alone and subject.topic != "person":
        short = subject.name
    return short, f"{short}'s"
