"""What transformers' own documentation says of the fields of a configuration."""

import re
from functools import lru_cache

ENTRY = re.compile(r"^( *)(\w+) \(.*\):\s*(.*)$")
"""A field as docstrings of configurations begin it: "    hidden_size (`int`, …):"."""


@lru_cache(maxsize=1_000)
def documentation(kind: type) -> dict[str, str]:
    """The fields that a class of configurations and those it stands on describe, each with its
    description in one line, in the English of its docstrings."""
    found: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        found |= _entries(each.__doc__ or "")
    return found


def _entries(docstring: str) -> dict[str, str]:
    entries: dict[str, list[str]] = {}
    indent, lines = 0, None
    for line in docstring.splitlines():
        begins = ENTRY.match(line)
        if begins and (lines is None or len(begins[1]) <= indent):
            indent, lines = len(begins[1]), entries.setdefault(begins[2], [])
            lines.append(begins[3])
        elif line.strip() and lines is not None:
            if len(line) - len(line.lstrip()) <= indent:
                lines = None  # the list of fields is over
            else:
                lines.append(line.strip())
    return {name: " ".join(filter(None, lines)) for name, lines in entries.items()}
