"""Paragraphs about people, companies and events, with a question that one place answers.

A subject has facts; a fact is told in several wordings and asked for in several. `{s}` is the
subject, as a name or a pronoun, `{x}` the answer. The last wording of each is held out.
"""

from dataclasses import dataclass
from random import Random

from ..wordings import draw_wording
from ..world import Names, pronoun


@dataclass(frozen=True)
class Fact:
    """What makes the answer, how it is told, and how a question asks for it."""

    answer: str
    statements: tuple[str, ...]
    questions: tuple[str, ...]


PERSON = (
    Fact(
        "place",
        (
            "{s} was born in {x}.",
            "{x} is the birthplace of {s}.",
            "{s} was born and grew up in {x}.",
            "The town where {s} was born is {x}.",
            "{s} was born in the town of {x}.",
        ),
        (
            "Where was {s} born?",
            "In which town was {s} born?",
            "What is the birthplace of {s}?",
            "{s} was born in which town?",
            "In what town was {s} born?",
        ),
    ),
    Fact(
        "place",
        (
            "{s} lives in {x}.",
            "{s} has lived in {x} for many years.",
            "Today {s} lives in {x}.",
            "{s} moved to {x} and still lives there.",
            "For many years {s} has lived in {x}.",
        ),
        (
            "Where does {s} live?",
            "In which town does {s} live?",
            "Where does {s} live today?",
            "{s} lives in which town?",
            "In what town does {s} live today?",
        ),
    ),
    Fact(
        "date",
        (
            "{s} was married on {x}.",
            "The wedding of {s} was on {x}.",
            "On {x} {s} was married.",
            "{s} married on {x}.",
            "The day when {s} was married was {x}.",
        ),
        (
            "When was {s} married?",
            "On which day was {s} married?",
            "When was the wedding of {s}?",
            "When did {s} marry?",
            "On which day was the wedding of {s}?",
        ),
    ),
    Fact(
        "job",
        (
            "{s} is {x}.",
            "{s} works as {x}.",
            "{s} became {x}.",
            "By profession {s} is {x}.",
            "{s} has worked as {x} for many years.",
        ),
        (
            "What is the profession of {s}?",
            "What does {s} do?",
            "What does {s} work as?",
            "What did {s} become?",
            "As what does {s} work?",
        ),
    ),
    Fact(
        "company",
        (
            "{s} works for {x}.",
            "{s} joined {x}.",
            "The employer of {s} is {x}.",
            "{s} found work at {x}.",
            "{x} is the employer of {s}.",
        ),
        (
            "Who does {s} work for?",
            "Which company does {s} work for?",
            "What is the employer of {s}?",
            "Which company did {s} join?",
            "For which company does {s} work?",
        ),
    ),
    Fact(
        "instrument",
        (
            "{s} plays the {x}.",
            "In the evening {s} plays the {x}.",
            "{s} learned to play the {x}.",
            "{s} likes to play the {x}.",
            "{s} plays the {x} in the evening.",
        ),
        (
            "What does {s} play?",
            "Which instrument does {s} play?",
            "What did {s} learn to play?",
            "What instrument does {s} like to play?",
            "Which instrument did {s} learn to play?",
        ),
    ),
    Fact(
        "subject",
        (
            "{s} studied {x}.",
            "{s} has a degree in {x}.",
            "At university {s} studied {x}.",
            "The subject that {s} studied was {x}.",
            "{s} studied {x} at university.",
        ),
        (
            "What did {s} study?",
            "Which subject did {s} study?",
            "In what does {s} have a degree?",
            "What did {s} study at university?",
            "Which subject did {s} study at university?",
        ),
    ),
)

COMPANY = (
    Fact(
        "person",
        (
            "{s} was founded by {x}.",
            "{x} founded {s}.",
            "The founder of {s} is {x}.",
            "It was {x} who founded {s}.",
            "{x} is the founder of {s}.",
        ),
        (
            "Who founded {s}?",
            "Who is the founder of {s}?",
            "By whom was {s} founded?",
            "Who was it that founded {s}?",
            "{s} was founded by whom?",
        ),
    ),
    Fact(
        "year",
        (
            "{s} has existed since {x}.",
            "{s} opened in {x}.",
            "In {x} {s} opened.",
            "{s} began its work in {x}.",
            "Since {x} {s} has existed.",
        ),
        (
            "Since when has {s} existed?",
            "When did {s} open?",
            "In which year did {s} open?",
            "When did {s} begin its work?",
            "In which year did {s} begin its work?",
        ),
    ),
    Fact(
        "place",
        (
            "{s} has its offices in {x}.",
            "{s} is based in {x}.",
            "The offices of {s} are in {x}.",
            "{x} is where {s} has its offices.",
            "{s} has all its offices in {x}.",
        ),
        (
            "Where is {s} based?",
            "Where are the offices of {s}?",
            "Where does {s} have its offices?",
            "In which town is {s} based?",
            "In which town are the offices of {s}?",
        ),
    ),
    Fact(
        "number",
        (
            "{s} has {x} employees.",
            "{x} people work for {s}.",
            "{s} employs {x} people.",
            "The number of people who work for {s} is {x}.",
            "{s} has {x} people who work for it.",
        ),
        (
            "How many employees does {s} have?",
            "How many people work for {s}?",
            "How many people does {s} employ?",
            "What is the number of people who work for {s}?",
            "How many people does {s} have?",
        ),
    ),
    Fact(
        "product",
        (
            "{s} makes {x}.",
            "{s} sells {x}.",
            "{s} is known for its {x}.",
            "The products of {s} are {x}.",
            "{s} makes and sells {x}.",
        ),
        (
            "What does {s} make?",
            "What does {s} sell?",
            "What is {s} known for?",
            "What are the products of {s}?",
            "What does {s} make and sell?",
        ),
    ),
)

EVENT = (
    Fact(
        "place",
        (
            "{s} took place in {x}.",
            "{s} was held in {x}.",
            "{x} was the place where {s} was held.",
            "In {x} {s} was held.",
            "The place where {s} was held was {x}.",
        ),
        (
            "Where did {s} take place?",
            "Where was {s} held?",
            "In which town was {s} held?",
            "{s} took place in which town?",
            "In which town did {s} take place?",
        ),
    ),
    Fact(
        "date",
        (
            "{s} began on {x}.",
            "On {x} {s} began.",
            "The first day of {s} was {x}.",
            "{s} started on {x}.",
            "On {x} {s} started.",
        ),
        (
            "When did {s} begin?",
            "On which day did {s} begin?",
            "When did {s} start?",
            "What was the first day of {s}?",
            "On which day did {s} start?",
        ),
    ),
    Fact(
        "person",
        (
            "{x} won {s}.",
            "The winner of {s} was {x}.",
            "{s} was won by {x}.",
            "It was {x} who won {s}.",
            "{x} was the winner of {s}.",
        ),
        (
            "Who won {s}?",
            "Who was the winner of {s}?",
            "By whom was {s} won?",
            "Who was it that won {s}?",
            "{s} was won by whom?",
        ),
    ),
    Fact(
        "number",
        (
            "{x} people came to {s}.",
            "{s} had {x} visitors.",
            "There were {x} visitors at {s}.",
            "{s} was watched by {x} people.",
            "At {s} there were {x} visitors.",
        ),
        (
            "How many people came to {s}?",
            "How many visitors did {s} have?",
            "How many people watched {s}?",
            "How many visitors were there at {s}?",
            "How many visitors came to {s}?",
        ),
    ),
)

WORDS = {
    "job": (
        "an engineer", "a nurse", "a teacher", "a painter", "a lawyer", "a pilot", "a cook",
        "a chemist", "a singer", "a farmer", "a doctor", "a writer", "a judge", "an actor",
        "a dancer", "a photographer", "a historian", "a carpenter",
    ),
    "instrument": (
        "piano", "violin", "guitar", "flute", "trumpet", "cello", "drums", "harp", "organ",
        "clarinet", "accordion", "saxophone",
    ),
    "subject": (
        "law", "physics", "medicine", "history", "music", "chemistry", "biology", "economics",
        "mathematics", "philosophy", "geography", "art", "Chinese", "computer science",
    ),
    "product": (
        "shoes", "bicycles", "furniture", "medicines", "toys", "cameras", "clocks", "engines",
        "books", "chocolate", "ships", "glass", "boats", "paper", "pianos", "tractors",
    ),
}  # fmt: skip
EVENTS = (
    "chess tournament", "marathon", "film festival", "song contest", "sailing race",
    "cooking contest", "bicycle race", "poetry prize", "tennis tournament", "dance contest",
)  # fmt: skip


KINDS = (*PERSON, *COMPANY, *EVENT)
"""Every fact; its place here is the number by which recipes know it."""

# What may stand before or after any sentence, and before any question, and says nothing.
BEFORE = ("As many know, ", "It is true that ", "By all accounts ", "As far as we know, ", "And ")
AFTER = (", as many know", ", so they say", ", it is said", " as well", ", according to the paper")
POLITE = ("Do you know this: ", "Please tell me: ", "One question: ", "According to the text, ")


Span = tuple[int, int]
"""Where something starts, and where it ends, in characters."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a paragraph: where it starts and ends, the number of its fact in `KINDS`,
    whether its subject is that of the question, and where it names or mentions its subject."""

    start: int
    end: int
    kind: int
    on_topic: bool
    mention: Span


@dataclass(frozen=True)
class Question:
    """A paragraph, a question for the fact `kind`, and where its answer starts and ends."""

    context: str
    question: str
    kind: int
    start: int
    end: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class _Telling:
    """A fact to tell: of which subject, and by which name or pronoun."""

    subject: str
    mention: str
    fact: Fact


def question(random: Random, held_out: bool, alike: float = 0.0) -> Question:
    """A paragraph about one to three subjects; held out are names, and the wordings of half of
    the answers and questions.

    `alike` is the share of paragraphs that tell the same facts of several subjects of a kind,
    beyond those that do so by chance.
    """
    names = Names(random, held_out)
    tellings = _tellings(random, names, random.random() < alike)
    target = random.randrange(len(tellings))
    subject, fact = tellings[target].subject, tellings[target].fact
    context, sentences = "", []
    for place, telling in enumerate(tellings):
        wording = draw_wording(random, telling.fact.statements, held_out and place == target)
        text, mention, answer = _tell(random, names, telling, wording)
        context += " " if context else ""
        offset = len(context)
        if place == target:
            start, end = offset + answer[0], offset + answer[1]
        context += text
        span = offset + mention[0], offset + mention[1]
        kind, on_topic = KINDS.index(telling.fact), telling.subject == subject
        sentences.append(Sentence(offset, len(context), kind, on_topic, span))
    wording = draw_wording(random, fact.questions, held_out).format(s=subject)
    polite = random.choice(POLITE) if random.random() < 0.1 else ""
    text = polite + wording if polite else _capital(wording)
    return Question(context, text, KINDS.index(fact), start, end, tuple(sentences))


def _tellings(random: Random, names: Names, alike: bool) -> list[_Telling]:
    """What each sentence of a paragraph tells."""
    number = random.choice((1, 2, 2, 2, 3))
    if alike:
        kind, number = random.random(), max(2, number)
        subjects = [_subject(random, names, kind) for _ in range(number)]
        shared = random.sample(subjects[0][0], random.choice((1, 2, 2)))
        facts = [random.sample(shared, len(shared)) for _ in subjects]
    else:
        subjects = [_subject(random, names, random.random()) for _ in range(number)]
        most = (2, 3) if number == 1 else (1, 2, 2)
        facts = [random.sample(every, random.choice(most)) for every, *_ in subjects]
    return [
        _Telling(name, name if place == 0 or random.random() < 0.4 else random.choice(short), fact)
        for (_every, name, short), chosen in zip(subjects, facts)
        for place, fact in enumerate(chosen)
    ]


def _tell(random: Random, names: Names, telling: _Telling, wording: str) -> tuple[str, Span, Span]:
    """A sentence, and where it mentions its subject and gives its answer."""
    wording, mention = _around(random, wording), telling.mention
    if mention in ("he", "she") and "of {s}" in wording:
        mention = telling.subject
    answer = _answer(random, names, telling.fact.answer)
    at_mention = len(wording.split("{s}")[0].format(x=answer))
    at_answer = len(wording.split("{x}")[0].format(s=mention))
    return (
        _capital(wording.format(s=mention, x=answer)),
        (at_mention, at_mention + len(mention)),
        (at_answer, at_answer + len(answer)),
    )


def _around(random: Random, wording: str) -> str:
    """A wording with words before or after it, now and then, that change nothing."""
    chance = random.random()
    if chance < 0.1:
        return random.choice(BEFORE) + wording[0].lower() + wording[1:]
    if chance < 0.2:
        return wording[:-1] + random.choice(AFTER) + "."
    return wording


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _subject(
    random: Random, names: Names, kind: float
) -> tuple[tuple[Fact, ...], str, tuple[str, ...]]:
    """Facts that can be told of a subject, its name, and what may stand for it later; `kind`
    from 0 to 1: a person, a company or an event."""
    if kind < 0.6:
        first, last = names.first(), names.last()
        return PERSON, f"{first} {last}", (last, *2 * (pronoun(first),))
    if kind < 0.85:
        return COMPANY, names.company(), ("the company", "it")
    event = f"the {names.place()} {random.choice(EVENTS)}"
    return EVENT, event, ("it",)


def _answer(random: Random, names: Names, kind: str) -> str:
    match kind:
        case "place":
            return names.place()
        case "date":
            return names.day()
        case "company":
            return names.company()
        case "person":
            return names.person()
        case "year":
            return str(names.year())
        case "number":
            return str(random.choice((random.randint(12, 99), random.randint(100, 9999))))
    return random.choice(WORDS[kind])
