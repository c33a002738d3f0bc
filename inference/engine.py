"""Load a pipeline, run it, and measure the run."""

import gc
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import psutil
import torch
import transformers
from transformers import pipeline

from i18n import Sentence

from .device import Device, choose, devices
from .task import Task, tasks
from .text_classification import classify

__all__ = ["Device", "Pipe", "Run", "devices", "load", "run"]

# Streamlit collects garbage after every rerun; without this each collection walks the
# hundreds of thousands of objects that torch and transformers made at import.
gc.collect()
gc.freeze()

transformers.logging.set_verbosity_error()

RUNNERS = {"sentiment-analysis": classify}


@dataclass
class Pipe:
    """A loaded pipeline, the device it sits on, and what loading took."""

    task: Task
    checkpoint: str
    device: Device
    pipeline: transformers.Pipeline
    load_seconds: float
    runs: int = 0
    # A fast tokenizer that two threads share gives wrong ids without an error
    # (transformers issue 47085), so a run holds the pipeline to itself.
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Run:
    """One run: its output as plain Python, and what it cost.

    `peak_memory_bytes` counts the memory of tensors on an accelerator; on the CPU it is the
    resident memory of the whole process, sampled while the pipeline ran. `warm` is False
    for the first run after a load, which is slower. `notes` are sentences for the reader.
    """

    output: list
    seconds: float
    device: str
    peak_memory_bytes: int
    warm: bool
    notes: tuple[Sentence, ...] = ()


def load(
    task: str, checkpoint: str | Path | None = None, device: str = "auto", dtype: str = "auto"
) -> Pipe:
    """Load the pipeline of a task, by default on its demo checkpoint and the best device.

    Weights are read from safetensors files only, and code that comes with a checkpoint is
    never run. `dtype` "auto" is the checkpoint's own on an accelerator and float32 on the
    CPU. Raises KeyError for a task that `tasks()` does not list, `i18n.Problem` for a
    device that this machine does not have, and OSError for a checkpoint that is not there.
    """
    described, place = tasks()[task], choose(device)
    if dtype == "auto" and place.name == "cpu":
        dtype = "float32"
    source = str(checkpoint or described.checkpoint)
    start = perf_counter()
    loaded = pipeline(
        task,
        model=source,
        device=place.name,
        dtype=dtype,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )
    return Pipe(described, source, place, loaded, perf_counter() - start)


def run(pipe: Pipe, inputs, **options) -> Run:
    """Run a loaded pipeline once, alone on it.

    What `inputs` and `output` are depends on the task; see its module. Raises
    `i18n.Problem` for inputs that the task cannot take.
    """
    with pipe.lock, _memory_watched(pipe.device.name) as memory, torch.inference_mode():
        start = perf_counter()
        output, notes = RUNNERS[pipe.task.name](pipe.pipeline, inputs, **options)
        seconds = perf_counter() - start
        warm, pipe.runs = pipe.runs > 0, pipe.runs + 1
    device = str(pipe.pipeline.model.device)
    return Run(output, seconds, device, memory.peak, warm, tuple(notes))


class _Memory:
    peak = 0


@contextmanager
def _memory_watched(device: str):
    memory = _Memory()
    if device != "cpu":
        torch.accelerator.reset_peak_memory_stats(device)
        yield memory
        memory.peak = torch.accelerator.max_memory_allocated(device)
        return
    process, done = psutil.Process(), threading.Event()

    def sample():
        while True:
            memory.peak = max(memory.peak, process.memory_info().rss)
            if done.wait(0.005):
                return

    sampler = threading.Thread(target=sample, daemon=True)
    sampler.start()
    try:
        yield memory
    finally:
        done.set()
        sampler.join()
