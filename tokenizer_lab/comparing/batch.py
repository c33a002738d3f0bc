"""Many texts at once: read from a table or a file of lines, counted by several tokenizers."""

import io
from collections.abc import Iterator

import pandas as pd

from i18n import N_, Problem

from ..tokenizers import Tokenizer

MOST_ROWS = 200_000
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
        try:
            table = pd.read_csv(
                io.StringIO(text),
                sep="\t" if ending == "tsv" else ",",
                dtype=str,
                keep_default_na=False,
            )
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise Problem(
                N_("{file} is not a table: {reason}"), file=filename, reason=str(error).strip()
            ) from error
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
