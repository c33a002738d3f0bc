"""Which checkpoint fits: the memory of its weights and of the cache of a context."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from math import isnan
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .memory import Memory, cached_layers, kv_cache_bytes, weight_bytes
from .tables import transformers_models

CONTEXT = 4096
"""Tokens of the context that is counted where nothing else is asked for."""
NUMBERS = ("layers", "heads", "key_value_heads", "head_size", "width", "sliding_window")
"""What a checkpoint states of its own, in place of its architecture's default."""
ALREADY = {
    "AWQ": {4: "AWQ", 8: "INT8"},
    "GPTQ": {3: "GPTQ 3 bit", 4: "GPTQ", 8: "GPTQ 8 bit"},
    "FP8": {8: "FP8"},
    "FP4": {4: "NVFP4"},
    "bitsandbytes": {4: "NF4", 8: "INT8"},
    "MLX": {bits: f"MLX {bits} bit" for bits in (3, 4, 5, 6, 8)} | {16: "bfloat16"},
}
"""For a format of `CHECKPOINT_FORMATS` the format of the weights, by bits."""
READ = {"whisper": 1500}
"""Positions that an encoder reads whatever the context is: thirty seconds of speech."""
BITS = re.compile(r"(?i)(\d+)[ _-]?bits?\b|int-?(\d+)|(?:bf|fp)(16)\b|(?:nv|mx)fp(4)\b")


@dataclass(frozen=True)
class Needs:
    """The memory that one checkpoint needs."""

    format: str
    """The format of its weights, of `WEIGHT_FORMATS`."""
    weights: Memory
    cache: Memory

    @property
    def bytes(self) -> int:
        return self.weights.bytes + self.cache.bytes


def needs(
    checkpoints: pd.DataFrame, weights: str, tokens: int = CONTEXT, batch: int = 1
) -> pd.Series:
    """The bytes that each row of `catalogue.checkpoints()` needs (Int64): its weights, and the
    cache of keys and values, in 16 bits, for `batch` texts of `tokens` tokens each.

    Weights are stored as `weights`, of `WEIGHT_FORMATS`, unless the checkpoint was released in a
    format of its own. NA where the parameters or the layers are not known. What a runtime takes
    on top, activations and buffers, is not in it.
    """
    sizes = _bytes(_facts(checkpoints), weights, tokens, batch)
    return pd.Series(sizes, index=checkpoints.index, dtype="Int64")


def needs_of(
    checkpoint: pd.Series, weights: str, tokens: int = CONTEXT, batch: int = 1
) -> Needs | None:
    """What one row of `catalogue.checkpoints()` needs, with the formulas; None for NA of `needs`.

    Raises `i18n.Problem` for an unknown format.
    """
    row = checkpoint.to_frame().T.astype(dict.fromkeys(FACTS, "Int64"))
    (facts,) = _rows(_facts(row))
    return _needs(facts, weights, tokens, batch)


TEXTS = ("checkpoint", "format", "model", "abilities")
FACTS = ("parameters", "vocabulary", *NUMBERS)


class _Facts(NamedTuple):
    """What needs follow from: columns of texts, and numbers as bytes, NaN for an unknown one."""

    texts: tuple[tuple, ...]
    numbers: bytes


def _facts(checkpoints: pd.DataFrame) -> _Facts:
    texts = tuple(tuple(checkpoints[name].to_numpy(object)) for name in TEXTS)
    numbers = checkpoints[[*FACTS]].to_numpy(float, na_value=np.nan)
    return _Facts(texts, numbers.tobytes())


def _rows(facts: _Facts) -> Iterator[tuple]:
    """Texts and numbers of each row; None for an unknown number."""
    numbers = np.frombuffer(facts.numbers).reshape(-1, len(FACTS))
    for *texts, row in zip(*facts.texts, numbers.tolist(), strict=True):
        yield *texts, *(None if isnan(number) else int(number) for number in row)


# One click asks for the needs of the same rows three times: to choose, to count, and to show.
@lru_cache(maxsize=16)
def _bytes(facts: _Facts, weights: str, tokens: int, batch: int) -> list[int | None]:
    found = (_needs(row, weights, tokens, batch) for row in _rows(facts))
    return [None if each is None else each.bytes for each in found]


@lru_cache(maxsize=60_000)
def _needs(facts: tuple, weights: str, tokens: int, batch: int) -> Needs | None:
    checkpoint, released, model, abilities, parameters, vocabulary, *numbers = facts
    kind = _weight_format(checkpoint, released, weights)
    one_pass = "embedding" in abilities or "reranking" in abilities
    layers = () if one_pass else _layers(model, *numbers)
    if parameters is None or kind is None or layers is None:
        return None
    # Input and output may share their embeddings: that they do not is the larger need.
    embeddings = 2 * (vocabulary or 0) * (numbers[NUMBERS.index("width")] or 0)
    memory = weight_bytes(parameters, kind, embeddings)
    return Needs(kind, memory, kv_cache_bytes(layers, tokens, batch, source=READ.get(model)))


def _weight_format(checkpoint: str, released: str, wish: str) -> str | None:
    """The format of the weights; None where the name does not say it."""
    if released == "full":
        return wish
    if released == "GGUF":  # such a repository has a file for each of several formats
        return wish if wish.startswith("GGUF") else "GGUF Q4_K_M"
    if released == "FP4" and "nvfp4" not in checkpoint.lower():
        return "MXFP4"
    bits = [int(next(filter(None, found))) for found in BITS.findall(checkpoint)]
    formats = ALREADY.get(released, {})
    if released == "MLX" and not bits:
        return None
    return formats.get(bits[-1] if bits else min(formats, default=0))


@cache
def _architectures() -> dict[str, dict[str, Any]]:
    return {
        str(row["model"]): {str(name): row[name] for name in row}
        for row in transformers_models().to_dict("records")
    }


@lru_cache(maxsize=10_000)
def _layers(model: str, *numbers: int | None):
    """What the layers keep; None where it is not known."""
    facts = _architectures().get(model, {})
    if facts and not facts["generates"]:
        return ()
    own = {name: number for name, number in zip(NUMBERS, numbers) if number is not None}
    if "layers" not in own or "heads" not in own:
        return None
    if "head_size" not in own:  # the default's would be of another width
        facts = {name: value for name, value in facts.items() if name != "head_size"}
    every = re.fullmatch(r"sliding_attention:\d+", str(facts.get("layer_types")))
    if every and "sliding_window" not in own:
        # A window over all layers is a matter of the checkpoint: Mistral 7B has had none since 0.2.
        facts = facts | {"sliding_window": None, "layer_types": ""}
    return cached_layers(facts | own)
