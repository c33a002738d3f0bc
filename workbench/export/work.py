"""What the child process does: export one checkpoint, run each file, and say what came of it in
plain values."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sandbox import GoOn

from .reasons import reason

if TYPE_CHECKING:
    import torch

    from .calls import Call, Run

Said = tuple[str, dict[str, Any]]
"""A sentence as plain values."""

FILES = {"onnx": "model.onnx", "torchscript": "model.torchscript.pt", "export": "model.pt2"}
"""The file of each format."""
BATCH = 3
EXAMPLES = 2, 1
"""Rows of the example that a model is followed on. Where what comes of several runs at no shape
that is asked for, one row alone makes a file for one row."""
FEWEST, MOST, LONG_ENOUGH = 5, 25, 0.4
"""Calls that are timed of one shape, and the seconds after which there are enough of them."""


def carry_out(
    task: str, folder: str, item: dict[str, Any], into: str, formats: Sequence[str], go_on: GoOn
) -> dict[str, Any]:
    """Export the checkpoint in `folder` and compare its runtimes; the files go to `into`.

    Gives {"checkpoint": its bytes, "axes", "shapes": the shapes of all inputs, one after the other,
    "eager": {"milliseconds", "rows"}, "formats": what `_exported` gives}. An item is one of
    `inference.run`, opened. Told to stop it gives the formats that are done.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"  # read at the import of what loads
    import inference

    from . import calls

    steps = _Steps(len(formats), go_on)
    pipe = inference.load(task, folder, device="cpu", dtype="float32")
    with _problems():
        call = calls.recorded(pipe, item)
        rows = calls.answer(call, item, call.eager)
    cases = [call.of_shape(1), call.of_shape(BATCH)]
    if any("length" in axes.values() for axes in call.axes.values()):
        cases.append(call.of_shape(1, call.longer))
    expected = [call.eager(case) for case in cases]
    found: dict[str, Any] = {
        "classname": type(pipe.pipeline.model).__name__,
        "has_cache": "use_cache" in call.plain.fixed,
        "weights": pipe.memory_bytes,
        "outputs": call.outputs,
        "axes": call.axes,
        "shapes": [
            {name: list(tensor.shape) for name, tensor in zip(call.inputs, case)} for case in cases
        ],
        "eager": {
            "milliseconds": [_milliseconds(call.eager, case) for case in cases],
            "rows": rows,
        },
        "formats": {},
    }
    for name in formats:
        if not steps.next():
            break
        path = Path(into) / FILES[name]
        found["formats"][name] = _exported(name, path, call, cases, expected, item)
    return found


@contextmanager
def _problems() -> Iterator[None]:
    """What a pipeline stops with, as something to say: the checkpoint is nobody's of ours."""
    from inference.engine import problem_of

    try:
        yield
    except Exception as error:  # the library's own
        raise problem_of(error) from None


class _Steps:
    """How far it is: loading counts as one of the steps."""

    def __init__(self, formats: int, go_on: GoOn) -> None:
        self._done, self._all, self._go_on = 0, formats + 1, go_on
        go_on(0.02)

    def next(self) -> bool:
        self._done += 1
        return self._go_on(self._done / self._all)


def _exported(
    name: str,
    path: Path,
    call: "Call",
    cases: list[list["torch.Tensor"]],
    expected: list[list["torch.Tensor"]],
    item: dict[str, Any],
) -> dict[str, Any]:
    """One format: {"bytes", "seconds": to write it, "facts", "differences", "milliseconds",
    "reasons", "rows"}, or {"reason"} where it cannot be written.

    "differences" are by shape, each by output, None where it does not run there; "reasons" say why.
    """
    from . import calls

    result: dict[str, Any] = {}
    for rows in EXAMPLES:
        try:
            result = _written(name, path, call, rows)
            run = result.pop("run")
        except Exception as error:  # whatever a library raises of a model that it cannot take
            path.unlink(missing_ok=True)
            return {"reason": reason(error)}
        compared = [_compared(run, call, case, right) for case, right in zip(cases, expected)]
        for key, values in zip(("differences", "milliseconds", "reasons"), zip(*compared)):
            result[key] = list(values)
        if result["differences"] != [None] * len(cases):
            break
    try:
        result["rows"] = calls.answer(call, item, run)
    except Exception as error:  # as above, at a shape that the pipeline asks for
        result |= {"rows": None, "unanswered": reason(error)}
    return result


def _written(name: str, path: Path, call: "Call", rows: int) -> dict[str, Any]:
    """A format's file, written and opened again: what it took, and its "run"."""
    from .formats import OPEN, WRITE

    start = perf_counter()
    facts = WRITE[name](call, path, rows)
    return {
        "run": OPEN[name](path),
        "facts": facts,
        "bytes": sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*")),
        "seconds": perf_counter() - start,
    }


def _compared(
    run: "Run", call: "Call", case: list["torch.Tensor"], right: list["torch.Tensor"]
) -> tuple[dict[str, float] | None, float | None, Said | None]:
    """How far a runtime is from PyTorch at one shape, its milliseconds, or why it does not run."""
    try:
        return _differences(call.outputs, run(case), right), _milliseconds(run, case), None
    except Exception as error:  # a runtime's own, at a shape that was fixed when it was written
        return None, None, reason(error)


def _differences(
    names: list[str], given: list["torch.Tensor"], right: list["torch.Tensor"]
) -> dict[str, float]:
    """How far each output is from PyTorch's, at most; infinite for one of another shape."""
    return {
        name: float((one - other).abs().max()) if one.shape == other.shape else float("inf")
        for name, one, other in zip(names, given, right)
    }


def _milliseconds(run: "Run", tensors: list["torch.Tensor"]) -> float:
    """The median of several calls, the first of which is not counted."""
    run(tensors)
    return 1e3 * median(_timed(lambda: run(tensors)))


def _timed(call: Callable[[], Any]) -> Iterator[float]:
    begun = perf_counter()
    for number in range(MOST):
        start = perf_counter()
        call()
        yield perf_counter() - start
        if number + 1 >= FEWEST and perf_counter() - begun > LONG_ENOUGH:
            return
