"""Load a pipeline, run it, and measure the run."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import torch
import transformers

from i18n import N_, Problem

from . import memory, pipelines, stand_in, templates
from .checkpoints import check_files, title
from .device import Device, choose, devices
from .inputs import items
from .job import Run
from .jsonable import jsonable
from .task import Item, Task
from .tasks import task as find
from .turns import Turn, Turns

__all__ = ["Device", "Pipe", "Run", "devices", "load", "run"]

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
templates.hold()


@dataclass
class Pipe:
    """A loaded pipeline, the device it sits on, and what loading took.

    `trained` is False for the small random model that stands in where no checkpoint is.
    """

    task: Task
    checkpoint: str
    device: Device
    dtype: str
    pipeline: transformers.Pipeline
    load_seconds: float
    trained: bool = True
    runs: int = 0
    first_seconds: float = 0.0
    later_seconds: float = 0.0
    # A fast tokenizer that two threads share gives wrong ids without an error
    # (transformers issue 47085), so a step of a run holds the pipeline to itself.
    turns: Turns = field(default_factory=Turns)

    @property
    def memory_bytes(self) -> int:
        """What the parameters and buffers of the model take."""
        return self.pipeline.model.get_memory_footprint()


def load(
    task: str,
    checkpoint: str | Path | None = None,
    device: str = "auto",
    dtype: str = "auto",
    revision: str | None = None,
    compile: bool = False,
) -> Pipe:
    """Load the pipeline of a task, by default on its demo checkpoint and the best device.

    `checkpoint` is a folder or an id on the Hub (read from the cache if it is there);
    where the task has no demo checkpoint, a small random model shows what goes in and what
    comes out. Weights are read from safetensors files only, and code that comes with a
    checkpoint is never run. `dtype` "auto" is the checkpoint's own on an accelerator and
    float32 on the CPU. With `compile` torch compiles the model's forward pass on first use,
    which takes a C++ compiler.

    Raises `i18n.Problem` for a task, a device or a checkpoint that is not there, is of the
    wrong kind, or does not fit into memory.
    """
    described, place = find(task), choose(device)
    if described.missing:
        raise Problem(
            N_("This task needs a package that is not installed: pip install {packages}"),
            packages=" ".join(described.missing),
        )
    if dtype == "auto" and place.name == "cpu":
        dtype = "float32"
    trained = checkpoint is not None or described.has_demo
    if not trained:
        checkpoint = stand_in.folder(described)
    source = str(checkpoint or described.checkpoint)
    if Path(source).is_dir() and not any(Path(source).glob("*.safetensors")):
        raise _no_safetensors(source)
    if Path(source).is_dir():
        check_files(Path(source), source)
    memory.check_weights(source, revision, dtype, place)
    start = perf_counter()
    name = task if task.startswith("translation_") else described.pipeline or described.name
    with (
        memory.load_problems(source, revision, dtype, place),
        _checkpoint_problems(source, described),
    ):
        loaded = _pipeline(name, source, place.name, dtype, revision)
    if compile:
        loaded.model.compile(dynamic=True)  # once for all lengths of text, not for each
    seconds = perf_counter() - start
    return Pipe(described, source, place, dtype, loaded, seconds, trained)


def _pipeline(
    name: str, source: str, device: str, dtype: str, revision: str | None
) -> transformers.Pipeline:
    kwargs: dict[str, Any] = {"device": device, "revision": revision}
    if any(name.startswith(own) for own in pipelines.PIPELINES):
        model_kwargs = {"dtype": dtype, "use_safetensors": True}
        return pipelines.load(name, source, model_kwargs=model_kwargs, **kwargs)
    pipeline: Callable[..., transformers.Pipeline] = transformers.pipeline
    # None would make transformers ask on standard input whether to run foreign code.
    return pipeline(
        name,
        model=source,
        dtype=dtype,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
        **kwargs,
    )


@contextmanager
def _checkpoint_problems(source: str, task: Task) -> Iterator[None]:
    """Turn what loading a checkpoint may raise into `i18n.Problem`."""
    try:
        yield
    except OSError as error:
        if "safetensors" in str(error):
            raise _no_safetensors(source) from error
        if Path(source).is_dir():
            raise _not_loaded(source, task, error) from error
        raise Problem(
            N_(
                "There is no checkpoint {source}, here or within reach: check its name, or choose "
                "another."
            ),
            source=title(source),
        ) from error
    except (Problem, RuntimeError, MemoryError):
        raise
    except Exception as error:  # tokenizers raises no other kind
        raise _not_loaded(source, task, error) from error


def _not_loaded(source: str, task: Task, error: Exception) -> Problem:
    return Problem(
        N_(
            "{source} cannot be loaded for this task ({reason}): choose a checkpoint that was "
            "made for {task}."
        ),
        source=title(source),
        reason=str(error).strip().splitlines()[0][:200] if str(error).strip() else repr(error),
        task=task.pipeline or task.name,
    )


@contextmanager
def _compiler_problems() -> Iterator[None]:
    """Turn what the compiler of torch may raise, at work on the first run, into `i18n.Problem`."""
    try:
        yield
    except RuntimeError as error:
        if not type(error).__module__.startswith(("torch._dynamo", "torch._inductor")):
            raise
        raise Problem(
            N_(
                "The model cannot be compiled here ({reason}): install a C++ compiler such as g++, "
                "or run it without compiling."
            ),
            reason=str(error).strip().splitlines()[0][:200],
        ) from error


def _no_safetensors(source: str) -> Problem:
    return Problem(
        N_(
            "{source} has no weights in safetensors files, and others are never opened, because "
            "they can run code: choose another checkpoint."
        ),
        source=title(source),
    )


def run(
    pipe: Pipe,
    inputs: Any,
    batch_size: int = 1,
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
    turn: Turn | None = None,
    **options: Any,
) -> Run:
    """Run a loaded pipeline on one input or on a list of them.

    What an input and its output are depends on the task; see its module in
    `inference.tasks`. `progress` is called with how many inputs are done, and of how many;
    where `stopped` says so the run ends there, with what is finished. Of several inputs those
    that the task cannot take are left out, and named in the run's `problems`; raises
    `i18n.Problem` where none is left. Each step is alone on the pipeline, by `turn` where others
    wait for it too.
    """
    wanted, errors = _usable(pipe.task, inputs)
    count, outputs = len(wanted) + len(errors), dict[int, Any]()
    if batch_size > 1 and pipe.task.batch:
        options = options | {"batch_size": batch_size}
    with (
        nullcontext(turn) if turn else pipe.turns.joined() as turn,
        memory.watched(pipe.device.name) as used,
        torch.inference_mode(),
    ):
        before = turn.seconds
        for places in _batches(wanted, max(1, batch_size)) if wanted else ():
            if stopped and stopped():
                break
            with turn:
                answers = _answers(pipe, [wanted[place] for place in places], options)
            for place, answer in zip(places, answers):
                (errors if isinstance(answer, Exception) else outputs)[place] = answer
            if progress:
                progress(len(outputs) + len(errors), count)
        seconds = turn.seconds - before
    if errors and not outputs and not (stopped and stopped()):
        raise errors[min(errors)]
    warm = pipe.runs > 0
    if outputs:
        _remember(pipe, seconds / len(outputs))
    finished = tuple(sorted(outputs))
    notes = pipe.task.notes if outputs else None
    return Run(
        output=[outputs[place] for place in finished],
        seconds=seconds,
        device=str(pipe.pipeline.model.device),
        peak_memory_bytes=used.peak,
        warm=warm,
        first_seconds=pipe.first_seconds,
        later_seconds=pipe.later_seconds,
        places=finished,
        problems={place: problem_of(errors[place]) for place in sorted(errors)},
        notes=tuple(
            notes(pipe.pipeline, [wanted[place] for place in finished], **options) if notes else ()
        ),
    )


def _usable(task: Task, inputs: Any) -> tuple[dict[int, Item], dict[int, Exception]]:
    """The inputs that the task can take, by place, and why it cannot take the others."""
    if not isinstance(inputs, (list, tuple)) or len(inputs) < 2:
        return dict(enumerate(items(task, inputs))), {}
    wanted: dict[int, Item] = {}
    errors: dict[int, Exception] = {}
    for place, value in enumerate(inputs):
        try:
            (wanted[place],) = items(task, [value])
        except Problem as problem:
            errors[place] = problem
    return wanted, errors


def _answers(pipe: Pipe, batch: list[Item], options: dict[str, Any]) -> list[Any]:
    """What the task answers to some items, as JSON can write it, or the exception that it raises:
    where one of several cannot be answered, each is asked alone."""
    size = options.get("batch_size", 1)
    try:
        with memory.run_problems(pipe.device, pipe.pipeline.model, size), _compiler_problems():
            opened = [item.copy() for item in batch]  # what is opened goes with them
            answers = pipe.task.answer(pipe.pipeline, opened, **options)
            return [jsonable(answer) for answer in answers]
    except Exception as error:
        if len(batch) == 1 or isinstance(error, memory.TooLittle):
            return [error] * len(batch)
        return [_answers(pipe, [item], options)[0] for item in batch]


def problem_of(error: Exception) -> Problem:
    """What to say of an error, without its traceback: that would keep the pipeline in memory."""
    if not isinstance(error, Problem):
        return Problem(
            N_("The model stopped with an error: {reason}"),
            reason=str(error).strip()[:300] or type(error).__name__,
        )
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error


def _remember(pipe: Pipe, seconds: float) -> None:
    """Keep what the first run took an input, and the mean of the later ones."""
    if pipe.runs == 0:
        pipe.first_seconds = seconds
    else:
        pipe.later_seconds += (seconds - pipe.later_seconds) / pipe.runs
    pipe.runs += 1


def _batches(wanted: dict[int, Item], size: int) -> Iterator[Sequence[int]]:
    """Places of the inputs, `size` at a time; where that is several, the longest texts first, as a
    batch is padded to its longest."""

    def length(place: int) -> int:
        return sum(len(value) for value in wanted[place].values() if isinstance(value, str))

    order = sorted(wanted, key=length, reverse=True) if size > 1 else list(wanted)
    for first in range(0, len(order), size):
        yield order[first : first + size]
