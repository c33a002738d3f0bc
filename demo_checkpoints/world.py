"""Names of people, places and organisations, and dates, in English and Chinese.

The text recipes tell of them. Every word that names are made of belongs to the training or
to the test by its checksum, so that a held-out name has no word that was trained on (a
Chinese name: no two characters that stood together).
"""

import tomllib
from pathlib import Path
from random import Random
from zlib import crc32

ENGLISH, CHINESE = "en", "zh"

_WORDS = {
    language: {name: words.split() for name, words in lists.items()}
    for language, lists in tomllib.loads(
        (Path(__file__).parent / "names.toml").read_text(encoding="utf-8")
    ).items()
}
_EN, _ZH = _WORDS[ENGLISH], _WORDS[CHINESE]
WOMEN, MEN, LAST_NAMES, CITIES = _EN["women"], _EN["men"], _EN["last"], _EN["cities"]
FIRST_NAMES = WOMEN + MEN
MONTHS, DAYS = _EN["months"], _EN["days"]


def _of_test(word: str) -> bool:
    return crc32(word.encode()) % 5 == 0


class Names:
    """Draws names and dates of one side of the split: for training, or held out."""

    def __init__(self, random: Random, held_out: bool):
        self.random, self.held_out = random, held_out

    def _one_of(self, words) -> str:
        while _of_test(word := self.random.choice(words)) != self.held_out:
            pass
        return word

    def _coin(self, ends: list[str]) -> str:
        """A word of syllables that may never have been a name."""
        draw = self.random.choice
        while True:
            word = draw(_EN["onsets"]) + draw(_EN["vowels"]) + draw(_EN["codas"])
            if self.random.random() < 0.3:
                word += draw(_EN["vowels"]) + draw(_EN["codas"])
            word = (word + draw(ends)).capitalize()
            if _of_test(word) == self.held_out:
                return word

    def first(self) -> str:
        if self.random.random() < 0.5:
            return self._coin(_EN["women_ends"] + _EN["men_ends"])
        return self._one_of(FIRST_NAMES)

    def last(self) -> str:
        if self.random.random() < 0.5:
            return self._coin(_EN["surname_ends"])
        return self._one_of(LAST_NAMES)

    def person(self, language: str = ENGLISH) -> str:
        """First and last name; a Chinese surname and one or two characters."""
        if language == ENGLISH:
            return f"{self.first()} {self.last()}"
        surname = self.random.choice(_ZH["surnames"])
        while True:
            given = "".join(self.random.choices(_ZH["given"], k=self.random.choice((1, 2, 2, 2))))
            # One character says little about who was trained on: the split is by both.
            if _of_test(given if len(given) == 2 else surname + given) == self.held_out:
                return surname + given

    def character(self) -> str:
        """Any Chinese character that names are made of."""
        return self.random.choice(_ZH["given"] + _ZH["place"] + _ZH["brand"])

    def place(self, language: str = ENGLISH) -> str:
        if language == ENGLISH:
            coin = self.random.random() < 0.4
            place = self._coin(_EN["place_ends"]) if coin else self._one_of(CITIES)
            side = self.random.choice(("North", "South", "New", "East", "Upper", "Port", "Lake"))
            return f"{side} {place}" if self.random.random() < 0.1 else place
        if self.random.random() < 0.6:
            return self._one_of(_ZH["cities"])
        end = "" if self.random.random() < 0.3 else self.random.choice(_ZH["place_ends"])
        return self._pair(_ZH["place"]) + end

    def _pair(self, characters: list[str]) -> str:
        while _of_test(pair := "".join(self.random.choices(characters, k=2))) != self.held_out:
            pass
        return pair

    def organisation(self, language: str = ENGLISH) -> str:
        draw = self.random.choice
        if language == ENGLISH:
            return draw(
                (
                    lambda: f"{self._one_of(_EN['brands'])} {draw(_EN['trades'])}",
                    lambda: f"{self.last()} {draw(_EN['trades'])}",
                    lambda: f"{self.last()} and {self.last()}",
                    lambda: f"{self.place()} {draw(_EN['institutions']).replace('_', ' ')}",
                    lambda: f"University of {self.place()}",
                    lambda: f"Bank of {self.place()}",
                    lambda: f"{self._one_of(_EN['brands'])} Group",
                    lambda: (
                        f"{self.last()} {draw(('Ltd', 'Inc', 'Foundation', 'Brothers', 'Group'))}"
                    ),
                )
            )()
        return draw(
            (
                lambda: self._firm(),
                lambda: self.place(CHINESE) + self._firm(),
                lambda: f"{self.place(CHINESE)}{draw(_ZH['institutions'])}",
                lambda: f"{self._one_of(_ZH['cities'])}{draw(_ZH['institutions'])}",
                lambda: f"{self._pair(_ZH['brand'])}集团",
            )
        )()

    def company(self) -> str:
        """An English company, by its founder's name or by a word for it."""
        owner = self.last() if self.random.random() < 0.6 else self._one_of(_EN["brands"])
        return f"{owner} {self.random.choice(_EN['trades'])}"

    def _firm(self) -> str:
        draw = self.random.choice
        return self._pair(_ZH["brand"]) + draw(_ZH["trades"]) + draw(_ZH["firms"])

    def year(self) -> int:
        return self.random.randint(1900, 2029)

    def date(self, language: str = ENGLISH) -> str:
        """A day, a month or a year, without the preposition before it."""
        draw, day, year = self.random.choice, self.random.randint(1, 28), self.year()
        if language == ENGLISH:
            month = draw(MONTHS)
            return draw(
                (
                    f"{day} {month} {year}",
                    f"{month} {day}, {year}",
                    f"{month} {year}",
                    f"{year}",
                    f"{day} {month}",
                    f"{month} {day}",
                    draw(DAYS),
                    f"{draw(DAYS)}, {day} {month}",
                )
            )
        month = self.random.randint(1, 12)
        return draw(
            (
                f"{year}年{month}月{day}日",
                f"{year}年{month}月",
                f"{year}年",
                f"{month}月{day}日",
                f"{draw(('上', '下', '本', '这'))}{draw(('周', '星期'))}{draw('一二三四五六')}",
                draw(("去年", "今年", "明年"))
                + draw(("春天", "夏天", "秋天", "冬天", f"{month}月")),
                draw(("昨天", "今天", "明天", "前天", "上个月", "下个月")),
            )
        )
