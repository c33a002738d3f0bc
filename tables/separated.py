"""Separated values: the separator of a text, its rows, and which of them name the columns."""

import csv
import io
import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from i18n import N_, Problem, Sentence

from .encodings import Fault
from .likely import NAMES

SEPARATORS = {
    ",": N_("commas"), ";": N_("semicolons"), "\t": N_("tabs"), "|": N_("pipes"), "": "",
}  # fmt: skip
ALONE = "\x1f"
"""What separates cells where there is one column: nothing that a text has in it."""
MOST_COLUMNS, MOST_ROWS = 200, 200_000
LONGEST_CELL = 1_000_000
LOOKED_AT = 200
"""Rows that say which separator is meant, and whether the first of them is a header."""
NOTE = re.compile(r"\s*\"?sep=([,;\t|])\"?\r?\n", re.IGNORECASE)
"""The line by which Excel tells the separator to itself."""
ESCAPED = re.compile(r"^'(?='*[=+\-@\t\r\n＝＋－＠])")
"""What stands before a text that a spreadsheet would have run, as `ui.csv_file` writes it."""

NO_TEXT = N_("This file holds no text.")


class Cells(NamedTuple):
    """Columns of text by name, all of one length, and what was not taken of them."""

    columns: dict[str, list[str]]
    separator: str
    header: bool
    faults: list[Fault]


def cells(text: str, header: bool | None) -> Cells:
    """The columns of separated values; a row with more cells than the first line is left out.

    Raises `i18n.Problem` where there is no row, or there are too many columns or rows.
    """
    separator, text = separator_of(text.replace("\0", ""))
    found, loose = rows_of(text, separator or ALONE)
    rows = [(line, row) for line, row in found if any(map(str.strip, row))]
    if header is None:
        header = _has_header([row for _line, row in rows[:LOOKED_AT]])
    names = [""] * len(rows[0][1]) if rows else []
    if header and rows:
        names = rows.pop(0)[1]
    elif len(names) == 1:
        names = ["text"]
    check_size(
        names,
        rows,
        N_("This file holds no rows: its first line names the columns, the others fill them."),
    )
    width = len(names)
    left_out = N_("Line {line} is left out: it has {found} cells, more than the first line.")
    longer = [
        (line, Sentence(left_out, line=line, found=len(row)))
        for line, row in rows
        if any(row[width:])
    ]
    whole = [[*row, *[""] * width] for _line, row in rows if not any(row[width:])]
    if longer and not whole:
        raise Problem(
            N_(
                "Every line has more cells than the first, which names fewer columns "
                "({count}): name all columns there, or put texts with the separator in "
                "them into quotation marks."
            ),
            count=width,
            details=tuple(sentence for _line, sentence in longer[:20]),
        )
    # Of one column nothing can be shifted, whatever the marks stand for.
    faults = longer + (_loose(loose) if separator else [])
    columns = [[ESCAPED.sub("", row[at]) for row in whole] for at in range(width)]
    named = {
        name: column
        for name, title, column in zip(distinct(names), names, columns)
        if title.strip() or any(column)
    }
    return Cells(named, separator, header, sorted(faults, key=lambda fault: fault[0]))


def _loose(lines: list[int]) -> list[Fault]:
    said = N_(
        "Line {line}: a quotation mark is out of place or not closed, so this file was read line "
        "by line and the mark kept as it is."
    )
    return [(line, Sentence(said, line=line)) for line in lines]


def check_size(columns: Sequence[str], rows: Sequence, empty: str = NO_TEXT) -> None:
    """Raise `i18n.Problem` where there are too many columns or rows; `empty` where no row is."""
    for count, most, said in (
        (
            len(columns),
            MOST_COLUMNS,
            N_("This table has {count:,} columns; {most:,} can be read: leave out some."),
        ),
        (len(rows), MOST_ROWS, N_("This table has more than {most:,} rows: split it.")),
    ):
        if count > most:
            raise Problem(said, count=count, most=most)
    if not rows:
        raise Problem(empty)


_ENDED = re.compile(r"[.!。！…]\s*$")
"""The end of a sentence, with which no name of a column ends."""
_NAME = re.compile(r"\w(.*\S)?")


def separator_of(text: str) -> tuple[str, str]:
    """A key of `SEPARATORS`, and the text without Excel's note of it.

    Of most rows it makes as many cells as of the first; else it makes names of that and at least
    as many cells of every row.
    """
    if note := NOTE.match(text):
        return note[1], text[note.end() :]
    best, most = "", (0.6, 0.0)  # of the rows, so many at least have as many cells as the first
    short = ""
    for separator in filter(None, SEPARATORS):
        rows = [row for _line, row in rows_of(text, separator, LOOKED_AT)[0] if any(row)]
        columns = len(rows[0]) if rows else 0
        if columns < 2 or any(map(_ENDED.search, rows[0])):
            continue
        fitting = sum(len(row) == columns for row in rows) / len(rows)
        if (fitting, columns) > most:
            best, most = separator, (fitting, columns)
        names = all(map(_NAME.fullmatch, rows[0]))
        if names and all(len(row) >= columns for row in rows):
            short = short or separator
    return best or short, text


def rows_of(
    text: str, separator: str, most: int = MOST_ROWS + 1
) -> tuple[list[tuple[int, list[str]]], list[int]]:
    """The cells of each row with the line on which it begins, and the lines with a loose mark.

    A quotation mark that is never closed would take all that follows into one cell. A file with
    such a fault is read line by line, and in a line that has it the marks stand for themselves.
    """
    csv.field_size_limit(LONGEST_CELL)
    rows: list[tuple[int, list[str]]] = []
    begins, reader = 1, csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            rows.append((begins, row))
            begins = reader.line_num + 1
            if len(rows) > most:
                break
        return rows, []
    except csv.Error:
        pass
    rows, loose = [], []
    for at, line in enumerate(islice(io.StringIO(text, newline=None), most + 1), 1):
        try:
            row = next(csv.reader([line], delimiter=separator, strict=True), [])
        except csv.Error:
            loose.append(at)
            row = line.rstrip("\n").split(separator)
        rows.append((at, row))
    return rows, loose


_WORD = re.compile(r"\s*[A-Za-z_]+\s*")


def _has_header(rows: list[list[str]]) -> bool:
    """Whether the first of these rows names their columns.

    The name of one column is known, or a single word in plain letters where no other row is one.
    Several columns have names unless one of those in the first row stands below it again, as
    labels do; where all do, tables with their headers were put together.
    """
    if not rows:
        return True
    first, *others = rows
    known = {name for names in NAMES.values() for name in names}
    if any(cell.strip().lower() in known for cell in first):
        return True
    if len(first) == 1:
        words = [bool(_WORD.fullmatch(row[0])) for row in rows]
        return words[0] and len(rows) > 1 and not any(words[1:])
    filled = [(at, cell) for at, cell in enumerate(first) if cell.strip()]
    again = [any(row[at : at + 1] == [cell] for row in others) for at, cell in filled]
    return all(again) or not any(again)


def distinct(header: Sequence[str]) -> list[str]:
    """The names of the columns, each once, and none without."""
    names: list[str] = []
    for at, cell in enumerate(header, 1):
        name = plain = " ".join(cell.split())[:100] or str(at)
        number = 2
        while name in names:
            name, number = f"{plain} ({number})", number + 1
        names.append(name)
    return names
