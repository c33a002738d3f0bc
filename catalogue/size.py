"""How big an architecture is, without its weights."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from i18n import N_, Problem, Sentence, listed

from .defaults import counted_class, default_configuration, parts
from .rules import allow_changes, allow_relations, allow_values, experts_of, taken_of

CLASSLESS = N_("it has no model class")
INCOMPLETE = N_("transformers cannot build its default configuration")
UNCOMPUTABLE = N_("its code cannot compute with these values")

MOST_MODULES = 40_000
"""Modules and parameters of a model that is built to be counted: a second's work or two."""

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


def size(model_type: str, **config) -> Size:
    """Build an architecture on torch's meta device and count: the base model, else the head
    that it is for (`catalogue.defaults.counted_class`).

    `config` overrides fields of the default configuration, by dotted name. A parameter that
    two modules share counts once. Raises `i18n.Problem`, which names the field and the rule,
    for a configuration that cannot be built.
    """
    return size_of(built(model_type, **config), model_type)


def size_of(model, model_type: str) -> Size:
    """The size of a `PreTrainedModel` of an architecture."""
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

    kept = allowed_configuration(model_type, **config)
    name, _base = counted_class(model_type)
    if not name:
        raise _unbuilt(model_type, Sentence(CLASSLESS), {})
    try:
        with torch.device("meta"), _at_most(MOST_MODULES):
            return getattr(transformers, name)._from_config(kept)
    except Problem:
        raise
    except Exception as error:  # whatever the code of 600 architectures may raise
        raise _refused(model_type, error, config) from error


def allowed_configuration(model_type: str, **config):
    """The default configuration of an architecture with `config` changed, as `size` takes it.

    Raises `i18n.Problem` where the installed transformers cannot make it, and where a value or
    two together make no model that could run (`catalogue.rules`).
    """
    try:
        default = default_configuration(model_type)
        allow_values(default, config)
        try:
            kept = default_configuration(model_type, **config)
        except Exception:
            allow_changes(default, config)
            raise
        allow_relations(default, kept)
    except Problem:
        raise
    except Exception as error:  # whatever its code raises
        raise _refused(model_type, error, config) from error
    return kept


@contextmanager
def _at_most(most: int) -> Iterator[None]:
    """Stop a model from being built that has more modules and parameters than `most`."""
    from torch.nn.modules import module

    count = 0

    def counted(*_registered) -> None:
        nonlocal count
        count += 1
        if count > most:
            raise Problem(
                N_(
                    "This model has more than {most:,} modules and parameters, too many to be "
                    "built here: take fewer layers or experts."
                ),
                most=most,
            )

    hooks = [
        module.register_module_module_registration_hook(counted),
        module.register_module_parameter_registration_hook(counted),
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


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
        fields=listed(f"{field} = {value!r}" for field, value in config.items()),
        reason=reason,
    )
