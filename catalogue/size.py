"""How big an architecture is, without its weights."""

import dataclasses
import re
from dataclasses import dataclass

from i18n import N_, Problem, Sentence

from .defaults import counted_class, default_configuration, parts
from .rules import allow_relations, allow_values, experts_of, taken_of

CLASSLESS = N_("it has no model class")
INCOMPLETE = N_("transformers cannot build its default configuration")
UNCOMPUTABLE = N_("its code cannot compute with these values")

FEW = 8
"""A list in a configuration is opened as fields when it is at most this long."""

SWITCHES = {"switch_transformers": 1, "nllb-moe": 2}
"""Experts a token takes where no field says it: top-1 of Switch, top-2 of NLLB-MoE, by the
routers' code."""


@dataclass(frozen=True)
class Size:
    """Parameters of a model, the bytes they take as float32, and parameters by module."""

    parameters: int
    bytes: int
    modules: dict[str, int]
    """Parameters by dotted module name, two levels deep; the values add up to `parameters`."""
    active: int
    """Parameters that one token uses: all but those of the experts it is not sent to."""


def configuration(model_type: str) -> dict[str, int]:
    """The whole numbers of an architecture's default configuration, by dotted name.

    A field of a configuration inside it is `text_config.hidden_size`, of a short list
    `depths.0`. Those of token ids and of every configuration alike are left out. Raises
    `i18n.Problem` where the installed transformers cannot make that configuration.
    """
    from transformers import PreTrainedConfig

    everyones = PreTrainedConfig().to_dict()
    fields: dict[str, int] = {}
    for prefix, part in parts(_configuration(model_type)).items():
        for name in (field.name for field in dataclasses.fields(part)):
            value = vars(part).get(name)
            if name in everyones or re.search(r"(_id|_ids|_index|_indices)$", name):
                continue
            name = f"{prefix}.{name}" if prefix else name
            several = isinstance(value, list | tuple) and len(value) <= FEW
            entries = {f"{name}.{at}": each for at, each in enumerate(value if several else ())}
            for field, each in ({name: value} | entries).items():
                if type(each) is int:
                    fields[field] = each
    return fields


def size(model_type: str, **config) -> Size:
    """Build an architecture on torch's meta device and count: the base model, else the head
    that it is for (`catalogue.defaults.counted_class`).

    `config` overrides fields of the default configuration, by dotted name. A parameter that
    two modules share counts once. Raises `i18n.Problem`, which names the field and the rule,
    for a configuration that cannot be built.
    """
    model = built(model_type, **config)
    modules: dict[str, int] = {}
    for name, parameter in model.named_parameters():
        module = ".".join(name.split(".")[:2])
        modules[module] = modules.get(module, 0) + parameter.numel()
    total = sum(modules.values())
    return Size(total, total * 4, modules, total - _idle(model, model_type))


def built(model_type: str, **config):
    """The model that `size` counts, a `PreTrainedModel` without weights."""
    import torch
    import transformers

    kept = _configuration(model_type, **config)
    name, _base = counted_class(model_type)
    if not name:
        raise _unbuilt(model_type, Sentence(CLASSLESS), {})
    try:
        with torch.device("meta"):
            return getattr(transformers, name)._from_config(kept)
    except Exception as error:  # whatever the code of 600 architectures may raise
        raise _refused(model_type, error, config) from error


def _configuration(model_type: str, **config):
    try:
        default = default_configuration(model_type)
        allow_values(default, config)
        kept = default_configuration(model_type, **config)
        allow_relations(default, kept)
    except Problem:
        raise
    except Exception as error:  # the same, by the code of its configuration
        raise _refused(model_type, error, config) from error
    return kept


def _idle(model, model_type: str) -> int:
    """Parameters of the experts that one token is not sent to.

    Experts are a module of that name or class: tensors whose first dimension counts them, or
    a module for each. The configuration nearest above says how many a token takes.
    """
    idle, seen = 0.0, set()
    for path, module in model.named_modules():
        if path.rpartition(".")[2] != "experts" and "ParallelExperts" not in type(module).__name__:
            continue
        config = _nearest(model, path)
        taken = SWITCHES.get(model_type) or taken_of(config)
        single = sum(
            re.search(r"\d$", name) is not None for name, _child in module.named_children()
        )
        own = [tensor for tensor in module.parameters(recurse=False) if tensor.dim() > 1]
        of = single or max((len(tensor) for tensor in own), default=0) or experts_of(config)
        tensors = {
            id(tensor): tensor.numel()
            for tensor in (own or module.parameters())
            if id(tensor) not in seen
        }
        seen |= set(tensors)
        if taken and of:
            idle += sum(tensors.values()) * (1 - min(taken, of) / of)
    return round(idle)


def _nearest(model, path: str):
    """The configuration of the module nearest above that says how many experts it has."""
    while path:
        path = path.rpartition(".")[0]
        config = getattr(model.get_submodule(path), "config", None)
        for part in parts(config).values() if config is not None else ():
            if experts_of(part):
                return part
    return model.config


def _refused(model_type: str, error: Exception, config: dict) -> Problem:
    """What the code of an architecture raised, as a problem."""
    from huggingface_hub.errors import StrictDataclassError

    if package := re.search(r"requires the (\w+) library", str(error)):
        reason = Sentence(
            N_("it needs the package {package}, which is not installed"), package=package[1]
        )
        return _unbuilt(model_type, reason, {})
    if not config:
        return _unbuilt(model_type, Sentence(INCOMPLETE), config)
    # The code's own rules are sentences; what else it raises says nothing to a reader.
    lines = (
        str(error).strip().splitlines()
        if isinstance(error, ValueError | StrictDataclassError)
        else []
    )
    rule = lines[-1].partition("Error: ")[2] or lines[-1] if lines else ""
    rule = rule.strip()[:200].rstrip(".")
    return _unbuilt(model_type, rule or Sentence(UNCOMPUTABLE), config)


def _unbuilt(model_type: str, reason: Sentence | str, config: dict) -> Problem:
    return Problem(
        N_("{model} cannot be built with {fields}: {reason}.")
        if config
        else N_("{model} cannot be built here: {reason}."),
        model=model_type,
        fields=", ".join(f"{field} = {value!r}" for field, value in config.items()),
        reason=reason,
    )
