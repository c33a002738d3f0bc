"""A training from beginning to end: its turn, its child process, and what comes out."""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import sandbox

from . import child, reading, settings
from .bases import Base
from .examples import Examples, checked, split
from .settings import Settings
from .turns import Line

ACCELERATORS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
"""Files by which Linux shows a device for computing."""
MINUTES = 30
_line = Line()


def _limits() -> sandbox.Limits:
    """What a training may take. Drivers of an accelerator map far more memory than there is, so
    that with one the address space is no measure."""
    has_accelerator = any(Path(file).exists() for file in ACCELERATORS)
    return sandbox.Limits(
        memory=2**62 if has_accelerator else 12_000_000_000,
        cpu=MINUTES * 60 * 64,
        seconds=MINUTES * 60.0,
        written=2_000_000_000,
        stopping=60.0,
    )


@dataclass(frozen=True)
class Outcome:
    """What came of a training.

    `figures` are of the examples held out: accuracy, macro F1, and the `majority` accuracy of who
    always gives the most frequent label; `between` is where accuracy lies with a confidence of
    95 %. `before` is the accuracy of the model before it was trained. `said` and `shares`
    are the answer to each example held out and its probability, in their order; `labels` and
    `confusion` what was taken for what, and `classes` rows with the F1 of each label. The state
    that was kept is that of `best_step`; `steps` of `of` were done. `seconds` are without waiting.
    """

    figures: dict[str, float]
    between: tuple[float, float]
    before: float
    labels: list[str]
    confusion: list[list[int]]
    classes: list[dict[str, Any]]
    said: list[str]
    shares: list[float]
    steps: int
    of: int
    best_step: int
    parameters: int
    trainable: int
    device: str
    seconds: float


class Training:
    """The training of a model on examples, to be `run` once; it may be watched meanwhile.

    `values` are all settings as numbers; `ahead` is how many trainings come before it. What it
    writes is in `folder` and goes with it. Raises `i18n.Problem` where the model or the training
    is too large.
    """

    def __init__(self, examples: Examples, base: Base, asked: Settings) -> None:
        self.examples, self.base, self.asked = examples, base, asked
        self.values = settings.chosen(asked, examples, base)
        self.train, self.held_out = split(examples.labels, asked.held_out, asked.seed)
        self.ahead = 0
        self.began: float | None = None
        self._folder = TemporaryDirectory(prefix="atlas-training-", ignore_cleanup_errors=True)

    @property
    def folder(self) -> Path:
        return Path(self._folder.name)

    @property
    def model(self) -> Path:
        """The folder that the trained model is written to."""
        return self.folder / child.MODEL

    @property
    def before(self) -> Path | None:
        """The model as it was before; None where it is too large to be kept."""
        folder = self.folder / child.BEFORE
        return folder if folder.exists() else None

    def run(self, go_on: sandbox.GoOn) -> Outcome:
        """Train, in turn with others. One that is told to stop gives the best so far; raises
        `sandbox.Ended` where there is nothing yet, and `i18n.Problem` where it cannot go on."""
        with _line.turn(go_on, self._wait):
            self.began = monotonic()
            self._decode(go_on)
            fields = sandbox.work(
                child.fit,
                str(self.folder),
                self.spec,
                self.examples.inputs,
                self.examples.labels,
                self.train,
                self.held_out,
                go_on=go_on,
                limits=_limits(),
            )
        first = next((each for each in self.points if "eval_f1" in each), {})
        return Outcome(before=first.get("eval_accuracy", 0.0), **fields)

    def _wait(self, ahead: int) -> None:
        self.ahead = ahead

    def _decode(self, go_on: sandbox.GoOn) -> None:
        """Open pictures, and hold some out anew where not all of them can be read."""
        if self.examples.kind == "pictures":
            self.examples = checked(reading.decoded(self.examples, lambda _done: go_on(0.0)))
            self.train, self.held_out = split(
                self.examples.labels, self.asked.held_out, self.asked.seed
            )

    @property
    def spec(self) -> dict[str, Any]:
        """What the child is asked for."""
        return self.values | {
            "kind": self.examples.kind,
            "base": str(self.base.folder or ""),
            "base_name": self.base.name,
            "names": self.examples.names,
            "threads": settings.threads(self.base),
        }

    @property
    def log(self) -> list[dict[str, Any]]:
        """What the child has said so far."""
        try:
            lines = (self.folder / child.LOG).read_text("utf-8").splitlines(keepends=True)
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    @property
    def points(self) -> list[dict[str, Any]]:
        """Losses and figures by step, as far as it is."""
        return [each for each in self.log if "step" in each]

    @property
    def phase(self) -> str:
        """What it is at: "waiting", "reading", "loading", "training", "measuring", "saving"."""
        if self.began is None:
            return "waiting"
        return next((each["phase"] for each in reversed(self.log) if "phase" in each), "reading")

    @property
    def loaded(self) -> float:
        """Seconds from its beginning to the first step, as far as that is known."""
        return next((each["after"] for each in self.log if each.get("phase") == "training"), 0.0)

    def right(self) -> list[str]:
        """The right answers to the examples held out."""
        return [self.examples.labels[at] for at in self.held_out]

    def wrong(self, outcome: Outcome) -> list[int]:
        """The numbers of those held out that were answered wrongly, the surest first."""
        pairs = enumerate(zip(outcome.said, self.right()))
        missed = [number for number, (said, right) in pairs if said != right]
        return sorted(missed, key=lambda number: -outcome.shares[number])
