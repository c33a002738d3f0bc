"""What goes between the server and a child: a question, and an answer of plain values alone."""

import pickle
from dataclasses import dataclass
from typing import IO, Any

from i18n import Problem, Sentence


@dataclass(frozen=True)
class Limits:
    """What a call may take: bytes of memory, seconds of computing, seconds in all.

    Memory is what the child may allocate beyond what it has when it is asked; it is limited on
    Linux alone, as other systems do not hold a process to it. `written` are the bytes of a file
    that work may write; what opens untrusted bytes writes none.
    """

    memory: int = 1_000_000_000
    cpu: int = 4
    seconds: float = 15.0
    written: int = 0
    stopping: float = 5.0


@dataclass(frozen=True)
class Question:
    """A function of ours by its place, and what it is called with."""

    module: str
    function: str
    arguments: tuple[Any, ...] | bytes
    """Pickled where they are to be made within the limits, as work's are."""
    limits: Limits
    works: bool = False
    """Whether it is work: after others, and with a `go_on` to ask."""


class _Plain(pickle.Unpickler):
    """Reads numbers, texts, bytes and containers of them. A pickle that names anything else,
    which could be called, is refused: a library that was led astray may have written it."""

    def find_class(self, module: str, name: str) -> Any:
        raise TypeError(f"no plain value: {module}.{name}")


def plain(file: IO[bytes]) -> Any:
    """The next plain value in `file`. Raises TypeError for any other, and EOFError or
    `pickle.UnpicklingError` where it ends before."""
    return _Plain(file).load()


def taken_apart(said: Problem | Sentence) -> tuple[str, dict[str, Any], list[Any]]:
    """A problem or a sentence as plain values: its template, its values, its details."""
    sentence, details = (said.sentence, said.details) if isinstance(said, Problem) else (said, ())
    values = {name: _value(value) for name, value in sentence.values.items()}
    return sentence.template, values, [taken_apart(detail) for detail in details]


def _value(value: object) -> Any:
    if isinstance(value, Sentence):
        return taken_apart(value)
    return value if isinstance(value, (int, float, str)) else str(value)


def _sentence(template: str, values: dict[str, Any], _details: list[Any]) -> Sentence:
    known = {
        name: _sentence(*value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }
    return Sentence(template, **known)


def put_together(template: str, values: dict[str, Any], details: list[Any]) -> Problem:
    """The problem that `taken_apart` has written."""
    sentence = _sentence(template, values, [])
    return Problem(
        template, details=tuple(_sentence(*detail) for detail in details), **sentence.values
    )
