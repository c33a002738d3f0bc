"""How much memory a model takes: its weights in a format, and the cache of a context.

    weights = catalogue.weight_bytes(8_030_261_248, "GGUF Q4_K_M")
    layers = catalogue.cached_layers(catalogue.models().set_index("model").loc["gemma3"])
    cache = catalogue.kv_cache_bytes(layers, tokens=32_768)
    weights.bytes + cache.bytes

What a run takes on top, activations and the buffers of a runtime, depends on the runtime and is
not in these numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from i18n import N_, Problem, listed


@dataclass(frozen=True)
class Format:
    """How a weight is stored: bits a weight, scales included."""

    bits: float
    whole_embeddings: bool = False
    """Embeddings and output layer stay in 16 bits, as they do in checkpoints of this format."""


def _grouped(bits: float, group: int, extra: float, whole_embeddings: bool = True) -> Format:
    """A format whose groups of weights share `extra` bits of scale and zero point."""
    return Format(bits + extra / group, whole_embeddings)


WEIGHT_FORMATS = {
    "float32": Format(32),
    "bfloat16": Format(16),
    "float16": Format(16),
    "FP8": _grouped(8, 128 * 128, 32),
    "INT8": Format(8, whole_embeddings=True),
    "GPTQ": _grouped(4, 128, 16 + 4),
    "AWQ": _grouped(4, 128, 16 + 4),
    "NF4": _grouped(4, 64, 8 + 32 / 256),
    "MXFP4": _grouped(4, 32, 8),
    "NVFP4": _grouped(4, 16, 8),
    "GPTQ 8 bit": _grouped(8, 128, 16 + 8),
    "GPTQ 3 bit": _grouped(3, 128, 16 + 3),
    "MLX 3 bit": _grouped(3, 64, 16 + 16, whole_embeddings=False),
    "MLX 5 bit": _grouped(5, 64, 16 + 16, whole_embeddings=False),
    "MLX 6 bit": _grouped(6, 64, 16 + 16, whole_embeddings=False),
    "MLX 4 bit": _grouped(4, 64, 16 + 16, whole_embeddings=False),
    "MLX 8 bit": _grouped(8, 64, 16 + 16, whole_embeddings=False),
    "GGUF Q8_0": Format(8.5008),
    "GGUF Q6_K": Format(6.5633),
    "GGUF Q5_K_M": Format(5.7036),
    "GGUF Q5_K_S": Format(5.5704),
    "GGUF Q4_K_M": Format(4.8944),
    "GGUF Q4_K_S": Format(4.6672),
    "GGUF IQ4_XS": Format(4.4597),
    "GGUF Q3_K_L": Format(4.2979),
    "GGUF Q3_K_S": Format(3.6429),
    "GGUF Q2_K": Format(3.1593),
}
"""Formats of weights by name.

GGUF: bits a weight of a whole Llama-3.1-8B, as the README of llama.cpp's tool `quantize` lists
them; such a file mixes block formats, so that another model differs by a few hundredths.
GPTQ (arXiv:2210.17323) and AWQ (arXiv:2306.00978): four bits, and for each group of 128 a scale
of 16 bits and a zero point of 4. FP8: blocks of 128 by 128 with a float32 scale, as
DeepSeek-V3 (arXiv:2412.19437). NF4: groups of 64 with scales quantised twice, as QLoRA
(arXiv:2305.14314). MXFP4: the OCP Microscaling specification 1.0, a scale of 8 bits for 32.
NVFP4: an FP8 scale for 16. MLX: affine groups of 64 with a scale and a bias of 16 bits each.
"""

WEIGHTS_FORMULA = N_("parameters × bits ÷ 8")
CACHE_FORMULA = N_("layers × key/value heads × (key + value size) × tokens × batch × bytes")
"""What the numbers of `Memory.formula` are, in words."""


@dataclass(frozen=True)
class Memory:
    """Bytes, and the formula that gives them with its numbers: "32 × 8 × (128 + 128) × …"."""

    bytes: int
    formula: str


@dataclass(frozen=True)
class Cache(Memory):
    """The cache of a context, and what one more token adds for each text of the batch while the
    windows are full, in bytes."""

    per_token: float


@dataclass(frozen=True)
class CachedLayers:
    """Layers of a decoder that keep the same of each token."""

    layers: int
    heads: int
    """Key/value heads; 1 where all heads share one latent vector."""
    key_size: int
    value_size: int
    window: int = 0
    """How many of the last tokens are kept; 0 is all of them."""
    source: bool = False
    """They keep what an encoder read, not what the decoder wrote."""

    @property
    def numbers(self) -> int:
        """Numbers that these layers keep of one token."""
        return self.layers * self.heads * (self.key_size + self.value_size)


def weight_bytes(parameters: int, format: str, embeddings: int = 0) -> Memory:
    """The memory of `parameters` weights in one of `WEIGHT_FORMATS`.

    `embeddings` are those of them that some formats leave in 16 bits: vocabulary × width, twice
    where input and output do not share them. Raises `i18n.Problem` for an unknown format.
    """
    if format not in WEIGHT_FORMATS:
        raise Problem(
            N_("{format} is not a weight format; choose one of: {formats}."),
            format=format,
            formats=listed(WEIGHT_FORMATS),
        )
    kind = WEIGHT_FORMATS[format]
    whole = min(embeddings, parameters) if kind.whole_embeddings else 0
    size = round(((parameters - whole) * kind.bits + whole * 16) / 8)
    formula = f"{parameters - whole:,} × {kind.bits:.5g} ÷ 8"
    return Memory(size, f"{formula} + {whole:,} × 16 ÷ 8" if whole else formula)


def cached_layers(facts: Mapping[str, Any] | pd.Series) -> tuple[CachedLayers, ...]:
    """What the layers of a decoder keep, from a row of `catalogue.models()`.

    A checkpoint's own `layers`, `heads`, `key_value_heads`, `head_size` and `width` may stand in
    the row instead; the kinds of layers keep their shares then. An encoder-decoder keeps what
    its encoder read in every layer, too. Layers that keep a state of a fixed size instead
    (Mamba, linear attention) or use the keys and values of others add nothing; of layers that
    compress older tokens (DeepSeek-V4) every token counts, which is more than they keep. Empty
    where nothing is kept, where a model does not generate, and where it is not known.
    """
    layers, heads = _whole(facts, "layers"), _whole(facts, "heads")
    if not layers or not heads or facts.get("generates", True) in (False, 0):
        return ()
    key_value_heads = _whole(facts, "key_value_heads") or heads
    head_size = _whole(facts, "head_size") or _whole(facts, "width") // heads
    kept = (key_value_heads, head_size, _whole(facts, "value_size") or head_size)
    if latent := _whole(facts, "latent_size"):
        kept = (1, latent, 0)
    others = kept
    if full := _whole(facts, "full_heads"):
        size = _whole(facts, "full_head_size") or head_size
        others = (full, size, size)
    index, window = _whole(facts, "index_size"), _whole(facts, "sliding_window")
    groups = []
    for kind, count in _shares(facts.get("layer_types"), layers).items():
        if kind in STATELESS:
            continue
        if "sliding" in kind or "chunked" in kind:
            groups.append(CachedLayers(count, *kept, window=window))
            continue
        groups.append(CachedLayers(count, *others))
        if kind == "indexed_attention" and index:
            groups.append(CachedLayers(count, 1, index, 0))
    if facts.get("encoder_decoder") is True or facts.get("encoder_decoder") == 1:
        groups += [CachedLayers(layers, *kept, source=True)]
    return tuple(groups)


STATELESS = ("linear_attention", "conv", "shared", "dummy", "moe", "mlp")
"""Kinds of layers that keep nothing that grows with the context."""


def kv_cache_bytes(
    layers: Sequence[CachedLayers],
    tokens: int,
    batch: int = 1,
    bytes_per_number: float = 2,
    source: int | None = None,
) -> Cache:
    """The memory of keys and values for `batch` texts of `tokens` tokens each.

    `bytes_per_number` is 2 for a cache in 16 bits, 1 in 8. `source` is how many positions an
    encoder read (Whisper: 1500), by default as many as `tokens`.
    """
    total, per_token, terms = 0.0, 0.0, []
    for group in layers:
        positions = tokens if not group.source or source is None else source
        if group.window:
            positions = min(positions, group.window)
        elif not group.source:
            per_token += group.numbers * bytes_per_number
        total += group.numbers * positions * batch * bytes_per_number
        sizes = str(group.key_size)
        if group.value_size:
            sizes = f"({group.key_size} + {group.value_size})"
        terms.append(
            f"{group.layers} × {group.heads} × {sizes} × {positions:,} × {batch} "
            f"× {bytes_per_number:g}"
        )
    return Cache(round(total), " + ".join(terms) or "0", per_token)


def _shares(kinds: object, layers: int) -> dict[str, int]:
    """How many of `layers` are of each kind, in the proportions of "sliding_attention:28;…"."""
    named = dict(pair.rsplit(":", 1) for pair in str(kinds or "").split(";") if ":" in pair)
    counts = {kind: int(count) for kind, count in named.items()}
    if not counts:
        return {"full_attention": layers}
    total, shares, upto, given = sum(counts.values()), {}, 0, 0
    if len(counts) == 2:
        # One kind after every so many of the other, as Gemma 3 has it: 22 and 4 of 26 layers are
        # a sixth, and two that begin another.
        rare, often = sorted(counts, key=lambda kind: counts[kind])
        period = counts[often] // max(counts[rare], 1) + 1
        if total // period == counts[rare]:
            found = {rare: layers // period, often: layers - layers // period}
            return {kind: found[kind] for kind in counts}
    for kind, count in counts.items():
        upto += count
        shares[kind] = round(layers * upto / total) - given
        given += shares[kind]
    return shares


def _whole(facts: Mapping[str, Any] | pd.Series, field: str) -> int:
    value = facts.get(field)
    return 0 if value is None or pd.isna(value) or value == "" else int(value)
