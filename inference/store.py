"""Loaded pipelines under a byte budget, and the queue of jobs that run on them.

from inference.store import Loaded, store

job = store().submit(Loaded("text-generation"), "In the beginning", max_new_tokens=400)
job.place, job.state, job.text     # while it waits or runs, from any thread
job.stop()
job.wait()
job.run.output
"""

import gc
import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import torch
import transformers

from i18n import N_, Problem

from . import Pipe, Run, load, run
from .checkpoints import weight_bytes
from .device import choose
from .tasks import task as find

WORKERS, WAITING = 2, 32
"""Jobs that run at a time, and that may wait; one job more is refused."""

BUDGET = 0.5
"""Share of a device's memory that loaded pipelines may take."""


@dataclass(frozen=True)
class Loaded:
    """What `inference.load` is called with: the identity of a loaded pipeline."""

    task: str
    checkpoint: str | None = None
    device: str = "auto"
    dtype: str = "auto"
    revision: str | None = None
    compile: bool = False


@dataclass(eq=False)
class Job:
    """One run that is asked for: its state, what it has written so far, and its result.

    It is a job as `ui.job.Job` describes it. `text` grows while a model writes; `done` of `total`
    inputs are finished; `total` is 0 until the first is. A stopped job has a `run` of what was
    finished before. `problem` says why it failed. The pipeline was loaded in `load_seconds`,
    maybe for an earlier job.
    """

    loaded: Loaded
    inputs: Any
    options: dict[str, Any]
    store: "Store"
    state: Literal["waiting", "loading", "running", "done", "stopped", "failed"] = "waiting"
    text: str = ""
    done: int = 0
    total: int = 0
    run: Run | None = None
    problem: Problem | None = None
    trained: bool = True
    load_seconds: float = 0.0
    memory_bytes: int = 0
    dtype: str = ""
    _stop: threading.Event = field(default_factory=threading.Event)
    _end: threading.Event = field(default_factory=threading.Event)

    @property
    def place(self) -> int:
        """Jobs before this one in the queue, and itself; 0 when it is no longer waiting."""
        return self.store.place(self)

    @property
    def over(self) -> bool:
        return self._end.is_set()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask it to end: a text after the next token, a batch after the next input."""
        self._stop.set()
        self.store.forget(self)

    def wait(self, seconds: float | None = None) -> "Job":
        """Wait until it is over, at most `seconds`."""
        self._end.wait(seconds)
        return self

    def _progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def _finish(self, state: Literal["done", "stopped", "failed"]) -> None:
        self.state = state
        self._end.set()


class Store:
    """Pipelines that are loaded, the least recently used first, and the workers on them.

    `budget_bytes` is what their weights may take together, by default half of the memory of
    the device. What does not fit is released before the next is loaded, never after.
    """

    def __init__(
        self, budget_bytes: int | None = None, workers: int = WORKERS, waiting: int = WAITING
    ):
        self.budget_bytes, self.waiting = budget_bytes, waiting
        self._pipes: OrderedDict[Loaded, Pipe] = OrderedDict()
        self._users: dict[Loaded, int] = {}
        self._loading = threading.Lock()
        self._changed = threading.Condition()
        self._queue: deque[Job] = deque()
        for number in range(workers):
            threading.Thread(target=self._work, daemon=True, name=f"inference-{number}").start()

    def submit(self, loaded: Loaded, inputs: Any, **options: Any) -> Job:
        """Queue a run. Raises `i18n.Problem` where too many are waiting."""
        job = Job(loaded, inputs, options, self)
        with self._changed:
            if len(self._queue) >= self.waiting:
                raise Problem(
                    N_("{count} runs are waiting already: try again in a while."),
                    count=len(self._queue),
                )
            self._queue.append(job)
            self._changed.notify_all()
        return job

    def place(self, job: Job) -> int:
        with self._changed:
            return self._queue.index(job) + 1 if job in self._queue else 0

    def forget(self, job: Job) -> None:
        """Take a job that has not begun out of the queue."""
        with self._changed:
            if job in self._queue:
                self._queue.remove(job)
                job._finish("stopped")

    @contextmanager
    def using(self, loaded: Loaded) -> Iterator[Pipe]:
        """The pipeline, loaded if need be; it is not released before the block ends."""
        with self._loading:
            pipe = self._pipes.get(loaded)
            if pipe is None:
                self._make_room(loaded)
                pipe = load(**vars(loaded))
            with self._changed:
                self._pipes[loaded] = pipe
                self._pipes.move_to_end(loaded)
                self._users[loaded] = self._users.get(loaded, 0) + 1
        try:
            yield pipe
        finally:
            del pipe
            with self._changed:
                self._users[loaded] -= 1
                self._changed.notify_all()

    def loaded(self) -> dict[Loaded, int]:
        """What is loaded now, with the bytes that its weights take."""
        with self._changed:
            return {key: pipe.memory_bytes for key, pipe in self._pipes.items()}

    def release(self) -> None:
        """Let go of every pipeline that nobody uses."""
        with self._changed:
            for key in [key for key in self._pipes if not self._users.get(key)]:
                del self._pipes[key]
        collect_garbage()

    def _make_room(self, loaded: Loaded) -> None:
        """Release pipelines, the least recently used first, until one more fits."""
        device = choose(loaded.device)
        budget = self.budget_bytes or int(device.memory_total * BUDGET)
        source = loaded.checkpoint or find(loaded.task).checkpoint
        coming = weight_bytes(Path(source)) if source and Path(source).is_dir() else 0
        released = False
        with self._changed:
            while (
                self._pipes
                and coming + sum(pipe.memory_bytes for pipe in self._pipes.values()) > budget
            ):
                idle = next((key for key in self._pipes if not self._users.get(key)), None)
                if idle is None:
                    self._changed.wait()
                    continue
                del self._pipes[idle]
                self._users.pop(idle, None)
                released = True
        if released:
            collect_garbage()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._queue:
                    self._changed.wait()
                job = self._queue.popleft()
            self._carry_out(job)
            del job

    def _carry_out(self, job: Job) -> None:
        try:
            job.state = "loading"
            with self.using(job.loaded) as pipe:
                _run(job, pipe)
        except Exception as error:  # a worker that dies would leave every later job waiting
            job.problem = _problem(error)
        if job.problem and job.state == "loading":
            collect_garbage()  # what was loaded until then
        job._finish("failed" if job.problem else "stopped" if job.stopped else "done")


def _run(job: Job, pipe: Pipe) -> None:
    job.trained, job.load_seconds = pipe.trained, pipe.load_seconds
    job.memory_bytes = pipe.memory_bytes
    job.dtype = str(pipe.pipeline.dtype).removeprefix("torch.")
    job.state = "running"
    job.run = run(
        pipe,
        job.inputs,
        progress=job._progress,
        stopped=job._stop.is_set,
        **_hooks(job, pipe),
        **job.options,
    )


def _problem(error: Exception) -> Problem:
    """What to say of an error, without its traceback: that would keep the pipeline in memory."""
    if not isinstance(error, Problem):
        return Problem(
            N_("The model stopped with an error: {reason}"),
            reason=str(error).strip()[:300] or type(error).__name__,
        )
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error


def _hooks(job: Job, pipe: Pipe) -> dict[str, Any]:
    """Arguments of `generate` that show a text while it is written and end it on Stop."""
    if not pipe.task.streams:
        return {}
    hooks: dict[str, Any] = {"stopping_criteria": [_Stop(job._stop)]}
    if job.options.get("num_beams", 1) == 1:
        hooks["streamer"] = _Streamer(job, pipe.pipeline.tokenizer)
    return hooks


class _Stop(transformers.StoppingCriteria):
    def __init__(self, stop: threading.Event):
        self.stop = stop

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        return torch.full((len(input_ids),), self.stop.is_set(), device=input_ids.device)


class _Streamer(transformers.TextStreamer):
    def __init__(self, job: Job, tokenizer: Any):
        super().__init__(tokenizer, skip_prompt=True, skip_special_tokens=True)
        self.job = job

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        self.job.text += text

    def end(self) -> None:
        super().end()
        self.next_tokens_are_prompt = True  # for the next input of a batch
        self.job.text += "\n" * (self.job.total > 1)


def collect_garbage() -> None:
    """Free the memory of pipelines that were let go: their parts refer to each other."""
    gc.collect()
    if torch.accelerator.is_available():
        torch.accelerator.empty_cache()


@cache
def store() -> Store:
    """The store of this process."""
    return Store()
