"""The weights of a checkpoint: which of its files are loaded, and what their headers say."""

import json
import re
import struct
from collections.abc import Collection
from math import prod
from pathlib import Path
from typing import Any

SINGLE, INDEX = "model.safetensors", "model.safetensors.index.json"
SHARD = re.compile(r"(?P<name>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.safetensors")
WHOLE_HEADER = 100_000_000
"""Bytes of a header that safetensors itself reads at most."""

BYTES = {
    "F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2,
    "U16": 2, "I8": 1, "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1, "F8_E8M0": 1,
}  # fmt: skip
"""Of one element, by the name that safetensors has for its type."""


class Damaged(ValueError):
    """A file is no safetensors file, or shorter or longer than its header says."""


def loaded_of(names: Collection[str]) -> list[str]:
    """Those of the files of a repository that transformers loads weights from, in their order.

    One file, else the shards of an index. Not `consolidated.safetensors`, which holds the same
    weights for other programs, nor variants such as `model.fp16.safetensors`, nor adapters.
    """
    if SINGLE in names:
        return [SINGLE]
    if INDEX not in names:
        return []
    shards = [shard for name in names if (shard := SHARD.fullmatch(name))]
    return sorted(shard[0] for shard in shards if shard["name"] != "consolidated")


def all_shards(names: list[str]) -> list[str]:
    """The files of weights that there should be where there are these: shards state their count."""
    shard = SHARD.fullmatch(names[0]) if names else None
    if not shard:
        return names
    name, count = shard["name"], shard["count"]
    return [f"{name}-{at:05d}-of-{count}.safetensors" for at in range(1, int(count) + 1)]


def files(folder: Path) -> list[str]:
    """The names of the files that the weights in a folder are loaded from, there or not.

    Raises ValueError for an index that cannot be read.
    """
    if (folder / SINGLE).exists() or not (folder / INDEX).exists():
        return loaded_of([path.name for path in folder.glob("*.safetensors")])
    index = json.loads((folder / INDEX).read_bytes())
    named = index.get("weight_map") if isinstance(index, dict) else None
    if not isinstance(named, dict) or not all(isinstance(name, str) for name in named.values()):
        raise ValueError("an index without a map of weights")
    return sorted({Path(name).name for name in named.values()})


def weight_bytes(folder: Path) -> int:
    """The bytes of the weights that are loaded from a folder, as far as they are there."""
    try:
        paths = [folder / name for name in files(folder)]
    except ValueError:
        return 0
    return sum(path.stat().st_size for path in paths if path.exists())


def header(path: Path) -> dict[str, dict[str, Any]]:
    """The tensors of a safetensors file by name: {"dtype", "shape", "data_offsets"}.

    Raises `Damaged`. See https://huggingface.co/docs/safetensors/index#format
    """
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > min(WHOLE_HEADER, size - 8):
                raise Damaged
            tensors: dict[str, dict[str, Any]] = json.loads(file.read(length))
        tensors.pop("__metadata__", None)
        end = max((tensor["data_offsets"][1] for tensor in tensors.values()), default=0)
    except (ValueError, LookupError, TypeError, AttributeError, struct.error):
        raise Damaged from None
    if 8 + length + end != size:
        raise Damaged
    return tensors


def weights_as(folder: Path, dtype: str) -> int:
    """The bytes that the weights of a folder take as `dtype`; "auto" is as they are stored.

    Packed weights stay as they are: whole numbers, and fractions of a byte.
    """
    if dtype == "auto":
        return weight_bytes(folder)
    size = 4 if dtype == "float32" else 2
    tensors = [one for name in files(folder) for one in header(folder / name).values()]
    return sum(
        prod(tensor["shape"]) * size
        if tensor["dtype"] in ("F64", "F32", "F16", "BF16")
        else tensor["data_offsets"][1] - tensor["data_offsets"][0]
        for tensor in tensors
    )


def parameters(counts: dict[str, int], config: dict[str, Any]) -> int:
    """How many parameters there are in so many elements of each type.

    Of packed weights, several in one whole number, each counts; how wide they are is in the
    configuration. Their scales and zero points, a hundredth more, count with them.
    """
    packed = config.get("quantization_config") or config.get("quantization")
    bits = _bits(packed) if isinstance(packed, dict) else None
    return sum(
        count * BYTES.get(dtype, 4) * 8 // bits
        if bits and dtype in ("I32", "U32", "I8", "U8")
        else count
        for dtype, count in counts.items()
    )


def _bits(packed: dict[str, Any]) -> int | None:
    """How many bits a packed weight has; None where it is not said."""
    method = packed.get("quant_method")
    if packed.get("load_in_4bit") or method in ("mxfp4", "nvfp4"):
        return 4
    if packed.get("load_in_8bit") or method == "fp8":
        return 8
    groups = packed.get("config_groups")
    if isinstance(groups, dict) and groups:  # compressed-tensors
        packed = next(iter(groups.values())).get("weights") or {}
    bits = packed.get("bits") or packed.get("w_bit") or packed.get("num_bits")
    return bits if isinstance(bits, int) and 0 < bits <= 8 else None
