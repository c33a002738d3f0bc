"""An export: asked for by a page, carried out in a child process, and what came of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import inference
from i18n import Sentence
from inference.inputs import items
from sandbox import GoOn, Limits, work

from . import work as child

FORMATS = {"onnx": "ONNX", "torchscript": "TorchScript", "export": "torch.export"}
"""The formats with the names that people call them by."""
EAGER = "PyTorch"
LIMITS = Limits(memory=6_000_000_000, cpu=900, seconds=900, written=2_000_000_000)
"""Libraries and copies of the weights: while a file is written there are several of them."""


@dataclass(frozen=True)
class Shape:
    """The shapes of all inputs that were tried together, by name."""

    inputs: dict[str, tuple[int, ...]]
    axes: dict[str, dict[int, str]]

    def size(self, axis: str) -> int | None:
        """How large an axis of that name is: "batch", "length"."""
        sizes = (
            shape[at]
            for name, shape in self.inputs.items()
            for at, known in self.axes[name].items()
            if known == axis
        )
        return next(sizes, None)


@dataclass(frozen=True)
class Format:
    """A model in one format: where its file lies, and how what runs it compares with PyTorch.

    By shape: `differences` of each output at most, None where it does not run; `milliseconds` a
    call, the median of several warm ones; `reasons` why it does not run. `rows` are its answer.
    `facts` are what the format says of itself: the opset, inputs and outputs of ONNX, the warning
    of TorchScript. Where it cannot be written, `file` is None and `reason` says why.
    """

    name: str
    file: Path | None = None
    bytes: int = 0
    seconds: float = 0.0
    differences: tuple[dict[str, float] | None, ...] = ()
    milliseconds: tuple[float | None, ...] = ()
    reasons: tuple[Sentence | None, ...] = ()
    rows: list[dict[str, Any]] | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    reason: Sentence | None = None
    unanswered: Sentence | None = None

    @property
    def difference(self) -> float | None:
        """From PyTorch, the largest of all outputs at all shapes that it runs at."""
        known = [max(each.values()) for each in self.differences if each]
        return max(known) if known else None

    @property
    def runs_everywhere(self) -> bool:
        """Whether it runs at every shape that was tried."""
        return bool(self.differences) and None not in self.differences


@dataclass(frozen=True)
class Exported:
    """All formats of one checkpoint, beside PyTorch: `milliseconds` a call by shape, and `rows`.

    `classname` is that of its model, which `has_cache` where it writes; `axes` are those of each
    input that may change.
    """

    task: str
    folder: Path
    classname: str
    has_cache: bool
    weights: int
    axes: dict[str, dict[int, str]]
    outputs: tuple[str, ...]
    shapes: tuple[Shape, ...]
    milliseconds: tuple[float, ...]
    rows: list[dict[str, Any]]
    formats: dict[str, Format]
    place: TemporaryDirectory[str]
    """Where the files lie, as long as this is kept."""


def under_way(done: float) -> str:
    """What is exported while `done` is that part of all formats, as `export` tells; "" while the
    checkpoint is loaded and run as it is, which takes as long as one of them."""
    return ["", *FORMATS.values()][int(done * (len(FORMATS) + 1))]


def export(
    task: str,
    folder: Path,
    item: dict[str, Any],
    formats: Collection[str] = tuple(FORMATS),
    go_on: GoOn = lambda _done: True,
) -> Exported:
    """Export the checkpoint in a folder, and compare its formats with PyTorch on an item.

    It is loaded as `inference.load` does: from safetensors, without code of its own. Takes seconds,
    in a child process; told to stop, `go_on` False, it has the formats that were done.
    Raises `i18n.Problem` for a checkpoint that cannot run the task, an item that cannot be used,
    and a model that is too large for a child.
    """
    described = inference.task(task)
    (opened,) = items(described, [item])
    plain = {wanted.name: opened[wanted.name] for wanted in described.inputs}
    place = TemporaryDirectory(prefix="atlas-export-", ignore_cleanup_errors=True)
    asked = (task, str(folder), plain, place.name, [name for name in FORMATS if name in formats])
    found = work(child.carry_out, *asked, go_on=go_on, limits=LIMITS)
    shaped = partial(_shape, axes=found["axes"])
    return Exported(
        task=described.name,
        folder=folder,
        classname=found["classname"],
        has_cache=found["has_cache"],
        weights=found["weights"],
        axes=found["axes"],
        outputs=tuple(found["outputs"]),
        shapes=tuple(map(shaped, found["shapes"])),
        milliseconds=tuple(found["eager"]["milliseconds"]),
        rows=found["eager"]["rows"],
        formats={
            name: _format(name, known, Path(place.name)) for name, known in found["formats"].items()
        },
        place=place,
    )


def _shape(inputs: dict[str, Sequence[int]], axes: dict[str, dict[int, str]]) -> Shape:
    return Shape({name: tuple(shape) for name, shape in inputs.items()}, axes)


def _format(name: str, known: dict[str, Any], place: Path) -> Format:
    if "reason" in known:
        return Format(name, reason=_sentence(known["reason"]))
    return Format(
        name,
        file=place / child.FILES[name],
        bytes=known["bytes"],
        seconds=known["seconds"],
        differences=tuple(known["differences"]),
        milliseconds=tuple(known["milliseconds"]),
        reasons=tuple(map(_sentence, known["reasons"])),
        rows=known["rows"],
        facts=known["facts"],
        unanswered=_sentence(known.get("unanswered")),
    )


def _sentence(said: tuple[str, dict[str, Any]] | None) -> Sentence | None:
    return Sentence(said[0], **said[1]) if said else None
