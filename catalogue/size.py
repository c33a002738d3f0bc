"""How big an architecture is, without its weights."""

from dataclasses import dataclass

from i18n import N_, Problem

MOST = 500
"""A whole number of a configuration may be this large, or 20 times its default: each layer
takes some milliseconds to build, even without weights."""


@dataclass(frozen=True)
class Size:
    """Parameters of a model, the bytes they take as float32, and parameters by module."""

    parameters: int
    bytes: int
    modules: dict[str, int]
    """Parameters by dotted module name, two levels deep; the values add up to `parameters`."""


def base_models() -> list[str]:
    """The model types that the installed transformers has a base model for."""
    from transformers.models.auto.modeling_auto import MODEL_MAPPING_NAMES

    return list(MODEL_MAPPING_NAMES)


def configuration(model_type: str) -> dict[str, int]:
    """The whole numbers of an architecture's default configuration, by field.

    Those of token ids and of every configuration alike are left out. Raises `i18n.Problem`
    where the installed transformers cannot make that configuration.
    """
    from transformers import PreTrainedConfig

    everyones = PreTrainedConfig().to_dict()
    return {
        field: value
        for field, value in _default(model_type).to_dict().items()
        if type(value) is int and field not in everyones and not field.endswith("_token_id")
    }


def size(model_type: str, **config) -> Size:
    """Build the base model of an architecture on torch's meta device and count.

    `config` overrides fields of the default configuration. A parameter that two modules
    share counts once. Raises `i18n.Problem`, which names the field, for a configuration
    that cannot be built.
    """
    default = _default(model_type)
    try:
        model = _built(default, config)
    except Exception as error:  # whatever the code of 600 architectures may raise
        raise _unbuilt(model_type, error, **config) from error
    modules: dict[str, int] = {}
    for name, parameter in model.named_parameters():
        module = ".".join(name.split(".")[:2])
        modules[module] = modules.get(module, 0) + parameter.numel()
    total = sum(modules.values())
    return Size(total, total * 4, modules)


def _default(model_type: str):
    from transformers import CONFIG_MAPPING

    if model_type not in CONFIG_MAPPING:
        raise Problem(
            N_("The installed transformers has no architecture {model!r}."),
            model=model_type,
            reason="no such architecture",
        )
    try:
        return CONFIG_MAPPING[model_type]()
    except Exception as error:
        raise _unbuilt(model_type, error) from error


def _built(default, config: dict):
    import torch
    from transformers import AutoModel

    kind = type(default)
    for field, value in config.items():
        # A configuration takes any keyword; a misspelt one would change nothing.
        if not hasattr(default, field):
            raise AttributeError(f"{field} is no field of {kind.__name__}")
        most = max(MOST, 20 * (getattr(default, field) or 0)) if type(value) is int else None
        if most and value > most:
            raise ValueError(f"{field} may be at most {most:,} here")
    with torch.device("meta"):
        return AutoModel.from_config(kind(**config))


def _unbuilt(model_type: str, error: Exception, **config) -> Problem:
    fields = ", ".join(f"{field}={value!r}" for field, value in config.items())
    return Problem(
        N_("{model} cannot be built with {fields}: {reason}")
        if fields
        else N_("{model} cannot be built with its default configuration: {reason}"),
        model=model_type,
        fields=fields,
        reason=_sentence(error),
    )


def _sentence(error: Exception) -> str:
    """The first line of an error that says something, at most 200 characters of it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return text if len(text) <= 200 else text[:199] + "…"
