"""Why a checkpoint in a folder cannot run a task, said before anything is loaded."""

import json
import os
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from i18n import N_, Sentence, listed

from . import adapters, support, weights
from .task import Task

OTHER_WEIGHTS = {".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".gguf", ".onnx"}
PREPROCESSORS = {
    "preprocessor_config.json",
    "processor_config.json",
    "video_preprocessor_config.json",
}
WITHOUT_VOCABULARY = {"ByT5Tokenizer", "CanineTokenizer", "PerceiverTokenizer"}
"""Tokenizers that read bytes or code points, and need no file."""
NO_CONFIG = Sentence(N_("It has no config.json, which says what model it is."))
NO_TOKENIZER = Sentence(
    N_("It has no tokenizer: put tokenizer.json, and what belongs to it, beside it.")
)
NO_SAFETENSORS = Sentence(
    N_(
        "It has no weights in safetensors files, and others are never opened, because they can run "
        "code."
    )
)
MOST_LABELS = 100_000
LARGE, SMALL = {"tokenizer.json", "vocab.json", "tekken.json"}, 2_000_000
"""Files of which so many bytes are read in order to be listed; larger ones when they are loaded."""


def is_checkpoint(folder: Path) -> bool:
    """Whether a folder holds a checkpoint or a part of one, be it one that cannot be loaded."""
    if not folder.exists():  # a link to nowhere
        return folder.is_symlink()
    if not os.access(folder, os.R_OK | os.X_OK):
        return True
    return folder.is_dir() and any(
        path.name in ("config.json", adapters.CONFIG, weights.INDEX)
        or path.suffix in OTHER_WEIGHTS | {".safetensors"}
        for path in folder.iterdir()
    )


def obstacle(folder: Path, task: Task) -> Sentence | None:
    """Why the checkpoint in a folder cannot run a task; None where nothing is known against it."""
    if not folder.exists():
        return Sentence(N_("It is a link to a folder that is not there."))
    try:
        state = _state(folder)
        if adapters.is_adapter(folder) and (base := adapters.base(folder)):
            state |= _state(base) | {(base,)}
        return _obstacle(folder, task.name, state)
    except OSError:
        return Sentence(N_("The app may not read it: give it the right to."))


def _state(folder: Path) -> frozenset[tuple[Any, ...]]:
    """What differs as soon as a file of a folder does."""
    stats = [(path.name, path.stat()) for path in folder.iterdir() if path.is_file()]
    return frozenset((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


@lru_cache(maxsize=5_000)
def _obstacle(folder: Path, name: str, _state: frozenset[Any]) -> Sentence | None:
    from .tasks import task

    return next(_obstacles(folder, task(name)), None)


def _obstacles(folder: Path, task: Task) -> Iterator[Sentence]:
    yield from broken_json(folder, {path for path in LARGE if _is_large(folder / path)})
    if adapters.is_adapter(folder):
        yield from _adapter(folder, task)
    else:
        yield from _whole(folder, task)


def _whole(
    folder: Path, task: Task, heads: Callable[[str], list[str]] = lambda _kind: []
) -> Iterator[Sentence]:
    """Why a checkpoint with weights of its own cannot run; `heads` are classes besides its own that
    it may be loaded as, by its kind."""
    if not (folder / "config.json").is_file():
        yield NO_CONFIG
    config = json.loads((folder / "config.json").read_bytes())
    yield from _labels(config)
    yield from _weights(folder)
    if others := heads(str(config.get("model_type"))):
        config["architectures"] = others
    yield from _model(config, task)
    yield from _parts(folder, task)


def _labels(config: dict[str, Any]) -> Iterator[Sentence]:
    """That there are so many labels that the model would be made for minutes."""
    named, count = config.get("id2label"), config.get("num_labels")
    labels = max(len(named) if isinstance(named, dict) else 0, count if type(count) is int else 0)
    if labels > MOST_LABELS:
        yield Sentence(
            N_("Its config.json names {count:,} labels; {most:,} can be loaded."),
            count=labels,
            most=MOST_LABELS,
        )


def _is_large(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > SMALL


def broken_json(folder: Path, without: Collection[str] = ()) -> Iterator[Sentence]:
    """What to say of the JSON files of a folder, without some of them, that are none."""
    for path in sorted(folder.glob("*.json")):
        if not path.is_file() or path.name in without:
            continue
        try:
            value = json.loads(path.read_text("utf-8"))  # as transformers reads it
        except json.JSONDecodeError as error:
            yield Sentence(
                N_("{file} is broken at line {line}: fetch or write it anew."),
                file=path.name,
                line=error.lineno,
            )
        except (ValueError, RecursionError):  # no UTF-8 for one
            yield Sentence(N_("{file} cannot be read: fetch or write it anew."), file=path.name)
        else:
            if path.name in ("config.json", adapters.CONFIG) and not isinstance(value, dict):
                yield Sentence(N_("{file} cannot be read: fetch or write it anew."), file=path.name)


def _adapter(folder: Path, task: Task) -> Iterator[Sentence]:
    """Why an adapter cannot run: its own faults, then those of its base."""
    name, base = adapters.base_name(folder), adapters.base(folder)
    if not name:
        yield adapter("")
    if kind := adapters.unread(folder):
        yield Sentence(
            N_(
                "It is an adapter of {base} that changes more than weights, {kind}: only those of "
                "plain LoRA run here. Merge it into its base."
            ),
            base=name,
            kind=kind,
        )
    if not (folder / adapters.WEIGHTS).exists():
        yield no_weights([path.name for path in folder.iterdir()])
    yield from _damage(folder, [adapters.WEIGHTS])
    if base is None:
        yield adapter(name)
        return
    yield from _of_base(folder, base, name, task)


def _of_base(folder: Path, base: Path, name: str, task: Task) -> Iterator[Sentence]:
    for reason in _whole(base, task, lambda kind: adapters.heads(folder, kind)):
        yield Sentence(
            N_("It is an adapter of {base}, which cannot run this task. {reason}"),
            base=name,
            reason=reason,
        )


def adapter(base: str) -> Sentence:
    """That a checkpoint is an adapter of another one that is not here, by its name."""
    if not base:
        return Sentence(
            N_(
                "It is an adapter, which changes another checkpoint and does not name it: name it "
                "in its adapter_config.json."
            )
        )
    return Sentence(
        N_(
            "It is an adapter of {base}, which is not on this machine: put that into the folder "
            "too, or fetch it from the Hub."
        ),
        base=base,
    )


def _weights(folder: Path) -> Iterator[Sentence]:
    try:
        names = weights.files(folder)
    except ValueError:
        yield Sentence(N_("{file} cannot be read: fetch or write it anew."), file=weights.INDEX)
        return
    if not names:
        yield no_weights([path.name for path in folder.iterdir()])
    if gap := missing(names, [name for name in names if (folder / name).exists()]):
        yield gap
        return
    yield from _damage(folder, names)


def _damage(folder: Path, names: list[str]) -> Iterator[Sentence]:
    for name in names:
        try:
            weights.header(folder / name)
        except weights.Damaged:
            yield Sentence(
                N_("{file} is cut off or damaged: perhaps the download broke off."), file=name
            )


def missing(wanted: list[str], there: Collection[str]) -> Sentence | None:
    """What to say of the first of these files that is not among those that are there, if any."""
    for number, name in enumerate(wanted, 1):
        if name not in there:
            return Sentence(
                N_("Shard {number} of {count} of its weights is missing: {file}."),
                number=number,
                count=len(wanted),
                file=name,
            )
    return None


def no_weights(names: list[str]) -> Sentence:
    """What to say of a checkpoint with these files, none of them weights that are loaded."""
    others = sorted(name for name in names if Path(name).suffix in OTHER_WEIGHTS)
    if others:
        return Sentence(
            N_(
                "It needs weights in safetensors files and has {file}: other kinds, of which some "
                "can run code, are never opened. Save it anew as safetensors."
            ),
            file=others[0],
        )
    if unused := sorted(name for name in names if name.endswith(".safetensors")):
        return Sentence(
            N_("It has {file}, and neither {single} nor {index}, where weights are looked for."),
            file=unused[0],
            single=weights.SINGLE,
            index=weights.INDEX,
        )
    return Sentence(N_("It has no weights."))


def _model(config: dict[str, Any], task: Task) -> Iterator[Sentence]:
    """Whether the model that a configuration describes can do a task."""
    kind, names = str(config.get("model_type") or ""), config.get("architectures")
    classes = tuple(map(str, names)) if isinstance(names, list) else ()
    if not support.is_known(kind):
        yield _own_code(config, kind or ", ".join(classes)) or _unknown(kind)
        return
    described = {kind, *classes}
    if described & support.models(task.pipeline or task.name):
        return
    if not classes:
        yield Sentence(N_("Its config.json names no architecture, so its head is unknown."))
    elif others := _tasks_of(described):
        yield Sentence(N_("It was made for other tasks: {tasks}."), tasks=others)
    else:
        made = Sentence(N_("It was made for no task of this app: {model}."), model=classes[0])
        yield _own_code(config, kind) or made


def runs_plain(folder: Path) -> str:
    """The kind of a model that brings code of its own and runs without it; else ""."""
    config = json.loads((folder / "config.json").read_bytes())
    return str(config["model_type"]) if _own_code(config, "") else ""


def _own_code(config: dict[str, Any], kind: str) -> Sentence | None:
    """That a model has code of its own; None where it has none."""
    code = config.get("auto_map")
    if not isinstance(code, dict) or not code:
        return None
    first = next(iter(code.values()))
    module = str(first[0] if isinstance(first, list) and first else first).partition(".")[0]
    return Sentence(
        N_(
            "Its kind of model, {kind!r}, needs code of its own, {file}, and code of a checkpoint "
            "is never run."
        ),
        kind=kind[:100],
        file=f"{module.rpartition('--')[2]}.py",
    )


def _unknown(kind: str) -> Sentence:
    import transformers

    if not kind:
        return Sentence(N_("Its config.json has no model_type, which says what model it is."))
    return Sentence(
        N_(
            "Its kind of model, {kind!r}, is unknown to the installed transformers {version}: it "
            "may need a newer one."
        ),
        kind=kind[:100],
        version=transformers.__version__,
    )


def _tasks_of(described: set[str]) -> object:
    """The titles of the tasks that a model can do, to be said within a sentence; None for none."""
    from .tasks import tasks

    titles = [
        task.title
        for task in tasks().values()
        if described & support.models(task.pipeline or task.name)
    ]
    return listed(map(Sentence, titles)) if titles else None


def _parts(folder: Path, task: Task) -> Iterator[Sentence]:
    """What stands beside the model, and says how texts, pictures and sounds go in."""
    names = {path.name for path in folder.iterdir()}
    if support.needs_tokenizer(task.pipeline or task.name) and not has_tokenizer(folder):
        yield NO_TOKENIZER
    if any(wanted.is_media for wanted in task.inputs) and not names & PREPROCESSORS:
        yield Sentence(
            N_("It has no preprocessor_config.json, which says how pictures or sounds go in.")
        )


def has_tokenizer(folder: Path) -> bool:
    """Whether the files of a tokenizer are in a folder."""
    for name in sorted(path.name for path in folder.iterdir()):
        if name in ("tokenizer.json", "tekken.json") or name.startswith("vocab"):
            return True
        if Path(name).suffix in (".model", ".spm", ".tiktoken"):
            return True
    config = folder / "tokenizer_config.json"
    if not config.is_file():
        return False
    described = json.loads(config.read_bytes())
    return isinstance(described, dict) and described.get("tokenizer_class") in WITHOUT_VOCABULARY
