"""Checkpoints that a visitor made here: built, trained, converted.

They lie in a folder of the server's for as long as the visit lasts, under names that the server
chose the letters of, and go with it. No one else's page lists them.
"""

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from weakref import WeakSet

from i18n import N_, Problem

from .visit import of_visit

MADE = "made"
MOST_BYTES = 2_000_000_000
"""That all visitors' checkpoints take together."""


class Made:
    """The checkpoints of a visit, by name in the order they were made."""

    def __init__(self) -> None:
        self.folders: dict[str, Path] = {}
        self.bytes = 0
        self._root = TemporaryDirectory(prefix="atlas-made-", ignore_cleanup_errors=True)
        _all.add(self)

    def __len__(self) -> int:
        return len(self.folders)

    def keep(self, name: str, folder: Path) -> str:
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        if sum(each.bytes for each in list(_all)) + size > MOST_BYTES:
            raise Problem(
                N_(
                    "There is no room for another checkpoint on this server now: "
                    "take yours as a ZIP."
                )
            )
        name = self._unused(re.sub(r"[^A-Za-z0-9]+", "-", name)[:60].strip("-") or "checkpoint")
        self.folders[name] = Path(shutil.move(folder, Path(self._root.name) / name))
        self.bytes += size
        return name

    def _unused(self, name: str) -> str:
        names = (name, *(f"{name}-{number}" for number in range(2, len(self) + 2)))
        return next(each for each in names if each not in self.folders)


_all: WeakSet[Made] = WeakSet()


def made_checkpoints() -> dict[str, Path]:
    """The checkpoints that this visitor made, the folder of each by its name, the first first."""
    return dict(of_visit(MADE, Made).folders)


def keep_made(name: str, folder: Path) -> str:
    """Take the finished checkpoint in `folder`, which is moved, among this visitor's; the name
    that it has there.

    Raises `i18n.Problem` where all that visitors made is too large already.
    """
    return of_visit(MADE, Made).keep(name, folder)
