"""One short story in twelve languages, written for this project."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Parallel:
    """The story in one language: its code, its own name, the text."""

    language: str
    name: str
    text: str


@cache
def parallel() -> list[Parallel]:
    """The same three sentences in twelve languages, English first."""
    with (Path(__file__).parent / "data" / "parallel.csv").open(encoding="utf-8") as file:
        return [Parallel(**row) for row in csv.DictReader(file)]
