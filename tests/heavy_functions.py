"""What the tests of heavy work run in a child."""

import os
import signal
import time


def process(go_on):
    return os.getpid(), os.nice(0)


def steps(number, go_on):
    """Counts up; what it has by the time it is stopped."""
    for step in range(number):
        if not go_on(step / number):
            return step
        time.sleep(0.02)
    return number


def deaf(go_on):
    time.sleep(600)


def die(go_on):
    os.kill(os.getpid(), signal.SIGKILL)


def grow(go_on):
    return len([b"a" * 1_000_000 for _part in range(5_000)])


def loop(go_on):
    while True:
        pass


def fail(go_on):
    raise LookupError("a mistake of ours")


def unplain(go_on):
    return {1, 2}, os.stat_result


def turn(value, go_on):
    return value


class Loads:
    """Takes memory when it is made again."""

    def __reduce__(self):
        return bytes, (3_000_000_000,)
