"""A file of separated values as a table of text, whatever program and language wrote it."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from charset_normalizer import from_bytes

from i18n import N_, Problem, Sentence

SEPARATORS = {",": N_("commas"), ";": N_("semicolons"), "\t": N_("tabs"), "|": N_("pipes")}
MARKS = {
    codecs.BOM_UTF8: ("utf-8", "UTF-8"),
    codecs.BOM_UTF16_LE: ("utf-16-le", "UTF-16"),
    codecs.BOM_UTF16_BE: ("utf-16-be", "UTF-16"),
}
"""Byte order marks, with the codec that each announces and its name for people."""
GUESSED = {"gb18030": "GBK", "cp1252": "Windows-1252"}
"""What a file without a mark may be in when it is not UTF-8, with its name for people."""
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What an .xlsx, .ods or .numbers file begins with, and what an .xls file begins with."""
LONGEST = 1_000
"""Characters of a cell that are read."""
LONGEST_LABEL = 100
"""Characters of the name of a column that are read."""
MOST_COLUMNS, MOST_CELLS = 300, 2_000_000
"""Columns, and cells of all rows; a row counts as `FEWEST` of them at least."""
FEWEST = 40
ESCAPED = re.compile(r"'('*[=+\-@\t\r\n＝＋－＠])")
"""A text that a spreadsheet would have run, as `ui.csv_file` writes it: it begins with `'`."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BROKEN = re.compile("\ufffd")

Fault = tuple[int, Sentence]
"""A line of the file, and what is wrong there."""


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

    UTF-8 and UTF-16 are told by their marks or by being valid; else the letters decide between
    GBK (as GB18030, which contains it) and Windows-1252. What cannot be read is a fault of its
    line, and the other lines are taken. Raises `i18n.Problem` where the file is no text at all,
    or where its table is too large.
    """
    faults: list[Fault] = []
    text, encoding, guessed = _decoded(file, faults)
    if _CONTROL.search(text):
        _find(_CONTROL, text, N_("Line {line}: invisible characters were taken out"), faults)
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
        encoding=encoding,
        guessed=guessed,
        separator=separator,
        faults=faults,
    )


def _few(lines: Iterator[tuple[int, list[str]]], columns: int) -> list[tuple[int, list[str]]]:
    """The lines, unless there are too many: each will have a cell for each column."""
    if columns > MOST_COLUMNS:
        raise Problem(
            N_("The file has {count:,} columns; a catalogue may have {most:,}: leave out some."),
            count=columns,
            most=MOST_COLUMNS,
        )
    most = MOST_CELLS // max(columns, FEWEST)
    few = list(islice(lines, most + 1))
    if len(few) > most:
        raise Problem(
            N_(
                "With {columns} columns a catalogue may have {most:,} rows, and this has more: "
                "split it."
            ),
            columns=columns,
            most=most,
        )
    return few


def _decoded(file: bytes, faults: list[Fault]) -> tuple[str, str, bool]:
    """The text, the name of its encoding, and whether that is a guess."""
    if file.startswith(WORKBOOKS):
        raise Problem(
            N_("This is a workbook, not a CSV file: save it as CSV in your spreadsheet first.")
        )
    for mark, (codec, name) in MARKS.items():
        if file.startswith(mark):
            return _with_faults(file[len(mark) :], codec, faults), name, False
    try:
        text = file.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\0" not in text:
            return text, "UTF-8", False
    if codec := _utf_16(file):
        return _with_faults(file, codec, faults), "UTF-16", True
    # Bytes of a broken UTF-8 file are mostly whole letters, those of another encoding are not.
    text = file.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken == 0 or sum(not char.isascii() for char in text) > 3 * broken:
        return _with_faults(file, "utf-8", faults), "UTF-8", False
    codec = _guess(file)
    return _with_faults(file, codec, faults), GUESSED[codec], True


def _guess(file: bytes) -> str:
    """A codec of `GUESSED`."""
    # In GBK nearly all Chinese has two bytes of these for a character, so it is not one alone.
    if b"\0" not in file and not re.search(rb"[\x80-\xff]{2}", file):
        return "cp1252"
    guess = None if b"\0" in file else from_bytes(file, cp_isolation=list(GUESSED)).best()
    if guess is None:
        raise Problem(
            N_("This file is not text in UTF-8, UTF-16, GBK or Windows-1252: save it as CSV UTF-8.")
        )
    return guess.encoding


def _utf_16(file: bytes) -> str:
    """UTF-16 without a mark: every second byte of Latin letters and separators is zero."""
    start = file[: 2 * LONGEST]
    half = len(start) // 4
    if half and start[1::2].count(0) > half:
        return "utf-16-le"
    return "utf-16-be" if half and start[::2].count(0) > half else ""


def _with_faults(file: bytes, codec: str, faults: list[Fault]) -> str:
    """The text, with a mark for what is none, and a fault of its line."""
    try:
        return file.decode(codec)
    except UnicodeDecodeError:
        text = file.decode(codec, "replace")
    _find(_BROKEN, text, N_("Line {line}: bytes that are no text are shown as �"), faults)
    return text


def _find(what: re.Pattern[str], text: str, said: str, faults: list[Fault]) -> None:
    """A fault for each line that has some of it."""
    for number, line in enumerate(text.split("\n"), 1):
        if what.search(line):
            faults.append((number, Sentence(said, line=number)))


def _separator(text: str, known: Callable[[str], bool]) -> str:
    """The separator of the first line, by the columns that it makes of it."""

    def columns(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            header = next((row for row in reader if any(row)), [])
        except csv.Error:
            return 0, 0
        return sum(map(known, header)), len(header)

    if (note := re.match(r"\s*sep=([,;\t|])\r?\n", text, re.IGNORECASE)) is not None:
        return note[1]
    return max(SEPARATORS, key=columns)


def _lines(text: str, separator: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row with the line on which it begins.

    A quotation mark that is never closed would take all that follows into one cell. So a file
    with such a fault is read line by line, and only the lines that have one are left out.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, begins = [], 1
    try:
        for row in reader:
            rows.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error:
        rows = []
        unread = N_(
            "Line {line}: left out, for a quotation mark is not closed, or a cell is far too long"
        )
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
            try:
                rows += [
                    (number, row) for row in csv.reader([line], delimiter=separator, strict=True)
                ]
            except csv.Error:
                faults.append((number, Sentence(unread, line=number)))
    return iter(rows)


def _filled(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, their cells without space around them."""
    for line, row in lines:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield line, [ESCAPED.sub(r"\1", cell) if cell[:1] == "'" else cell for cell in cells]


def _fitted(line: int, row: list[str], header: list[str], faults: list[Fault]) -> list[str] | None:
    """A row with a cell for each column; none where it has more, and so may be shifted."""
    columns = len(header)
    if any(row[columns:]):
        reason = N_(
            "Line {line}: left out, for it has {found} cells where the first line has {columns}"
        )
        faults.append((line, Sentence(reason, line=line, found=len(row), columns=columns)))
        return None
    if len(row) < columns:
        reason = N_("Line {line}: {found} cells, the first line has {columns}; the last are empty")
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
