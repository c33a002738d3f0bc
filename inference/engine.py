"""Load a pipeline, run it, and measure the run."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from time import perf_counter
from typing import Any

import torch
import transformers

from i18n import N_, Problem, Sentence

from . import adapters, building, memory, obstacles, pipelines, stand_in, templates
from .checkpoints import title
from .device import Device, choose, devices
from .inputs import items
from .job import Run
from .jsonable import jsonable
from .library_errors import meaning, quoted
from .task import Item, Task
from .tasks import task as find
from .turns import Turn, Turns

__all__ = ["Device", "Pipe", "Run", "devices", "load", "run"]

HOOKS = {"streamer", "stopping_criteria"}
"""Arguments that watch a run, and change nothing about its answer."""

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
templates.hold()
building.hold()


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
    first: tuple[str, float] = ("", 0.0)
    """What the first run was asked, as `_asked` says it, and the seconds that it took."""
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
    comes out. An adapter is added to its base, which must be on this machine too
    (`inference.adapters`). Weights are read from safetensors files only, and code that comes with a
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
    if Path(source).is_dir():
        _check_folder(Path(source), described)
    whole = str(adapters.loaded_from(Path(source))) if Path(source).is_dir() else source
    memory.check_weights(whole, revision, dtype, place)
    start = perf_counter()
    name = task if task.startswith("translation_") else described.pipeline or described.name
    with (
        memory.load_problems(whole, revision, dtype, place),
        _checkpoint_problems(source, described),
    ):
        if whole == source:
            loaded = _pipeline(name, source, place.name, dtype, revision)
        else:
            loaded = _adapted(name, Path(whole), Path(source), place.name, dtype)
    _check_vocabulary(loaded, source)
    if compile:
        loaded.model.compile(dynamic=True)  # once for all lengths of text, not for each
    seconds = perf_counter() - start
    return Pipe(described, source, place, dtype, loaded, seconds, trained)


def _adapted(
    name: str, base: Path, adapter: Path, device: str, dtype: str
) -> transformers.Pipeline:
    """The pipeline of an adapter: that of its base, changed; the tokenizer is the adapter's own,
    where it has one."""
    labels = adapters.new_labels(adapter, base)
    loaded = _pipeline(
        name, str(base), device, dtype, None, **{"num_labels": labels} if labels else {}
    )
    adapters.merge(loaded.model, adapter)
    if loaded.tokenizer and obstacles.has_tokenizer(adapter):
        own: Any = transformers.AutoTokenizer.from_pretrained(adapter, trust_remote_code=False)
        loaded.tokenizer = own
    return loaded


def _pipeline(
    name: str, source: str, device: str, dtype: str, revision: str | None, **config: int
) -> transformers.Pipeline:
    kwargs: dict[str, Any] = {"device": device, "revision": revision}
    model_kwargs: dict[str, Any] = {"use_safetensors": True} | config
    if any(name.startswith(own) for own in pipelines.PIPELINES):
        model_kwargs["dtype"] = dtype
        return pipelines.load(name, source, model_kwargs=model_kwargs, **kwargs)
    pipeline: Callable[..., transformers.Pipeline] = transformers.pipeline
    # None would make transformers ask on standard input whether to run foreign code.
    return pipeline(
        name,
        model=source,
        dtype=dtype,
        trust_remote_code=False,
        model_kwargs=model_kwargs,
        **kwargs,
    )


def _check_folder(folder: Path, task: Task) -> None:
    """Raise `i18n.Problem` for a folder that holds no checkpoint that can run a task."""
    broken = next(obstacles.broken_json(folder), None)
    if reason := broken or obstacles.obstacle(folder, task):
        raise _cannot_run(str(folder), reason)


def _check_vocabulary(loaded: transformers.Pipeline, source: str) -> None:
    """Raise `i18n.Problem` for a tokenizer of special tokens alone, which transformers makes where
    a checkpoint has none: every character would be unknown to it."""
    tokenizer = loaded.tokenizer
    if tokenizer is not None and len(tokenizer) <= len(tokenizer.all_special_tokens):
        raise _cannot_run(source, obstacles.NO_TOKENIZER)


def _cannot_run(source: str, reason: Sentence) -> Problem:
    return Problem(
        N_("{source} cannot run this task. {reason}"), source=title(source), reason=reason
    )


@contextmanager
def _checkpoint_problems(source: str, task: Task) -> Iterator[None]:
    """Turn what loading a checkpoint may raise into `i18n.Problem`."""
    try:
        yield
    except OSError as error:
        if "safetensors" in str(error):
            raise _cannot_run(source, obstacles.NO_SAFETENSORS) from error
        if Path(source).is_dir():
            raise _not_loaded(source, task, error) from error
        raise Problem(
            N_(
                "There is no checkpoint {source}, here or within reach: check its name, or choose "
                "another."
            ),
            source=title(source),
        ) from error
    except (Problem, MemoryError):
        raise
    except RuntimeError as error:
        if reason := meaning(error):
            raise _cannot_run(source, reason) from error
        raise  # of memory for one
    except BaseException as error:  # tokenizers raises Exception itself, and panics in Rust
        raise _not_loaded(source, task, error) from error


def _not_loaded(source: str, task: Task, error: BaseException) -> Problem:
    if reason := meaning(error):
        return _cannot_run(source, reason)
    return Problem(
        N_("{source} cannot be loaded: choose a checkpoint that was made for this task, {task}."),
        source=title(source),
        task=Sentence(task.title),
        details=(quoted(error),),
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
                "The model cannot be compiled here: install a C++ compiler such as g++, or run it "
                "without compiling."
            ),
            details=(quoted(error),),
        ) from error


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

    What an input and its output are depends on the task; see its module in `inference.tasks`.
    `progress` is called, at first and after each batch, with how many inputs are done, and of how
    many; where `stopped` says so the run ends there, with what is finished. Of several inputs
    those that the task cannot take are left out, and named in the run's `problems`; raises
    `i18n.Problem` where none is left. Each step is alone on the pipeline, by `turn` where others
    wait for it too.
    """
    wanted, errors = _usable(pipe.task, inputs)
    count, outputs = len(wanted) + len(errors), dict[int, Any]()
    if batch_size > 1 and pipe.task.batch:
        options = options | {"batch_size": batch_size}
    with (
        nullcontext(turn) if turn else pipe.turns.joined() as turn,
        memory.watched(pipe.device.name) as added,
        torch.inference_mode(),
    ):
        before = turn.seconds
        if progress:
            progress(len(errors), count)
        for places in _batches(wanted, max(1, batch_size)) if wanted else ():
            if stopped and stopped():
                break
            with turn, added.step(), building.computing():
                answers = _answers(pipe, [wanted[place] for place in places], options)
            for place, answer in zip(places, answers):
                (errors if isinstance(answer, BaseException) else outputs)[place] = answer
            if progress:
                progress(len(outputs) + len(errors), count)
        seconds = turn.seconds - before
    if errors and not outputs and not (stopped and stopped()):
        raise errors[min(errors)]
    warm, first_seconds = pipe.runs > 0, 0.0
    if len(outputs) == count == 1:
        first_seconds = _first_seconds(pipe, _asked(inputs, options), seconds)
    pipe.runs += bool(outputs)
    finished = tuple(sorted(outputs))
    notes = pipe.task.notes if outputs else None
    return Run(
        output=[outputs[place] for place in finished],
        seconds=seconds,
        device=str(pipe.pipeline.model.device),
        added_memory_bytes=added.bytes,
        warm=warm,
        first_seconds=first_seconds,
        places=finished,
        problems={place: problem_of(errors[place]) for place in sorted(errors)},
        notes=tuple(
            notes(pipe.pipeline, [wanted[place] for place in finished], **options) if notes else ()
        ),
    )


def _usable(task: Task, inputs: Any) -> tuple[dict[int, Item], dict[int, BaseException]]:
    """The inputs that the task can take, by place, and why it cannot take the others."""
    if not isinstance(inputs, (list, tuple)) or len(inputs) < 2:
        return dict(enumerate(items(task, inputs))), {}
    wanted: dict[int, Item] = {}
    errors: dict[int, BaseException] = {}
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
    except BaseException as error:  # a panic of a library in Rust is no Exception
        if len(batch) == 1 or isinstance(error, memory.TooLittle):
            return [error] * len(batch)
        return [_answers(pipe, [item], options)[0] for item in batch]


def problem_of(error: BaseException) -> Problem:
    """What to say of an error, without its traceback: that would keep the pipeline in memory."""
    if not isinstance(error, Problem):
        if reason := meaning(error):
            return Problem("{reason}", reason=reason)
        return Problem(
            N_(
                "The model stopped with an error: try another input, other options or another "
                "checkpoint."
            ),
            details=(quoted(error),),
        )
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error


def _asked(inputs: Any, options: dict[str, Any]) -> str:
    """A digest that says whether two runs of one input were asked the same."""
    named = {name: value for name, value in options.items() if name not in HOOKS}
    return blake2b(pickle.dumps((inputs, sorted(named.items())))).hexdigest()


def _first_seconds(pipe: Pipe, asked: str, seconds: float) -> float:
    """What the first run after loading took, where it was asked the same; else 0."""
    if pipe.runs == 0:
        pipe.first = asked, seconds
    return pipe.first[1] if pipe.first[0] == asked else 0.0


def _batches(wanted: dict[int, Item], size: int) -> Iterator[Sequence[int]]:
    """Places of the inputs, `size` at a time; where that is several, the longest texts first, as a
    batch is padded to its longest."""

    def length(place: int) -> int:
        return sum(len(value) for value in wanted[place].values() if isinstance(value, str))

    order = sorted(wanted, key=length, reverse=True) if size > 1 else list(wanted)
    for first in range(0, len(order), size):
        yield order[first : first + size]
