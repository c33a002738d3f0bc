"""Many texts at once: read from a table or a file of lines, counted by several tokenizers."""

import csv
import io
from collections.abc import Iterator
from functools import partial

import pandas as pd

import sandbox
from i18n import N_, Problem

from ..tokenizers import Tokenizer

MOST_ROWS, MOST_COLUMNS = 200_000, 200
SMALL = 100_000
"""Bytes of a table that is read in this process."""
AT_ONCE = 1_000
"""Rows between two reports of how much is done."""
LINES = "text"
"""The one column of a file of lines."""


def read_texts(filename: str, data: bytes) -> pd.DataFrame:
    """The rows of a .csv or .tsv file, all of them as text; of any other file one row a line.

    Raises `i18n.Problem` for a file that is not UTF-8, is no table, is empty or too long.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(
            N_("{file} is not UTF-8 text at byte {position}: save it as UTF-8."),
            file=filename,
            position=error.start + 1,
        ) from error
    ending = filename.lower().rpartition(".")[2]
    if ending in ("csv", "tsv"):
        separator = "\t" if ending == "tsv" else ","
        # A small table does no harm, and is read on every click.
        read = _columns if len(data) < SMALL else partial(sandbox.run, _columns)
        table = pd.DataFrame(read(text.encode(), filename, separator))
    else:
        table = pd.DataFrame({LINES: [line for line in text.splitlines() if line.strip()]})
    if table.empty:
        raise Problem(N_("{file} has no row of text."), file=filename)
    if len(table) > MOST_ROWS:
        raise Problem(
            N_("{file} has {rows:,} rows; {most:,} are counted at most: split it."),
            file=filename,
            rows=len(table),
            most=MOST_ROWS,
        )
    return table


def _columns(data: bytes, filename: str, separator: str) -> dict[str, list[str]]:
    """The columns of a table in UTF-8, by name."""
    try:
        names = next(csv.reader(io.StringIO(data.decode()), delimiter=separator), [])
        if len(names) > MOST_COLUMNS:
            raise Problem(
                N_("{file} has {count:,} columns; {most:,} are read at most: leave out some."),
                file=filename,
                count=len(names),
                most=MOST_COLUMNS,
            )
        table = pd.read_csv(io.BytesIO(data), sep=separator, dtype=str, keep_default_na=False)
    except (ValueError, csv.Error) as error:  # those of pandas are a ValueError too
        if isinstance(error, Problem):
            raise
        raise Problem(
            N_("{file} is not a table: {reason}"), file=filename, reason=str(error).strip()
        ) from error
    return {str(name): table[name].astype(str).tolist() for name in table}


def count_rows(
    texts: list[str], tokenizers: list[Tokenizer], special: bool = True
) -> Iterator[tuple[float, pd.DataFrame]]:
    """How many tokens each text has in each tokenizer: one column a tokenizer.

    Yields, again and again, how much is done, from 0 to 1, and the rows counted so far.
    """
    parts = []
    for start in range(0, len(texts), AT_ONCE):
        part = texts[start : start + AT_ONCE]
        parts.append(pd.DataFrame({each.name: each.counts(part, special) for each in tokenizers}))
        done = min(1.0, (start + len(part)) / len(texts))
        yield done, pd.concat(parts, ignore_index=True)
