"""Small data sets as the Hub holds them."""

import json
from pathlib import Path

import pyarrow
from pyarrow import parquet

import inference


def spoken(file: Path) -> Path:
    """Samples of speech as a data set holds them, at two rates; the folder of all its files."""
    sounds = [
        (inference.open_audio(path).at(rate).wav(), path.name)
        for path, rate in zip(inference.task("asr").samples("audio"), (8_000, 44_100))
    ]
    parquet_file(
        file,
        path=[name for _data, name in sounds],
        audio=[{"bytes": data, "path": name} for data, name in sounds],
        extra=[b"no sound" for _sound in sounds],
    )
    return file.parents[2]


def parquet_file(file: Path, **columns: list) -> None:
    table = pyarrow.table(columns)
    features = {"audio": {"_type": "Audio"}, "extra": {"_type": "Value"}}
    described = {"info": {"features": features}}
    file.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(table.replace_schema_metadata({"huggingface": json.dumps(described)}), file)
