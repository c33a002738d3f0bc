"""Run a transformers pipeline on the best device of this machine, and know what it cost.

    import inference

    pipe = inference.load("sentiment-analysis")
    run = inference.run(pipe, ["我喜欢打游戏。", "我讨厌吃苦瓜。"])
    run.output, run.seconds, run.device, run.peak_memory_bytes

`tasks()` answers without torch; it and transformers are imported with the first device or
pipeline that is asked for.
"""

from .task import Example, Task, held_out, tasks

__all__ = [
    "Device", "Example", "Pipe", "Run", "Task", "devices", "held_out", "load", "run", "tasks",
]  # fmt: skip


def __getattr__(name: str):
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import engine

    return getattr(engine, name)
