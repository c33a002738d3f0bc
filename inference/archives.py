"""Many files in one: unpacked in the sandbox, with limits."""

import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import sandbox
from i18n import N_, Problem

MOST_UNPACKED = 200_000_000
"""Bytes that a ZIP may hold when it is unpacked."""


ADDED = {".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".spotlight-v100", ".trashes"}
"""What systems put into folders beside the files of people, in lower case; `._` begins others."""


@dataclass(frozen=True)
class Unpacked:
    """Files with their names, and the names of those left out: `added` are files that a system
    put there, and `others` are of kinds that are not asked for."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def unpacked(name: str, data: bytes, most: int, endings: Collection[str] = ()) -> Unpacked:
    """The files in a ZIP of that name, each with its own, at most so many; `endings`, in lower
    case and without a dot, are those that are asked for, all unless they are given.

    What is left out is not read and does not count. Raises `i18n.Problem` for what is no ZIP, is
    damaged, or holds too much.
    """
    files, added, others = sandbox.run(_unpacked, data, name, most, sorted(endings))
    return Unpacked([tuple(file) for file in files], added, others)


def is_added(name: str) -> bool:
    """Whether a file was put there by a system: `__MACOSX/a/._1.png`, `Thumbs.db`."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part.lower() in ADDED or part.startswith("._") for part in parts)


def _unpacked(
    data: bytes, name: str, most: int, endings: list[str]
) -> tuple[list[tuple[str, bytes]], list[str], list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted, added, others = [], [], []
            for entry in archive.infolist():
                if entry.is_dir():
                    continue
                if is_added(entry.filename):
                    added.append(entry.filename)
                elif endings and _ending(entry.filename) not in endings:
                    others.append(entry.filename)
                else:
                    wanted.append(entry)
            check_count(len(wanted), most)
            if sum(entry.file_size for entry in wanted) > MOST_UNPACKED:
                raise Problem(N_("Unpacked, this ZIP is too large: upload fewer files."))
            files = [(entry.filename, _content(archive, entry)) for entry in wanted]
            return files, added, others
    except (Problem, MemoryError):
        raise
    except Exception as error:  # zlib, lzma and the format itself raise nearly everything
        raise Problem(N_("{name} cannot be read as a ZIP file."), name=name) from error


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix[1:].lower()


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        return file.read(entry.file_size)  # no more than the header says, which was added up


def check_count(count: int, most: int) -> None:
    """Raise `i18n.Problem` where there are more files than can be run at once."""
    if count > most:
        raise Problem(
            N_("There are {count} files; {most} can be run at once: upload fewer."),
            count=count,
            most=most,
        )
