"""Everyday sentences in English with their Chinese, made from words and patterns.

What makes the pairs more than word lists: measure words, the place of time and place in the
Chinese sentence, 了 and 没 for what is done and not done, questions with 吗, numbers and
hours, and comparisons. Some of the sentences are made here, most come from `phrases`.
"""

import re
from random import Random

from .phrases import PHRASES, SLOT, person, phrase, place
from .words import (
    BODY,
    COLOURS,
    ENGLISH,
    FEELINGS,
    FUTURE,
    GREATER,
    HABIT,
    HERE,
    HOURS,
    JOBS,
    LIKED,
    LOOKS,
    NUMBERS,
    ON,
    PAST,
    PEOPLE,
    PLACES,
    SAYINGS,
    THINGS,
    VERBS,
    WEATHER,
    Words,
)  # fmt: skip

SHORT = (
    ("do not", "don't"), ("does not", "doesn't"), ("did not", "didn't"), ("is not", "isn't"),
    ("are not", "aren't"), ("cannot", "can't"), ("can not", "can't"), ("will not", "won't"),
    ("should not", "shouldn't"), ("was not", "wasn't"), ("let us", "let's"), ("Let us", "Let's"),
    ("I am", "I'm"), ("you are", "you're"), ("we are", "we're"), ("they are", "they're"),
    ("it is", "it's"), ("It is", "It's"), ("he is", "he's"), ("she is", "she's"),
    ("what is", "what's"), ("What is", "What's"), ("where is", "where's"), ("Where is", "Where's"),
    ("I will", "I'll"), ("I would", "I'd"), ("that is", "that's"), ("That is", "That's"),
    ("I have been", "I've been"), ("I have lost", "I've lost"), ("do not", "don't"),
)  # fmt: skip
LIKE = (
    ("film", "movie"), ("colour", "color"), ("grey", "gray"), ("underground", "subway"),
    ("autumn", "fall"), ("flat", "apartment"), ("my mother", "my mum"), ("my mother", "my mom"),
    ("my father", "my dad"), ("taxi", "cab"), ("neighbour", "neighbor"), ("television", "TV"),
    ("ill", "sick"), ("bicycle", "bike"), ("shop", "store"), ("pharmacy", "chemist's"),
    ("at the weekend", "on the weekend"), ("favourite", "favorite"), ("theatre", "theater"),
    ("railway station", "train station"), ("chips", "French fries"), ("telephone", "phone"),
    ("would like", "want"), ("very", "really"), ("cinema", "movie theater"),
)  # fmt: skip
CHINESE = r"[\u3400-\u9fff]"


def sentence(random: Random, held_out: bool = False) -> tuple[str, str]:
    """One sentence: English and Chinese; held out are names that are not in the lists."""
    if random.random() < 0.7:
        english, chinese = phrase(random, held_out)
    else:
        english, chinese = random.choices(PATTERNS, WEIGHTS)[0](random)
    english = re.sub(r" +([.,?!]| )", r"\1", english)  # what has no object
    english = english[0].upper() + english[1:]
    return _as_spoken(random, english), _spaced(chinese)


def vocabulary() -> set[str]:
    """The English words of the patterns and lists, but for names."""
    texts = [*(english for english, _chinese in PHRASES + list(SAYINGS)), *ENGLISH]
    return {word for text in texts for word in re.findall(r"[a-z']+", SLOT.sub(" ", text).lower())}


def _as_spoken(random: Random, english: str) -> str:
    """The same with contractions, words of America, or without care for capitals."""
    if random.random() < 0.45:
        for long, short in SHORT:
            english = re.sub(rf"\b{long}\b(?! you\b| he\b)", short, english)
    if random.random() < 0.3:
        for one, other in LIKE:
            if random.random() < 0.6:
                english = re.sub(rf"\b{one}(?=s?\b)", other, english)
    if random.random() < 0.03:
        english = english.rstrip(".")
    return english


def _spaced(chinese: str) -> str:
    """Latin names stand apart from Chinese characters; 有 is denied by 没."""
    for said, better in (
        ("有意思", "没意思"),
        ("有趣", "没意思"),
        ("有用", "没用"),
        ("有名", "不出名"),
        ("有", "没有"),
    ):
        chinese = chinese.replace(f"不{said}", better)
    chinese = re.sub(rf"(?<={CHINESE})(?=[A-Za-zÀ-ž])", " ", chinese)
    return re.sub(rf"(?<=[A-Za-zÀ-ž])(?={CHINESE}|\d)", " ", chinese)


def _who(random: Random, start: int = 0) -> tuple[str, str, str]:
    """A person, now and then by name."""
    while (who := person(random, held_out=False, named=0.25)) in PEOPLE[:start]:
        pass
    return who


def _single(random: Random) -> tuple[str, str, str]:
    while not (who := _who(random))[1]:
        pass
    return who


def _place(random: Random) -> tuple[str, str]:
    return place(random, held_out=False)


def _be(person: tuple[str, ...]) -> str:
    return "am" if person[0] == "I" else "is" if person[1] else "are"


def _do(person: tuple[str, ...]) -> str:
    return "does" if person[1] else "do"


def _doing(random: Random) -> tuple[tuple[str, ...], tuple[str, str], tuple[str, str]]:
    """A verb, an object of it, and (half of the time) a place: English starts with a space."""
    verb, objects = random.choice(VERBS)
    english, chinese = random.choice(HERE)
    place = (f" {english}", chinese) if random.random() < 0.3 else ("", "")
    return verb, random.choice(objects), place


def _uncounted(thing: str) -> str:
    """一本书 as 书: what was not bought is not counted."""
    return thing[2:] if thing.startswith("一") else thing


def _when(random: Random, times: Words) -> tuple[str, str]:
    english, chinese = random.choice(times)
    return (f" {english}", chinese) if random.random() < 0.6 else ("", "")


def _habit(random: Random) -> tuple[str, str]:
    """What is done often, or not, or is asked."""
    who, (verb, thing, place), when = _who(random), _doing(random), _when(random, HABIT)
    end, zh = f"{thing[0]}{place[0]}{when[0]}", f"{place[1]}{verb[4]}{thing[1]}"
    match random.randrange(4):
        case 0 | 1:
            says = verb[1] if who[1] else verb[0]
            return f"{who[0]} {says} {end}.", f"{who[2]}{when[1]}{zh}。"
        case 2:
            return f"{who[0]} {_do(who)} not {verb[0]} {end}.", f"{who[2]}{when[1]}不{zh}。"
        case _:
            return f"{_do(who)} {who[0]} {verb[0]} {end}?", f"{who[2]}{when[1]}{zh}吗？"


def _past(random: Random) -> tuple[str, str]:
    """What was done (了), was not (没), or is asked."""
    who, (verb, thing, place), when = _who(random), _doing(random), _when(random, PAST)
    end, before = f"{thing[0]}{place[0]}{when[0]}", f"{who[2]}{when[1]}"
    match random.randrange(4):
        case 0 | 1:
            return f"{who[0]} {verb[2]} {end}.", f"{before}{place[1]}{verb[4]}了{thing[1]}。"
        case 2:
            zh = f"{before}没{place[1]}{verb[4]}{_uncounted(thing[1])}。"
            return f"{who[0]} did not {verb[0]} {end}.", zh
        case _:
            zh = f"{before}{place[1]}{verb[4]}{_uncounted(thing[1])}了吗？"
            return f"did {who[0]} {verb[0]} {end}?", zh


AUXILIARIES = (("will", "会"), ("can", "可以"), ("should", "应该"), ("must", "必须"))


def _will(random: Random) -> tuple[str, str]:
    """Will, can, should, must."""
    who, (verb, thing, place), when = _who(random), _doing(random), _when(random, FUTURE)
    helper, zh = random.choice(AUXILIARIES)
    end, doing = f"{verb[0]} {thing[0]}{place[0]}{when[0]}", f"{place[1]}{verb[4]}{thing[1]}"
    turn = random.randrange(4)
    if turn < 2 or helper == "must":
        return f"{who[0]} {helper} {end}.", f"{who[2]}{when[1]}{zh}{doing}。"
    if turn == 2:
        return f"{who[0]} {helper} not {end}.", f"{who[2]}{when[1]}不{zh}{doing}。"
    return f"{helper} {who[0]} {end}?", f"{who[2]}{when[1]}{zh}{doing}吗？"


def _wants(random: Random) -> tuple[str, str]:
    """Want to, and need to."""
    who, (verb, thing, place), when = _who(random), _doing(random), _when(random, FUTURE)
    word, zh = random.choice((("want", "想"), ("need", "需要")))
    end, doing = f"to {verb[0]} {thing[0]}{place[0]}{when[0]}", f"{place[1]}{verb[4]}{thing[1]}"
    match random.randrange(4):
        case 0 | 1:
            return f"{who[0]} {word}{who[1]} {end}.", f"{who[2]}{when[1]}{zh}{doing}。"
        case 2:
            return f"{who[0]} {_do(who)} not {word} {end}.", f"{who[2]}{when[1]}不{zh}{doing}。"
        case _:
            return f"{_do(who)} {who[0]} {word} {end}?", f"{who[2]}{when[1]}{zh}{doing}吗？"


def _now(random: Random) -> tuple[str, str]:
    """What is going on (正在)."""
    who, (verb, thing, place) = _who(random), _doing(random)
    end, doing = f"{verb[3]} {thing[0]}{place[0]}", f"{place[1]}{verb[4]}{thing[1]}"
    # 在 of the place is that of 正在.
    doing = f"正{doing}" if place[1] else f"正在{doing}"
    if random.random() < 0.3:
        return f"{_be(who)} {who[0]} {end}?", f"{who[2]}{doing}吗？"
    return f"{who[0]} {_be(who)} {end}.", f"{who[2]}{doing}。"


def _asks(random: Random) -> tuple[str, str]:
    """Please, don't, let's, could you, and why."""
    who, (verb, thing, place) = _who(random), _doing(random)
    end, doing = f"{verb[0]} {thing[0]}{place[0]}", f"{place[1]}{verb[4]}{thing[1]}"
    return random.choice(
        (
            (f"please {end}.", f"请{doing}。"),
            (f"please do not {end}.", f"请不要{doing}。"),
            (f"let us {end}.", f"我们{doing}吧。"),
            (f"could you {end}?", f"你能{doing}吗？"),
            (f"why {_do(who)} {who[0]} {end}?", f"{who[2]}为什么{doing}？"),
            (f"when will {who[0]} {end}?", f"{who[2]}什么时候{doing}？"),
        )
    )


def _likes(random: Random) -> tuple[str, str]:
    who, thing = _who(random), random.choice(LIKED)
    says, zh = random.choice((("like", "喜欢"), ("love", "爱"), ("hate", "讨厌")))
    other = random.choice(LIKED)
    turns = [
        (f"{who[0]} {says}{who[1]} {thing[0]}.", f"{who[2]}{zh}{thing[1]}。"),
        (f"{_do(who)} {who[0]} like {thing[0]}?", f"{who[2]}喜欢{thing[1]}吗？"),
        (f"{who[0]} {_do(who)} not like {thing[0]}.", f"{who[2]}不喜欢{thing[1]}。"),
        (
            f"{who[0]} like{who[1]} {thing[0]} but {_do(who)} not like {other[0]}.",
            f"{who[2]}喜欢{thing[1]}，但是不喜欢{other[1]}。",
        ),
        (
            f"{who[0]} like{who[1]} {thing[0]} and {other[0]}.",
            f"{who[2]}喜欢{thing[1]}和{other[1]}。",
        ),
    ]
    return random.choice(turns[:3] if thing == other else turns)


def _goes(random: Random) -> tuple[str, str]:
    """Ways to places."""
    who, (place, zh) = _who(random), random.choice((random.choice(PLACES), _place(random)))
    here, zh_here = random.choice(PLACES)
    city, zh_city = _place(random)
    (often, zh_often), (past, zh_past) = _when(random, HABIT), _when(random, PAST)
    (future, zh_future), (number, zh_number) = _when(random, FUTURE), random.choice(NUMBERS)
    goes = "goes" if who[1] else "go"
    return random.choice(
        (
            (f"{who[0]} {goes} to {place}{often}.", f"{who[2]}{zh_often}去{zh}。"),
            (f"{who[0]} went to {place}{past}.", f"{who[2]}{zh_past}去了{zh}。"),
            (f"{who[0]} did not go to {place}{past}.", f"{who[2]}{zh_past}没去{zh}。"),
            (f"{who[0]} want{who[1]} to go to {place}{future}.", f"{who[2]}{zh_future}想去{zh}。"),
            (f"{who[0]} will go to {place}{future}.", f"{who[2]}{zh_future}会去{zh}。"),
            (f"where is {here}?", f"{zh_here}在哪里？"),
            (f"how do I get to {here}?", f"去{zh_here}怎么走？"),
            (f"is {here} far from here?", f"{zh_here}离这里远吗？"),
            (f"is there a good restaurant near {here}?", f"{zh_here}附近有好的饭馆吗？"),
            (f"{who[0]} {_be(who)} at {here}.", f"{who[2]}在{zh_here}。"),
            (f"{who[0]} live{who[1]} in {city}.", f"{who[2]}住在{zh_city}。"),
            (f"{who[0]} work{who[1]} in {city}.", f"{who[2]}在{zh_city}工作。"),
            (f"{who[0]} {_be(who)} from {city}.", f"{who[2]}来自{zh_city}。"),
            (
                f"{who[0]} {'has' if who[1] else 'have'} lived in {city} for {number} years.",
                f"{who[2]}在{zh_city}住了{zh_number}年。",
            ),
            (f"{here} is next to {place}.", f"{zh_here}在{zh}旁边。")
            if place.startswith("the ")
            else (f"have you been to {city}?", f"你去过{zh_city}吗？"),
        )
    )


def _has(random: Random) -> tuple[str, str]:
    """Things, counted, owned, lost, priced."""
    who, (thing, things, zh, measure) = _who(random), random.choice(THINGS)
    (number, zh_number), (spot, zh_spot) = random.choice(NUMBERS), random.choice(ON)
    (look, zh_look), (colour, zh_colour) = random.choice(LOOKS), random.choice(COLOURS)
    a, owns = "an" if thing[0] in "aeiou" else "a", "has" if who[1] else "have"
    return random.choice(
        (
            (f"{who[0]} {owns} {a} {thing}.", f"{who[2]}有一{measure}{zh}。"),
            (f"{who[0]} {owns} {number} {things}.", f"{who[2]}有{zh_number}{measure}{zh}。"),
            (f"{_do(who)} {who[0]} have {a} {thing}?", f"{who[2]}有{zh}吗？"),
            (f"{who[0]} {_do(who)} not have {a} {thing}.", f"{who[2]}没有{zh}。"),
            (f"there is {a} {thing} {spot}.", f"{zh_spot}有一{measure}{zh}。"),
            (f"there are {number} {things} {spot}.", f"{zh_spot}有{zh_number}{measure}{zh}。"),
            (f"how many {things} are there {spot}?", f"{zh_spot}有几{measure}{zh}？"),
            (f"how much is this {thing}?", f"这{measure}{zh}多少钱？"),
            (f"this {thing} costs {number} yuan.", f"这{measure}{zh}{zh_number}块钱。"),
            (f"this {thing} is very {look}.", f"这{measure}{zh}很{zh_look}。"),
            (f"that {thing} is too {look}.", f"那{measure}{zh}太{zh_look}了。"),
            (f"this {thing} is not {look}.", f"这{measure}{zh}不{zh_look}。"),
            (f"is that {thing} {look}?", f"那{measure}{zh}{zh_look}吗？"),
            (f"the {thing} is {colour}.", f"{zh}是{zh_colour}的。"),
            (f"{who[0]} {owns} a {colour} {thing}.", f"{who[2]}有一{measure}{zh_colour}的{zh}。"),
            (f"I would like a {colour} {thing}.", f"我想要一{measure}{zh_colour}的{zh}。"),
            (f"I lost my {thing}.", f"我丢了我的{zh}。"),
            (f"whose {thing} is this?", f"这是谁的{zh}？"),
        )
    )


def _is(random: Random) -> tuple[str, str]:
    """How and what people are."""
    who, other = (_who(random, 4), _who(random, 4))
    anyone, (feels, zh_feels) = _who(random), random.choice(FEELINGS)
    (more, zh_more), (job, zh_job) = random.choice(GREATER), random.choice(JOBS)
    (part, zh_part), (number, zh_number) = random.choice(BODY), random.choice(NUMBERS[3:])
    single = _single(random)
    been = "was" if anyone[1] or anyone[0] == "I" else "were"
    return random.choice(
        (
            (f"{anyone[0]} {_be(anyone)} very {feels}.", f"{anyone[2]}很{zh_feels}。"),
            (f"{anyone[0]} {_be(anyone)} not {feels}.", f"{anyone[2]}不{zh_feels}。"),
            (f"{_be(anyone)} {anyone[0]} {feels}?", f"{anyone[2]}{zh_feels}吗？"),
            (f"{anyone[0]} {been} very {feels} yesterday.", f"{anyone[2]}昨天很{zh_feels}。"),
            (f"{who[0]} {_be(who)} {more} than {other[0]}.", f"{who[2]}比{other[2]}{zh_more}。"),
            (f"{single[0]} is {job}.", f"{single[2]}是{zh_job}。"),
            (f"{single[0]} is not {job}.", f"{single[2]}不是{zh_job}。"),
            (f"is {single[0]} {job}?", f"{single[2]}是{zh_job}吗？"),
            (f"{single[0]} wants to be {job}.", f"{single[2]}想当{zh_job}。"),
            (f"{single[0]} is {number} years old.", f"{single[2]}{zh_number}岁。"),
            (f"my {part} hurts.", f"我{zh_part}疼。"),
            (f"does your {part} hurt?", f"你{zh_part}疼吗？"),
            (f"{who[0]} know{who[1]} {other[0]}.", f"{who[2]}认识{other[2]}。"),
            (f"{who[0]} {_be(who)} waiting for {other[0]}.", f"{who[2]}在等{other[2]}。"),
        )
    )


def _day(random: Random) -> tuple[str, str]:
    """Weather and the clock."""
    (looks, zh_looks), (city, zh_city) = random.choice(WEATHER), _place(random)
    hour, zh_hour = random.choice(HOURS)
    (will, zh_will), who = random.choice(FUTURE), _who(random)
    (verb, thing, _here), (place, zh_place) = _doing(random), random.choice(PLACES)
    starts = random.choice((("the film", "电影"), ("the class", "课"), ("the meeting", "会议")))
    doing, zh_doing = f"{verb[0]} {thing[0]}", f"{verb[4]}{thing[1]}"
    return random.choice(
        (
            (f"it is very {looks} today.", f"今天很{zh_looks}。"),
            (f"it is {looks} in {city}.", f"{zh_city}很{zh_looks}。"),
            (f"it will be {looks} {will}.", f"{zh_will}会很{zh_looks}。"),
            ("it is raining.", "正在下雨。"),
            (f"it will rain {will}.", f"{zh_will}会下雨。"),
            (f"will it snow {will}?", f"{zh_will}会下雪吗？"),
            (f"it is {hour} o'clock.", f"现在{zh_hour}点。"),
            (f"it is half past {hour}.", f"现在{zh_hour}点半。"),
            (f"{starts[0]} starts at {hour} o'clock.", f"{starts[1]}{zh_hour}点开始。"),
            (f"{starts[0]} ends at half past {hour}.", f"{starts[1]}{zh_hour}点半结束。"),
            (f"{place} opens at {hour} o'clock.", f"{zh_place}{zh_hour}点开门。"),
            (f"{place} closes at {hour} o'clock.", f"{zh_place}{zh_hour}点关门。"),
            (f"we will meet at {place} at {hour} o'clock.", f"我们{zh_hour}点在{zh_place}见面。"),
            (
                f"if it rains {will}, {who[0]} will not {doing}.",
                f"如果{zh_will}下雨，{who[2]}就不{zh_doing}。",
            ),
            (
                f"{who[0]} {_be(who)} tired because {who[0]} {verb[2]} {thing[0]}.",
                f"因为{who[2]}{verb[4]}了{thing[1]}，所以{who[2]}很累。",
            ),
        )
    )


def _says(random: Random) -> tuple[str, str]:
    return random.choice(SAYINGS)


PATTERNS = (
    _habit,
    _past,
    _will,
    _wants,
    _now,
    _asks,
    _likes,
    _goes,
    _has,
    _is,
    _day,
    _says,
)
WEIGHTS = (4, 4, 3, 3, 2, 2, 1.5, 3, 3.5, 3, 3, 0.3)
