"""Where a run is carried out: in the process of this machine, or at an endpoint."""

from typing import Any

from . import process, remote
from .job import REMOTE, Job, Loaded


def submit(loaded: Loaded, inputs: Any, visitor: Any = None, **options: Any) -> Job:
    """Have a run take its turns where its device is.

    Raises `i18n.Problem` where an endpoint is asked for and there is none, or too many runs wait.
    """
    if loaded.device == REMOTE:
        return remote.needed().submit(loaded, inputs, visitor, **options)
    return process.store().submit(loaded, inputs, visitor, **options)
