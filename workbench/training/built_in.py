"""Examples that come with the app, so that a training can begin at once."""

import gzip
import io
import tomllib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from random import Random

from i18n import N_, Problem

from .examples import Examples

SEED = 0
TEXTS, PICTURES = 500, 50
"""Sentences of a language, and pictures of each digit."""
SIDE = 32
"""Pixels of a digit, four for one of the 8 × 8 that it was recorded with."""
SLOTS = "thing", "day", "number", "count"
"""What is filled into a phrase."""
SUPPORT = Path(__file__).with_name("support.toml")
NAMES = {
    "en": N_("500 messages to a shop, in English"),
    "zh": N_("500 messages to a shop, in Chinese"),
    "digits": N_("500 handwritten digits"),
}
"""What each is called."""
ABOUT = {
    "en": N_("Made up for this project: phrases put together at random."),
    "zh": N_("Made up for this project: phrases put together at random."),
    "digits": N_("Written by 13 people, from scikit-learn (BSD licence): 8 × 8 pixels each."),
}


@cache
def built_in(name: str) -> Examples:
    """The examples of a name in `NAMES`. Raises `i18n.Problem` for any other."""
    if name == "digits":
        return _digits()
    if name in NAMES:
        return _messages(name)
    raise Problem(N_("There are no built-in examples {name!r}: choose others."), name=name[:100])


def _messages(language: str) -> Examples:
    """Messages of a language, as many of each label."""
    phrases = tomllib.loads(SUPPORT.read_text("utf-8"))[language]
    random, found = Random(SEED), dict[str, str]()
    labels = list(phrases["labels"])
    for label in labels:
        wanted = len(found) + TEXTS // len(labels)
        while len(found) < wanted:
            found.setdefault(_message(random, phrases, phrases["labels"][label]), label)
    texts = random.sample(sorted(found), len(found))
    return Examples("texts", f"messages.{language}.csv", texts, [found[text] for text in texts])


def _message(random: Random, phrases: dict[str, list[str]], of_label: list[str]) -> str:
    parts = [random.choice(phrases["openers"]), random.choice(of_label)]
    closer = random.choice(phrases["closers"])
    values = {name: random.choice(phrases[f"{name}s"]) for name in SLOTS}
    opener, said = (part.format(**values) for part in parts)
    chinese = not said.isascii()
    if not opener or opener.endswith("."):
        said = said[0].upper() + said[1:]
    if not said.endswith(("?", "？")):
        said += "。" if chinese else "."
    return ("" if chinese else " ").join(filter(None, (opener, said, closer)))


def _digits() -> Examples:
    """scikit-learn's digits, the first of each kind, dark on white, as PNG files."""
    from PIL import Image

    package = find_spec("sklearn")
    assert package and package.origin, "scikit-learn is a requirement"
    file = Path(package.origin).with_name("datasets") / "data" / "digits.csv.gz"
    taken: dict[str, list[bytes]] = {str(digit): [] for digit in range(10)}
    for line in gzip.decompress(file.read_bytes()).decode().splitlines():
        *ink, digit = (int(float(cell)) for cell in line.split(","))
        if len(taken[str(digit)]) < PICTURES:
            picture = Image.frombytes("L", (8, 8), bytes(255 - 255 * value // 16 for value in ink))
            written = io.BytesIO()
            picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC).save(written, "PNG")
            taken[str(digit)].append(written.getvalue())
    rows = [
        (f"{digit}/{at:02d}.png", digit, file)
        for digit, files in taken.items()
        for at, file in enumerate(files)
    ]
    names, labels, files = zip(*rows)
    return Examples("pictures", "digits.zip", files, labels, names)
