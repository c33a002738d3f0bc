"""One small program in ten programming languages, written for this project (Apache-2.0).

It counts the words of its input: a line for each, the commonest first, with how often it stands
there; words that stand there equally often are in alphabetical order.
"""

from dataclasses import dataclass
from functools import cache

from .declaration import DATA

FILES = {
    "Python": "words.py",
    "JavaScript": "words.js",
    "Java": "Words.java",
    "C": "words.c",
    "C++": "words.cpp",
    "Go": "words.go",
    "Rust": "words.rs",
    "Ruby": "words.rb",
    "PHP": "words.php",
    "Haskell": "words.hs",
}
"""The files in `data/programs`, by programming language; the first is what others are measured
by."""


@dataclass(frozen=True)
class Program:
    """The program in one programming language: the name of its file, and its text."""

    language: str
    file: str
    text: str


@cache
def programs() -> tuple[Program, ...]:
    """The program in every programming language, in the order of `FILES`."""
    folder = DATA / "programs"
    return tuple(
        Program(language, file, (folder / file).read_text("utf-8"))
        for language, file in FILES.items()
    )
