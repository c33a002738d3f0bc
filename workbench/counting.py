"""Configurations are made and models built without weights: in a child process, on request.

Every function here takes and gives plain values, as `sandbox.run` hands them to a child and back.
"""

import json
from collections.abc import Iterator
from typing import Any

from i18n import N_, Problem

IN_CHILDREN = (
    "torch",
    "transformers.modeling_utils",
    "transformers.models.auto.modeling_auto",
    "catalogue.size",
)
"""What a child has imported before it is asked (`sandbox.nursery`)."""


OF_CODE = (
    "attn_implementation",
    "experts_implementation",
    "auto_map",
    "quantization_config",
    "trust_remote_code",
    "name_or_path",
)
"""Names of a configuration that choose which code runs."""


def configured(request: bytes) -> dict[str, Any]:
    """What there is to say of a configuration; `request` is JSON: model_type and changes."""
    from dataclasses import astuple

    from catalogue.defaults import counted_class, keywords_of
    from catalogue.size import allowed_configuration, built, size_of

    from .fields import fields_of, plain

    model_type, changes = _asked(request)
    try:
        config = allowed_configuration(model_type, **changes)
        model = built(model_type, **changes)
    except MemoryError:
        raise Problem(
            N_("Building this takes too much memory: take smaller numbers of positions or layers.")
        ) from None
    size = size_of(model, model_type)
    kind, keywords = keywords_of(model_type, **changes)
    return {
        "fields": [list(astuple(field)) for field in fields_of(config)],
        "parameters": size.parameters,
        "active": size.active,
        "modules": _modules(model),
        "class_name": counted_class(model_type)[0],
        "is_base": counted_class(model_type)[1],
        "built_type": kind.model_type,
        "keywords": plain(keywords),
        "json": json.dumps(plain(config.to_dict()), ensure_ascii=False, indent=2, sort_keys=True),
    }


def opened(request: bytes) -> list[list[Any]]:
    """The fields of a configuration that is not built."""
    from dataclasses import astuple

    from catalogue.size import allowed_configuration

    from .fields import fields_of

    model_type, changes = _asked(request)
    config = allowed_configuration(model_type, **changes)
    return [list(astuple(field)) for field in fields_of(config)]


def _modules(model) -> dict[str, int]:
    """Parameters by module, those of all layers together: "encoder.layer.attention"."""
    modules: dict[str, int] = {}
    for name, parameter in model.named_parameters():
        path = name.split(".")[:-1] or [name]
        numbers = [place for place, each in enumerate(path) if each.isdecimal()]
        deep = path[: numbers[-1] + 2] if numbers else path[:2]
        module = ".".join(each for each in deep if not each.isdecimal()) or name
        modules[module] = modules.get(module, 0) + parameter.numel()
    return modules


def needed(request: bytes, batch: int, length: int | None, dtype: str) -> dict[str, Any]:
    """The fields of `workbench.Needs` of a configuration, its notes taken apart."""
    from dataclasses import asdict

    from catalogue.size import allowed_configuration
    from sandbox.protocol import taken_apart

    from .memory import needs

    model_type, changes = _asked(request)
    config = allowed_configuration(model_type, **changes)
    found = needs(config, batch=batch, length=length, dtype=dtype)
    return asdict(found) | {"notes": [taken_apart(note) for note in found.notes]}


def _asked(request: bytes) -> tuple[str, dict[str, Any]]:
    """The model type and the changes of a request. Raises for a name that would choose code to
    run, not what a model is: links and files are anybody's."""
    asked = json.loads(request)
    for name in _names(asked["changes"]):
        if any(each[:1] == "_" or each in OF_CODE for each in name.split(".")):
            raise Problem(N_("{field} cannot be changed here."), field=name[:100])
    return asked["model_type"], asked["changes"]


def _names(values: Any) -> Iterator[str]:
    """All names in changes and in the configurations that they hold."""
    if isinstance(values, dict):
        for name, value in values.items():
            yield name
            yield from _names(value)
    elif isinstance(values, list):
        for value in values:
            yield from _names(value)


def read(data: bytes) -> tuple[str, dict[str, Any]]:
    """The model type and the changes of a config.json."""
    from .starts import changes_in

    return changes_in(data)


def of_numbers(request: bytes) -> tuple[dict[str, Any], str, bool]:
    """The changes that a released checkpoint's numbers are (`starts.changes_of_numbers`)."""
    from .starts import changes_of_numbers

    return changes_of_numbers(**json.loads(request))
