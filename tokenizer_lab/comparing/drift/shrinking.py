"""The smallest text that still shows something, found by leaving out what is not needed."""

from collections.abc import Callable


def smallest(text: str, shows: Callable[[str], bool]) -> str:
    """A part of `text`, which `shows` it, from which no character can be dropped.

    Halves, quarters and ever smaller parts are left out as long as the rest still shows it: delta
    debugging, the algorithm ddmin of Zeller and Hildebrandt, "Simplifying and Isolating
    Failure-Inducing Input" (IEEE Transactions on Software Engineering 28/2, 2002), by its
    complements. At most about the square of the length of calls, mostly a few times the length.
    """
    parts = 2
    while text:
        step = -(-len(text) // parts)
        for start in range(0, len(text), step):
            rest = text[:start] + text[start + step :]
            if shows(rest):
                text, parts = rest, max(parts - 1, 2)
                break
        else:
            if step == 1:
                break
            parts = min(2 * parts, len(text))
    return text
