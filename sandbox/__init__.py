"""Untrusted bytes are opened elsewhere: in a child process with limits.

    from sandbox import Limits, run

    width, height = run(size_of_picture, data)
    run(read_table, data, ",", limits=Limits(memory=200_000_000))

A library that reads what a visitor hands in may take all memory, never end, or end its process
where no `except` helps. `run` calls a function on the bytes in a child, which any of this ends
instead of the server, and hands back what it returns or raises `i18n.Problem`.
"""

from .pool import run
from .protocol import Limits

__all__ = ["Limits", "run"]
