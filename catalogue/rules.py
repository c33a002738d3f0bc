"""Rules that a configuration must keep before a model is built from it.

The code of many architectures builds what could never run (five key/value heads for 32 heads),
or stops with an error that says nothing to a reader. These rules say it first.
"""

import dataclasses
import re
from typing import Any

from i18n import N_, Problem

from .defaults import parts, value_of

MOST = 500
"""A whole number of a configuration may be this large, or 20 times its default: each layer
takes some milliseconds to build, even without weights."""

COUNTS = re.compile(
    r"layer|head|expert|size|dim|width|channel|depth|block|stage|patch|d_model|embd|ffn|inner"
)
"""What stands in the name of a field that counts or measures what a model cannot do without."""

OPTIONAL = re.compile(
    r"share|window|dense|sparse|per_layer|nextn|mtp|adapter|prefix|register|token|pad|group"
    r"|replace|start|offset|skip|pooling|dropout|conv_pos|cond|feature_layer|norm|index"
)
"""What stands in the name of a field that may be zero all the same."""

WIDTHS = {
    "num_attention_heads": "hidden_size",
    "encoder_attention_heads": "d_model",
    "decoder_attention_heads": "d_model",
}
"""Fields of heads, with the width that they share out."""

HEAD_SIZES = ("head_dim", "d_kv", "attention_head_dim", "kv_channels", "v_head_dim")
"""Where a configuration sets one of these, its heads need not divide its width."""

KEY_VALUE_HEADS = {
    "num_key_value_heads": "num_attention_heads",
    "num_kv_heads": "num_attention_heads",
    "encoder_num_key_value_heads": "encoder_num_attention_heads",
    "decoder_num_key_value_heads": "decoder_num_attention_heads",
}

ACTIVE = (
    "num_experts_per_tok",
    "num_experts_per_token",
    "top_k_experts",
    "moe_topk",
    "moe_top_k",
    "moe_k",
)
"""Fields that say how many experts a token takes; configurations call it by many names."""

EXPERTS = ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts")
"""Fields that say how many experts a layer has."""

CROPPING = ("siglip_vision_model", "siglip2_vision_model")
"""Image encoders that leave out the pixels that no whole patch covers; a published one reads
384 pixels in patches of 14."""


def allow_values(default, changes: dict[str, Any]) -> None:
    """Raise `i18n.Problem` for a whole number that no model of this kind can have."""
    for field, value in changes.items():
        try:
            before = value_of(default, field)
        except (AttributeError, IndexError, TypeError, ValueError):
            continue  # no such field: said where the configuration is made
        if type(value) is not int:
            continue
        usual = before if type(before) is int else 0
        if value < min(usual, 0):
            raise Problem(
                N_("{field} must not be negative; it is {value}."), field=field, value=value
            )
        if value == 0 and usual > 0 and COUNTS.search(field) and not OPTIONAL.search(field):
            raise Problem(N_("{field} must be at least 1."), field=field)
        most = max(MOST, 20 * usual)
        if value > most:
            raise Problem(N_("{field} may be at most {most:,} here."), field=field, most=most)


def allow_relations(default, config) -> None:
    """Raise `i18n.Problem` where a changed configuration breaks a rule that its default keeps."""
    usual = parts(default)
    for prefix, part in parts(config).items():
        before = _divisions(usual.get(prefix, part))
        for (small, large), (divisor, total) in _divisions(part).items():
            divisor_before, total_before = before.get((small, large), (1, 1))
            if total % divisor and total_before % divisor_before == 0:
                raise Problem(
                    N_("{small} ({divisor}) must divide {large} ({total})."),
                    small=_name(part, small, prefix),
                    divisor=divisor,
                    large=_name(part, large, prefix),
                    total=total,
                )
        for few in ACTIVE:
            taken, experts = number(part, few), experts_of(part)
            if taken and experts and taken > experts:
                raise Problem(
                    N_("{few} ({taken}) must not exceed the number of experts ({experts})."),
                    few=_name(part, few, prefix),
                    taken=taken,
                    experts=experts,
                )


def experts_of(config) -> int:
    """How many experts a layer of a configuration has; 0 without."""
    return number(config, *EXPERTS)


def taken_of(config) -> int:
    """How many experts a configuration sends a token to; 0 where no field says it."""
    return number(config, *ACTIVE)


def _divisions(config) -> dict[tuple[str, str], tuple[int, int]]:
    """Pairs of fields of which the first must divide the second, with their values."""
    pairs = list(KEY_VALUE_HEADS.items())
    stated = {field.name: field.default for field in dataclasses.fields(config)}
    if not any(type(stated.get(field)) is int for field in HEAD_SIZES):
        pairs += WIDTHS.items()
    if config.model_type not in CROPPING:
        pairs.append(("patch_size", "image_size"))
    values = {pair: (number(config, pair[0]), number(config, pair[1])) for pair in pairs}
    heads, width = vars(config).get("num_heads"), number(config, "embed_dim")
    if isinstance(heads, list | tuple) and width:
        # Stages of Swin and its kin, each twice as wide as the one before.
        for stage, count in enumerate(heads):
            values[f"num_heads.{stage}", "embed_dim"] = (count, width * 2**stage)
    return {pair: value for pair, value in values.items() if all(value)}


def number(config, *fields: str) -> int:
    """The first of these fields that is a whole number, or a list of equal ones; 0 without."""
    for field in fields:
        # Not by getattr alone: fields that differ from layer to layer refuse it.
        name = config.attribute_map.get(field, field)
        derived = isinstance(getattr(type(config), name, None), property)
        value = getattr(config, name) if derived else vars(config).get(name)
        if isinstance(value, list | tuple) and value and len(set(map(str, value))) == 1:
            value = value[0]
        if type(value) is int:
            return value
    return 0


def _name(config, field: str, prefix: str) -> str:
    """A field as this configuration calls it, by dotted name."""
    name = config.attribute_map.get(field, field)
    return f"{prefix}.{name}" if prefix else name
