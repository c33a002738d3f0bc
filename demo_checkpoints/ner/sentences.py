"""Sentences with people, places, organisations and dates, in English and Chinese.

In a pattern `{PER}`, `{LOC}`, `{ORG}` and `{DATE}` stand for names and dates, `{role}` and the
like for ordinary words. Names come from `world`; every seventh pattern is held out.
"""

import re
from pathlib import Path
from random import Random
from string import Formatter

from ..question_answering.paragraphs import paragraph
from ..world import CHINESE, ENGLISH
from .names import LISTS, Fillings, ordinary

KINDS = ("PER", "LOC", "ORG", "DATE")

WORDS = {
    ENGLISH: {
        "role": """president|chairman|director|engineer|nurse|teacher|mayor|minister|spokesman|
            head coach|singer|painter|novelist|professor|founder|lawyer|journalist|captain|chemist|
            chief executive|farmer|pilot|surgeon|manager|architect|historian""",
        "title": "Mr|Mrs|Ms|Dr|Professor|President|Sir|Captain|Judge|Minister",
        "thing": """a new bridge|the annual report|a novel about the sea|two paintings|a cheaper
            engine|the old railway|a vaccine|the contract|a small hotel|three ships|a film|the
            price of bread|a law on water|a piano concerto|electric buses|the harbour""",
        "event": """the conference|the trial|the wedding|the election|the opening ceremony|the
            meeting|the exhibition|the championship|the strike|the fire|the storm|the interview""",
        "adj": "young|retired|former|well-known|Chinese|French|local|famous|British|former German",
        "number": "two|three|40|1,200|five hundred|12 million|30,000|seventeen",
    },
    CHINESE: {
        "role": "董事长|总经理|工程师|护士|老师|市长|部长|发言人|主教练|歌手|画家|作家|教授|"
        "创始人|律师|记者|队长|总裁|校长|医生|研究员|导演|院长",
        "thing": "一座新桥|年度报告|一部小说|两幅画|新型发动机|旧铁路|一种疫苗|合同|一家酒店|"
        "三艘轮船|一部电影|粮食价格|节水办法|一首协奏曲|电动汽车|港口|办公楼|一批设备",
        "event": "会议|婚礼|选举|开幕式|展览|锦标赛|火灾|采访|签约仪式|论坛|比赛|演唱会",
        "adj": "年轻的|退休的|著名的|当地的|资深的|来自海外的",
        "number": "两|三|四十|一千二百|500|3万|1200万|十七",
    },
}  # fmt: skip

PATTERNS = {
    language: (Path(__file__).parent / f"patterns.{language}.txt").read_text("utf-8").splitlines()
    for language in (ENGLISH, CHINESE)
}

_BEFORE = {
    ENGLISH: (
        "According to {ORG}, ", "In {DATE}, ", "As {PER} said, ", "In {LOC}, ", "However, ",
        "{DATE} ", "Then ", "After that, ", "On the other hand, ", "It is said that ",
        "The news is that ", "We heard that ", "On {DATE} ", "Before {DATE}, ",
    ),
    CHINESE: (
        "据{ORG}报道，", "{DATE}，", "{PER}说，", "在{LOC}，", "不过，", "听说", "后来，", "据悉，",
        "有消息说，", "大家知道，", "在此之前，",
    ),
}  # fmt: skip
_AFTER = {
    ENGLISH: (" in {LOC}", " on {DATE}", " with {PER}", ", said {PER}", ", {ORG} said"),
    CHINESE: ("，{PER}说", "，{ORG}表示", "，地点在{LOC}", "，{DATE}结束"),
}

_SPAN = re.compile(r"(the |early |late )?([A-Za-z]+ )?\d{4}s?|the \w+ of \d{4}|[A-Z][a-z]+(?<!day)")
"""Dates that are months, years or seasons: in, not on them."""

# What the facts of paragraphs are, and their subjects, with what is no part of a subject's name.
_TOLD = {
    name: kind
    for kind, names in {
        "LOC": "born home seat place origin market",
        "DATE": "birthday wedding day moved start wedding_year prize_year founded bought",
        "ORG": "employer owner organiser school",
        "PER": "founder boss spouse winner second",
    }.items()
    for name in names.split()
}
_TOPICS = {"person": "PER", "company": "ORG"}
_OTHER_WORDS = re.compile(
    r"^(the (company|firm|business)|it|its|she|her|he|his)( [a-z]+ |$)"
    r"|^(her|his) [a-z]+ |^(Dr|Mr|Ms|Professor) ",
    re.IGNORECASE,
)

SCATTERED = 0.4
"""Share of the stirred sentences that are names among any words."""
THE = "the "
"""An article, which is no part of a place or an organisation."""

HELD_OUT = 7
"""Every so many patterns one is held out."""


def patterns(language: str, held_out: bool) -> list[str]:
    return [
        line
        for number, line in enumerate(PATTERNS[language])
        if (number % HELD_OUT == 3) == held_out
    ]


def sentence(
    random: Random,
    names: Fillings,
    language: str,
    held_out_pattern: bool = False,
    stir: bool = False,
) -> tuple[str, list[tuple[str, int, int]]]:
    """A sentence and its entities: kind, start and end in characters.

    With `stir` ordinary words give way to others, so that a word is not a name only because it
    was never met.
    """
    pattern = random.choice(patterns(language, held_out_pattern))
    if stir and random.random() < SCATTERED:
        pattern = scattered(random, language)
    if random.random() < 0.15:
        if not pattern.startswith("I "):
            pattern = pattern[0].lower() + pattern[1:]
        pattern = random.choice(_BEFORE[language]) + pattern
    if random.random() < 0.25 and pattern[-1] in ".。":
        pattern = pattern[:-1] + random.choice(_AFTER[language]) + pattern[-1]
    text, entities = "", []
    for literal, field, _spec, _conversion in Formatter().parse(pattern):
        text += _stir(random, names, language, literal) if stir else literal
        if field is None:
            continue
        kind, words = _fill(random, names, language, field)
        if kind == "DATE" and language == ENGLISH:
            text = _with_preposition(text, words)
        if kind in ("LOC", "ORG") and words.startswith(THE):
            text, words = text + THE, words.removeprefix(THE)
        if kind:
            entities.append((kind, len(text), len(text) + len(words)))
        text += words
    return text[0].upper() + text[1:], entities


def _with_preposition(text: str, date: str) -> str:
    """A text before a date, with the preposition that the date takes."""
    before, space, word = text.rstrip(" ").rpartition(" ")
    if word.lower() not in ("on", "in"):
        return text
    if date.split()[0] in ("yesterday", "today", "tomorrow", "last", "next", "this"):
        return before + space
    right = "in" if _SPAN.fullmatch(date) else "on"
    return f"{before}{space}{right.capitalize() if word[0].isupper() else right} "


def told(random: Random, held_out: bool) -> tuple[str, list[tuple[str, int, int]]]:
    """An English paragraph of those that questions are asked about, and its entities."""
    while True:
        text = paragraph(random, held_out)
        entities = []
        for (start, end), name, _subject in text.values:
            if kind := _TOLD.get(name):
                article = kind != "DATE" and text.text.startswith(THE, start)
                entities.append((kind, start + len(THE) * article, end))
        for (start, end), subject in text.mentions:
            words = text.text[start:end].removesuffix("'s")
            name = _OTHER_WORDS.sub("", words)
            if subject.topic != "event" and name and name[0].isupper():
                entities.append(
                    (_TOPICS[subject.topic], start + len(words) - len(name), start + len(words))
                )
        if all(
            subject.topic != "event" or subject.name.islower() for _span, subject in text.mentions
        ):
            return text.text, sorted(entities, key=lambda each: each[1])


def scattered(random: Random, language: str) -> str:
    """A pattern of names among ordinary words that say nothing: what is a name can be seen from
    the name alone."""
    space = " " if language == ENGLISH else ""
    parts = []
    for _ in range(random.choice((1, 2, 2, 3))):
        parts += [ordinary(random, language) for _ in range(random.choice((0, 1, 2, 3, 4)))]
        parts.append(
            random.choice(("{PER}", "{PER}", "{LOC}", "{LOC}", "{ORG}", "{ORG}", "{DATE}"))
        )
        if random.random() < 0.3:
            parts[-1] += random.choice((",", ":") if language == ENGLISH else ("，", "、", "的"))
    parts += [ordinary(random, language) for _ in range(random.choice((0, 1, 2, 3)))]
    return space.join(parts) + random.choice((".", "") if language == ENGLISH else ("。", ""))


def _stir(random: Random, names: Fillings, language: str, literal: str) -> str:
    """A text with some of its words replaced by others, or by none that there is."""
    if language == CHINESE:
        return "".join(
            (ordinary(random, CHINESE) if random.random() < 0.5 else names.coined.character())
            if char.isalpha() and random.random() < 0.12
            else char
            for char in literal
        )

    def other(word: re.Match) -> str:
        if random.random() > 0.25:
            return word[0]
        return ordinary(random, ENGLISH) if random.random() < 0.6 else names.coined.last().lower()

    return re.sub(r"\b[a-z]{3,}\b", other, literal)


def _fill(random: Random, names: Fillings, language: str, field: str) -> tuple[str | None, str]:
    """The kind of what a field stands for, None for ordinary words, and its words."""
    english = language == ENGLISH
    match field:
        case "PER":
            if not english and random.random() < 0.1:
                return "PER", names.foreign()
            if english and random.random() < 0.15:
                return "PER", random.choice((names.first, names.last))()
            return "PER", names.person() if english else names.chinese_person()
        case "LOC":
            return "LOC", names.place() if english else names.chinese_place()
        case "ORG":
            return "ORG", names.organisation() if english else names.chinese_organisation()
        case "DATE":
            return "DATE", names.date() if english else names.chinese_date()
        case "first":
            return "PER", names.first() if english else names.chinese_first()
        case "last":
            return "PER", names.last()
        case "surname":
            return "PER", names.chinese_person()[0]
        case "foreign":
            return "PER", names.foreign()
        case "nation":
            return None, random.choice(LISTS[ENGLISH]["nations"])
    return None, " ".join(random.choice(WORDS[language][field].split("|")).split())
