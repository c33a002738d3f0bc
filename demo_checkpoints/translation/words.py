"""The words of everyday sentences, in English and Chinese, as `words.txt` has them.

A row is English first and Chinese last; between them the "s" of a person's verbs, the plural of
a thing (its last is then the measure word), and the forms of a verb.
"""

import re
from pathlib import Path

Words = tuple[tuple[str, ...], ...]


def _row(text: str) -> tuple[str, ...]:
    return tuple(text.strip().split("/"))


def _object(text: str) -> tuple[str, str]:
    english, chinese = text.strip().split("=")
    return english, chinese


_SECTIONS = dict(
    part.split("]\n", 1)
    for part in (Path(__file__).parent / "words.txt").read_text("utf-8").strip()[1:].split("\n\n[")
)


def _table(name: str) -> Words:
    return tuple(
        _row(entry) for line in _SECTIONS[name].split("\n") for entry in line.split(" | ") if entry
    )


PEOPLE, LIKED, PLACES, HERE = map(_table, ("people", "liked", "places", "here"))
HABIT, PAST, FUTURE = map(_table, ("habit", "past", "future"))
THINGS, LOOKS, COLOURS, BEFORE = map(_table, ("things", "looks", "colours", "before"))
FEELINGS, GREATER, JOBS, BODY = map(_table, ("feelings", "greater", "jobs", "body"))
WEATHER, NUMBERS, ON, ACTS = map(_table, ("weather", "numbers", "on", "acts"))
KIN, PAIRS = _table("kin"), _table("pairs")
SAYINGS = tuple((row[0], row[1]) for row in _table("sayings"))
HOURS: Words = (("one", "一"), *NUMBERS[:11])
VERBS = tuple(
    (_row(verb), tuple(_object(each) for each in objects.split(" | ")))
    for verb, objects in (line.split(": ") for line in _SECTIONS["verbs"].split("\n"))
)
TABLES = {
    "job": JOBS,
    "past": PAST,
    "future": FUTURE,
    "habit": HABIT,
    "spot": PLACES,
    "look": LOOKS,
    "colour": COLOURS,
    "feel": FEELINGS,
    "part": BODY,
    "weather": WEATHER,
    "spoton": ON,
    **{
        slot: _table(name)
        for slot, name in (
            ("lang", "languages"),
            ("subject", "subjects"),
            ("hobby", "hobbies"),
            ("skill", "skills"),
            ("food", "foods"),
            ("dish", "dishes"),
            ("liquid", "liquids"),
            ("drink", "drinks"),
            ("vehicle", "vehicles"),
            ("worker", "workers"),
            ("near", "near"),
            ("weekday", "weekdays"),
            ("freq", "freq"),
            ("poss", "poss"),
            ("animal", "animals"),
            ("sport", "sports"),
            ("meal", "meals"),
            ("firm", "firms"),
            ("liked", "liked"),
        )
    },
}
ENGLISH = re.findall(r"[a-z' -]+", "\n".join(_SECTIONS.values()))
"""What stands there in English."""
