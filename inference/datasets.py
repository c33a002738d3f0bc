"""Data sets of the Hub: rows of sounds or pictures, and right answers, read from Parquet files.

Code that comes with a data set is never run. Where its own files are not Parquet, those are read
that the Hub has converted them to, in the branch `refs/convert/parquet`.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, NoReturn

import pyarrow
from huggingface_hub import HfApi, constants, errors, scan_cache_dir, try_to_load_from_cache
from pyarrow import parquet

import sandbox
from i18n import N_, Problem, listed

from .hub import SECONDS, Plan, Unreachable, file_sizes, hub_problems, license_of
from .metrics.sources import Beside, likely_column

CONVERTED = "refs/convert/parquet"
MOST_BYTES = 200_000_000
"""Bytes of the files of all rows that are read."""
MOST_NAMED = 20
"""Columns that a sentence names."""

SHARD = re.compile(r"[-/]\d+(-of-\d+)?(-[0-9a-f]+)?\.parquet$|\.parquet$")
"""The end of a file's name that tells the files of one split apart, as in
`zh-CN/train-00000-of-00002.parquet` and `zh-CN/train/0000.parquet`."""

TYPES = {"audio": "Audio", "image": "Image"}
"""What the library `datasets` calls a column of each kind of input."""


def parts(name: str) -> dict[str, Plan]:
    """The parts of a data set by name, such as `zh-CN/train`: a configuration and its split.

    Fetching a part takes its first file alone, which holds its first rows. Without a network
    they are those that were fetched before. Raises `i18n.Problem` for a data set that is not
    there or has no Parquet files, and where the Hub is out of reach and none was fetched.
    """
    try:
        return _parts(name, None) or _parts(name, CONVERTED) or _no_parquet(name)
    except Unreachable:
        if before := _fetched_before(name):
            return before
        raise


def _parts(name: str, revision: str | None) -> dict[str, Plan]:
    with hub_problems(name, "dataset"):
        try:
            info = HfApi(endpoint=constants.ENDPOINT).dataset_info(
                name, revision=revision, files_metadata=True, timeout=SECONDS
            )
        except errors.RevisionNotFoundError:  # the Hub has converted nothing
            return {}
    license = license_of(info.tags)
    return _grouped(Plan(info.id, info.sha or "main", license, file_sizes(info), "dataset"))


def _fetched_before(name: str) -> dict[str, Plan]:
    """The parts of a data set in the Hub's cache on this machine, at the revision last used."""
    try:
        repositories = scan_cache_dir(constants.HF_HUB_CACHE).repos
    except errors.CacheNotFound:
        return {}
    for repository in repositories:
        if (repository.repo_type, repository.repo_id) == ("dataset", name):
            last = max(repository.revisions, key=lambda revision: revision.last_modified)
            sizes = {
                file.file_path.relative_to(last.snapshot_path).as_posix(): file.size_on_disk
                for file in last.files
            }
            return _grouped(Plan(name, last.commit_hash, "", sizes, "dataset"))
    return {}


def _grouped(whole: Plan) -> dict[str, Plan]:
    """For each part of a data set the plan that fetches its first Parquet file."""
    plans: dict[str, Plan] = {}
    for file in sorted(whole.files):
        if file.endswith(".parquet"):
            plan = replace(whole, files={file: whole.files[file]})
            plans.setdefault(SHARD.sub("", file), plan)
    return plans


def _no_parquet(name: str) -> NoReturn:
    raise Problem(
        N_(
            "The data set {name} has no Parquet files, and code that comes with it is never run: "
            "choose another."
        ),
        name=name,
    )


def fetched(plan: Plan) -> Path | None:
    """The file of a part in the Hub's cache on this machine, if it is there."""
    (file,) = plan.files
    path = try_to_load_from_cache(plan.name, file, revision=plan.revision, repo_type="dataset")
    return Path(path) if isinstance(path, str) else None


def columns(file: Path, kind: str) -> list[str]:
    """The columns of a Parquet file that hold "audio" or "image" files.

    Raises `i18n.Problem` where none does, or the file cannot be read.
    """
    return sandbox.run(_columns, str(file).encode(), kind)


def _columns(path: bytes, kind: str) -> list[str]:
    with _reading(Path(path.decode())) as table:
        schema = table.schema_arrow
        features = _features(schema)
        names = [
            field.name
            for field in schema
            if _holds_files(field.type)
            and features.get(field.name, {}).get("_type", TYPES[kind]) == TYPES[kind]
        ]
    if not names:
        raise Problem(
            NO_COLUMN[kind], columns=listed(name[:100] for name in schema.names[:MOST_NAMED])
        )
    return names


NO_COLUMN = {
    "audio": N_("This data set has no audio column (it has: {columns}): choose another."),
    "image": N_("This data set has no column of pictures (it has: {columns}): choose another."),
}


def _holds_files(kind: pyarrow.DataType) -> bool:
    """Whether a column is of files: their bytes, or, as `datasets` writes it, {bytes, path}."""
    if pyarrow.types.is_struct(kind):
        return kind.get_field_index("bytes") >= 0 and _holds_files(kind.field("bytes").type)
    return pyarrow.types.is_binary(kind) or pyarrow.types.is_large_binary(kind)


def rows(file: Path, column: str, count: int, kind: str = "") -> Beside:
    """The first `count` files of a column, each with its name, at most as many as there are.

    Beside them stand the right answers of a `kind`, `Measure.from_files`, that other columns hold:
    classes by the names that the data set has for them, texts and numbers, the likeliest first; of
    "masks" the columns of pictures. Raises `i18n.Problem` where there is no file, or
    they cannot be read.
    """
    files, answers = sandbox.run(_rows, str(file).encode(), column, count, kind)
    names = [name for name, _data in files]
    return Beside(files, {other: dict(zip(names, given)) for other, given in answers.items()})


def _rows(
    path: bytes, column: str, count: int, kind: str
) -> tuple[list[tuple[str, bytes]], dict[str, list[Any]]]:
    with _reading(Path(path.decode())) as table:
        features = _features(table.schema_arrow)
        readers = _readers(table.schema_arrow, features, kind, column)
        files: dict[str, bytes] = {}
        answers: dict[str, list[Any]] = {other: [] for other in readers}
        size = 0
        batches = table.iter_batches(min(count, 64), columns=[column, *readers])
        values = chain.from_iterable(batch.to_pylist() for batch in batches)
        for number, row in enumerate(islice(values, count), 1):
            value = row[column] if isinstance(row[column], dict) else {"bytes": row[column]}
            if not value["bytes"]:
                continue
            name = str(value.get("path") or f"{column} {number}")
            files[name if name not in files else f"{name} ({number})"] = value["bytes"]
            for other, read in readers.items():
                answers[other].append(None if row[other] is None else read(row[other]))
            size += len(value["bytes"])
            if size > MOST_BYTES:
                raise Problem(
                    N_("The first {count} rows have more than {most:.0f} MB: choose fewer."),
                    count=number,
                    most=MOST_BYTES / 1e6,
                )
    if not files:
        raise Problem(
            N_("The column {column} of this data set holds no files: choose another."),
            column=column,
        )
    return list(files.items()), answers


def _features(schema: pyarrow.Schema) -> dict[str, Any]:
    """What the library `datasets` has written of the columns of a file."""
    described = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
    features: dict[str, Any] = described.get("info", {}).get("features", {})
    return features


def _readers(
    schema: pyarrow.Schema, features: dict[str, Any], kind: str, inputs: str
) -> dict[str, Callable[[Any], Any]]:
    """How the columns are read that may hold right answers, the likeliest first."""
    others = [field for field in schema if field.name != inputs]
    if kind == "masks":
        return {each.name: _bytes for each in others if _holds_files(each.type)}
    if kind not in ("labels", "texts"):
        return {}
    classes: dict[str, Callable[[Any], Any]] = {}
    scalars = []
    for field in others:
        names = features.get(field.name, {}).get("names")
        if isinstance(names, list) and pyarrow.types.is_integer(field.type):
            classes[field.name] = partial(_named, names)
        elif _is_scalar(field.type):
            scalars.append(field.name)
    first = likely_column(scalars)
    texts = dict.fromkeys(sorted(scalars, key=lambda name: name != first), str)
    return classes | texts if kind == "labels" else texts | classes


def _named(names: list[str], number: int) -> str:
    """The name of a class; "" for -1, which stands for none, and for numbers without a name."""
    return str(names[number]) if 0 <= number < len(names) else ""


def _bytes(value: Any) -> bytes:
    return value["bytes"] if isinstance(value, dict) else value


def _is_scalar(kind: pyarrow.DataType) -> bool:
    types = pyarrow.types
    return types.is_string(kind) or types.is_large_string(kind) or types.is_integer(kind)


@contextmanager
def _reading(file: Path) -> Iterator[parquet.ParquetFile]:
    try:
        with parquet.ParquetFile(file) as table:
            yield table
    except (Problem, MemoryError):
        raise
    except Exception as error:  # a damaged file raises nearly everything
        raise Problem(
            N_("{file} cannot be read as a Parquet file: choose another data set."),
            file=file.name,
        ) from error
