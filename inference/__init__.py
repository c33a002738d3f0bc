"""Run a transformers pipeline on the best device of this machine, and know what it cost.

    import inference

    pipe = inference.load("sentiment-analysis")
    run = inference.run(pipe, ["我喜欢打游戏。", "我讨厌吃苦瓜。"])
    run.output, run.seconds, run.device, run.added_memory_bytes

`tasks()` answers without torch; it and transformers are imported with the first device or
pipeline that is asked for.
"""

import gc
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .cards import held_out, independent, language
from .task import Example, Input, Option, Task
from .tasks import task, tasks

if TYPE_CHECKING:
    from .engine import Device, Pipe, Run, devices, load, run
    from .media import Audio, open_audio, open_image, open_video

__all__ = [
    "Audio",
    "Device",
    "Example",
    "Input",
    "Option",
    "Pipe",
    "Run",
    "Task",
    "devices",
    "held_out",
    "independent",
    "language",
    "load",
    "open_audio",
    "open_image",
    "open_video",
    "run",
    "task",
    "tasks",
]

_MEDIA = {"Audio", "open_audio", "open_image", "open_video"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _MEDIA:
        from . import media

        return getattr(media, name)
    return getattr(_engine(), name)


@cache
def _engine() -> ModuleType:
    """The module that torch and transformers come with.

    Importing them makes hundreds of thousands of objects that stay. The garbage collector would
    walk them again and again meanwhile, a fifth of the first start, and then after every rerun of
    a Streamlit page: it is paused, and told to leave alone what is there.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        from . import engine
    finally:
        if collecting:
            gc.enable()
    gc.freeze()
    return engine
