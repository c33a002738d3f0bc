"""Models are built while nothing computes.

transformers builds a model under torch's default dtype, which it sets to that of the checkpoint and
which is one for all threads: whatever computes meanwhile would compute in another dtype, and two
that build at once leave the wrong one behind. So steps of runs share this time, and who builds has
it alone.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from transformers import modeling_utils

_changed = threading.Condition()
_computing: dict[int, int] = {}
"""Threads that are within a step, with how deep."""
_builder: list[int] = []
"""The thread that builds, once for each model within a model."""


@contextmanager
def computing() -> Iterator[None]:
    """A step of a run, which waits while another thread builds a model."""
    _begin()
    try:
        yield
    finally:
        _end()


@contextmanager
def pausing() -> Iterator[None]:
    """Within a step a time in which nothing is computed."""
    _end()
    try:
        yield
    finally:
        _begin()


def _begin() -> None:
    here = threading.get_ident()
    with _changed:
        _changed.wait_for(lambda: not _builder or _builder[0] == here)
        _computing[here] = _computing.get(here, 0) + 1


def _end() -> None:
    here = threading.get_ident()
    with _changed:
        _computing[here] -= 1
        if not _computing[here]:
            del _computing[here]
        _changed.notify_all()


@contextmanager
def _alone() -> Iterator[None]:
    here = threading.get_ident()
    with _changed:
        _changed.wait_for(lambda: not _builder or _builder[0] == here)
        _builder.append(here)
        _changed.wait_for(lambda: not set(_computing) - {here})
    try:
        yield
    finally:
        with _changed:
            _builder.pop()
            _changed.notify_all()


def hold() -> None:
    """Have models built alone from now on."""
    set_dtype = modeling_utils.local_torch_dtype

    @contextmanager
    def local_torch_dtype(*arguments: Any, **named: Any) -> Iterator[None]:
        with _alone(), set_dtype(*arguments, **named):
            yield

    modeling_utils.__dict__["local_torch_dtype"] = local_torch_dtype
