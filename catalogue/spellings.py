"""Values as people write them: numbers with units, yes and no, names in English and Chinese."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from unicodedata import normalize

from i18n import translations

from .tables import letters

_UNITS = {
    10**0: "",
    10**3: "k thousand 千",
    10**4: "万 萬",
    10**6: "m mn mio million millions millionen 百万 百萬",
    10**7: "千万 千萬",
    10**8: "亿 億",
    10**9: "b bn g billion billions mrd milliarde milliarden 十亿 十億",
    10**10: "百亿 百億",
    10**11: "千亿 千億",
    10**12: "t trillion trillions 万亿 萬億 兆",
}
UNITS = {unit: size for size, units in _UNITS.items() for unit in (units.split() or [""])}
"""What may stand behind a number, in lower case, with what it multiplies by."""
LARGEST = 2**60
_GROUP = "['’_ ]"
_POINT = re.compile(rf"\d*\.?\d+|\d{{1,3}}(?:(?:,|{_GROUP})\d{{3}})+(?:\.\d+)?|\d+\.")
_COMMA = re.compile(rf"\d*,?\d+|\d{{1,3}}(?:(?:\.|{_GROUP})\d{{3}})+(?:,\d+)?")
_NUMBER = re.compile(
    r"[~≈约約]?\s*(?P<amount>[\d.,'’_ ]*\d\.?)(?:e(?P<power>[+-]?\d{1,3}))?\s*"
    r"(?P<unit>[^\W\d_]*?)\.?\s*(?:parameters?|params?|个?参数|個?參數)?"
)
_YES = "true yes y t 1 on x ✓ ✔ ✅ ☑ √ 是 有 真 对 支持 wahr ja vrai oui verdadero si sí"
_NO = "false no n f 0 off ✗ ✘ ❌ ☒ × 否 假 不 没有 不支持 falsch nein faux non falso"
_BLANK = "- – — / ? n/a na nan <na> none null unknown 无 無 未知"
YES, NO, BLANK = (frozenset(words.split()) for words in (_YES, _NO, _BLANK))
"""What people and their spreadsheets write for yes, for no, and where nothing is known."""


def whole_numbers(cells: Iterable[str]) -> dict[str, int | None]:
    """The whole number that each cell writes; None where it writes none below `LARGEST`.

    Whether 7,000 is seven thousand or seven is a custom of the writer: the cells are taken
    together, and the custom that understands most of them holds, a decimal point if both do.
    """
    parts = {cell: _NUMBER.fullmatch(_plain(cell)) for cell in set(cells) if len(cell) <= 60}
    amounts = [part["amount"].strip() for part in parts.values() if part]
    point, comma = (sum(bool(custom.fullmatch(a)) for a in amounts) for custom in (_POINT, _COMMA))
    customs = ((_COMMA, ","), (_POINT, "."))[:: 1 if comma > point else -1]
    return dict.fromkeys(cells) | {
        cell: _whole_number(part, customs) for cell, part in parts.items() if part
    }


def _whole_number(
    part: re.Match[str], customs: Iterable[tuple[re.Pattern[str], str]]
) -> int | None:
    amount = part["amount"].strip()
    mark = next((mark for custom, mark in customs if custom.fullmatch(amount)), None)
    unit = UNITS.get(part["unit"])
    if mark is None or unit is None:
        return None
    digits = "".join(char for char in amount if char.isdecimal() or char == mark)
    number = Decimal(digits.replace(mark, ".")).scaleb(int(part["power"] or 0)) * unit
    whole = number.to_integral_value() if number < LARGEST else number
    # What a unit makes large is rounded, as 1.2345678912B; 1.5 alone is no whole number.
    return int(whole) if number < LARGEST and (whole == number or unit > 1) else None


def is_blank(cell: str) -> bool:
    """Whether a cell says that nothing is known."""
    return not cell or _plain(cell) in BLANK


def truth(cell: str) -> bool | None:
    """Yes or no; None where a cell says neither."""
    word = _plain(cell).removesuffix("\ufe0f")
    return True if word in YES else False if word in NO else None


def spellings(
    values: Iterable[str], others: Mapping[str, str], labels: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The value that each spelling means, by its letters: in English, in Chinese, or by `others`.

    `others` gives for a value further words, with a space between, and `labels` what it is called
    in English where that does not follow from it. A spelling is looked up by
    `catalogue.tables.letters` of it: case, spaces and hyphens do not count.
    """
    chinese, labels = translations("zh").gettext, labels or {}
    return {
        letters(spelling): value
        for value in values
        for spelling in (
            value,
            chinese(value),
            chinese(value.replace("-", " ").capitalize()),
            labels.get(value, value),
            chinese(labels.get(value, value)),
            *others.get(value, "").split(),
        )
    }


def _plain(cell: str) -> str:
    """Lower case, and one form for what looks alike: full-width digits, kinds of space."""
    return normalize("NFKC", cell).casefold().strip()
