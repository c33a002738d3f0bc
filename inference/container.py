"""The memory that a container allows: the limits of its control groups.

In a container the system states the memory of the whole machine, and a process that takes more
than its group may is ended. Source: the kernel's `Documentation/admin-guide/cgroup-v2.rst` and
`cgroup-v1/memory.rst`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GROUPS, OWN = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


@dataclass(frozen=True)
class _Files:
    limit: str
    used: str
    cache: str
    """What `memory.stat` calls the cache of files that is given back when memory is short."""


_VERSION_2 = _Files("memory.max", "memory.current", "inactive_file")
_VERSION_1 = _Files("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def limits(groups: Path = GROUPS, own: Path = OWN) -> list[tuple[int, int]]:
    """For every group around this process that has a limit of memory: (the limit, what is free).

    Both in bytes; empty where there is no limit.
    """
    found = []
    for folder, files in _folders(groups, own):
        limit = _number(folder / files.limit)
        if limit is not None:
            used = (_number(folder / files.used) or 0) - _cache(folder, files)
            found.append((limit, max(0, limit - used)))
    return found


def _folders(groups: Path, own: Path) -> Iterator[tuple[Path, _Files]]:
    """The folders of this process's groups, the innermost first, and what their files are called.

    Within a container its own group is often the root of what is mounted there.
    """
    try:
        lines = own.read_text().splitlines()
    except OSError:  # no Linux
        return
    for line in lines:
        _number_of_hierarchy, controllers, path = line.split(":", 2)
        version_2 = not controllers
        if not version_2 and "memory" not in controllers.split(","):
            continue
        root = groups if version_2 else groups / "memory"
        inner = root / path.lstrip("/")
        for folder in (inner, *inner.parents):
            yield folder, _VERSION_2 if version_2 else _VERSION_1
            if folder == root:
                break


def _number(file: Path) -> int | None:
    """What a file states, in bytes; None where there is none, or it states no limit."""
    try:
        stated = file.read_text().strip()
    except OSError:
        return None
    return int(stated) if stated.isdecimal() else None


def _cache(folder: Path, files: _Files) -> int:
    try:
        lines = (folder / "memory.stat").read_text().splitlines()
    except OSError:
        return 0
    stated = dict(line.split() for line in lines)
    return int(stated.get(files.cache, 0))
