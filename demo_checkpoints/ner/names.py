"""The names and dates that sentences are filled with: from packages, from lists, and coined."""

import tomllib
from functools import cache
from pathlib import Path
from random import Random

from .. import pretrained, real_names
from ..world import CHINESE, DAYS, ENGLISH, MONTHS, Names

LISTS = {
    language: {
        name: [" ".join(word.split()) for word in words.replace("\n", "").split("|")]
        for name, words in lists.items()
    }
    for language, lists in tomllib.loads(
        (Path(__file__).parent / "lists.toml").read_text(encoding="utf-8")
    ).items()
}
_EN, _ZH = LISTS[ENGLISH], LISTS[CHINESE]
_FAKER = "faker/providers/{}/zh_CN/__init__.py"


@cache
def _chinese(provider: str, name: str) -> list[str]:
    words = real_names.faker_list(_FAKER.format(provider), name)
    return [word for word in words if real_names.is_chinese(word)]


class Fillings:
    """Draws what stands in a pattern, of one side of the split."""

    def __init__(self, random: Random, held_out: bool):
        self.random, self.held_out = random, held_out
        self.coined = Names(random, held_out)

    def _of(self, names: list[str]) -> str:
        """A name of this side; lists of few hold nothing out of which the other has none."""
        return real_names.of_side(self.random, names, self.held_out)

    def first(self) -> str:
        if self.random.random() < 0.15:
            return self.coined.first()
        return self._of(real_names.latin_people()[self.random.choice(("women", "men"))])

    def last(self) -> str:
        if self.random.random() < 0.2:
            return self.coined.last()
        name = self._of(real_names.latin_people()["last"])
        if self.random.random() < 0.05:
            return f"{name}-{self._of(real_names.latin_people()['last'])}"
        return name

    def person(self) -> str:
        first, chance = self.first(), self.random.random()
        if chance < 0.08:
            return f"{first} {self.random.choice('ABCDEFGHJKLMNPRSTW')}. {self.last()}"
        if chance < 0.16:
            return f"{first} {self.first()} {self.last()}"
        if chance < 0.2:
            particle = self.random.choice(("van", "de", "von", "da", "el", "O'", "Mc"))
            return (
                f"{first} {particle}{'' if particle in ('O' + chr(39), 'Mc') else ' '}{self.last()}"
            )
        return f"{first} {self.last()}"

    def place(self) -> str:
        chance = self.random.random()
        if chance < 0.12:
            return self.coined.place()
        if chance < 0.2:
            return self._of(real_names.countries())
        if chance < 0.3:
            return self._of(_EN["places"])
        if chance < 0.4:
            name = self.last() if chance < 0.35 else self._of(real_names.towns())
            return self.random.choice(_EN["natural"]).format(name)
        towns = real_names.towns()
        return self._of(towns[:1200] if chance < 0.75 else towns)

    def organisation(self) -> str:
        draw, chance = self.random.choice, self.random.random()
        if chance < 0.35:
            company = self._of(real_names.companies())
            # As people call it: without Group, Holdings, Inc.
            return company.split()[0] if self.random.random() < 0.5 else company
        if chance < 0.45:
            return self._of(_EN["organisations"])
        if chance < 0.5:
            return "".join(self.random.choices("ABCDEFGHIKLMNOPRSTUVW", k=draw((2, 3, 3, 4))))
        if chance < 0.55:
            return f"{draw(_EN['before'])} {draw(_EN['subjects'])}"
        if chance < 0.82:
            owner = draw((self.last, self.place, self.coined.last, self._word))()
            return f"{owner} {draw(_EN['ends'])}"
        if chance < 0.86:
            second = draw((self.last(), "Sons", "Co", "Partners"))
            return f"{self.last()} {draw(('&', 'and'))} {second}"
        if chance < 0.9:
            return f"University of {self.place()}"
        return self.coined.organisation()

    def _word(self) -> str:
        """A word that names a firm."""
        return self.coined.organisation().split()[0]

    def date(self) -> str:
        draw, day, year = self.random.choice, self.random.randint(1, 31), self.coined.year()
        month, weekday = draw(MONTHS), draw(DAYS)
        ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day, "th")
        forms = (
            lambda: self.coined.date(),
            lambda: f"{year}",
            lambda: f"{day} {month} {year}",
            lambda: f"{month} {day}, {year}",
            lambda: f"{month} {year}",
            lambda: f"{month} {day}",
            lambda: weekday,
            lambda: draw(
                (
                    f"{month} {day}{ending}", f"the {day}{ending} of {month}", f"{month}",
                    f"{weekday}, {month} {day}", f"{weekday}, {day} {month} {year}",
                    f"{day}/{self.random.randint(1, 12)}/{year}", f"{month[:3]} {day}",
                    f"{year}-{self.random.randint(1, 12):02}-{day:02}", f"{day} {month[:3]} {year}",
                )
            ),
            lambda: draw(
                (
                    "yesterday", "today", "tomorrow", f"last {weekday}", f"next {weekday}",
                    f"last {month}", "last week", "next week", "last year", "next year",
                    "next month", "last month", "last summer", "this year",
                    f"the {year // 10 * 10}s", f"the {draw(_SEASONS)} of {year}",
                    f"early {year}", f"late {month}", "last night", f"this {draw(_SEASONS)}",
                    f"next {draw(_SEASONS)}", f"{weekday} morning",
                )
            ),
        )  # fmt: skip
        return draw(forms)()

    def chinese_person(self) -> str:
        if self.random.random() < 0.3:
            return self.coined.person(CHINESE)
        sex = self.random.choice(("male", "female"))
        lists = _chinese("person", f"first_names_{sex}") or _chinese("person", "first_names")
        surnames, chance = _chinese("person", "last_names"), self.random.random()
        # The first hundred are those that most people bear.
        surname = self.random.choice(surnames[:100] if chance < 0.8 else surnames)
        while True:
            given = self.random.choice(lists)
            if len(given) == 1 and self.random.random() < 0.5:
                given += self.random.choice(lists)[0]
            if real_names.of_test(surname + given) == self.held_out:
                return surname + given

    def chinese_first(self) -> str:
        name, chance = self.chinese_person(), self.random.random()
        if chance < 0.35:
            return f"小{name[0]}" if chance < 0.2 else f"老{name[0]}"
        return name[1:] if len(name) > 2 and chance < 0.5 else name

    def foreign(self) -> str:
        """A name from abroad as Chinese write it."""

        def word() -> str:
            if self.random.random() < 0.5:
                return self._of(real_names.chinese_words("nrt", 2, 3000))
            length = self.random.choice((2, 2, 3, 3, 4))
            return "".join(self.random.choices(_ZH["syllables"], k=length))

        return word() if self.random.random() < 0.3 else f"{word()}·{word()}"

    def chinese_place(self) -> str:
        draw, chance = self.random.choice, self.random.random()
        if chance < 0.2:
            return self._of(_ZH["places"])
        if chance < 0.45:
            return self._of(real_names.chinese_words("ns", 2, 2500))
        if chance < 0.55:
            return self._of(_chinese("address", "cities")) + draw(("", "市", "市"))
        if chance < 0.62:
            return self._of(_chinese("address", "provinces"))
        if chance < 0.68:
            return "".join(self.random.choices(_ZH["syllables"], k=draw((2, 3, 3, 4))))
        if chance < 0.8:
            return draw(_ZH["natural"]).format(
                "".join(self.random.choices(_WORDS, k=draw((1, 2, 2))))
            )
        return self.coined.place(CHINESE)

    def chinese_organisation(self) -> str:
        draw, chance = self.random.choice, self.random.random()
        if chance < 0.2:
            return self._of(_ZH["organisations"])
        if chance < 0.3:
            return self._of(real_names.chinese_words("nt", 3, 1500))
        if chance < 0.38:
            return self._of(_chinese("company", "company_prefixes")) + draw(
                (
                    "科技有限公司",
                    "网络有限公司",
                    "信息有限公司",
                    "传媒有限公司",
                    "公司",
                    "集团",
                    "科技",
                )
            )
        if chance < 0.65:
            return self.chinese_place() + draw(_ZH["ends"])
        if chance < 0.85:
            return "".join(self.random.choices(_WORDS, k=draw((2, 2, 3)))) + draw(_ZH["ends"])
        return self.coined.organisation(CHINESE)

    def chinese_date(self) -> str:
        draw = self.random.choice
        year, month, day = (
            self.coined.year(),
            self.random.randint(1, 12),
            self.random.randint(1, 31),
        )
        numeral = "一二三四五六七八九十"
        return draw(
            (
                self.coined.date(CHINESE), self.coined.date(CHINESE), self.coined.date(CHINESE),
                f"{month}月{day}日", f"{year}年", f"{year}年{month}月", f"{month}月{day}号",
                f"{day}日", draw(_NEAR),
                draw(("", "上", "下", "本", "这"))
                + draw(("周", "星期"))
                + draw("一二三四五六日"),
                f"{month}月{draw(('初', '底', '中旬', '上旬', '下旬', ''))}", f"{draw(numeral)}月",
                draw(("去年", "今年", "明年")) + draw((*_PARTS, f"{month}月")),
                f"{year}年{draw(_PARTS)}", f"{year // 10 % 10}0年代",
                f"{draw(('二〇', '一九'))}{draw('〇一二')}{draw('〇一二三四五六七八九')}年",
                "国庆节", "春节", "中秋节",
            )
        )  # fmt: skip


def ordinary(random: Random, language: str) -> str:
    """A word that is no name."""
    if language == ENGLISH:
        return random.choice(pretrained.frequent_words(4000))
    return random.choice(real_names.chinese_words("n v a d i l r s f c p vn", 1, 6000))


_SEASONS = ("spring", "summer", "autumn", "winter")
_NEAR = (
    "昨天", "今天", "明天", "后天", "前天", "昨日", "今日", "昨晚", "去年", "今年", "明年", "前年",
    "上周", "下周", "本周", "上个月", "下个月", "本月", "上周末", "这个周末",
)  # fmt: skip
_PARTS = ("春天", "夏天", "秋天", "冬天", "年底", "年初")
_WORDS = (
    "华中东方天海金银星光宏远长城龙凤百顺和泰康安达新友联创信诚同仁德盛恒通瑞丰兴隆嘉禾蓝绿红白青云山水松"
    "柏梅兰竹"
    "菊春夏秋冬明月阳晨晓希望博雅文思启智慧飞翔腾跃锦绣宝玉珠江河湖溪泉石林木花草木叶南北西"
)
