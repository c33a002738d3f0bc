"""Write the tables of `catalogue/data` from their sources: `python -m catalogue.harvest`."""

import re
from pathlib import Path

import pandas as pd

from .tables import DATA, FRAMEWORKS

NOTES = Path(__file__).parents[1] / "docs" / "notes.md"
ROW = re.compile(r"^\|(?P<model>[^|]+)" + r"\|\s*([✅❌])\s*" * 3 + r"\|?\s*$", re.MULTILINE)
TOTAL = re.compile(r"共包含(\d+)个模型")


def documented(notes: str) -> pd.DataFrame:
    """The support table of the notes; ValueError if it is not as long as the notes say."""
    rows = [
        {"model": match["model"].strip()}
        | {name: mark == "✅" for name, mark in zip(FRAMEWORKS, match.groups()[1:])}
        for match in ROW.finditer(notes)
    ]
    stated = int(TOTAL.search(notes)[1])
    if len(rows) != stated:
        raise ValueError(f"the notes state {stated} models, their table has {len(rows)} rows")
    return pd.DataFrame(rows)


def write(name: str, table: pd.DataFrame, source: str) -> None:
    """One CSV; its first line is a comment that says where it comes from."""
    header = f"# source: {source}; written by: python -m catalogue.harvest\n"
    path = DATA / f"{name}.csv"
    path.write_text(header + table.to_csv(index=False), encoding="utf-8")
    print(f"{path.name}: {len(table)} rows")


def main() -> None:
    write(
        "documented",
        documented(NOTES.read_text(encoding="utf-8")),
        source="docs/notes.md, typed from the documentation of transformers 4.39 in spring 2024",
    )


if __name__ == "__main__":
    main()
