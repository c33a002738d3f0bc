"""Codes of languages: the two letters of ISO 639-1 where a language has them, else three."""

import re

from babel.core import get_global

COUNTRIES = {"ph": "fil", "mm": "my", "kh": "km", "la": "lo", "jp": "ja", "kr": "ko", "cn": "zh"}
"""Codes of countries that stand for a language in the tables."""
UNKNOWN = {"in", "und", "zxx", "mis"}
MANY = "mul"
"""The code for several languages that are not listed."""


def codes(languages: list[str]) -> tuple[str, ...]:
    """The languages of a table as codes, in its order, each once: ("eng-Latn",) is ("en",).

    Languages of programming ("python-Code") are none.
    """
    found = [_code(language) for language in languages if not language.endswith("-Code")]
    return tuple(dict.fromkeys(code for code in found if code))


def _code(language: str) -> str:
    if re.search("multilingual|languages", language):
        return MANY
    code = re.split("[-_]", language)[0].lower()
    code = COUNTRIES.get(code, code)
    code = re.split("[-_]", get_global("language_aliases").get(code, code))[0]
    return code if re.fullmatch("[a-z]{2,3}", code) and code not in UNKNOWN else ""
