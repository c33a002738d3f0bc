"""Rules that a configuration must keep before a model is built from it.

The code of many architectures builds what could never run (five key/value heads for 32 heads),
or stops with an error that says nothing to a reader. These rules say it first.
"""

import dataclasses
import math
import re
from collections.abc import Collection, Iterator
from copy import deepcopy
from typing import Any

from i18n import N_, Problem

from .defaults import parts, value_of

MOST = 100_000
"""A whole number of a configuration may be this large, or 20 times its default."""
MOST_TOKENS = 10_000_000
"""The same of vocabularies, positions and lengths."""
MOST_REPEATED = 2_000
"""The same of what is built once more for each: layers, heads, experts."""

TOKENS = re.compile(r"vocab|position|length|context|bucket|token")
REPEATED = re.compile(r"layer|depth|block|stage|head|expert|group|num_codebooks|queries|hash")
COUNTS = re.compile(
    r"layer|head|expert|size|dim|width|channel|depth|block|stage|patch|d_model|embd|ffn|inner"
    r"|d_ff|d_kv|kernel|stride|vocab|positions|position_embeddings|hidden|n_state|num_queries"
    r"|mel_bins|mlp_ratio|expan"
)
"""What stands in the name of a field that counts or measures what a model cannot do without."""

OPTIONAL = re.compile(
    r"share|window|dense|sparse|per_layer|nextn|mtp|adapter|prefix|register|token|pad|group"
    r"|replace|start|offset|skip|pooling|dropout|drop|conv_pos|cond|feature_layer|norm|index|type_"
    r"|chunk|init|layerscale|layer_scale|lora|max_window_layers"
)
"""What stands in the name of a field that may be zero all the same."""
NEEDED = re.compile(
    r"num_conv_pos|index_head_dim|index_n_heads|o_groups|bucket|max_distance|sliding_window$"
)
"""What stands in the name of one that may not, though `OPTIONAL` has it."""

RATES = re.compile(r"dropout|drop_rate|drop_prob|pdrop|layerdrop|drop_path|_prob$")
"""Fields of probabilities."""

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

DIVISORS = {
    "patch_size": "image_size",
    "num_conv_pos_embedding_groups": "hidden_size",
    "n_group": "n_routed_experts",
    "linear_num_key_heads": "linear_num_value_heads",
}
"""Other fields that must divide one: without it no whole patch, group or share is left."""

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
    """Raise `i18n.Problem` for a value that no field of this kind can have."""
    for field, value in changes.items():
        try:
            before = value_of(default, field)
        except (AttributeError, IndexError, TypeError, ValueError):
            continue  # no such field: said where the configuration is made
        _allow_type(default, field, value)
        several = isinstance(value, list | tuple)
        usual = list(before) if isinstance(before, list | tuple) else [before]
        for place, each in enumerate(value if several else [value]):
            name = f"{field}.{place}" if several else field
            _allow_number(name, each, usual[min(place, len(usual) - 1)] if usual else 0)


def _allow_type(default, field: str, value: Any) -> None:
    """Raise where a field of a configuration cannot have such a value, as its class declares."""
    prefix, _dot, name = field.rpartition(".")
    part = parts(default).get(prefix)
    if part is None:
        return
    name = part.attribute_map.get(name, name)
    checks = getattr(type(part), "__validators__", {}).get(name, [])[:1]
    for check in checks:
        try:
            check(value)
        except (TypeError, ValueError) as error:
            raise Problem(
                N_("{field} cannot be {value}: it takes {kind}."),
                field=field,
                value=repr(value)[:60],
                kind=_kind(type(part), name),
            ) from error


def _kind(kind: type, name: str) -> str:
    """The type of a field as it is declared: "int | None"."""
    declared = next(field.type for field in dataclasses.fields(kind) if field.name == name)
    said = declared.__name__ if isinstance(declared, type) else str(declared)
    return re.sub(r"\b(typing|collections\.abc|transformers[\w.]*)\.", "", said)


def _allow_number(field: str, value: Any, before: Any) -> None:
    """Raise for a number that no model of this kind can have; `before` is its default."""
    if type(value) not in (int, float):
        return
    usual = before if type(before) in (int, float) else 0
    if type(value) is float and not math.isfinite(value):
        raise Problem(N_("{field} must be a finite number."), field=field)
    if RATES.search(field):
        if type(value) is float and not 0 <= value <= 1:
            raise Problem(
                N_("{field} is a probability, from 0 to 1; it is {value}."),
                field=field,
                value=value,
            )
        return
    counts = (COUNTS.search(field) and not OPTIONAL.search(field)) or NEEDED.search(field)
    if type(value) is float and type(before) is float:
        if value <= 0 < usual and counts:
            raise Problem(N_("{field} must be greater than 0."), field=field)
        return
    if value < min(usual, 0):
        raise Problem(N_("{field} must not be negative; it is {value}."), field=field, value=value)
    if value == 0 and usual > 0 and counts:
        raise Problem(N_("{field} must be at least 1."), field=field)
    most = MOST
    if TOKENS.search(field):
        most = MOST_TOKENS
    elif REPEATED.search(field):
        most = MOST_REPEATED
    most = int(max(most, 20 * usual))
    if value > most:
        raise Problem(N_("{field} may be at most {most:,} here."), field=field, most=most)


def allow_relations(default, config) -> None:
    """Raise `i18n.Problem` where a changed configuration breaks a rule that its default keeps."""
    usual = parts(default)
    for prefix, part in parts(config).items():
        _allow_relations(usual.get(prefix, part), part, prefix)


def allow_changes(default, changes: dict[str, Any]) -> None:
    """Raise `i18n.Problem` where changes break a rule that the default keeps, without making the
    changed configuration: for one that its own code refuses, in words of its own.

    What follows from a changed field is not derived anew, so that rules on it are left out.
    """
    changed = deepcopy(default)
    known = parts(changed)
    for field, value in changes.items():
        prefix, _dot, name = field.rpartition(".")
        if prefix in known:
            part = known[prefix]
            vars(part)[part.attribute_map.get(name, name)] = value
    for prefix, part in known.items():
        touched = {
            part.attribute_map.get(field.rpartition(".")[2], field.rpartition(".")[2])
            for field in changes
            if field.rpartition(".")[0] == prefix
        }
        derived = {
            field.name
            for field in dataclasses.fields(part)
            if field.default is None and field.name not in touched
        }
        if touched:
            _allow_relations(parts(default)[prefix], part, prefix, derived)


def _allow_relations(default, part, prefix: str, derived: Collection[str] = ()) -> None:
    """The rules on one configuration, inside another or not; `derived` fields are left out."""
    before = _divisions(default)
    for (small, large), (divisor, total) in _divisions(part).items():
        divisor_before, total_before = before.get((small, large), (1, 1))
        if (
            small in derived
            or large in derived
            or not total % divisor
            or total_before % divisor_before
        ):
            continue
        raise Problem(
            N_("{small} ({divisor}) must divide {large} ({total})."),
            small=_name(part, small, prefix),
            divisor=divisor,
            large=_name(part, large, prefix),
            total=total,
        )
    _allow_experts(part, prefix)
    _allow_padding(default, part, prefix)
    _allow_rotation(default, part, prefix, derived)


def _allow_experts(part, prefix: str) -> None:
    for few in ACTIVE:
        taken, experts = number(part, few), experts_of(part)
        if taken and experts and taken > experts:
            raise Problem(
                N_("{few} ({taken}) must not exceed the number of experts ({experts})."),
                few=_name(part, few, prefix),
                taken=taken,
                experts=experts,
            )
    taken, groups = number(part, "topk_group"), number(part, "n_group")
    if taken and groups and taken > groups:
        raise Problem(
            N_("{few} ({taken}) must not exceed {many} ({count})."),
            few=_name(part, "topk_group", prefix),
            taken=taken,
            many=_name(part, "n_group", prefix),
            count=groups,
        )


def _allow_padding(default, part, prefix: str) -> None:
    """The padding token has a row of the embeddings of its own."""
    pad, pad_before = number(part, "pad_token_id"), number(default, "pad_token_id")
    for name in ("vocab_size", "decoder_vocab_size"):
        size = number(part, name)
        if size and pad >= size and pad_before < number(default, name):
            raise Problem(
                N_("{token} ({place}) must be below {vocabulary} ({size})."),
                token=_name(part, "pad_token_id", prefix),
                place=pad,
                vocabulary=_name(part, name, prefix),
                size=size,
            )


def _allow_rotation(default, part, prefix: str, derived: Collection[str]) -> None:
    """Rotary positions turn pairs of numbers of a head, so that its size must be even."""
    for name, size in _turned(part):
        if size % 2 and not dict(_turned(default)).get(name, 0) % 2 and name not in derived:
            raise Problem(
                N_(
                    "{field}: a head of {size} numbers cannot be turned by rotary positions, "
                    "which take them in pairs; its size must be even."
                ),
                field=_name(part, name, prefix),
                size=size,
            )


def _turned(part) -> Iterator[tuple[str, int]]:
    """The size of what rotary positions turn, with the field that it follows from."""
    rotary = vars(part).get("rope_parameters") or vars(part).get("rope_theta")
    if not rotary:
        return
    if size := number(part, "qk_rope_head_dim"):
        yield "qk_rope_head_dim", size
        return
    factor = number(part, "partial_rotary_factor")
    if isinstance(rotary, dict):
        factor = rotary.get("partial_rotary_factor", factor) or 1
    heads, width = number(part, "num_attention_heads"), number(part, "hidden_size")
    if size := number(part, "head_dim"):
        yield "head_dim", size if factor in (0, 1) else 0
    elif heads and width and factor in (0, 1):
        yield "num_attention_heads", width // heads


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
    pairs += [pair for pair in DIVISORS.items() if config.model_type not in CROPPING]
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
