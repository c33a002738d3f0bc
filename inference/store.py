"""Loaded pipelines under a byte budget, and the jobs that take turns on them.

    from inference.job import Loaded
    from inference.store import Store

    store = Store()
    job = store.submit(Loaded("text-generation"), "In the beginning", max_new_tokens=400)
    job.state, job.place.at, job.text     # while it waits or runs, from any thread
    job.stop()
    job.wait()
    job.run.output

Pages have theirs in another process: see `inference.process`.
"""

import gc
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Literal

import torch
import transformers

from . import Pipe, building, load, run
from .adapters import loaded_from
from .device import choose
from .engine import problem_of
from .job import Job, Loaded
from .tasks import task as find
from .turns import MOST, Stopped, Turn, Turns, check_count
from .weights import weight_bytes

SLOTS = 2
"""Runs that compute at the same time; the others take turns with them."""

BUDGET = 0.5
"""Share of a device's memory that loaded pipelines may take."""


class Store:
    """Pipelines that are loaded, the least recently used first, and the jobs on them.

    `budget_bytes` is what their weights may take together, by default half of the memory of
    the device. What does not fit is released before the next is loaded, never after; a job waits
    while what is in use leaves it no room.
    """

    def __init__(self, budget_bytes: int | None = None, slots: int = SLOTS, most: int = MOST):
        self.budget_bytes, self.most = budget_bytes, most
        self._pipes: OrderedDict[Loaded, Pipe] = OrderedDict()
        self._users: Counter[Loaded] = Counter()
        self._loading: Loaded | None = None
        self._turns = Turns(slots)
        self._changed = self._turns.changed

    def submit(
        self,
        loaded: Loaded,
        inputs: Any,
        visitor: Hashable = None,
        when_over: Callable[[], None] = lambda: None,
        when_written: Callable[[], None] = lambda: None,
        **options: Any,
    ) -> Job:
        """Have a run take its turns. Raises `i18n.Problem` where there are too many."""
        with self._changed:
            check_count(self._turns, self.most, visitor)
            turn = self._turns.join(visitor, loaded, lambda: self._begin(loaded))
            job = Job(loaded, inputs, options, turn.place, when_written=when_written)
            job.when_stopped = lambda: self._stop(job, turn, when_over)
        name = f"run-{turn.came}"
        threading.Thread(
            target=self._carry_out, args=(job, turn, when_over), daemon=True, name=name
        ).start()
        return job

    def loaded(self) -> dict[Loaded, int]:
        """What is loaded now, with the bytes that its weights take."""
        with self._changed:
            return {key: pipe.memory_bytes for key, pipe in self._pipes.items()}

    def release(self) -> None:
        """Let go of every pipeline that nobody uses."""
        with self._changed:
            for key in [key for key in self._pipes if not self._users[key]]:
                del self._pipes[key]
        collect_garbage()

    def _begin(self, loaded: Loaded) -> Literal["now", "later", "no room"]:
        """Whether a job can begin: then its pipeline is in use, or about to be loaded."""
        if loaded not in self._pipes:
            if self._loading:
                return "later"
            if not self._make_room(loaded):
                return "no room"
            self._loading = loaded
        self._users[loaded] += 1
        return "now"

    def _make_room(self, loaded: Loaded) -> bool:
        """Release pipelines, the least recently used first, until one more fits, if it can."""
        device = choose(loaded.device)
        budget = self.budget_bytes or int(device.memory_total * BUDGET)
        source = loaded.checkpoint or find(loaded.task).checkpoint
        coming = weight_bytes(loaded_from(Path(source))) if source and Path(source).is_dir() else 0
        while self._pipes and coming + self._bytes > budget:
            idle = next((key for key in self._pipes if not self._users[key]), None)
            if idle is None:
                return False
            del self._pipes[idle]
        return True

    @property
    def _bytes(self) -> int:
        return sum(pipe.memory_bytes for pipe in self._pipes.values())

    def _carry_out(self, job: Job, turn: Turn, when_over: Callable[[], None]) -> None:
        try:
            self._run(job, turn)
        except Stopped:
            pass
        except BaseException as error:  # a panic of a library in Rust is no Exception
            job.problem = problem_of(error)
        with self._changed:
            if turn.begun:
                self._users[job.loaded] -= 1
            self._turns.end(turn)
        if job.problem and job.state == "loading":
            collect_garbage()
        job.finish("failed" if job.problem else "stopped" if job.stopped else "done")
        when_over()

    def _stop(self, job: Job, turn: Turn, when_over: Callable[[], None]) -> None:
        self._turns.stop(turn)
        if job.state == "loading":  # which nothing breaks off: its pipeline is there for others
            job.finish("stopped")
            when_over()

    def _run(self, job: Job, turn: Turn) -> None:
        with turn:
            pipe = self._pipe(job)
        _run(job, pipe, turn)

    def _pipe(self, job: Job) -> Pipe:
        """The pipeline of a job that has begun."""
        job.state = "loading"
        with self._changed:
            if pipe := self._pipes.get(job.loaded):
                self._pipes.move_to_end(job.loaded)
                return pipe
        pipe = None
        try:
            collect_garbage()  # what was released to make room
            pipe = load(**vars(job.loaded))
            return pipe
        finally:
            with self._changed:
                self._loading = None
                if pipe:
                    self._pipes[job.loaded] = pipe
                self._turns.grant()


def _run(job: Job, pipe: Pipe, turn: Turn) -> None:
    job.trained, job.load_seconds = pipe.trained, pipe.load_seconds
    job.memory_bytes = pipe.memory_bytes
    job.dtype = str(pipe.pipeline.dtype).removeprefix("torch.")
    job.state = "running"
    job.run = run(
        pipe,
        job.inputs,
        progress=job.progress,
        stopped=lambda: job.stopped,
        turn=turn,
        **_hooks(job, pipe, turn),
        **job.options,
    )


def _hooks(job: Job, pipe: Pipe, turn: Turn) -> dict[str, Any]:
    """Arguments of `generate` that show a text while it is written and end it on Stop."""
    if not pipe.task.streams:
        return {}
    hooks: dict[str, Any] = {"stopping_criteria": [_Stop(job, turn)]}
    if job.options.get("num_beams", 1) == 1:
        hooks["streamer"] = _Streamer(job, pipe.pipeline.tokenizer)
    return hooks


class _Stop(transformers.StoppingCriteria):
    def __init__(self, job: Job, turn: Turn):
        self.job, self.turn = job, turn

    @property
    def stopped(self) -> bool:
        """Whether no other text is wanted either."""
        return self.job.stopped

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        with building.pausing():
            self.turn.let_pass()  # a text may be long: others go on between its tokens
        return torch.full((len(input_ids),), self.job.stopped, device=input_ids.device)


class _Streamer(transformers.TextStreamer):
    def __init__(self, job: Job, tokenizer: Any):
        super().__init__(tokenizer, skip_prompt=True, skip_special_tokens=True)
        self.job = job

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        self.job.write(text)

    def end(self) -> None:
        super().end()
        self.next_tokens_are_prompt = True  # for the next input of a batch, or sample
        several = self.job.total > 1 or self.job.options.get("num_return_sequences", 1) > 1
        self.job.write("\n" * several)


def collect_garbage() -> None:
    """Free the memory of pipelines that were let go: their parts refer to each other."""
    gc.collect()
    if torch.accelerator.is_available():
        torch.accelerator.empty_cache()
