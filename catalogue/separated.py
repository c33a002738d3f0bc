"""A file of separated values as a table of text, whatever program and language wrote it."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from i18n import N_, Problem, Sentence
from tables import SEPARATORS
from tables.encodings import ENCODINGS, Fault, decoded, lines_with
from tables.separated import ESCAPED, LOOKED_AT, NOTE, rows_of

LONGEST = 1_000
"""Characters of a cell that are read."""
LONGEST_LABEL = 100
"""Characters of the name of a column that are read."""
MOST_COLUMNS, MOST_CELLS = 300, 2_000_000
"""Columns, and cells of all rows; a row counts as `FEWEST` of them at least."""
FEWEST = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Table(NamedTuple):
    """The cells of a file. Blank lines are left out; every row has a cell for each column."""

    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    """The line of the file on which each row begins."""
    encoding: str
    """Its name for people."""
    guessed: bool
    """Whether nothing in the file says that this is its encoding."""
    separator: str
    """A key of `SEPARATORS`."""
    faults: list[Fault]


def read_table(file: bytes, known: Callable[[str], bool]) -> Table:
    """The table in a file; its separator is the one that makes most column names `known`.

    Its encoding is guessed. What cannot be read is a fault of its line, and the other lines are
    taken. Raises `i18n.Problem` where the file is no text at all, or where its table is too large.
    """
    text, encoding, sure, faults = decoded(file)
    if _CONTROL.search(text):
        removed = N_("Line {line}: invisible characters were removed")
        faults += lines_with(_CONTROL.pattern, text, removed)
        text = _CONTROL.sub("", text)
    separator = _separator(text, known)
    lines = _filled(_lines(text, separator, faults))
    _, header = next(lines, (1, []))
    if len(header) == 2 and header[0].lower() == "sep=":  # a note of Excel to itself
        _, header = next(lines, (1, []))
    header = [" ".join(label.split())[:LONGEST_LABEL] for label in header]
    while header and not header[-1]:
        header.pop()
    few = _few(lines, len(header))
    rows = [(line, cells) for line, row in few if (cells := _fitted(line, row, header, faults))]
    return Table(
        header=header,
        rows=[cells for _, cells in rows],
        lines=[line for line, _ in rows],
        encoding=ENCODINGS[encoding],
        guessed=not sure,
        separator=separator,
        faults=faults,
    )


def _few(lines: Iterator[tuple[int, list[str]]], columns: int) -> list[tuple[int, list[str]]]:
    """The lines, unless there are too many: each will have a cell for each column."""
    if columns > MOST_COLUMNS:
        raise Problem(
            N_(
                "The file has {count:,} columns; a list of models may have {most:,}: "
                "leave out some."
            ),
            count=columns,
            most=MOST_COLUMNS,
        )
    most = MOST_CELLS // max(columns, FEWEST)
    few = list(islice(lines, most + 1))
    if len(few) > most:
        raise Problem(
            N_(
                "With {columns} columns a list of models may have {most:,} rows, and "
                "this has more: split it."
            ),
            columns=columns,
            most=most,
        )
    return few


def _separator(text: str, known: Callable[[str], bool]) -> str:
    """The separator of the first line, by the columns that it makes of it."""

    def columns(separator: str) -> tuple[int, int]:
        rows, _loose = rows_of(text, separator, most=LOOKED_AT)
        header = next((row for _line, row in rows if any(row)), [])
        return sum(map(known, header)), len(header)

    if (note := NOTE.match(text)) is not None:
        return note[1]
    return max(filter(None, SEPARATORS), key=columns)


def _lines(text: str, separator: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row with the line on which it begins; a line whose quotation marks cannot
    be told is left out."""
    rows, loose = rows_of(text, separator, most=MOST_CELLS)
    unread = N_(
        "Line {line}: left out, because a quotation mark is not closed, or a cell is far too long"
    )
    faults += [(line, Sentence(unread, line=line)) for line in loose]
    left_out = set(loose)
    return ((line, row) for line, row in rows if line not in left_out)


def _filled(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, their cells without space around them."""
    for line, row in lines:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield line, [ESCAPED.sub("", cell) if cell[:1] == "'" else cell for cell in cells]


def _fitted(line: int, row: list[str], header: list[str], faults: list[Fault]) -> list[str] | None:
    """A row with a cell for each column; none where it has more, and so may be shifted."""
    columns = len(header)
    if any(row[columns:]):
        reason = N_(
            "Line {line}: left out, because it has {found} cells where the first line has {columns}"
        )
        faults.append((line, Sentence(reason, line=line, found=len(row), columns=columns)))
        return None
    if len(row) < columns:
        reason = N_(
            "Line {line}: fewer cells ({found}) than in the first line ({columns}); "
            "the last are empty"
        )
        faults.append((line, Sentence(reason, line=line, found=len(row), columns=columns)))
        row = row + [""] * (columns - len(row))
    if max(map(len, row)) > LONGEST:
        reason = N_("Line {line}, column {column!r}: cut after {most:,} characters of {found:,}")
        for column, cell in zip(header, row):
            if len(cell) > LONGEST:
                values = {"column": column[:40], "most": LONGEST, "found": len(cell)}
                faults.append((line, Sentence(reason, line=line, **values)))
        row = [cell[:LONGEST] for cell in row]
    return row[:columns]
