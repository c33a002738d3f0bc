"""Short reports, and what of each matters: its most important sentences, as they stand there.

`kinds.toml` has the sentences. A report opens with what happened; one or two sentences of facts
follow, in any order among others that bring names and numbers that do not matter. A summary
leaves out those others, and remarks about who said so.
"""

import re
import tomllib
from pathlib import Path
from random import Random

from ..wordings import draw_wording
from ..world import DAYS, MONTHS, Names

KINDS = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))

WORDS = {
    "building": (
        "a hotel", "a school", "a factory", "a museum", "the theatre", "the old theatre", "a shop",
        "a hospital", "a warehouse", "the library", "a restaurant", "a bakery", "a house", "a farm",
        "an office building", "a block of flats", "an apartment building", "a church", "a garage",
        "a supermarket", "a paper mill", "the town hall", "a nursing home", "a night club",
        "a barn",
        "a furniture factory", "the railway station", "a petrol station", "a ship in the port",
        "a caravan park", "a student hostel", "a chemical plant", "a flat above a shop", "a café",
    ),
    "art": (
        "film", "music", "book", "theatre", "jazz", "dance", "food", "flower", "wine", "light",
        "art", "folk", "street", "kite", "beer",
    ),
    "work": (
        "bridge", "school", "hospital", "library", "stadium", "theatre", "station", "museum",
        "port", "airport", "swimming pool", "tram line", "town hall", "park", "fire station",
        "sports hall", "nursery", "bus station", "cycle path", "car park", "concert hall", "market",
        "tunnel", "ring road", "youth centre", "health centre", "railway station", "ice rink",
    ),
    "cause": (
        "a gas leak", "an old cable", "a cigarette", "lightning", "a broken heater", "an oven",
        "a candle", "fireworks", "a faulty fridge", "a short circuit", "a barbecue", "arson",
        "an electrical fault", "a chip pan", "a faulty dishwasher", "a spark from a welder",
        "burning rubbish", "a battery", "children playing with matches", "a forgotten iron",
    ),
    "role": (
        "director", "chairman", "head of research", "chief engineer", "manager", "head of sales",
        "president", "treasurer", "chief executive", "finance director", "chairwoman", "editor",
        "head coach", "chief economist", "head of marketing", "managing director", "conductor",
        "headteacher", "rector", "chief financial officer", "general manager", "head chef",
    ),
    "where": (
        "in the desert", "under the sea", "in the mountains", "on a small island", "in a cave",
        "in the forest", "under the old town", "on the coast", "in a lake", "on a river bank",
        "under a car park", "in a field", "in an old mine", "in the cellar of a church",
        "at the bottom of a well", "near a motorway", "in the jungle", "in the ice", "in an attic",
    ),
    "finds": (
        "coins", "bones", "unknown plants", "old letters", "graves", "unknown beetles", "ships",
        "stone tools", "paintings", "eggs", "gold coins", "Roman coins", "silver rings", "fossils",
        "new species of frog", "swords", "clay pots", "new kinds of fish", "mummies", "skeletons",
        "dinosaur footprints", "shells", "old maps", "rare orchids", "beads", "bronze axes",
        "unknown spiders", "photographs", "bottles of wine", "glass jars", "meteorites",
    ),
    "more": ("more", "less", "more", "higher", "lower"),
}  # fmt: skip
FRESH = {"n", "few", "when", "money", "percent", "month", "year", "m", "k", "other"}
ANY_WORD = sorted(set(re.findall(r"\b[a-z]{4,}\b", str(KINDS))))
_SPELLED = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "twenty", "thirty",
)  # fmt: skip
_NOW = ("morning", "afternoon", "evening", "night")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_REMARK = re.compile(r"<([^<>]*)>")
REMARKS = (
    "Police said that", "Officials say", "According to the local paper,", "It is said that",
    "As it turned out,", "Sadly,", "Luckily,", "At the same time,", "Meanwhile,", "In the end,",
    "The {name} Times reports that", "According to {name} News,",
)  # fmt: skip


def report(random: Random, held_out: bool) -> tuple[str, str]:
    """A report and its summary; held out are names, and wordings of the sentences that matter."""
    kind, facts = random.choice(list(KINDS.values())), Facts(random, held_out)
    whole = random.random() < 0.4
    wordings = [kind["whole" if whole else "lead"], *kind["facts"][whole:]]
    needed = [facts.say(draw_wording(random, tuple(each), held_out)) for each in wordings]
    if len(needed) > 1 and random.random() < (0.25 if len(needed) > 2 or whole else 0.05):
        needed.pop()
    most = min(7 - len(needed), len(kind["others"]))
    room = random.randint(max(1, 3 - len(needed)), min(most, 5))
    rest = [(line, True) for line in needed[1:]]
    rest += [(facts.say(line), False) for line in random.sample(kind["others"], room)]
    random.shuffle(rest)
    lines = [(needed[0], True), *rest]
    if random.random() < 0.05:
        lines[:2] = reversed(lines[:2])
    if random.random() < 0.5:
        odd = random.choice((0.05, 0.15, 0.3))
        lines = [(facts.blur(line, odd), matters) for line, matters in lines]
    if random.random() < 0.15:
        lines = [(facts.name_again(line, matters), matters) for line, matters in lines]
    text = " ".join(_REMARK.sub(r"\1", line) for line, _matters in lines)
    return text, " ".join(_REMARK.sub("", line) for line, matters in lines if matters)


class Facts:
    """The names, numbers and words of one report, and its sentences with them."""

    def __init__(self, random: Random, held_out: bool):
        self.random, self.names = random, Names(random, held_out)
        self.known: dict[str, str] = {}

    def say(self, wording: str) -> str:
        """A sentence: one of each choice, every slot filled, a capital at its start."""
        while match := _CHOICE.search(wording):
            choice = self.random.choice(match[1].split("|"))
            wording = wording[: match.start()] + choice + wording[match.end() :]
        if self._coin(0.03):
            remark = self.random.choice(REMARKS).format(name=self.names.place())
            wording = f"{remark} {wording[0].lower()}{wording[1:]}"
        line = re.sub(r"\{(\w+)\}", lambda match: self.slot(match[1]), wording)
        line = re.sub(r" +", " ", line).replace(" ,", ",").replace(" .", ".").strip()
        start = next((place for place, char in enumerate(line) if char.isalnum()), 0)
        return line[:start] + line[start].upper() + line[start + 1 :]

    def slot(self, name: str) -> str:
        """What stands for a slot: the same all through the report but for plain numbers."""
        if name[0].isupper():
            said = self.slot(name.lower())
            return said[0].upper() + said[1:] + ("," if name == "When" and self._coin(0.5) else "")
        if name in FRESH:
            # What is said twice is said of different things, or differently.
            return getattr(self, name)()
        if name not in self.known:
            draw = WORDS.get(name)
            self.known[name] = self.random.choice(draw) if draw else getattr(self, name)()
        return self.known[name]

    def name_again(self, line: str, matters: bool) -> str:
        """One that does not matter begins with a name that other sentences have too."""
        known = [
            self.known[slot]
            for slot in ("place", "person", "team", "company")
            if slot in self.known
        ]
        if matters or not known:
            return line
        return f"{self.random.choice(known)}: {line}"

    def blur(self, line: str, odd: float) -> str:
        """A sentence in which some words are ones that nobody has seen."""

        def other(match: re.Match) -> str:
            if not self._coin(odd):
                return match[0]
            return self.odd_word().lower() if self._coin(0.4) else self.random.choice(ANY_WORD)

        return re.sub(r"(?<= )[a-z]{4,}\b", other, line)

    def _coin(self, chance: float) -> bool:
        return self.random.random() < chance

    def odd_word(self) -> str:
        """Letters by chance, or a name."""
        if self._coin(0.5):
            return self.names.last()
        letters = "aaabcdeeefghiiijklmnnooopqrrsstttuuvwxyz" * 3 + "áäçéèíñóöøšüžłß"
        return "".join(self.random.choices(letters, k=self.random.randint(3, 9))).capitalize()

    def name(self) -> str:
        return self.odd_word() if self._coin(0.25) else self.names.last()

    def person(self) -> str:
        first, last = self.names.first(), self.name()
        styles = (
            f"{first} {last}", f"{first} {last}", f"{first} {last}", f"{first} {last}",
            f"{first} {last}-{self.name()}", f"{first} {first[0]}. {last}", f"{first} de {last}",
            f"{self.random.choice(('Mr', 'Mrs', 'Ms', 'Dr'))} {last}", f"{first} O'{last}",
            f"{first} van {last}", f"{first} {self.name()} {last}", last,
        )  # fmt: skip
        return self.random.choice(styles)

    person2 = person3 = person

    def first(self) -> str:
        return self.names.first()

    def last(self) -> str:
        return self.slot("person").split()[-1]

    def place(self) -> str:
        if self._coin(0.6):
            return self.names.place()
        name = self.odd_word() if self._coin(0.4) else self.names.place()
        other = self.names.place()
        styles = (
            "San {}", "St {}", "{} am {}", "Bad {}", "New {}", "Al {}", "El {}", "La {}", "{} City",
            "North {}", "West {}", "Santa {}", "{}-on-{}", "{}-{}", "{} Bay", "Los {}", "{} Beach",
            "{} Springs", "Fort {}", "{} County", "Great {}", "{}, {}", "Port {}", "Kota {}", "{}",
        )  # fmt: skip
        return self.random.choice(styles).format(name, other)

    other = place

    def team(self) -> str:
        styles = (
            "{}", "{}", "{}", "{} United", "FC {}", "{} City", "{} Rovers", "Sporting {}",
            "Real {}",
            "{} Athletic", "Dynamo {}", "{} FC", "{} Town", "{} Tigers", "{} Wanderers", "Ajax {}",
        )  # fmt: skip
        return self.random.choice(styles).format(self.place())

    rivals = team

    def company(self) -> str:
        if self._coin(0.5):
            return self.names.organisation()
        styles = (
            "{}", "{} Group", "{} AG", "{} & {}", "{} Holdings", "{} Foods", "{} plc", "{}.com",
            "{} Bank", "{} Brothers", "{}-{}", "{} and Sons", "{} International", "{} Air",
            "{} Ltd",
        )  # fmt: skip
        return self.random.choice(styles).format(self.name(), self.name())

    rival = company

    def count(self) -> str:
        if self._coin(0.35):
            return self.random.choice(_SPELLED[1:])
        return str(self.random.choice((self.random.randint(2, 30), self.random.randint(2, 99))))

    def n(self) -> str:
        return str(self.random.randint(11, 99))

    def few(self) -> str:
        return (
            self.random.choice(_SPELLED[1:12])
            if self._coin(0.4)
            else str(self.random.randint(2, 20))
        )

    def a(self) -> str:
        return str(self.random.randint(10, 40))

    def b(self) -> str:
        return str(self.random.randint(2, 20))

    def k(self) -> str:
        return str(self.random.randint(11, 999))

    def m(self) -> str:
        number = self.random.choice((99, 999, 999, 9_999, 99_999, 999_999))
        number = self.random.randint(number // 10, number)
        if self._coin(0.5) and number > 99:
            number = round(number, -2)
        return f"{number:,}" if self._coin(0.75) else str(number)

    def _decimal(self) -> str:
        number = self.random.choice((9, 99, 999))
        return f"{self.random.randint(1, number)}" + (
            f".{self.random.randint(1, 9)}" if self._coin(0.3) else ""
        )

    def money(self) -> str:
        unit = self.random.choice(("million", "million", "million", "billion"))
        coin = self.random.choice(("dollars", "euros", "pounds", "yen", "kronor", "francs"))
        sign = self.random.choice("$€£")
        short = unit[0] if self._coin(0.5) else self.random.choice(("m", "bn"))
        styles = (
            f"{self._decimal()} {unit} {coin}", f"{self._decimal()} {unit} {coin}",
            f"{sign}{self._decimal()} {unit}", f"{sign}{self._decimal()}{short}",
            f"{self.random.randint(2, 999)},000 {coin}",
        )  # fmt: skip
        return self.random.choice(styles)

    def percent(self) -> str:
        number = self._decimal() if self._coin(0.3) else str(self.random.randint(2, 99))
        return number + self.random.choice((" percent", " percent", " per cent", "%"))

    def score(self) -> str:
        a, b = self.random.randint(0, 6), self.random.randint(0, 4)
        spelled = [_SPELLED[goals - 1] if goals else "nil" for goals in (a, b)]
        styles = (f"{a}-{b}", f"{a}-{b}", f"{a} to {b}", f"{a} goals to {b}", f"{a}:{b}")
        return self.random.choice((*styles, "-".join(spelled)))

    score2 = score

    def day(self) -> str:
        return self.random.choice(DAYS)

    def month(self) -> str:
        return self.random.choice(MONTHS)

    def year(self) -> str:
        return str(self.random.randint(1950, 2039))

    yearb = year

    def yearf(self) -> str:
        return str(self.random.randint(2020, 2045))

    def when(self) -> str:
        day, part = self.slot("day"), self.random.choice(_NOW)
        month, date = self.slot("mon"), self.slot("date")
        styles = (
            f"on {day}", f"on {day}", f"on {day} {part}", f"on {day} {part}", f"last {day}",
            f"early on {day}", f"late on {day}", f"on {date} {month}", f"on {month} {date}",
            f"on {day}, {date} {month}", f"in {month}", "yesterday", f"this {part}",
            f"{day} {part}", "last night", f"in the early hours of {day}", f"at noon on {day}",
            "last week", "at the weekend",
        )  # fmt: skip
        return self.random.choice(styles)

    mon = month

    def date(self) -> str:
        return str(self.random.randint(1, 31))
