"""Where a configuration starts: an architecture's default and what a checkpoint changes of it.

These functions make configurations, which takes transformers: they are called in a child process
(`workbench.configuration`).
"""

import dataclasses
import json
from typing import Any

from i18n import N_, Problem

MOST_BYTES = 1_000_000
"""That a config.json may have."""
EVERYONES = ("dtype", "transformers_version", "architectures", "id2label", "label2id")
"""Keys of a config.json that say nothing of how the model is built."""


def changes_in(data: bytes) -> tuple[str, dict[str, Any]]:
    """The model type that a config.json names, and what it changes of that type's default.

    Raises `i18n.Problem` for anything else; code of a repository is never run.
    """
    from catalogue.defaults import TYPES, default_configuration

    values = _read(data)
    model_type, kind = values["model_type"], _kind(values["model_type"])
    try:
        config = kind.from_dict({key: values[key] for key in values if key not in EVERYONES})
    except Exception as error:  # whatever the code of 600 configurations may raise
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise Problem(
            N_("transformers cannot make a configuration of this config.json: {reason}"),
            reason=lines[-1].strip()[:200],
        ) from error
    if TYPES.get(model_type):
        raise Problem(N_("{model} is made of parts of other types."), model=model_type)
    default = default_configuration(model_type)
    changes = _differences(default, config)
    return model_type, _without_derived(model_type, changes, config)


def _read(data: bytes) -> dict[str, Any]:
    try:
        values = json.loads(data[: MOST_BYTES + 1])
    except (ValueError, RecursionError) as error:
        raise Problem(N_("This is not a config.json: it cannot be read as JSON.")) from error
    if not isinstance(values, dict) or not isinstance(values.get("model_type"), str):
        raise Problem(N_("This is not a config.json: it names no model_type."))
    return values


def _kind(model_type: str):
    from transformers import CONFIG_MAPPING

    if model_type not in CONFIG_MAPPING:
        raise Problem(
            N_(
                "The installed transformers has no architecture {model!r}; a model with code of "
                "its own cannot be opened here."
            ),
            model=model_type[:100],
        )
    return CONFIG_MAPPING[model_type]


def _differences(default, config) -> dict[str, Any]:
    """The fields of `config`, by dotted name, whose value is another than in `default`."""
    from transformers import PreTrainedConfig

    from catalogue.defaults import parts

    from .fields import plain

    everyones = {field.name for field in dataclasses.fields(PreTrainedConfig)}
    known, changes = parts(default), dict[str, Any]()
    for prefix, part in parts(config).items():
        if any(prefix.startswith(f"{each}.") or prefix == each for each in changes):
            continue
        before = known.get(prefix)
        if before is None or type(before) is not type(part):
            changes[prefix] = plain(part.to_diff_dict() | {"model_type": part.model_type})
            continue
        for field in dataclasses.fields(part):
            value = vars(part).get(field.name)
            if field.name in everyones or field.name[0] == "_":
                continue
            if isinstance(value, PreTrainedConfig):
                continue
            if plain(value) != plain(vars(before).get(field.name)):
                changes[f"{prefix}.{field.name}" if prefix else field.name] = plain(value)
    return changes


def _without_derived(model_type: str, changes: dict[str, Any], config) -> dict[str, Any]:
    """`changes` without those that follow from the others, as the kinds of layers from their
    number: so that they follow when that is changed."""
    from catalogue.defaults import default_configuration, parts, value_of

    from .fields import plain

    known = parts(config)
    for field in list(changes):
        prefix, _dot, name = field.rpartition(".")
        declared = {each.name: each.default for each in dataclasses.fields(known[prefix])}
        if not isinstance(changes[field], list) and declared.get(name, 0) is not None:
            continue
        rest = {name: value for name, value in changes.items() if name != field}
        try:
            same = plain(value_of(default_configuration(model_type, **rest), field))
        except Exception:  # it does not follow
            continue
        if same == changes[field]:
            changes = rest
    return changes


NUMBERS = {
    "layers": ("num_hidden_layers", "num_layers", "n_layer"),
    "heads": ("num_attention_heads", "num_heads"),
    "key_value_heads": ("num_key_value_heads", "num_kv_heads"),
    "head_size": ("head_dim",),
    "width": ("hidden_size",),
    "vocabulary": ("vocab_size",),
    "context": ("max_position_embeddings",),
    "sliding_window": ("sliding_window",),
}
"""Numbers of released checkpoints, and what configurations call them."""
FEED_FORWARD = ("intermediate_size", "ffn_dim", "d_ff", "n_inner", "ffn_hidden_size")


def changes_of_numbers(
    model_type: str, numbers: dict[str, int], architecture: str, counted: int
) -> tuple[dict[str, Any], str, bool]:
    """What the numbers of a released checkpoint, with keys of `NUMBERS`, change of its
    architecture's default; the field of the width of its feed-forward layers, "" without one; and
    whether that is known.

    No table states that width. Where the checkpoint's parameters were counted as a class,
    `architecture`, they follow from it in a straight line: it is the one that gives their count.
    """
    from catalogue.defaults import default_configuration

    default = default_configuration(model_type)
    prefix = _text_part(default)
    changes: dict[str, Any] = {}
    for number, names in NUMBERS.items():
        if number in numbers and (name := _field(default, prefix, names)):
            changes[name] = numbers[number]
    inner = _field(default, prefix, FEED_FORWARD)
    changes = {name: value for name, value in changes.items() if value is not None}
    if not inner or not counted or not architecture:
        return _proper(default, changes), inner, not inner
    for more in ({}, _other_tie(default)):
        if (width := _width_for(model_type, changes | more, inner, architecture, counted)) > 0:
            return _proper(default, changes | more | {inner: width}), inner, True
    return _proper(default, changes), inner, False


def _text_part(default) -> str:
    """The dotted name of the part that the numbers of a language model are in."""
    from catalogue.defaults import parts

    text = default.get_text_config(decoder=True)
    return next((prefix for prefix, part in parts(default).items() if part is text), "")


def _field(default, prefix: str, names: tuple[str, ...]) -> str:
    """The dotted name that a configuration has for one of these names; "" where it has none."""
    from catalogue.defaults import parts

    part = parts(default)[prefix]
    there = {field.name for field in dataclasses.fields(part)}
    for name in names:
        name = part.attribute_map.get(name, name)
        if name in there:
            return f"{prefix}.{name}" if prefix else name
    return ""


def _other_tie(default) -> dict[str, bool]:
    return {"tie_word_embeddings": not getattr(default, "tie_word_embeddings", True)}


def _proper(default, changes: dict[str, Any]) -> dict[str, Any]:
    """Changes that change something."""
    from catalogue.defaults import value_of

    return {name: value for name, value in changes.items() if value_of(default, name) != value}


def _width_for(
    model_type: str, changes: dict[str, Any], inner: str, architecture: str, counted: int
) -> int:
    """The value of the field `inner` with which a class has `counted` parameters; 0 without."""
    import torch
    import transformers

    from catalogue.defaults import default_configuration

    def parameters(width: int) -> int:
        config = default_configuration(model_type, **changes, **{inner: width})
        with torch.device("meta"):
            model = getattr(transformers, architecture)(config)
        return sum(parameter.numel() for parameter in model.parameters())

    try:
        low, high = parameters(1_024), parameters(2_048)
    except Exception:  # the numbers do not make a model of that class
        return 0
    slope, rest = divmod(high - low, 1_024)
    if rest or not slope or (counted - low) % slope:
        return 0
    return max(1_024 + (counted - low) // slope, 0)
