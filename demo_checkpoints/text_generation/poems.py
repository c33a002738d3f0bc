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
from ..training import output_of

VERSION = "2.0.1"
RARE = 25
"""A quatrain with a character that stands fewer times in the collection is left out."""

_SHAPE = re.compile(r"(?:\w{5}，\w{5}。){2}|(?:\w{7}，\w{7}。){2}")


def quatrains() -> tuple[list[str], list[str]]:
    """Quatrains to train on, and those of poets who are held out: one poet in twenty."""
    sides: tuple[list[str], list[str]] = ([], [])
    for poet, quatrain in _collected():
        sides[crc32(poet.encode()) % 20 == 0].append(quatrain)
    counts = Counter(character for side in sides for text in side for character in text)
    known = {character for character, count in counts.items() if count >= RARE}
    train, test = (
        [text for text in dict.fromkeys(side) if known.issuperset(text)] for side in sides
    )
    return train, sorted(set(test) - set(train))


def _collected() -> list[tuple[str, str]]:
    """(poet, quatrain) pairs, in the order of the collection."""
    archive = DATA / f"chinese-poetry-{VERSION}.tgz"
    if not archive.exists():
        DATA.mkdir(exist_ok=True)
        package = f"chinese-poetry@{VERSION}"
        output_of("npm", "pack", "--loglevel=error", "--pack-destination", str(DATA), package)
    simplified, found = OpenCC("t2s").convert, []
    with tarfile.open(archive) as tar:
        members = [
            (int(match[1]), member)
            for member in tar
            if (
                match := re.fullmatch(
                    r"package/dist/quantangshi/poet\.tang\.(\d+)\.json", member.name
                )
            )
        ]
        for _number, member in sorted(members, key=lambda pair: pair[0]):
            for poem in json.load(tar.extractfile(member)):
                lines = poem["paragraphs"]
                if len(lines) in (2, 4):
                    halves = [
                        "".join(lines[start : start + 2]) for start in range(0, len(lines), 2)
                    ]
                    if all(_SHAPE.fullmatch(half) for half in halves):
                        found += [(poem["author"], half) for half in halves]
    texts = simplified("\n".join(text for _poet, text in found)).split("\n")
    return [(poet, text) for (poet, _old), text in zip(found, texts)]
