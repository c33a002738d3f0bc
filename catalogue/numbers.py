"""The numbers of a configuration that say what a model keeps of a text."""

import re
from collections import Counter
from typing import Any

from .defaults import parts
from .rules import KEY_VALUE_HEADS, experts_of, number, taken_of
from .size import SWITCHES

CONTEXTS = (
    "max_target_positions",
    "max_position_embeddings",
    "max_encoder_position_embeddings",
    "max_seq_len",
    "max_sequence_length",
    "seq_length",
    "n_positions",
    "context_length",
)
"""Fields that say how many tokens a text may have; the decoder's before those of both."""

HEAD_SIZES = ("head_dim", "d_kv", "kv_channels", "attention_head_dim", "attention_head_size")

RECURRENT = ("mamba", "mamba2", "falcon_mamba", "rwkv", "xlstm")
"""Architectures that keep a state and no token; what they call heads or attention is not that."""


def numbers_of(model_type: str, model, config) -> dict[str, Any]:
    """Context, heads, width, layers and their kinds, as the columns of `catalogue.models()`.

    They are those of the decoder, or of the text part, where there are several parts; None where
    a model has no such thing. `model`, built from `config`, may be None where that cannot be.
    """
    text = text_part(config)
    heads = number(text, "num_attention_heads", "num_heads")
    width = number(text, "hidden_size", "d_model")
    key_value_heads = _key_value_heads(text, heads)
    vocabulary = number(text, "vocab_size")
    row: dict[str, Any] = {
        # CANINE hashes characters and has no vocabulary.
        "context": number(text, *CONTEXTS)
        if vocabulary or hasattr(text, "num_hash_buckets")
        else 0,
        "width": width,
        "layers": number(text, "num_hidden_layers"),
        "vocabulary": vocabulary,
        "encoder_decoder": bool(config.is_encoder_decoder),
    }
    attends = model_type not in RECURRENT and (
        model is None
        or any(re.search("Attention|MLA", type(part).__name__) for part in model.modules())
    )
    latent = attends and number(text, "kv_lora_rank")
    row["attention"] = _attention(attends, heads, key_value_heads, bool(latent))
    if attends and heads:
        size = number(text, *HEAD_SIZES) or (width // heads if width % heads == 0 else 0)
        row |= {"heads": heads, "key_value_heads": key_value_heads, "head_size": size}
    if latent:
        turned = number(text, "qk_rope_head_dim")
        row["head_size"] = number(text, "qk_nope_head_dim") + turned
        row["value_size"] = number(text, "v_head_dim")
        row["latent_size"] = latent + turned
    if attends and vocabulary and row["layers"]:
        row |= _layers(text, row)
    if model is not None and any(path.endswith("experts") for path, _part in model.named_modules()):
        routed = next(filter(experts_of, parts(text).values()), text)
        row["experts"] = experts_of(routed)
        row["active_experts"] = SWITCHES.get(model_type) or taken_of(routed)
    # XLNet's context is -1: without a limit.
    return {key: None if type(value) is int and value < 1 else value for key, value in row.items()}


def text_part(config):
    """The part of a configuration that describes the text that is read or written."""
    try:
        text = config.get_text_config(decoder=True)
    except ValueError:  # several; an assistant that speaks thinks with the first
        text = config
    for inner in ("thinker_config", "language_config", "llm_config", "text_config"):
        text = getattr(text, inner, None) or text
    return text


def _key_value_heads(text, heads: int) -> int:
    if getattr(text, "multi_query", False) and not getattr(text, "new_decoder_architecture", False):
        return 1
    return number(text, *KEY_VALUE_HEADS) or heads


def _attention(attends: bool, heads: int, key_value_heads: int, latent: int) -> str:
    if not attends:
        return "none"
    if latent:
        return "latent"
    if heads > key_value_heads:
        return "multi-query" if key_value_heads == 1 else "grouped-query"
    return "multi-head"


def _layers(text, usual: dict[str, Any]) -> dict[str, Any]:
    """Kinds of layers with their numbers, the window of those that have one, and what the
    others have in their stead where it differs."""
    from transformers.cache_utils import get_layer_types_and_kwargs

    if number(text, "num_kv_shared_layers") == usual["layers"]:
        return {"layer_types": f"shared:{usual['layers']}"}  # an assistant reads its target's
    types, keywords = get_layer_types_and_kwargs(text)
    modes = getattr(text, "kv_sharing_modes", None) or [None] * len(types)
    kinds = ["shared" if mode == "reuse" else kind for kind, mode in zip(types, modes)]
    windows = [keys["sliding_window"] for keys in keywords if keys.get("sliding_window")]
    row: dict[str, Any] = {
        "layer_types": ";".join(f"{kind}:{count}" for kind, count in Counter(kinds).items()),
        "sliding_window": windows[0] if windows else 0,
    }
    if "indexed_attention" in types:
        row["index_size"] = number(text, "index_head_dim", "indexer_head_dim")
    full = [each for each, kind in zip(text.per_layer_config, types) if kind == "full_attention"]
    if full and windows:
        heads, size = _key_value_heads(full[0], 0), number(full[0], "head_dim")
        if (heads, size) != (usual.get("key_value_heads"), usual.get("head_size")):
            row |= {"full_heads": heads, "full_head_size": size}
    return row
