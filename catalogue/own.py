"""Models of the visitor's own, read from a CSV file: rows beside those of transformers."""

import csv
import io
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from i18n import N_, Problem, Sentence

from .tables import FRAMEWORKS, transformers_models

VARIABLE = "ATLAS_MODELS"
"""The environment variable that names a CSV file of models to show to every visitor."""
LARGEST = 5_000_000
"""Bytes of a file that is read."""
TEXT = ("tokenizer", "tokenizer_algorithm", "checkpoint")
LINKS = ("documentation", "paper")
COLUMNS = ("name", "model", "modality", "tasks", "parameters", *FRAMEWORKS, *TEXT, *LINKS)
"""The columns that a file may have; only `name` must be there."""


def own_models(file: bytes) -> pd.DataFrame:
    """The models of a CSV file, with the columns of `catalogue.models()`.

    The file is UTF-8; its first line names its columns, out of `COLUMNS`. `model` is what links
    call the row, by default its name; `tasks` are separated by semicolons; `parameters` is a
    whole number; the frameworks are true or false. Raises `i18n.Problem`, with one of its
    `details` for each fault: line, column and reason.
    """
    if len(file) > LARGEST:
        raise Problem(
            N_("The file has {size} bytes; a catalogue may have {largest}: split it."),
            size=f"{len(file):,}",
            largest=f"{LARGEST:,}",
        )
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.count(b"\n", 0, error.start) + 1
        raise Problem(
            N_("Line {line} of the file is not UTF-8 text: save it as a CSV file in UTF-8."),
            line=line,
        ) from error
    faults: list[Sentence] = []
    rows = [_row(line, cells, faults) for line, cells in _lines(text, faults)]
    _same_twice(rows, faults)
    if faults:
        raise Problem(
            N_("The file was not taken. Places in it that need a change: {count}"),
            count=len(faults),
            details=tuple(faults),
        )
    if not rows:
        raise Problem(
            N_("The file has no row: below the column names, write one line for each model.")
        )
    return _frame(rows)


def models(*own: pd.DataFrame | None) -> pd.DataFrame:
    """One row a model: the rows of `own` files, then the architectures of transformers.

    Columns: model (the model type), name, config, folder, modality, tokenizer,
    tokenizer_algorithm, image_processor, video_processor, feature_extractor, processor,
    checkpoint, example_head and example_loader (the classes that load that), paper,
    documentation, aliases (other model types that load as this one, separated by semicolons),
    since and since_date (the very release that brought it, 4.0.0 for those from before; str,
    empty where the code does not say); tasks (tuple of str); first_release, last_release (of
    those read); pytorch, tensorflow, flax (the last release that supports it, or empty);
    parameters, bytes (Int64, of the base model with its default configuration in float32, NA
    where it is not known), size_reason (why it is not), and origin ("transformers" or "own").
    """
    frames = [frame for frame in own if frame is not None]
    return pd.concat([*frames, transformers_models()], ignore_index=True)


def site_models() -> tuple[pd.DataFrame | None, Problem | None]:
    """The models of the file that the environment variable `ATLAS_MODELS` names.

    None where it is not set; None and what is wrong where its file cannot be used, so that
    the rest of the catalogue can be shown all the same.
    """
    path = os.environ.get(VARIABLE)
    if not path:
        return None, None
    try:
        return _read_once(path, Path(path).stat().st_mtime_ns), None
    except OSError as error:
        unread = N_("{variable} names {path}, which cannot be read: {reason}")
        return None, Problem(unread, variable=VARIABLE, path=path, reason=error.strerror)
    except Problem as problem:
        return None, problem


@lru_cache(maxsize=1)
def _read_once(path: str, _changed: int) -> pd.DataFrame:
    return own_models(Path(path).read_bytes())


def _lines(text: str, faults: list[Sentence]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of the file with their line numbers; a row that is broken is a fault instead."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if not _header_is_good(header, faults):
            return
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                yield line, {name: cell.strip() for name, cell in zip(header, cells)}
            elif cells:
                faults.append(
                    Sentence(
                        N_("Line {line}: {found} cells, but the first line names {columns}"),
                        line=line,
                        found=len(cells),
                        columns=len(header),
                    )
                )
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(
            Sentence(N_("Line {line}: {reason}"), line=reader.line_num, reason=str(error))
        )


def _header_is_good(header: list[str], faults: list[Sentence]) -> bool:
    columns = ", ".join(COLUMNS)
    for name in header:
        if name not in COLUMNS:
            reason = N_("Line 1, column {column!r}: no such column; there are: {known}")
            faults.append(Sentence(reason, column=name, known=columns))
        elif header.count(name) > 1:
            faults.append(Sentence(N_("Line 1, column {column!r}: named twice"), column=name))
    if "name" not in header:
        faults.append(Sentence(N_("Line 1: the column 'name' is missing")))
    return not faults


def _row(line: int, cells: dict[str, str], faults: list[Sentence]) -> dict[str, Any]:
    """One model; what is wrong with its cells goes to `faults`."""

    def fault(column: str, reason: str, **values) -> None:
        where = {"line": line, "column": column, "cell": cells.get(column, "")[:40]}
        faults.append(Sentence(reason, **where, **values))

    row: dict[str, Any] = {
        name: cells.get(name, "") for name in ("name", "modality", *TEXT, *LINKS)
    }
    row["line"] = line
    row["model"] = cells.get("model") or row["name"]
    row["tasks"] = tuple(filter(None, map(str.strip, cells.get("tasks", "").split(";"))))
    if not row["name"]:
        fault("name", N_("Line {line}, column {column!r}: empty, but every model needs a name"))
    modalities = sorted(set(transformers_models()["modality"]))
    if row["modality"] and row["modality"] not in modalities:
        reason = N_("Line {line}, column {column!r}: {cell!r} is not one of: {known}")
        fault("modality", reason, known=", ".join(modalities))
    parameters = cells.get("parameters", "").replace(",", "").replace("_", "")
    row["parameters"] = int(parameters) if parameters.isdecimal() else None
    if parameters and (row["parameters"] is None or row["parameters"] >= 2**60):
        reason = N_("Line {line}, column {column!r}: {cell!r} is not a whole number")
        fault("parameters", reason)
    for framework in FRAMEWORKS:
        cell = cells.get(framework, "").lower()
        row[framework] = "✓" if cell in ("true", "yes", "1", "✅") else ""
        if not row[framework] and cell not in ("", "false", "no", "0", "❌"):
            fault(framework, N_("Line {line}, column {column!r}: {cell!r} is not true or false"))
    for link in LINKS:
        if row[link] and not row[link].startswith(("https://", "http://")):
            reason = N_("Line {line}, column {column!r}: {cell!r} does not begin with https://")
            fault(link, reason)
    return row


def _same_twice(rows: list[dict[str, Any]], faults: list[Sentence]) -> None:
    """Links need one name for one row."""
    names = set(transformers_models()["model"])
    for row in rows:
        if row["model"] in names:
            reason = N_("Line {line}: the model {model!r} is there already; give it another name")
            faults.append(Sentence(reason, line=row["line"], model=row["model"]))
        names.add(row["model"])


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    ours = transformers_models()
    frame = pd.DataFrame(rows).reindex(columns=ours.columns, fill_value="")
    frame["parameters"] = frame["parameters"].astype("Int64")
    frame["bytes"] = frame["parameters"] * 4
    frame["size_reason"] = frame["parameters"].isna().map({True: N_("not stated"), False: ""})
    frame["origin"] = "own"
    return frame.astype(ours.dtypes.to_dict())
