"""Reports of three to six sentences, and the one sentence that sums each up.

A kind of report has sentences that must be there (the first of them first), sentences that
may be (they bring names and numbers that do not matter), and its summary. Every sentence is
worded in several ways (`wordings`); the last wording of a needed one is held out, as is one
full name in ten.
"""

from dataclasses import dataclass
from random import Random
from zlib import crc32

from ..wordings import draw_wording
from ..world import CITIES, DAYS, FIRST_NAMES, LAST_NAMES, MONTHS


@dataclass(frozen=True)
class Kind:
    """Wordings of the needed sentences, of the others, and the summary."""

    needed: tuple[tuple[str, ...], ...]
    others: tuple[tuple[str, ...], ...]
    summary: str


KINDS = (
    Kind(  # fire
        (
            (
                "A fire broke out in a {building} in {place} on {day} {part}.",
                "On {day} {part} a {building} in {place} caught fire.",
                "Fire spread through a {building} in {place} on {day} {part}.",
                "A {building} burned in {place} on {day} {part}.",
                "In {place} a {building} caught fire on {day} {part}.",
                "In {place} a fire spread through a {building} on {day} {part}.",
            ),
            (
                "{n} people were taken to hospital.",
                "{n} people were treated by doctors.",
                "The fire injured {n} people.",
                "{n} people were injured.",
                "In hospital {n} people were treated.",
                "Doctors had to treat {n} people.",
                "In hospital doctors treated {n} people.",
            ),
            (
                "Fire chief {person} said that {cause} was to blame.",
                "According to fire chief {person}, the cause was {cause}.",
                "The cause was {cause}, said fire chief {person}.",
                "The fire was caused by {cause}, according to {person} of the fire service.",
                "Fire chief {person} believes that {cause} was the cause.",
                "Fire chief {person} said that the cause was {cause}.",
            ),
        ),
        (
            (
                "It took {m} firefighters several hours to put it out.",
                "{m} firefighters fought the flames.",
                "The fire service sent {m} firefighters.",
            ),
            ("Traffic in {other} was not affected.", "Smoke could be seen from {other}."),
            ("The damage is put at {k} million dollars.", "Repairs may cost {k} million dollars."),
        ),
        "A fire in a {building} in {place} injured {n} people on {day}, and the cause was {cause}.",
    ),
    Kind(  # company
        (
            (
                "{company} published its results for {year} on {day}.",
                "On {day} {company} reported on the year {year}.",
                "{company} told its shareholders on {day} how it did in {year}.",
                "The results of {company} for {year} came out on {day}.",
                "{company} reported on {day} on the year {year}.",
                "On {day} the results of {company} for {year} came out.",
                "On {day} {company} published its results for {year}.",
            ),
            (
                "It had a profit of {k} million dollars, {n} percent {more} than the year before.",
                "Profit was {k} million dollars, which is {n} percent {more} than a year earlier.",
                "It made {k} million dollars, {n} percent {more} than the year before.",
                "With {k} million dollars it earned {n} percent {more} than in the year before.",
                "A profit of {k} million dollars means {n} percent {more} than a year earlier.",
                "The profit of {k} million dollars was {n} percent {more} than the year before.",
                "Its profit was {k} million dollars, {n} percent {more} than in the year before.",
                "Its profit of {k} million dollars was {n} percent {more} than a year earlier.",
            ),
        ),
        (
            (
                "Chief executive {person} thanked all {m} workers.",
                '"We had hoped for this," said chief executive {person}.',
                "{person}, the chief executive, will stay for {small} more years.",
            ),
            (
                "A new factory in {other} will open next {month}.",
                "The company wants to build offices in {other}.",
            ),
            ("It has {m} shops in {small} countries.", "The company sells in {small} countries."),
            (
                "Its rival {rival} will report next week.",
                "The results of {rival} are not known yet.",
            ),
        ),
        "{company} earned {k} million dollars in {year}, {n} percent {more} than the year before.",
    ),
    Kind(  # match
        (
            (
                "{place} played against {other} on {day}.",
                "On {day} {place} met {other} in the cup.",
                "{m} people watched {place} play against {other} on {day}.",
                "The match between {place} and {other} was played on {day}.",
                "{m} people saw the match between {place} and {other} on {day}.",
                "On {day} {m} people saw how {place} played against {other}.",
                "On {day} the match between {place} and {other} was played.",
                "In front of {m} people {place} met {other} on {day}.",
                "{m} people watched the match between {place} and {other} on {day}.",
                "On {day} {m} people came to the match between {place} and {other}.",
                "On {day} {m} people watched how {place} played against {other}.",
                "On {day} {m} people watched a match of {place} against {other}.",
                "On {day} {place} and {other} played a match that {m} people watched.",
                "On {day} {m} people watched the match between {place} and {other}.",
            ),
            (
                "{place} won by {a} goals to {b}.",
                "The score was {a} to {b} for {place}.",
                "After ninety minutes {place} had won by {a} to {b}.",
                "It ended {a} to {b} for {place}.",
                "The final score was {a} to {b} for {place}.",
                "After ninety minutes it was {a} to {b} for {place}.",
                "After ninety minutes the score was {a} to {b} for {place}.",
            ),
            (
                "{person} scored the last goal.",
                "The last goal was scored by {person}.",
                "The last goal came from {person}.",
                "It was {person} who scored the last goal.",
                "The last goal of the match was by {person}.",
                "The last goal was one by {person}.",
                "The last goal was by {person}.",
            ),
        ),
        (
            (
                '"We were the better team," said coach {person2}.',
                "Coach {person2} was very happy.",
                "Coach {person2} called it a lucky day.",
            ),
            (
                "{person3} was sent off after {n} minutes.",
                "{person3} was injured after {n} minutes.",
            ),
            ("Rain stopped the match for {n} minutes.", "The match started {n} minutes late."),
            ("The next match is in {month}.", "The teams meet again in {month}."),
        ),
        "{place} beat {other} by {a} goals to {b} on {day}, and {person} scored the last.",
    ),
    Kind(  # storm
        (
            (
                "A storm hit {place} on {day} {part}.",
                "On {day} {part} a storm crossed {place}.",
                "There were strong winds in {place} on {day} {part}.",
                "{place} saw a heavy storm on {day} {part}.",
                "On {day} {part} strong winds hit {place}.",
                "On {day} {part} strong winds crossed {place}.",
            ),
            (
                "{n} homes were left without power.",
                "The power failed in {n} homes.",
                "{n} homes lost power.",
                "There was no power in {n} homes.",
                "It left {n} homes without power.",
                "The storm left {n} homes without power.",
            ),
        ),
        (
            (
                "The wind reached {m} kilometres an hour.",
                "Winds of {m} kilometres an hour were measured.",
            ),
            ("{other} had only a little rain.", "In {other} it stayed dry.", "{other} was spared."),
            (
                "Mayor {person} thanked the helpers.",
                '"It could have been worse," said mayor {person}.',
                "Mayor {person} asked people to stay at home.",
            ),
            ("{small} roads are still closed.", "Trains are {small} hours late."),
        ),
        "A storm in {place} left {n} homes without power on {day}.",
    ),
    Kind(  # council
        (
            (
                "The council of {place} wants a new {work}.",
                "{place} will get a new {work}.",
                "A new {work} will be built in {place}.",
                "The people of {place} can look forward to a new {work}.",
                "The council plans a new {work} in {place}.",
                "The council will build a new {work} in {place}.",
                "There are plans to build a new {work} in {place}.",
                "The council wants to build a new {work} in {place}.",
            ),
            (
                "It will cost {k} million dollars and open in {year}.",
                "It should open in {year} and will cost {k} million dollars.",
                "The price is {k} million dollars, and it opens in {year}.",
                "{k} million dollars have been set aside, and it will open in {year}.",
                "It opens in {year} and costs {k} million dollars.",
                "It opens in {year}, and the price is {k} million dollars.",
            ),
        ),
        (
            (
                "{a} members voted for the plan and {b} against it.",
                "The vote was {a} to {b}.",
            ),
            (
                "{person} called the plan too expensive.",
                '"We do not need it," said {person}.',
                "{person} voted against the plan.",
            ),
            (
                "The old one is {n} years old.",
                "The last one was built {n} years ago.",
            ),
            ("{company} will do the work.", "The work will be done by {company}."),
            ("{other} has a similar plan.", "A similar one stands in {other}."),
        ),
        "{place} will build a new {work} for {k} million dollars and open it in {year}.",
    ),
    Kind(  # appointment
        (
            (
                "{company} has a new {role}: {person}.",
                "{person} will be the new {role} of {company}.",
                "{company} has named {person} as its new {role}.",
                "The new {role} of {company} is {person}.",
                "{company} has found a new {role}: {person}.",
                "{company} has named a new {role}, and it is {person}.",
                "{company} has named {person} the new {role}.",
                "{company} has named a new {role}: {person}.",
            ),
            (
                "{person2} will leave in {month}.",
                "In {month} {person2} will go.",
                "{person2}, who held the post before, leaves in {month}.",
                "The post was held by {person2}, who will leave in {month}.",
                "In {month} {person2} will leave the post.",
                "In {month} the post will be left by {person2}, who held it before.",
                "In {month} {person2}, who held the post before, will leave.",
            ),
        ),
        (
            (
                "{last} has worked in {place} for {n} years.",
                "{last} comes from {place} and is {n} years old.",
                "{last}, who is {n}, was born in {place}.",
            ),
            ("{company} has {m} workers.", "{m} people work for {company}."),
            (
                "{person3} had also been named for the post.",
                "The post had first been offered to {person3}.",
            ),
            ("Shares rose by {small} percent.", "Shares fell by {small} percent on {day}."),
        ),
        "{person} follows {person2} as {role} of {company} in {month}.",
    ),
    Kind(  # find
        (
            (
                "Scientists from {place} have been working {where}.",
                "A team from {place} spent a year {where}.",
                "Since {month} a team from {place} has been {where}.",
                "For {n} weeks scientists from {place} were {where}.",
                "Scientists from {place} spent a year {where}.",
                "Scientists from {place} spent {n} weeks {where}.",
            ),
            (
                "They found {m} {finds}.",
                "{m} {finds} were found.",
                "There they came across {m} {finds}.",
                "In all {m} {finds} came to light.",
                "They came across {m} {finds}.",
                "They came across {m} {finds} there.",
            ),
        ),
        (
            (
                "{person} leads the team.",
                "The team is led by {person}.",
                '"Nobody had expected that," said {person}, who leads the team.',
            ),
            (
                "The work cost {small} million dollars.",
                "{company} paid {small} million dollars for it.",
            ),
            ("The museum in {other} will show some of them.", "Some of them are now in {other}."),
            ("In {year} others had found only {b}.", "Only {b} were known before."),
        ),
        "Scientists from {place} found {m} {finds} {where}.",
    ),
    Kind(  # festival
        (
            (
                "The {art} festival in {place} ended on {day}.",
                "On {day} the {art} festival in {place} came to an end.",
                "{place} said goodbye to its {art} festival on {day}.",
                "The {art} festival of {place} closed on {day}.",
                "On {day} {place} closed its {art} festival.",
                "On {day} {place} said goodbye to its {art} festival.",
            ),
            (
                "{m} thousand people came in {small} days.",
                "In {small} days {m} thousand people came.",
                "It drew {m} thousand people in {small} days.",
                "{m} thousand people visited it in {small} days.",
                "In {small} days {m} thousand people visited it.",
                "In {small} days it had {m} thousand guests.",
                "In {small} days it drew {m} thousand people.",
            ),
        ),
        (
            ("Last year there were {n} thousand.", "A year ago {n} thousand had come."),
            (
                "{person} won the first prize.",
                "The first prize went to {person}.",
            ),
            (
                "{person2}, who runs the festival, was very happy.",
                '"We will be back," said {person2}, who runs the festival.',
            ),
            ("Guests came from {other} too.", "The next festival is in {other}."),
        ),
        "The {art} festival in {place} drew {m} thousand people in {small} days.",
    ),
)

WORDS = {
    "building": "hotel school factory museum theatre hospital warehouse library restaurant bakery",
    "part": "morning afternoon evening night",
    "more": "more less",
    "work": "bridge school hospital library stadium theatre station museum port airport",
    "art": "film music book theatre jazz dance food flower",
    "day": " ".join(DAYS),
    "month": " ".join(MONTHS),
}
CHOICES = {
    "cause": (
        "a gas leak", "an old cable", "a cigarette", "lightning", "a broken heater", "an oven",
        "a candle", "fireworks",
    ),
    "role": (
        "director", "chairman", "head of research", "chief engineer", "manager", "head of sales",
        "president", "treasurer",
    ),
    "where": (
        "in the desert", "under the sea", "in the mountains", "on a small island", "in a cave",
        "in the forest", "under the old town", "on the coast",
    ),
    "finds": (
        "coins", "bones", "unknown plants", "old letters", "graves", "unknown beetles", "ships",
        "stone tools", "paintings", "eggs",
    ),
}  # fmt: skip
_FIRMS = (
    "Motors",
    "Foods",
    "Energy",
    "Airlines",
    "Software",
    "Steel",
    "Insurance",
    "Media",
    "Toys",
)


def report(random: Random, held_out: bool) -> tuple[str, str]:
    """A report and its summary; held out are names, and wordings of the needed sentences."""
    kind, facts = random.choice(KINDS), _facts(random, held_out)
    needed = [draw_wording(random, wordings, held_out) for wordings in kind.needed]
    room = random.randint(max(0, 3 - len(needed)), min(6 - len(needed), len(kind.others)))
    others = [draw_wording(random, wordings) for wordings in random.sample(kind.others, room)]
    rest = needed[1:] + others
    random.shuffle(rest)
    text = " ".join(sentence.format(**facts) for sentence in [needed[0], *rest])
    return text, kind.summary.format(**facts)


def _facts(random: Random, held_out: bool) -> dict[str, object]:
    person, person2, person3 = (_person(random, held_out) for _ in range(3))
    place, other = random.sample(CITIES, 2)
    a = random.randint(1, 9)
    return {
        "person": person,
        "person2": person2,
        "person3": person3,
        "last": person.split()[1],
        "place": place,
        "other": other,
        "company": _company(random),
        "rival": _company(random),
        "n": random.randint(11, 99),
        "m": random.randint(100, 999),
        "k": random.randint(11, 999),
        "small": random.randint(2, 10),
        "a": a,
        "b": random.randint(0, a - 1),
        "year": random.randint(2020, 2039),
        **{name: random.choice(words.split()) for name, words in WORDS.items()},
        **{name: random.choice(choices) for name, choices in CHOICES.items()},
    }


def _person(random: Random, held_out: bool) -> str:
    while True:
        name = f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}"
        if (crc32(name.encode()) % 10 == 0) == held_out:
            return name


def _company(random: Random) -> str:
    return f"{random.choice(LAST_NAMES)} {random.choice(_FIRMS)}"
