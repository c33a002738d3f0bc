"""Many texts at once: read from a table or a file of lines, counted by several tokenizers."""

import csv
import io
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

import sandbox
from i18n import N_, Problem

from ..tokenizers import Tokenizer

GoOn = Callable[[float], bool]
"""Told how much is done, 0 to 1; says whether to go on."""
MOST_ROWS, MOST_COLUMNS = 200_000, 200
SMALL = 100_000
"""Bytes of a table that is read in this process."""
AT_ONCE = 1_000
"""Rows between two reports of how much is done."""
MANY = 500_000
"""Characters times tokenizers from which on a child counts, about a quarter of a second's work."""
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
    texts: list[str],
    tokenizers: list[Tokenizer],
    special: bool = True,
    go_on: sandbox.GoOn = lambda _done: True,
) -> pd.DataFrame:
    """How many tokens each text has in each tokenizer: one column a tokenizer.

    `go_on` is told how much is done, from 0 to 1, and ends the counting by returning False: the
    rows that were counted by then come back. Many texts are counted in a child process.
    """
    if len(tokenizers) * sum(map(len, texts)) < MANY:
        counts = _counts(texts, tokenizers, special, go_on)
    else:
        columns = sandbox.work(_packed_counts, texts, tokenizers, special, go_on=go_on)
        counts = [np.frombuffer(column, np.int32).tolist() for column in columns]
    return pd.DataFrame({each.name: column for each, column in zip(tokenizers, counts)})


def _packed_counts(
    texts: list[str], tokenizers: list[Tokenizer], special: bool, go_on: GoOn
) -> list[bytes]:
    columns = _counts(texts, tokenizers, special, go_on)
    return [np.array(column, np.int32).tobytes() for column in columns]


def _counts(
    texts: list[str], tokenizers: list[Tokenizer], special: bool, go_on: GoOn
) -> list[list[int]]:
    columns: list[list[int]] = [[] for _each in tokenizers]
    for start in range(0, len(texts), AT_ONCE):
        if not go_on(start / len(texts)):
            break
        for column, each in zip(columns, tokenizers):
            column += each.counts(texts[start : start + AT_ONCE], special)
    return columns
