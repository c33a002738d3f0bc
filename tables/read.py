"""A file of texts as a table: what it is, and reading it where it can do no harm."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import sandbox
from i18n import N_, Problem, Sentence
from sandbox.protocol import put_together, taken_apart

from .encodings import Fault, UnknownEncoding, decoded
from .records import json_columns, parquet_columns
from .separated import cells, check_size, separator_of

LIMITS = sandbox.Limits(memory=2_000_000_000, cpu=30, seconds=45)
"""What reading a file may take in a child process: 200,000 rows take a few seconds."""
KINDS = {
    **dict.fromkeys(("csv", "tsv"), "separated"),
    **dict.fromkeys(("txt", "md"), "text"),
    **dict.fromkeys(("json", "jsonl", "ndjson"), "json"),
    "parquet": "parquet",
    "zip": "zip",
}
"""What a file is by the ending of its name. A `text` is lines, or a table if tabs make one of it;
it may be read as `lines` or as `separated` too."""
MOST_UNPACKED = 100_000_000
"""Bytes that a ZIP may hold when it is unpacked."""


@dataclass(frozen=True)
class Table:
    """Columns of text in their order, all of one length, and how they were read.

    `kind` is a value of `KINDS`; `encoding` is a key of `ENCODINGS`, "" where there is none, and
    `sure` whether the file can be in no other; `separator` is a key of `SEPARATORS`, "" where
    there is one column. `header` says whether its first line named the columns. `faults` name
    lines that were left out or changed.
    """

    columns: dict[str, list[str]]
    kind: str
    encoding: str
    sure: bool
    separator: str
    header: bool
    faults: tuple[Sentence, ...]

    def __len__(self) -> int:
        """The number of rows."""
        return len(next(iter(self.columns.values())))

    def place(self, column: str) -> int:
        """The number of a column of a file without a header, 0 the first: its name counts from 1,
        but for one alone."""
        return int(column) - 1 if column.isdecimal() else 0


def kind_of(filename: str) -> str:
    """A value of `KINDS`, "separated" where the ending is none of its keys."""
    return KINDS.get(PurePosixPath(filename.lower()).suffix[1:], "separated")


def read_file(filename: str, data: bytes, **asked: Any) -> Table:
    """`read`, with the kind that the name of the file says unless one is `asked` for."""
    return read(data, **{"kind": kind_of(filename)} | asked)


def read(
    data: bytes, encoding: str | None = None, header: bool | None = None, kind: str = "separated"
) -> Table:
    """The table in a file; what is not given is guessed: the encoding, whether the first line is a
    header that names the columns, and the separator.

    Cells stay as they are written, and an empty one is "". Raises `i18n.Problem` for what is no
    table of texts, or has too many columns or rows, and `UnknownEncoding` where the encoding has
    to be chosen.
    """
    found = sandbox.run(_read, data, encoding, header, kind, limits=LIMITS)
    if isinstance(found[0], str):
        raise UnknownEncoding(found[0])
    columns, kind, encoding, sure, separator, header, faults = found
    said = tuple(put_together(*each).sentence for each in faults)
    return Table(columns, kind, encoding, sure, separator, header, said)


def _read(data: bytes, encoding: str | None, header: bool | None, kind: str) -> tuple[Any, ...]:
    """The fields of a `Table`, its faults taken apart; the sentence of an `UnknownEncoding`."""
    try:
        table = _table(data, encoding, header, kind)
    except UnknownEncoding as problem:
        return (problem.sentence.template,)
    *fields, faults = table
    return *fields, [taken_apart(sentence) for _line, sentence in faults]


def _table(
    data: bytes, encoding: str | None, header: bool | None, kind: str
) -> tuple[dict[str, list[str]], str, str, bool, str, bool, list[Fault]]:
    if kind == "zip":
        return _zip(data, encoding, header)
    if kind == "parquet":
        return parquet_columns(data), kind, "", True, "", True, []
    text, encoding, sure, broken = decoded(data, encoding)
    if kind == "text":
        kind = "separated" if separator_of(text)[0] == "\t" else "lines"
    if kind == "json":
        columns, faults = json_columns(text)
        return columns, kind, encoding, sure, "", True, broken + faults
    if kind == "lines":
        lines = [line for line in text.splitlines() if line.strip()]
        check_size([], lines)
        return {"text": lines}, kind, encoding, sure, "", False, broken
    columns, separator, header, faults = cells(text, header)
    return columns, kind, encoding, sure, separator, header, broken + faults


def _zip(
    data: bytes, encoding: str | None, header: bool | None
) -> tuple[dict[str, list[str]], str, str, bool, str, bool, list[Fault]]:
    """The one file in a ZIP; or each of its texts as a row, with the name of its file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if _is_handed_in(entry)]
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Problem(N_("Unpacked, this ZIP is too large: upload fewer files."))
            if len(entries) == 1 and (kind := kind_of(entries[0].filename)) != "zip":
                return _table(archive.read(entries[0]), encoding, header, kind)
            texts = [each for each in entries if kind_of(each.filename) == "text"]
            check_size([], texts)
            read = {each.filename: decoded(archive.read(each), encoding) for each in texts}
    except (Problem, MemoryError):
        raise
    except Exception as error:  # zlib, lzma and the format itself raise nearly everything
        raise Problem(N_("This file cannot be read as a ZIP.")) from error
    left_out = N_("{file} is left out: of several files in a ZIP those that end in .txt are read.")
    broken = N_("{file}: bytes that are not text are shown as �")
    faults = [
        *((0, Sentence(left_out, file=each.filename)) for each in entries if each not in texts),
        *((0, Sentence(broken, file=name)) for name, one in read.items() if one.faults),
    ]
    first = next(iter(read.values()))
    columns = {"file": list(read), "text": [one.text for one in read.values()]}
    sure = all(one.sure for one in read.values())
    return columns, "zip", first.encoding, sure, "", True, faults


def _is_handed_in(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a file of a person's, and not one that a system put beside it."""
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not entry.is_dir() and not hidden
