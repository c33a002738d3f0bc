"""Waiting for a state, never for a time."""

from collections.abc import Callable
from time import monotonic, sleep


def until(condition: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Look again and again until the condition holds; fail, and say for `what`, if it does not.

    The seconds are more than a busy machine needs: a test that passes does not spend them.
    """
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, f"waited {seconds} s in vain for {what}"
        sleep(0.01)
