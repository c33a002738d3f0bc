"""Many files in one, and tables of texts: unpacked and read in the sandbox, with limits."""

import csv
import io
import zipfile

import sandbox
from i18n import N_, Problem

MOST_UNPACKED = 200_000_000
"""Bytes that a ZIP may hold when it is unpacked."""
MOST_COLUMNS, MOST_ROWS = 200, 200_000


def unpacked(name: str, data: bytes, most: int) -> list[tuple[str, bytes]]:
    """The files in a ZIP of that name, each with its own, at most so many.

    Raises `i18n.Problem` for what is no ZIP, is damaged, or holds too much.
    """
    return sandbox.run(_unpacked, data, name, most)


def _unpacked(data: bytes, name: str, most: int) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            check_count(len(entries), most)
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Problem(N_("Unpacked, this ZIP is too large: hand in fewer files."))
            return [(entry.filename, _content(archive, entry)) for entry in entries]
    except (Problem, MemoryError):
        raise
    except Exception as error:  # zlib, lzma and the format itself raise nearly everything
        raise Problem(N_("{name} is no ZIP file that can be read."), name=name) from error


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        return file.read(entry.file_size)  # no more than the header says, which was added up


def check_count(count: int, most: int) -> None:
    """Raise `i18n.Problem` where there are more files than can be run at once."""
    if count > most:
        raise Problem(
            N_("There are {count} files; {most} can be run at once: hand in fewer."),
            count=count,
            most=most,
        )


def texts(data: bytes) -> dict[str, list[str]]:
    """The columns of a CSV table in UTF-8, all cells as text.

    Raises `i18n.Problem` for what is none, or has too many columns or rows.
    """
    return sandbox.run(_texts, data)


def _texts(data: bytes) -> dict[str, list[str]]:
    import pandas as pd  # not needed for anything else here

    try:
        names = next(csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig")), [])
        _check_size(
            len(names),
            MOST_COLUMNS,
            N_("This table has {count:,} columns; {most:,} can be read: leave out some."),
        )
        rows = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, nrows=MOST_ROWS + 1)
        _check_size(len(rows), MOST_ROWS, N_("This table has more than {most:,} rows: split it."))
        return {str(name): rows[name].astype(str).tolist() for name in rows}
    except (Problem, MemoryError):
        raise
    except Exception as error:
        raise Problem(N_("This file is no CSV table in UTF-8 that can be read.")) from error


def _check_size(count: int, most: int, sentence: str) -> None:
    if count > most:
        raise Problem(sentence, count=count, most=most)
