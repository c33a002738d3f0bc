"""Records, of JSON, JSON Lines and Parquet, as columns of text."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from i18n import N_, Problem, Sentence

from .encodings import Fault
from .separated import check_size


def columns_of(records: list[Any]) -> dict[str, list[str]]:
    """A column for each field, in the order in which they come; "" where a record has none.

    Fields of fields are `body.model`. What is no record is the one column `text`. Of chat messages
    the last, where the assistant wrote it, is `messages.assistant`, and `messages` those before.
    """
    rows = [_flat(record, "") for record in records]
    names = list(dict.fromkeys(name for row in rows for name in row))
    check_size(names, rows)
    return {name or "text": [row.get(name, "") for row in rows] for name in names}


def _flat(value: Any, name: str) -> dict[str, str]:
    if isinstance(value, dict):
        return {
            inner: text
            for key, field in value.items()
            for inner, text in _flat(field, f"{name}.{key}" if name else str(key)).items()
        }
    if isinstance(value, list) and value and all(map(_is_message, value)):
        answers = value[-1:] if value[-1]["role"] == "assistant" else []
        asked = value[: len(value) - len(answers)]
        answer = {f"{name}.assistant": _content(answers[0])} if answers else {}
        return {name: "\n".join(map(_content, asked))} | answer
    return {name: _text(value)}


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and "role" in value and "content" in value


def _content(message: dict[str, Any]) -> str:
    """The text of a message; of its parts those that are text."""
    content = message["content"]
    if isinstance(content, list) and all(isinstance(part, dict) for part in content):
        return "\n".join(part["text"] for part in content if isinstance(part.get("text"), str))
    return _text(content)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "\n".join(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def json_columns(text: str) -> tuple[dict[str, list[str]], list[Fault]]:
    """The columns of a list in JSON, of an object with one list in it, or of JSON Lines; and the
    lines of these that are no JSON. Raises `i18n.Problem` where nothing is."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return _lines(text)
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if _is_list_of_records(value)]
        whole = lists[0] if len(lists) == 1 else [whole]
    return columns_of(whole if isinstance(whole, list) else [whole]), []


def _is_list_of_records(value: Any) -> bool:
    records = isinstance(value, list) and all(isinstance(each, dict) for each in value)
    return bool(value) and records and not all(map(_is_message, value))


def _lines(text: str) -> tuple[dict[str, list[str]], list[Fault]]:
    records: list[Any] = []
    faults: list[Fault] = []
    said = N_("Line {line} is left out: it is not JSON.")
    # Of the characters that end a line only this one cannot stand in a text of JSON.
    for at, line in zip(count(1), text.split("\n")):
        if line.strip():
            try:
                records.append(json.loads(line))
            except (ValueError, RecursionError):
                faults.append((at, Sentence(said, line=at)))
    if not records:
        raise Problem(
            N_("This file is not JSON: it needs a list of records, or a record on each line."),
            details=tuple(sentence for _line, sentence in faults[:20]),
        )
    return columns_of(records), faults


MOST_UNPACKED = 300_000_000
"""Bytes that the columns of a Parquet file may have when they are unpacked."""


def parquet_columns(data: bytes) -> dict[str, list[str]]:
    """The columns of a Parquet file, without those of bytes: pictures and sounds are no text."""
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(pyarrow.BufferReader(data)) as file:
            groups = map(file.metadata.row_group, range(file.metadata.num_row_groups))
            size = sum(group.total_byte_size for group in groups)
            names = [field.name for field in file.schema_arrow if not _is_binary(field.type)]
            check_size(names, range(file.metadata.num_rows))
            if size > MOST_UNPACKED:
                raise Problem(
                    N_("Unpacked, this file has {size:,} MB; {most:,} can be read: split it."),
                    size=size // 1_000_000,
                    most=MOST_UNPACKED // 1_000_000,
                )
            return columns_of(list(_rows(file, names)))
    except (Problem, MemoryError):
        raise
    except Exception as error:  # a damaged file raises nearly everything
        raise Problem(N_("This file cannot be read as Parquet.")) from error


def _rows(file: Any, names: list[str]) -> Iterator[dict[str, Any]]:
    for batch in file.iter_batches(1_000, columns=names):
        yield from batch.to_pylist()


def _is_binary(kind: Any) -> bool:
    from pyarrow import types

    if types.is_struct(kind):
        return any(_is_binary(field.type) for field in kind)
    return types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind)
