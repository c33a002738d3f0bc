"""Where right answers stand: a column of a table, or files beside pictures and sounds."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import sandbox
import tables
from i18n import N_, Problem

from . import coco

NAMES = (
    "label", "labels", "answer", "answers", "gold", "truth", "target", "expected", "reference",
    "class", "category", "sentiment", "entities", "tags", "translation", "summary", "transcript",
    "transcription", "标签", "标注", "答案", "正确答案", "标准答案", "类别", "分类", "情感",
    "情感倾向", "实体", "参考", "参考译文", "译文", "翻译", "摘要", "文字", "转写", "chinese",
    "english", "中文", "英文",
)  # fmt: skip
"""What people call a column of right answers, the likeliest first."""
FOLDERS = N_("The folder of each file")
MASKS = N_("Masks beside the pictures")
MASK_FOLDERS = {"mask", "masks", "label", "labels", "annotation", "annotations"}
MASK_ENDINGS = re.compile(r"[-_. ](mask|label|labels|seg)$", re.IGNORECASE)


def likely_column(columns: Sequence[str], taken: Iterable[str] = ()) -> str | None:
    """The column that is called as those of right answers are, and is not taken; else None."""
    free = [column for column in columns if column not in set(taken)]
    for loosely in (False, True):
        for name in NAMES:
            for column in free:
                plain = column.strip().casefold()
                if name in (re.split(r"[\W_]+", plain) if loosely else (plain,)):
                    return column
    return None


@dataclass(frozen=True)
class Beside:
    """The pictures or sounds among files, and the right answers that the others hold.

    `sources` are right answers by the name of a file, under what they come from, the likeliest
    first: that may be translatable.
    """

    files: list[tuple[str, bytes]]
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)


def beside(files: list[tuple[str, bytes]], kind: str) -> Beside:
    """What holds right answers of a kind, `Measure.from_files`, among files with their names.

    "texts" are in a CSV table with a column of file names; "labels" too, or the folders are they;
    "boxes" are in JSON as COCO has it; "masks" too, or they are PNG in a folder `masks`, or with
    `_mask` at the end of the picture's name. Raises `i18n.Problem` for a table or JSON that cannot
    be read.
    """
    return _FINDERS[kind](files) if kind in _FINDERS else Beside(files)


def _labels(files: list[tuple[str, bytes]]) -> Beside:
    found = _texts(files)
    folders = {name: PurePosixPath(name).parent.name for name, _data in found.files}
    # One folder, be there files beside it, is where pictures lie and says nothing of them.
    if len(set(filter(None, folders.values()))) > 1:
        found.sources[FOLDERS] = folders
    return found


def _texts(files: list[tuple[str, bytes]]) -> Beside:
    listed = [file for file in files if file[0].lower().endswith((".csv", ".tsv"))]
    inputs = [file for file in files if file not in listed]
    names = [name for name, _data in inputs]
    sources = {}
    for table, data in listed:
        columns = tables.read(data).columns
        if (of_names := _file_column(columns, names)) is None:
            raise Problem(
                N_("{table} has no column of the names of the files beside it: add one."),
                table=table,
            )
        others = [column for column in columns if column != of_names]
        first = likely_column(others) or next(iter(others), None)
        for column in sorted(others, key=lambda column: column != first):
            sources[f"{table}: {column}"] = _by_file(columns[of_names], columns[column], names)
    return Beside(inputs, sources)


def _file_column(columns: dict[str, list[str]], names: list[str]) -> str | None:
    """The column with the most names of files, whole or their last part."""
    known = {_short(name) for name in names}
    counts = {column: sum(_short(cell) in known for cell in columns[column]) for column in columns}
    best = max(counts, key=lambda column: counts[column], default=None)
    return best if best is not None and counts[best] else None


def _short(name: str) -> str:
    """The last part of a path, without its ending."""
    return PurePosixPath(name.strip().replace("\\", "/")).stem


def _by_file(cells: Iterable[str], answers: Iterable[Any], names: list[str]) -> dict[str, Any]:
    """Right answers by the files that cells name, by their whole names first."""
    exact = dict(zip(cells, answers))
    short = {_short(cell): answer for cell, answer in exact.items()}
    return {
        name: exact[name] if name in exact else short[_short(name)]
        for name in names
        if name in exact or _short(name) in short
    }


def _boxes(files: list[tuple[str, bytes]]) -> Beside:
    return _in_json(files, coco.boxes)


def _in_json(
    files: list[tuple[str, bytes]], read: Callable[[bytes], dict[str, list[dict[str, Any]]]]
) -> Beside:
    """The files, with the right answers of those that are JSON."""
    tables = [file for file in files if file[0].lower().endswith(".json")]
    inputs = [file for file in files if file not in tables]
    names = [name for name, _data in inputs]
    sources = {}
    for name, data in tables:
        answers = sandbox.run(read, data)
        sources[name] = _by_file(answers.keys(), answers.values(), names)
    return Beside(inputs, sources)


def _masks(files: list[tuple[str, bytes]]) -> Beside:
    found = _in_json(files, coco.masks)
    masks, inputs = {}, []
    for name, data in found.files:
        path = PurePosixPath(name)
        of_picture = MASK_ENDINGS.sub("", path.stem)
        in_folder = path.parent.name.lower() in MASK_FOLDERS
        if path.suffix.lower() == ".png" and (in_folder or of_picture != path.stem):
            masks[of_picture] = data
        else:
            inputs.append((name, data))
    there = _by_file(masks.keys(), masks.values(), [name for name, _data in inputs])
    return Beside(inputs, found.sources | ({MASKS: there} if there else {}))


_FINDERS: dict[str, Callable[[list[tuple[str, bytes]]], Beside]] = {
    "labels": _labels,
    "texts": _texts,
    "boxes": _boxes,
    "masks": _masks,
}
