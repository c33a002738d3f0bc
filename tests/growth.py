"""How work grows with its input, which a busy machine leaves as it is."""

import gc
from collections.abc import Callable
from math import log
from time import process_time


def growth(work: Callable[[int], object], few: int, many: int) -> float:
    """The power of its input with which the processor time of `work(size)` grows.

    Work in proportion to its input gives 1 or less, as some of it is done once; a loop within a
    loop gives 2.
    """
    work(few)  # warm
    return log(_seconds(work, many) / _seconds(work, few)) / log(many / few)


def _seconds(work: Callable[[int], object], size: int) -> float:
    """The least of three, without the garbage collector, which has all else here to look at."""
    taken = []
    for _time in range(3):
        gc.disable()
        start = process_time()
        work(size)
        taken.append(process_time() - start)
        gc.enable()
    return min(taken)
