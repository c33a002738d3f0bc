"""What each architecture can do: from its default configuration and the flags of its class."""

from typing import Any

import pandas as pd
from tqdm import tqdm

from i18n import Problem

from ..defaults import counted_class, default_configuration, head_classes
from ..numbers import numbers_of
from ..size import built
from .packages import install
from .sizes import architectures

FLAGS = {
    "sdpa": "_supports_sdpa",
    "flash_attention": "_supports_flash_attn",
    "flex_attention": "_supports_flex_attn",
    "compiles": "_can_compile_fullgraph",
    "gradient_checkpointing": "supports_gradient_checkpointing",
}

NUMBERS = [
    "context", "heads", "key_value_heads", "head_size", "value_size", "latent_size", "index_size",
    "width", "layers", "vocabulary", "sliding_window", "full_heads", "full_head_size", "experts",
    "active_experts",
]  # fmt: skip


def abilities() -> pd.DataFrame:
    """One row an architecture of the installed transformers: its numbers, and what it supports.

    The numbers are those of the decoder, or of the text part, where there are several parts;
    empty where an architecture has no such thing or its default configuration cannot be made.
    `layer_types` says how many layers are of which kind, "sliding_attention:28;…".
    """
    install()
    rows = [_abilities(model) for model in tqdm(architectures(), desc="abilities", unit=" models")]
    return pd.DataFrame(rows).astype(dict.fromkeys(NUMBERS, "Int64"))


def _abilities(model_type: str) -> dict[str, Any]:
    import transformers

    row: dict[str, Any] = {"model": model_type} | dict.fromkeys(NUMBERS)
    row |= {"attention": "", "layer_types": "", "encoder_decoder": False}
    name, _base = counted_class(model_type)
    kind = getattr(transformers, name)
    model = None
    try:
        model = built(model_type)
        config = model.config
    except Problem:
        try:
            config = default_configuration(model_type)
        except Exception:  # said in the table of sizes
            config = None
    if config is not None:
        row |= numbers_of(model_type, model, config)
    row |= {ability: bool(getattr(kind, flag, False)) for ability, flag in FLAGS.items()}
    # Wrappers of models from elsewhere have neither.
    row["tensor_parallel"] = bool(getattr(model, "supports_tp_plan", False))
    row["pipeline_parallel"] = bool(getattr(model, "supports_pp_plan", False))
    classes = [kind, *(getattr(transformers, name, None) for name in head_classes(model_type))]
    row["generates"] = any(kind.can_generate() for kind in classes if hasattr(kind, "can_generate"))
    return row
