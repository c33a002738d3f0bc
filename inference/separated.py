"""A file of separated values as columns of text, whatever program and language wrote it."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sandbox
from i18n import N_, Problem, Sentence

from .task import Input

ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GB18030",
    "cp1252": "Windows-1252",
    "big5": "Big5",
}
"""Codecs that a file may be in, with their names for people; Big5 is never guessed."""
SEPARATORS = {
    ",": N_("commas"), ";": N_("semicolons"), "\t": N_("tabs"), "|": N_("pipes"), "": "",
}  # fmt: skip
ALONE = "\x1f"
"""What separates cells where there is one column: nothing that a text has in it."""
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What an .xlsx, .ods or .numbers file begins with, and what an .xls file begins with."""
MOST_COLUMNS, MOST_ROWS = 200, 200_000
LONGEST_CELL = 1_000_000
LOOKED_AT = 200
"""Rows that say which separator is meant, and whether the first of them is a header."""
TEXTS = (
    *("text", "texts", "sentence", "content", "review", "comment", "body", "message", "title"),
    *("文本", "内容", "正文", "句子", "评论", "评价", "标题", "原文"),
)
"""What people call a column of texts, the most likely first."""
CALLED = {
    "question": ("question", "query", "问题", "提问"),
    "context": ("context", "passage", "article", "上下文", "文章", "段落", "背景"),
    "labels": ("labels", "标签"),
    "choices": ("choices", "options", "选项"),
}
"""What people call the columns of other inputs, by the names of these."""


@dataclass(frozen=True)
class Separated:
    """A table of texts: its columns in their order, all of one length, and how it was read.

    `encoding` is a key of `ENCODINGS` and `sure` whether the file can be in no other; `separator`
    is a key of `SEPARATORS`, "" where there is one column. `header` says whether its first line
    named the columns. `faults` name lines that were left out.
    """

    columns: dict[str, list[str]]
    encoding: str
    sure: bool
    separator: str
    header: bool
    faults: tuple[Sentence, ...]

    def place(self, column: str) -> int:
        """The number of a column of a file without a header, 0 the first: its name counts from 1,
        but for one alone."""
        return int(column) - 1 if column.isdecimal() else 0


class UnknownEncoding(Problem):
    """A file that may be in any of several encodings, or in none: one has to be chosen."""


def read(data: bytes, encoding: str | None = None, header: bool | None = None) -> Separated:
    """The table in a file; what is not given is guessed: the encoding, whether the first line is a
    header that names the columns, and the separator.

    Cells stay as they are written, and an empty one is "". Raises `i18n.Problem` for what is no
    table of texts, or has too many columns or rows.
    """
    found = sandbox.run(_read, data, encoding, header)
    if found is None:
        raise UnknownEncoding(
            N_("The encoding of this file cannot be told: choose it, or save it as CSV UTF-8.")
        )
    columns, encoding, sure, separator, header, longer = found
    said = N_("Line {line} is left out: it has {found} cells, more than the first line.")
    faults = tuple(Sentence(said, line=line, found=found) for line, found in longer)
    return Separated(columns, encoding, sure, separator, header, faults)


def _read(data: bytes, encoding: str | None, header: bool | None) -> tuple[Any, ...] | None:
    """The fields of a `Separated`, its faults as lines with their cells; None where the encoding
    cannot be told."""
    if data.startswith(WORKBOOKS):
        raise Problem(
            N_("This is a workbook, not a CSV file: save it as CSV in your spreadsheet first.")
        )
    encoding, sure = (encoding, False) if encoding else _guessed(data)
    if not encoding:
        return None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise Problem(
            N_("This file is not in {encoding}: choose another encoding."),
            encoding=ENCODINGS[encoding],
        ) from None
    csv.field_size_limit(LONGEST_CELL)
    separator, text = _separator(text.replace("\0", ""))
    rows = [
        (line, row) for line, row in _rows(text, separator or ALONE) if any(map(str.strip, row))
    ]
    if header is None:
        header = _has_header([row for _line, row in rows[:LOOKED_AT]])
    names = [""] * len(rows[0][1]) if rows else []
    if header and rows:
        names = rows.pop(0)[1]
    elif len(names) == 1:
        names = ["text"]
    if not rows:
        raise Problem(
            N_("This file holds no rows: its first line names the columns, the others fill them.")
        )
    _check_size(
        len(names),
        MOST_COLUMNS,
        N_("This table has {count:,} columns; {most:,} can be read: leave out some."),
    )
    _check_size(len(rows), MOST_ROWS, N_("This table has more than {most:,} rows: split it."))
    width = len(names)
    longer = [(line, len(row)) for line, row in rows if any(row[width:])]
    whole = [[*row, *[""] * width] for _line, row in rows if not any(row[width:])]
    cells = [[_ESCAPED.sub("", row[at]) for row in whole] for at in range(width)]
    columns = {
        name: column
        for name, title, column in zip(_names(names), names, cells)
        if title.strip() or any(column)
    }
    return columns, encoding, sure, separator, header, longer


_ESCAPED = re.compile(r"^'(?='*[=+\-@\t\r\n＝＋－＠])")
"""What stands before a text that a spreadsheet would have run, as `ui.csv_file` writes it."""


def _check_size(count: int, most: int, sentence: str) -> None:
    if count > most:
        raise Problem(sentence, count=count, most=most)


def _guessed(data: bytes) -> tuple[str, bool]:
    """The encoding of a file, "" where it cannot be told, and whether it is sure."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", True
    for encoding, fits in FITS.items():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if fits(text):
            return encoding, encoding == "utf-8-sig"
    return "", False


def _is_chinese(text: str) -> bool:
    """Whether a text that could be read as GB18030 is meant so.

    Of two bytes that stand for a common Chinese character both are high, as all of GB 2312 are.
    An accented letter of Windows-1252 mostly has a plain one behind it, and is a rare character
    then.
    """
    letters = [char for char in text if not char.isascii()]
    common = sum(len(char.encode("gb2312", "ignore")) == 2 for char in letters)
    return 2 * common >= len(letters)


def _is_western(text: str) -> bool:
    """Whether a text may be Windows-1252: its plain letters are more than all that is not ASCII."""
    plain = sum(char.isascii() and char.isalpha() for char in text)
    return plain > sum(not char.isascii() for char in text) and "\0" not in text


FITS = {"utf-8-sig": lambda text: True, "gb18030": _is_chinese, "cp1252": _is_western}
"""What is tried in turn, and what says of a text that was read so that it is meant so."""


_ENDED = re.compile(r"[.!。！…]\s*$")
"""The end of a sentence, with which no name of a column ends."""


def _separator(text: str) -> tuple[str, str]:
    """A key of `SEPARATORS`, and the text without the line by which Excel tells it to itself."""
    if note := re.match(r"\s*\"?sep=([,;\t|])\"?\r?\n", text, re.IGNORECASE):
        return note[1], text[note.end() :]
    best, most = "", (0.6, 0.0)  # of the rows, so many at least have as many cells as the first
    for separator in filter(None, SEPARATORS):
        rows = [row for _line, row in _rows(text, separator, LOOKED_AT) if any(row)]
        columns = len(rows[0]) if rows else 0
        fitting = sum(len(row) == columns for row in rows) / max(1, len(rows))
        if columns > 1 and (fitting, columns) > most and not any(map(_ENDED.search, rows[0])):
            best, most = separator, (fitting, columns)
    return best, text


def _rows(text: str, separator: str, most: int = MOST_ROWS + 1) -> list[tuple[int, list[str]]]:
    """The cells of each row, with the line on which it begins.

    A quotation mark that is never closed would take all that follows into one cell. A file with
    such a fault is read line by line, and in a line that has it the marks stand for themselves.
    """
    rows: list[tuple[int, list[str]]] = []
    begins, reader = 1, csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            rows.append((begins, row))
            begins = reader.line_num + 1
            if len(rows) > most:
                break
    except csv.Error:
        lines = islice(io.StringIO(text, newline=""), most + 1)
        return [(at, _line(line, separator)) for at, line in enumerate(lines, 1)]
    return rows


def _line(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return line.rstrip("\r\n").split(separator)


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
    known = {*TEXTS, *(name for names in CALLED.values() for name in names)}
    if any(cell.strip().lower() in known for cell in first):
        return True
    if len(first) == 1:
        words = [bool(_WORD.fullmatch(row[0])) for row in rows]
        return words[0] and len(rows) > 1 and not any(words[1:])
    filled = [(at, cell) for at, cell in enumerate(first) if cell.strip()]
    again = [any(row[at : at + 1] == [cell] for row in others) for at, cell in filled]
    return all(again) or not any(again)


def _names(header: Sequence[str]) -> list[str]:
    """The names of the columns, each once, and none without."""
    names: list[str] = []
    for at, cell in enumerate(header, 1):
        name = plain = " ".join(cell.split())[:100] or str(at)
        number = 2
        while name in names:
            name, number = f"{plain} ({number})", number + 1
        names.append(name)
    return names


def likely(columns: dict[str, list[str]], wanted: Iterable[Input]) -> dict[str, str]:
    """The column that each input is likely to be in, by the name of the input.

    One that is called so; else one that is called a text; else those that hold most text, the
    longest for the input that takes the longest. Numbers, dates and ids are no text.
    """
    found: dict[str, str] = {}
    inputs = sorted(wanted, key=lambda one: -one.longest)
    for one in inputs:
        if name := _named(_free(columns, found), (one.name, *CALLED.get(one.name, ()))):
            found[one.name] = name
    for one in inputs:
        if one.name not in found:
            free = _free(columns, found)
            found[one.name] = _named(free, TEXTS) or max(
                free or columns, key=lambda name: _prose(columns[name])
            )
    return found


def _free(columns: dict[str, list[str]], found: dict[str, str]) -> list[str]:
    """The columns with some text that no input is in yet."""
    taken = found.values()
    return [name for name in columns if name not in taken and _prose(columns[name])[1]]


def _named(columns: list[str], names: Iterable[str]) -> str | None:
    """The first column that is called so, or whose name has such a word in it."""
    for name in names:
        for column in columns:
            if column.strip().lower() == name:
                return column
        for column in columns:
            words = re.split(r"[\W_]+", column.lower())
            if name in (words if name.isascii() else column):
                return column
    return None


_NO_TEXT = re.compile(r"[\W\d_]*|[\x21-\x7e]*\d[\x21-\x7e]*|https?:\S*")
"""A number, a date, an id or an address."""


def _prose(cells: list[str]) -> tuple[float, float]:
    """How much text a column holds: bytes that are sentences, then bytes at all, of each row.

    Labels, which are the same in many rows, count less.
    """
    texts = [cell.strip() for cell in cells[:1_000]]
    texts = [text for text in texts if not _NO_TEXT.fullmatch(text)]
    varied = len(set(texts)) / max(1, len(cells[:1_000])) ** 2
    sentences = (text for text in texts if " " in text or not text.isascii())
    return (
        varied * sum(len(text.encode()) for text in sentences),
        varied * sum(len(text.encode()) for text in texts),
    )
