"""Waiting for a state, never for a time."""

from collections.abc import Callable
from time import monotonic, sleep


def until(
    condition: Callable[[], object], what: str, seconds: float = 30, pause: float = 0.01
) -> None:
    """Look again and again, with a pause between, until the condition holds; if it never does,
    fail and say for `what`.

    The seconds are more than a busy machine needs: a test that passes does not spend them.
    """
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, f"waited {seconds} s in vain for {what}"
        sleep(pause)
