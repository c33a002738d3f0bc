"""What the tests of the sandbox run in a child."""

import os
import sys
import time
from collections import Counter

from i18n import N_, Problem, Sentence

IN_CHILDREN = ("wave",)


def has_what_it_needs(data):
    return "wave" in sys.modules


def length(data):
    return len(data)


def process(data):
    return os.getpid()


def environment(data):
    return dict(os.environ)


def grow(data):
    return len([b"a" * 1_000_000 for _part in range(5_000)])


def abort(data):
    os.abort()


def loop(data):
    while True:
        pass


def sleep(data):
    time.sleep(600)


def slow(data):
    time.sleep(2)
    return len(data)


def fail(data):
    raise LookupError("no such part\nand more")


def problem(data):
    inner = Sentence(N_("{name} is empty"), name="a file")
    raise Problem(N_("Read {count}: {inner}"), details=(inner,), count=3, inner=inner)


def foreign(data):
    return Counter(data)


def large(data):
    return bytes(150_000_000)


def write(path):
    with open(path, "wb") as file:
        file.write(b"a" * 100_000)
