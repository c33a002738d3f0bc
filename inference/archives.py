"""Many files in one: unpacked in the sandbox, with limits."""

import io
import zipfile

import sandbox
from i18n import N_, Problem

MOST_UNPACKED = 200_000_000
"""Bytes that a ZIP may hold when it is unpacked."""


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
