"""Models of the visitor's own, read from a CSV file: rows beside those of transformers."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_object_dtype

import sandbox
from i18n import N_, Problem, Sentence, listed
from sandbox.protocol import put_together, taken_apart
from tables import SEPARATORS

from .separated import Fault, Table, read_table
from .spellings import is_blank, spellings, truth, whole_numbers
from .tables import FRAMEWORKS, letters, transformers_models

VARIABLE = "ATLAS_MODELS"
"""The environment variable that names a CSV file of models to show to every visitor."""
LARGEST = 5_000_000
"""Bytes of a file that is read."""
LIMITS = sandbox.Limits(cpu=10, seconds=20)
"""What reading it may take in a child process."""
MOST_FAULTS, SHOWN = 10_000, 20
"""Faults of a file that is taken, and those that are told of one that is not."""
LINKS = ("documentation", "paper")
COLUMNS = (
    *("name", "model", "modality", "tasks", "parameters", *FRAMEWORKS),
    *("tokenizer", "tokenizer_algorithm", "checkpoint", *LINKS),
)
"""The columns that a file is asked for; only `name` must be there."""
LABELS = {
    "name": (N_("Model"), N_("Name"), "model name", "名称", "名字"),
    "model": (N_("Model type"), N_("Architecture")),
    "modality": (N_("Modality"), "modalities"),
    "tasks": (N_("Tasks"), N_("Task")),
    "parameters": (N_("Parameters"), "parameter", "params", "parameter count", "参数", "参数规模"),
    "since": (N_("First release"),),
    "since_date": (N_("Date"),),
    "last_release": (N_("Last release"), "until"),
    "pytorch": (N_("PyTorch until"),),
    "tensorflow": (N_("TensorFlow until"),),
    "flax": (N_("Flax until"),),
    "tokenizer": (N_("Tokenizer"),),
    "tokenizer_algorithm": (N_("Algorithm"), N_("Tokenizer algorithm")),
    "image_processor": (N_("Image processor"),),
    "feature_extractor": (N_("Feature extractor"),),
    "processor": (N_("Processor"),),
    "checkpoint": (N_("Example checkpoint"), N_("Checkpoint")),
    "documentation": (N_("Documentation"),),
    "paper": (N_("Paper"),),
    "origin": (N_("Origin"),),
}
"""What a column may be called besides its name, in English; in Chinese too, as translated."""
WORDS = {
    "text": "nlp language 语言 自然语言 自然语言处理",
    "vision": "image images cv 图像 图片 计算机视觉",
    "audio": "speech sound 语音 声音",
    "multimodal": "vlm 图文 跨模态",
    "time series": "时序",
    "reinforcement learning": "rl",
    "automatic-speech-recognition": "asr speech-recognition 语音识别",
    "text-to-audio": "tts text-to-speech 语音合成",
    "translation": "机器翻译",
    "summarization": "摘要 文本摘要",
    "question-answering": "qa 问答",
    "object-detection": "物体检测",
}
"""What people write for a modality or a task besides its name and the translation of that."""
TASKS = {
    "image-text-to-text": N_("Image and text to text"),
    "fill-mask": N_("Fill-mask"),
    "text2text-generation": N_("Text to text"),
    "feature-extraction": N_("Feature extraction"),
    "image-feature-extraction": N_("Image feature extraction"),
    "multiple-choice": N_("Multiple choice"),
    "zero-shot-classification": N_("Zero-shot classification"),
    "zero-shot-image-classification": N_("Zero-shot image classification"),
    "zero-shot-object-detection": N_("Zero-shot object detection"),
    "zero-shot-audio-classification": N_("Zero-shot audio classification"),
}
"""What the app calls tasks whose labels do not follow from their names."""
RELEASE = re.compile(r"\d+(\.\d+)+")


class OwnFile(NamedTuple):
    """What a file of one's own models gave."""

    models: pd.DataFrame
    """Its models, with the columns of `catalogue.models()` and then the file's further ones."""
    remarks: tuple[Sentence, ...]
    """How it was read: its encoding and separator, and what was not added for a reason."""
    faults: tuple[Sentence, ...]
    """One for each place that needs a change, in order: line, column and reason."""

    @property
    def problem(self) -> Problem | None:
        """The faults as what a page shows; None where there are none."""
        if not self.faults:
            return None
        places = N_("Places in the file that need a change: {count}. All else was imported.")
        return Problem(places, count=len(self.faults), details=self.faults)


def own_models(file: bytes) -> pd.DataFrame:
    """The models of a CSV file, with the columns of `catalogue.models()`; see `read_own_file`."""
    return read_own_file(file).models


def read_own_file(file: bytes) -> OwnFile:
    """The models of a CSV file, and what is to say about it.

    Its first line names its columns, in English or Chinese; columns that `catalogue.models()`
    does not have are kept as text. `model` is what links call a row, by default its name;
    `tasks` are separated by semicolons; a cell that cannot be read is left empty, a line without
    a name is left out, and each is a fault. A line that only repeats what the catalogue says of
    an architecture is no model of one's own, so that an exported table can be read back.
    It is read in a child process. Raises `i18n.Problem` where no row can be read or nothing fits,
    with the first faults as its `details`.
    """
    if len(file) > LARGEST:
        raise Problem(
            N_("The file has {size} bytes; a list of models may have {largest}: split it."),
            size=f"{len(file):,}",
            largest=f"{LARGEST:,}",
        )
    columns, *said = sandbox.run(_read_apart, file, limits=LIMITS)
    dtypes = transformers_models().dtypes
    frame = {name: pd.Series(cells, dtype=dtypes.get(name, "str")) for name, cells in columns}
    remarks, faults = (tuple(put_together(*each).sentence for each in part) for part in said)
    return OwnFile(pd.DataFrame(frame), remarks, faults)


def _read_apart(file: bytes) -> tuple[list[tuple[str, list]], list[tuple], list[tuple]]:
    """`_read`, as plain values: the columns by name, the remarks, the faults."""
    read = _read(file)
    plain = read.models.astype(object).where(read.models.notna(), None)
    columns = [(str(name), plain[name].tolist()) for name in plain]
    return columns, [*map(taken_apart, read.remarks)], [*map(taken_apart, read.faults)]


def _read(file: bytes) -> OwnFile:
    table = read_table(file, lambda cell: letters(cell) in _labels())
    if not table.header:
        raise Problem(N_("The file is empty: its first line names the columns, such as 'name'."))
    columns, faults = _columns(table), table.faults
    titles = dict(zip(columns, table.header))
    named = _named(table, columns["name"], titles["name"])
    lines = [table.lines[place] for place in named]
    cells = {name: [column[place] for place in named] for name, column in columns.items()}
    frame = _frame(cells, titles, lines, faults)
    new = _is_new(frame, cells)
    frame = frame[new].reset_index(drop=True)
    _tell_apart(frame, [line for line, is_new in zip(lines, new) if is_new], faults)
    if len(faults) > MOST_FAULTS:
        raise _not_taken(faults)
    return OwnFile(frame, tuple(_remarks(table, frame, cells, new.count(False))), _in_order(faults))


def models(*own: pd.DataFrame | None) -> pd.DataFrame:
    """One row a model: the rows of `own` files, then the architectures of transformers.

    Columns: model (the model type), name, config, folder, modality, tokenizer,
    tokenizer_algorithm, image_processor, video_processor, feature_extractor, processor,
    checkpoint, example_head and example_loader (the classes that load that), paper,
    documentation, aliases (other model types that load as this one, separated by semicolons),
    since and since_date (the very release that brought it, "≤ 4.0.0" where that is the first
    that was read; str); released_smallest, released_largest (parameters), released_context
    (tokens, the longest; all Int64) and released_attention (tuple), what its rows in
    `catalogue.checkpoints()` span, NA or () where they do not state it; tasks (tuple of str);
    first_release, last_release (of those read); pytorch, tensorflow, flax (the last release that
    supports it, or empty); parameters, bytes (Int64, with the default configuration, in float32,
    NA where it is not known), active_parameters (Int64, those that one token uses), size_head
    (the class that was counted, "" for the base model), size_reason (why there is no size); and
    origin ("transformers" or "own").

    What each can do, by its default configuration; NA, "" or False where it has no such thing,
    where it is not known and for architectures that the newest release dropped: context
    (tokens), layers, heads, key_value_heads, head_size, width, vocabulary, sliding_window
    (tokens), experts, active_experts (of each layer); value_size, latent_size, index_size,
    full_heads, full_head_size (what `cached_layers` needs besides; all Int64); attention (out
    of `tables.ATTENTIONS`), layer_types ("sliding_attention:28;full_attention:6"); and
    encoder_decoder, generates, sdpa, flash_attention, flex_attention, compiles,
    gradient_checkpointing, tensor_parallel, pipeline_parallel (bool). Further columns of
    the files come last (str).
    """
    ours = transformers_models()
    frames: list[pd.DataFrame] = []
    taken: set[str] = set()
    for frame in reversed([frame for frame in own if frame is not None]):
        names = _apart(frame["model"], taken) if taken else list(frame["model"])
        frames.insert(0, frame.assign(model=names) if taken else frame)
        taken.update(names)
    if not frames:
        return ours
    whole = pd.concat([*frames, ours], ignore_index=True)
    further = list(whole.columns[len(ours.columns) :])
    return whole.fillna(dict.fromkeys(further, "")) if further else whole


def further_columns(models: pd.DataFrame) -> list[str]:
    """The columns of `catalogue.models()` that only files of one's own have."""
    return list(models.columns.difference(transformers_models().columns, sort=False))


def site_models() -> tuple[pd.DataFrame | None, Problem | None]:
    """The models of the file that the environment variable `ATLAS_MODELS` names, and its faults.

    None where it is not set, or where its file cannot be used, so that the rest of the catalogue
    can be shown all the same; None where nothing in it needs a change.
    """
    path = os.environ.get(VARIABLE)
    if not path:
        return None, None
    try:
        read = _read_once(path, Path(path).stat().st_mtime_ns)
    except OSError as error:
        unread = N_("{variable} names {path}, which cannot be read: {reason}")
        return None, Problem(unread, variable=VARIABLE, path=path, reason=error.strerror)
    except Problem as problem:
        return None, problem
    return read.models, read.problem


@lru_cache(maxsize=1)
def _read_once(path: str, _changed: int) -> OwnFile:
    return read_own_file(Path(path).read_bytes())


@cache
def _labels() -> dict[str, str]:
    """The column that each label means, by its letters."""
    columns = transformers_models().columns
    return {
        spelling: column
        for column in columns
        for label in (column, *LABELS.get(column, ()))
        for spelling in spellings([label], {})
    } | {letters(column): column for column in columns}


def _columns(table: Table) -> dict[str, list[str]]:
    """The cells of each column by its name; raises `i18n.Problem` where none is `name`.

    "Model" alone is the name, beside a column of names it is what links call the model.
    """
    columns = [_labels().get(letters(label), label) for label in table.header]
    if "name" not in columns:
        plain = [letters(label) in ("model", "models") for label in table.header]
        if True not in plain:
            raise Problem(
                N_(
                    "The first line names no column 'name'; it has: {found}. Rename one of "
                    "them to it."
                ),
                found=listed(label[:40] for label in table.header[:12]),
            )
        columns[plain.index(True)] = "name"
    columns = [column or f"column {place}" for place, column in enumerate(columns, 1)]
    rows = zip(*table.rows) if table.rows else [()] * len(columns)
    return {name: list(cells) for name, cells in zip(_apart(columns, set()), rows)}


def _named(table: Table, names: list[str], title: str) -> list[int]:
    """The places of the rows that have a name; the others are faults of the table."""
    nameless = N_("Line {line}, column {column!r}: empty, so left out: every model needs a name")
    table.faults.extend(
        (line, Sentence(nameless, line=line, column=title))
        for line, name in zip(table.lines, names)
        if not name
    )
    if not any(names):
        if not table.faults:
            raise Problem(
                N_("The file has no row: below the column names, write one line for each model.")
            )
        raise _not_taken(table.faults)
    return [place for place, name in enumerate(names) if name]


class _Kind(NamedTuple):
    """How the cells of a column are read."""

    read: Callable[[set[str]], dict[str, Any]]
    """The value of each cell; None where it has none."""
    blank: Any
    """What stands for a cell without a value."""
    reason: str
    """What is said of a cell that is not blank and has no value."""


def _kind(column: str, known: pd.Series) -> _Kind:
    """By the column of `catalogue.models()`, its name and its type."""

    def each(read: Callable[[str], Any]) -> Callable[[set[str]], dict[str, Any]]:
        return lambda cells: {cell: read(cell) for cell in cells}

    not_yes_or_no = N_("Line {line}, column {column!r}: {cell!r} is not true or false")
    if column in FRAMEWORKS:
        return _Kind(each(_support), "", not_yes_or_no)
    if column in LINKS:
        reason = N_("Line {line}, column {column!r}: {cell!r} does not begin with https://")
        return _Kind(each(_link), "", reason)
    if column == "modality":
        names = spellings(known[known != ""].unique(), WORDS)
        reason = N_("Line {line}, column {column!r}: {cell!r} is not one of: {known}")
        return _Kind(each(lambda cell: names.get(letters(cell))), "", reason)
    if column == "tokenizer_algorithm":
        names = spellings(known[known != ""].unique(), {})
        return _Kind(each(lambda cell: names.get(letters(cell), cell)), "", "")
    if is_bool_dtype(known.dtype):
        return _Kind(each(truth), False, not_yes_or_no)
    if is_integer_dtype(known.dtype):
        reason = N_(
            "Line {line}, column {column!r}: {cell!r} is not a whole number, as 7000000 or 7M"
        )
        return _Kind(whole_numbers, None, reason)
    if is_object_dtype(known.dtype):
        names = spellings(known.explode().dropna().unique(), WORDS, TASKS)
        return _Kind(each(lambda cell: _several(cell, names)), (), "")
    return _Kind(each(str), "", "")


def _support(cell: str) -> str | None:
    """A release until which there is support, or a tick."""
    supports = truth(cell)
    if RELEASE.fullmatch(cell):
        return cell
    return None if supports is None else "✓" if supports else ""


def _link(cell: str) -> str | None:
    return cell if cell.startswith(("https://", "http://")) else None


def _several(cell: str, names: dict[str, str]) -> tuple[str, ...]:
    """The parts of a cell; a comma parts those that are all known, for it may belong to one."""
    parts = [part.strip() for part in re.split("[;；、|\n]", cell)]
    if len(parts) == 1:
        listed = [part.strip() for part in re.split("[,，]", cell)]
        parts = listed if all(letters(part) in names for part in listed) else parts
    return tuple(names.get(letters(part), part) for part in parts if part)


def _frame(
    cells: dict[str, list[str]], titles: dict[str, str], lines: list[int], faults: list[Fault]
) -> pd.DataFrame:
    """The models, with the columns and types of `catalogue.models()`, then the others as text.

    `titles` are what the file calls its columns.
    """
    ours = transformers_models()
    columns: dict[str, Any] = {}
    for name in ours.columns:
        kind, column = _kind(name, ours[name]), cells.get(name, [""] * len(lines))
        values = kind.read(set(column))
        if kind.reason:
            known = listed(map(Sentence, sorted(set(ours[name])))) if name == "modality" else ""
            said = {"column": titles.get(name, name)[:40], "known": known}
            faults += [
                (line, Sentence(kind.reason, line=line, cell=cell[:40], **said))
                for line, cell in zip(lines, column)
                if values[cell] is None and not is_blank(cell)
            ]
        values = {cell: kind.blank if value is None else value for cell, value in values.items()}
        columns[name] = pd.Series([values[cell] for cell in column], dtype=ours[name].dtype)
    further = {name: column for name, column in cells.items() if name not in columns}
    frame = pd.DataFrame(columns | further)
    frame["model"] = frame["model"].where(frame["model"] != "", frame["name"])
    frame["bytes"] = frame["bytes"].fillna(frame["parameters"] * 4)
    unknown = frame["parameters"].isna()
    frame.loc[~unknown, "size_reason"] = ""
    frame.loc[unknown & (frame["size_reason"] == ""), "size_reason"] = N_("not stated")
    return frame.assign(origin="own").astype(ours.dtypes.to_dict())


def _is_new(frame: pd.DataFrame, columns: Iterable[str]) -> list[bool]:
    """Which rows say more in these columns than the catalogue says of one architecture."""
    ours = transformers_models()
    given = [name for name in columns if name in ours and name != "origin"]
    further = [name for name in columns if name not in ours]

    def rows(table: pd.DataFrame) -> list[tuple]:
        values = (table[name].astype(object).where(table[name].notna(), None) for name in given)
        return list(zip(*values))

    known = set(rows(ours))
    has_more = (frame[further] != "").any(axis=1)
    return [row not in known or more for row, more in zip(rows(frame), has_more)]


def _apart(names: Iterable[str], taken: set[str]) -> list[str]:
    """The names, each with a number behind it where it is taken or was there before."""
    taken, numbers, apart = set(taken), Counter[str](), []
    for name in names:
        free = name
        while free in taken:
            numbers[name] += 1
            free = f"{name} ({numbers[name] + 1})"
        taken.add(free)
        apart.append(free)
    return apart


def _tell_apart(frame: pd.DataFrame, lines: list[int], faults: list[Fault]) -> None:
    """Links need one name for one row."""
    names = list(frame["model"])
    apart = _apart(names, set(transformers_models()["model"]))
    frame["model"] = pd.Series(apart, index=frame.index, dtype=frame["model"].dtype)
    there = N_("Line {line}: the model {model!r} is there already; links call this one {other!r}")
    faults += [
        (line, Sentence(there, line=line, model=name[:40], other=other[:40]))
        for line, name, other in zip(lines, names, frame["model"])
        if name != other
    ]


def _unknown_tasks(frame: pd.DataFrame) -> list[str]:
    """The tasks of a file that no architecture of transformers has, in order."""
    known = set(transformers_models()["tasks"].explode())
    return [task for task in dict.fromkeys(frame["tasks"].explode().dropna()) if task not in known]


def _remarks(
    table: Table, frame: pd.DataFrame, cells: dict[str, list[str]], repeated: int
) -> list[Sentence]:
    separator = Sentence(SEPARATORS[table.separator])
    read = N_("Read as {encoding}, separated by {separator}.")
    remarks = [Sentence(read, encoding=table.encoding, separator=separator)]
    if table.guessed:
        remarks.append(Sentence(N_("If letters look wrong, save the file as CSV UTF-8.")))
    if unknown := _unknown_tasks(frame):
        kept = N_("Tasks that transformers does not have, kept as they are: {tasks}.")
        remarks.append(Sentence(kept, tasks=listed(name[:40] for name in unknown[:20])))
    if further := [name for name in cells if name not in transformers_models()]:
        kept = N_("Columns that only your file has: {columns}.")
        remarks.append(Sentence(kept, columns=listed(name[:40] for name in further[:20])))
    if repeated:
        left = N_("Rows that only repeat what is listed already, and are not shown twice: {count}.")
        remarks.append(Sentence(left, count=repeated))
    return remarks


def _not_taken(faults: list[Fault]) -> Problem:
    return Problem(
        N_("The file was not imported. Places in it that need a change: {count}"),
        count=len(faults),
        details=_in_order(faults)[:SHOWN],
    )


def _in_order(faults: list[Fault]) -> tuple[Sentence, ...]:
    return tuple(sentence for _, sentence in sorted(faults, key=lambda fault: fault[0]))
