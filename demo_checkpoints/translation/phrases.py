"""Sentences of `phrases.txt` with words, names and numbers in their slots, in both languages.

A person's name is in Chinese where `people.txt` has it, and a place's where `places.txt` does;
any other stays in Latin letters. Numbers in words become Chinese numerals, digits stay digits.
"""

import re
from pathlib import Path
from random import Random

from ..world import MONTHS, Names
from . import words
from .words import Words

_FOLDER = Path(__file__).parent


def _pairs(text: str) -> list[tuple[str, str]]:
    """The (name, Chinese) pairs of lines of names."""
    found = [tuple(each.rsplit(" ", 1)) for line in text.split("\n") for each in line.split("|")]
    return [(pair[0], pair[1]) for pair in found if len(pair) == 2]


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8").strip()


CITIES, COUNTRIES, REGIONS = (_pairs(part) for part in _read("places.txt").split("\n=\n"))
MEN, WOMEN = (_pairs(line) for line in _read("people.txt").split("\n"))
PHRASES = [
    (line.split(" | ")[0], line.split(" | ")[1])
    for line in _read("phrases.txt").split("\n")
    if not line.startswith("#")
]
SLOT = re.compile(r"\{(\w+)\}")


def phrase(random: Random, held_out: bool) -> tuple[str, str]:
    """One sentence in English, that begins with a small letter, and in Chinese."""
    english, chinese = random.choice(PHRASES)
    opening = re.fullmatch(r"(.+) (\{(?:past|future|when)\})\.", english)
    if opening and chinese.startswith("{") and random.random() < 0.2:
        english = f"{opening[2]}{random.choice((',', ''))} {opening[1]}."
        chinese = opening[2] + chinese.replace(opening[2], "")
    if english.endswith("?") and random.random() < 0.06:
        english, chinese = f"excuse me, {english}", f"请问，{chinese}"
    return Fill(random, held_out).both(english, chinese)


def name(random: Random, held_out: bool, known: float = 0.3) -> tuple[str, str]:
    """Somebody's name in both languages."""
    if random.random() < known:
        return random.choice(MEN + WOMEN)
    names = Names(random, held_out)
    first = names.first() if random.random() < 0.8 else odd(random)
    latin = first if random.random() < 0.6 else f"{first} {names.last()}"
    if random.random() < 0.05:
        latin = f"{random.choice(('Mr', 'Mrs', 'Ms'))} {names.last()}"
        return latin, latin.split()[1] + ("先生" if latin.startswith("Mr ") else "女士")
    return latin, dict(MEN + WOMEN).get(latin, latin)


def odd(random: Random) -> str:
    """Letters by chance, as no name has them."""
    letters = "aaabcdeeefghiiijklmnnooopqrrsstttuuvwxyzáäçéèíñóöøšüž"
    return "".join(random.choices(letters, k=random.randint(3, 8))).capitalize()


def city(random: Random, held_out: bool) -> tuple[str, str]:
    """A city, or any other name of a place."""
    if random.random() < 0.72:
        return random.choice(CITIES)
    names = Names(random, held_out)
    place = odd(random) if random.random() < 0.2 else names.place()
    known = dict(CITIES + COUNTRIES)
    if random.random() < 0.15:
        place = random.choice(("San {}", "New {}", "{} City", "St {}", "{}-{}", "Bad {}")).format(
            place, names.place()
        )
    return place, known.get(place, place)


def place(random: Random, held_out: bool) -> tuple[str, str]:
    """A city, a country or, rarely, another region."""
    if random.random() < 0.04:
        return random.choice(REGIONS)
    return city(random, held_out) if random.random() < 0.68 else random.choice(COUNTRIES)


PARTICIPLES = {
    "drank": "drunk", "ate": "eaten", "wrote": "written", "sang": "sung", "took": "taken",
    "drove": "driven", "rode": "ridden", "wore": "worn", "grew": "grown", "did": "done",
    "swam": "swum", "ran": "run", "forgot": "forgotten", "saw": "seen",
}  # fmt: skip
OWN = {"he": "his", "she": "her"}


class Fill:
    """What stands in the slots of one sentence."""

    def __init__(self, random: Random, held_out: bool):
        self.random, self.held_out = random, held_out
        self.filled: dict[str, tuple[str, str]] = {}

    def both(self, english: str, chinese: str) -> tuple[str, str]:
        """A sentence in both languages with all slots filled, the same in each."""
        for slot in SLOT.findall(english) + SLOT.findall(chinese):
            if slot not in self.filled:
                self._fill(slot)
        for slot in ("one", "one2"):
            if (own := OWN.get(self.filled.get(slot, ("",))[0])) is not None:
                english = english.replace(f"{{{slot}}}'s", own)
        return (
            re.sub(r" +", " ", SLOT.sub(lambda match: self.filled[match[1]][0], english)),
            SLOT.sub(lambda match: self.filled[match[1]][1], chinese),
        )

    def _fill(self, slot: str) -> None:
        if re.fullmatch(r"v[sdgnl]?0?2?", slot):
            return self._v(slot)
        kind = slot.rstrip("2") if slot not in ("n2", "n3", "n4") else slot
        if kind in words.TABLES:
            table: Words = words.TABLES[kind]
            while (drawn := self.random.choice(table)) in self.filled.values():
                pass
            self.filled[slot] = drawn[0], drawn[-1]
        else:
            getattr(self, f"_{kind}")(slot)

    def _put(self, slot: str, *pair: str) -> None:
        self.filled[slot] = pair[0], pair[1]

    def _name(self, slot: str) -> None:
        self._put(slot, *name(self.random, self.held_out))

    def _she(self, slot: str) -> None:
        known = self.random.random() < 0.3
        self._put(
            slot, *(self.random.choice(WOMEN) if known else name(self.random, self.held_out, 0))
        )

    def _he(self, slot: str) -> None:
        known = self.random.random() < 0.3
        self._put(
            slot, *(self.random.choice(MEN) if known else name(self.random, self.held_out, 0))
        )

    def _agree(self, singular: bool, first: bool = False) -> None:
        self._put("be", "am" if first else "is" if singular else "are", "")
        self._put("was", "was" if singular or first else "were", "")
        self._put("do", "does" if singular else "do", "")
        self._put("has", "has" if singular else "have", "")
        self._put("s", "s" if singular else "", "")
        self._put("es", "es" if singular else "", "")

    def _who(self, slot: str) -> None:
        who = person(self.random, self.held_out)
        self._put(slot, who[0], who[2])
        self._agree(bool(who[1]), who[0] == "I")

    def _one(self, slot: str) -> None:
        while True:
            who = person(self.random, self.held_out, named=0.55)
            if who[1] and (who[0], who[2]) not in self.filled.values():
                return self._put(slot, who[0], who[2])

    def _rel(self, slot: str) -> None:
        who = self.random.choice(
            [who for who in words.PEOPLE if who[0].startswith("my ") and who[1]]
        )
        self._put(slot, who[0], who[2])

    def _own(self, slot: str) -> None:
        who = self.filled.get("who") or self.filled["one"]
        pronouns = {"I": "my", "you": "your", "we": "our", "they": "their"}
        if own := pronouns.get(who[0], "their" if self.filled.get("s", ("s",))[0] == "" else ""):
            return self._put(slot, own, "")
        her = who[0] in ("she", "my mother", "my sister", "my wife", "my aunt")
        self._put(slot, "her" if her or self.random.random() < 0.3 else "his", "")

    def _place(self, slot: str) -> None:
        while (drawn := place(self.random, self.held_out)) in self.filled.values():
            pass
        self._put(slot, *drawn)

    def _city(self, slot: str) -> None:
        while (drawn := city(self.random, self.held_out)) in self.filled.values():
            pass
        self._put(slot, *drawn)

    def _country(self, slot: str) -> None:
        self._put(slot, *self.random.choice(COUNTRIES))

    def _thing(self, slot: str) -> None:
        one, many, chinese, measure = self.random.choice(words.THINGS)
        self._put("thing", one, chinese)
        self._put("things", many, chinese)
        self._put("thing_m", "", measure)

    _things = _thing_m = _thing

    def _kin(self, slot: str) -> None:
        number = "2" if slot.endswith("2") else ""
        while (drawn := self.random.choice(words.KIN))[2] in [
            pair[1] for pair in self.filled.values()
        ]:
            pass
        self._put("kin" + number, drawn[0], drawn[2])
        self._put("kins" + number, drawn[1], drawn[2])

    _kins = _kin

    def _pair(self, slot: str) -> None:
        pair, chinese, measure = self.random.choice(words.PAIRS)
        self._put("pair", pair, chinese)
        self._put("pair_m", "", measure)

    def _a(self, slot: str) -> None:
        one, _many, chinese, measure = self.random.choice(words.THINGS)
        before: tuple[str, ...] = ("", "")
        if self.random.random() < 0.35:
            before = self.random.choice(words.BEFORE)
        english = f"{before[0]} {one}".strip()
        a = "an" if english[0] in "aeiou" else "a"
        self._put(slot, f"{a} {english}", f"一{measure}{before[1]}{chinese}")

    def _anything(self, slot: str) -> None:
        one, many, chinese, _measure = self.random.choice(words.THINGS)
        a = "an" if one[0] in "aeiou" else "a"
        self._put(slot, self.random.choice((f"{a} {one}", f"any {many}")), chinese)

    def _act(self, slot: str) -> None:
        if self.random.random() < 0.5:
            self._put(slot, *self.random.choice(words.ACTS))
        else:
            verb, objects = self.random.choice(words.VERBS)
            english, chinese = self.random.choice(objects)
            self._put(slot, f"{verb[0]} {english}", f"{verb[4]}{chinese}")

    def _v(self, slot: str) -> None:
        """A verb with its object: base, of who, past, -ing, participle; in Chinese also with 了."""
        verb, objects = self.random.choice(words.VERBS)
        english, chinese = self.random.choice(objects)
        uncounted = chinese[2:] if chinese.startswith("一") else chinese
        number = slot.lstrip("vsdgnl0")
        says = verb[1] if self.filled.get("s", ("",))[0] else verb[0]
        forms = {
            "v": (verb[0], f"{verb[4]}{chinese}"),
            "vs": (says, f"{verb[4]}{chinese}"),
            "vd": (verb[2], f"{verb[4]}了{chinese}"),
            "vg": (verb[3], f"{verb[4]}{chinese}"),
            "vn": (PARTICIPLES.get(verb[2], verb[2]), f"{verb[4]}了{chinese}"),
            "vl": ("", f"{verb[4]}了{chinese}"),
            "v0": ("", f"{verb[4]}{uncounted}"),
            "vl0": ("", f"{verb[4]}的{uncounted}"),
        }
        for form, (word, said) in forms.items():
            self._put(form + number, f"{word} {english}", said)

    _vs = _vd = _vg = _vn = _vl = _v

    def _it(self, slot: str) -> None:
        who = self.filled.get("who") or self.filled["one"]
        own = {"I", "you", "we", "they", "he", "she"}
        female = ("mother", "sister", "wife", "aunt", "daughter", "grandmother", "girl")
        if who[0] in own:
            self._put(slot, *who)
        elif self.filled.get("be", ("is",))[0] == "are":
            self._put(slot, "they", "他们")
        elif any(word in who[0] for word in female) or who in WOMEN:
            self._put(slot, "she", "她")
        else:
            self._put(slot, "he", "他")
        if "was" not in self.filled:
            self._agree(True)

    def _rel0(self, slot: str) -> None:
        who = self.random.choice([who for who in words.PEOPLE if who[0].startswith("your ")])
        self._put(slot, who[0][5:], who[2][1:])

    def _job0(self, slot: str) -> None:
        self._put(slot, "", self.filled["job"][1])

    def _when(self, slot: str) -> None:
        self._put(slot, *self.random.choice([each for each in words.HABIT if each[1] != "经常"]))

    def _num(self, slot: str) -> None:
        if self.random.random() < 0.6:
            self._put(slot, *self.random.choice(words.NUMBERS))
        else:
            self._n2(slot)

    def _n2(self, slot: str) -> None:
        digits = str(self.random.randint(2, 99))
        self._put(slot, digits, digits)

    def _n3(self, slot: str) -> None:
        digits = str(self.random.randint(100, 999))
        self._put(slot, digits, digits)

    def _n4(self, slot: str) -> None:
        digits = str(self.random.randint(1920, 2030))
        self._put(slot, digits, digits)

    def _digits(self, slot: str) -> None:
        digits = "".join(self.random.choices("0123456789", k=self.random.randint(3, 11)))
        self._put(slot, digits, digits)

    def _time(self, slot: str) -> None:
        self._put(slot, *clock(self.random))

    def _date(self, slot: str) -> None:
        day, month = self.random.randint(1, 31), self.random.randrange(12)
        ends = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
        end, name = ends.get(day, "th"), MONTHS[month]
        styles = (
            f"{day} {name}",
            f"{name} {day}",
            f"the {day}{end} of {name}",
            f"{name} {day}{end}",
        )
        self._put(slot, self.random.choice(styles), f"{month + 1}月{day}日")

    def _month(self, slot: str) -> None:
        month = self.random.randrange(12)
        self._put(slot, MONTHS[month], f"{words.HOURS[month][1].replace('两', '二')}月")


def clock(random: Random) -> tuple[str, str]:
    """A time of day."""
    word, chinese = random.choice(words.HOURS)
    digits = str(random.randint(1, 12))
    part = random.choice(
        (("in the morning", "早上"), ("in the evening", "晚上"), ("in the afternoon", "下午"))
    )
    minutes = random.choice((10, 15, 20, 25, 40, 45, 50))
    following = words.HOURS[(words.HOURS.index((word, chinese)) + 1) % 12]
    return random.choice(
        (
            (f"{word} o'clock", f"{chinese}点"),
            (f"{word} o'clock", f"{chinese}点"),
            (word, f"{chinese}点"),
            (f"half past {word}", f"{chinese}点半"),
            (f"{word} thirty", f"{chinese}点半"),
            (f"a quarter past {word}", f"{chinese}点一刻"),
            (f"quarter past {word}", f"{chinese}点一刻"),
            (f"a quarter to {following[0]}", f"{chinese}点三刻"),
            (f"{digits} o'clock", f"{digits}点"),
            (digits, f"{digits}点"),
            (f"{digits}:30", f"{digits}点半"),
            (f"{digits}:{minutes}", f"{digits}点{minutes}分"),
            (f"{word} {part[0]}", f"{part[1]}{chinese}点"),
            (f"{word} o'clock {part[0]}", f"{part[1]}{chinese}点"),
            (f"{digits} {part[0]}", f"{part[1]}{digits}点"),
            (f"{digits} am", f"上午{digits}点"),
            (f"{digits} pm", f"下午{digits}点"),
            ("noon", "中午"),
            (f"ten past {word}", f"{chinese}点十分"),
            (f"twenty past {word}", f"{chinese}点二十分"),
            (f"ten to {following[0]}", f"{chinese}点五十分"),
        )
    )


def person(random: Random, held_out: bool, named: float = 0.35) -> tuple[str, str, str]:
    """Whom a sentence is about: English, the "s" of its verbs or nothing, Chinese."""
    if random.random() < named:
        english, chinese = name(random, held_out)
        return english, "s", chinese
    english, s, chinese = random.choice(words.PEOPLE[:6] if random.random() < 0.4 else words.PEOPLE)
    return english, s, chinese
