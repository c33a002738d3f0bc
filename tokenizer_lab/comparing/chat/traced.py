"""A text that knows where its characters came from, whatever a template does to it.

A template cuts, strips, replaces and joins what it is given. `Traced` does what `str` does, and
keeps, of each stretch of characters, from which source and which place of it it came. What cannot
be followed, such as JSON or capitals, is a text without a source.
"""

from collections.abc import Iterable, Iterator
from operator import index
from typing import Any, SupportsIndex

Run = tuple[int, int, int, int]
"""Characters from start to end, the number of their source, and where in it they begin."""


class Traced(str):
    """A text with its runs, in order and without overlap."""

    __slots__ = ("_runs",)
    _runs: tuple[Run, ...]

    def __new__(cls, text: str = "", runs: Iterable[Run] = ()) -> "Traced":
        self = super().__new__(cls, text)
        self._runs = tuple(runs)
        return self

    def __str__(self) -> str:
        return self

    def _part(self, start: int, end: int) -> "Traced":
        runs = [
            (max(first, start) - start, min(last, end) - start, source, at + max(start - first, 0))
            for first, last, source, at in self._runs
            if start < end and first < end and last > start
        ]
        return Traced(str.__getitem__(self, slice(start, end)), runs)

    def _parts(self, pieces: list[str], gap: int | None) -> list[str]:
        """`pieces` of this text in order, `gap` characters apart, or with spaces between."""
        parts, at = [], 0
        for piece in pieces:
            at = self.find(piece, at) if gap is None else at
            parts.append(self._part(at, at + len(piece)))
            at += len(piece) + (gap or 0)
        return list(parts)

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        if isinstance(key, slice):
            start, end, step = key.indices(len(self))
            return self._part(start, max(start, end)) if step == 1 else str.__getitem__(self, key)
        str.__getitem__(self, key)
        at = index(key) % len(self)
        return self._part(at, at + 1)

    def __iter__(self) -> Iterator[str]:
        return (self._part(at, at + 1) for at in range(len(self)))

    def __add__(self, other: Any) -> Any:
        return joined((self, other)) if isinstance(other, str) else NotImplemented

    def __radd__(self, other: Any) -> Any:
        return joined((other, self)) if isinstance(other, str) else NotImplemented

    def __mul__(self, times: SupportsIndex) -> str:
        return joined([self] * index(times))

    __rmul__ = __mul__

    def strip(self, chars: str | None = None) -> str:
        core = str.strip(self, chars)
        start = len(self) - len(str.lstrip(self, chars))
        return self._part(start, start + len(core))

    def lstrip(self, chars: str | None = None) -> str:
        return self._part(len(self) - len(str.lstrip(self, chars)), len(self))

    def rstrip(self, chars: str | None = None) -> str:
        return self._part(0, len(str.rstrip(self, chars)))

    def removeprefix(self, prefix: str) -> str:
        return self[len(prefix) :] if self.startswith(prefix) else self

    def removesuffix(self, suffix: str) -> str:
        return self[: len(self) - len(suffix)] if self.endswith(suffix) else self

    def split(self, sep: str | None = None, maxsplit: SupportsIndex = -1) -> list[str]:
        return self._parts(str.split(self, sep, maxsplit), None if sep is None else len(sep))

    def rsplit(self, sep: str | None = None, maxsplit: SupportsIndex = -1) -> list[str]:
        return self._parts(str.rsplit(self, sep, maxsplit), None if sep is None else len(sep))

    def splitlines(self, keepends: bool = False) -> list[str]:
        whole = self._parts(str.splitlines(self, keepends=True), 0)
        bare = str.splitlines(self, keepends)
        return [part[: len(line)] for part, line in zip(whole, bare)]

    def partition(self, sep: str) -> tuple[str, str, str]:
        return self._three(str.partition(self, sep))

    def rpartition(self, sep: str) -> tuple[str, str, str]:
        return self._three(str.rpartition(self, sep))

    def _three(self, parts: tuple[str, str, str]) -> tuple[str, str, str]:
        before, sep, after = self._parts(list(parts), 0)
        return before, sep, after

    def replace(self, old: str, new: str, count: SupportsIndex = -1) -> str:
        if not old:
            return str.replace(self, old, new, count)
        return between(new, self.split(old, count))

    def join(self, parts: Iterable[str]) -> str:
        return between(self, parts)


def joined(parts: Iterable[str]) -> str:
    """`"".join(parts)`, traced where one of them is."""
    parts = list(parts)
    runs: list[Run] = []
    at = 0
    for part in parts:
        for first, last, source, place in getattr(part, "_runs", ()):
            begin, end, known, begun = runs[-1] if runs else (0, -1, -1, 0)
            if end == at + first and known == source and begun + end - begin == place:
                runs[-1] = begin, at + last, source, begun
            else:
                runs.append((at + first, at + last, source, place))
        at += len(part)
    text = "".join(parts)
    return Traced(text, runs) if runs else text


def between(separator: str, parts: Iterable[str]) -> str:
    """`separator.join(parts)`, traced where one of them is."""
    spread = [each for part in parts for each in (separator, part)]
    return joined(spread[1:])


def runs_of(text: str) -> tuple[Run, ...]:
    """Where the characters of a text came from; those that no run holds came from no source."""
    return text._runs if isinstance(text, Traced) else ()
