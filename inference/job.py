"""What a run on a loaded pipeline is asked with, what it gives, and the job that it is meanwhile.

Nothing here imports torch: a page holds these while models run in another process.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Literal

from i18n import Problem, Sentence

State = Literal["waiting", "loading", "running", "done", "stopped", "failed"]

REMOTE = "remote"
"""The device of a model at an endpoint, whose checkpoints have names and no folders."""


@dataclass(frozen=True)
class Loaded:
    """What `inference.load` is called with: the identity of a loaded pipeline."""

    task: str
    checkpoint: str | None = None
    device: str = "auto"
    dtype: str = "auto"
    revision: str | None = None
    compile: bool = False

    @property
    def folder(self) -> str | None:
        """The checkpoint, where it is on this machine."""
        return None if self.device == REMOTE else self.checkpoint


@dataclass(frozen=True)
class Run:
    """One run: its output as plain Python, an entry an input, and what it cost.

    `places` says which inputs the entries of `output` belong to: all of them, or, of a run that
    was stopped, those that were finished. `problems` has those that could not be answered, by
    place, with the reason.

    `seconds` is what computing took, without waiting for the turns of others.
    `added_memory_bytes` is what the run took at most on top of the loaded model: memory of tensors
    on an accelerator; on the CPU the growth of the process, sampled while it computed. `warm` is
    False for the first run after a load, which is slower. `first_seconds` is what that one took
    where it was asked the very same, else 0. `notes` are sentences for the reader. A run at an
    endpoint says what its time was `spent` on.
    """

    output: list[Any]
    seconds: float
    device: str
    added_memory_bytes: int
    warm: bool
    first_seconds: float
    places: tuple[int, ...]
    problems: dict[int, Problem] = field(default_factory=dict)
    notes: tuple[Sentence, ...] = ()
    spent: "Spent | None" = None

    @property
    def per_second(self) -> float:
        """Inputs a second."""
        return len(self.output) / self.seconds


@dataclass(frozen=True)
class Spent:
    """Seconds of a run at an endpoint: waiting for others there, on the network, in the model, and
    the whole; all but the whole are 0 where the endpoint does not say them."""

    waiting: float = 0.0
    network: float = 0.0
    model: float = 0.0
    whole: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        mine, theirs = vars(self), vars(other)
        return Spent(**{name: mine[name] + theirs[name] for name in mine})


@dataclass
class Place:
    """Where one stands that waits: at 2 of 5 say; 0 of 0 when it waits no longer."""

    at: int = 0
    of: int = 0


@dataclass(eq=False)
class Job:
    """One run that is asked for: its state, what it has written so far, and its result.

    It is a job as `ui.job.Job` describes it. `text` grows while a model writes; `done` of `total`
    inputs are finished; `total` is 0 until the first is. While it waits it has a `place`. A stopped
    job has a `run` of what was finished before. `problem` says why it failed. The pipeline
    was loaded in `load_seconds`, maybe for an earlier job.
    """

    loaded: Loaded
    inputs: Any
    options: dict[str, Any]
    place: Place = field(default_factory=Place)
    when_stopped: Callable[[], None] = lambda: None
    when_written: Callable[[], None] = lambda: None
    state: State = "waiting"
    text: str = ""
    done: int = 0
    total: int = 0
    run: Run | None = None
    problem: Problem | None = None
    trained: bool = True
    load_seconds: float = 0.0
    memory_bytes: int = 0
    dtype: str = ""
    _stop: Event = field(default_factory=Event)
    _end: Event = field(default_factory=Event)

    @property
    def over(self) -> bool:
        return self._end.is_set()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask it to end: a text after the next token, a batch after the next input."""
        self._stop.set()
        self.when_stopped()

    def wait(self, seconds: float | None = None) -> "Job":
        """Wait until it is over, at most `seconds`."""
        self._end.wait(seconds)
        return self

    def pause(self, seconds: float) -> None:
        """Wait for so long, or until it is asked to end."""
        self._stop.wait(seconds)

    def write(self, text: str) -> None:
        """The model has written more."""
        self.text += text
        self.when_written()

    def progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def finish(self, state: State) -> None:
        """It is over, with this state, unless it was before."""
        if not self.over:
            self.state = state
            self._end.set()
