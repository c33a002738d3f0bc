"""Untrusted bytes are opened and long work is done elsewhere: in child processes with limits.

    from sandbox import Limits, run, work

    width, height = run(size_of_picture, data)
    run(read_table, data, ",", limits=Limits(memory=200_000_000))
    counts = work(count_words, texts, go_on=show_progress)

A library that reads what a visitor hands in may take all memory, never end, or end its process
where no `except` helps. `run` calls a function on the bytes in a child, which any of this ends
instead of the server, and hands back what it returns or raises `i18n.Problem`. `work` calls one
that takes long in a child of its own, which reports how much is done and can be stopped.
"""

from .heavy import HEAVY, Ended, GoOn, stopped, work
from .pool import Busy, run
from .protocol import Limits

__all__ = ["HEAVY", "Busy", "Ended", "GoOn", "Limits", "run", "stopped", "work"]
