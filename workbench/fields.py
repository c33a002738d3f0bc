"""The fields of a configuration: what each holds, what it may hold, and what is said of it."""

import dataclasses
import types
import typing
from typing import Any, Literal

from .documentation import documentation
from .groups import group_of

Kind = Literal["whole", "number", "switch", "choice", "text", "data"]


@dataclasses.dataclass(frozen=True)
class Field:
    """A field of a configuration, or of one inside it."""

    path: str
    """Its dotted name: "text_config.hidden_size"."""
    value: Any
    """Its value, of what JSON has."""
    kind: Kind
    """A whole number, a number, a switch, one of `choices`, a text, or data, such as a list."""
    choices: tuple[Any, ...]
    optional: bool
    """Whether it may be None."""
    group: str
    """A key of `workbench.GROUPS`."""
    documentation: str
    """What its class says of it, in English; "" where it says nothing."""

    @property
    def part(self) -> str:
        """The dotted name of the configuration that it stands in, "" for the whole."""
        return self.path.rpartition(".")[0]

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]


def fields_of(config) -> list[Field]:
    """The fields of a configuration of transformers and of all inside it, in their order; without
    those that every configuration has."""
    from transformers import PreTrainedConfig

    from catalogue.defaults import parts

    everyones = {field.name for field in dataclasses.fields(PreTrainedConfig)}
    found = []
    for prefix, part in parts(config).items():
        kind_of_part: Any = type(part)
        said, hints = documentation(kind_of_part), _hints(kind_of_part)
        for field in dataclasses.fields(part):
            name, value = field.name, vars(part).get(field.name)
            if name in everyones or name[0] == "_" or isinstance(value, PreTrainedConfig):
                continue
            kind, choices, optional = _kind(name, hints.get(name, Any), value)
            found.append(
                Field(
                    f"{prefix}.{name}" if prefix else name,
                    plain(value),
                    kind,
                    choices,
                    optional,
                    group_of(name),
                    said.get(name, ""),
                )
            )
    return found


def plain(value: Any) -> Any:
    """A value of a configuration as JSON would give it back."""
    from transformers import PreTrainedConfig

    if isinstance(value, PreTrainedConfig):
        return plain(value.to_diff_dict())
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _hints(kind: type) -> dict[str, Any]:
    return {field.name: field.type for field in dataclasses.fields(kind)}


def _kind(name: str, hint: Any, value: Any) -> tuple[Kind, tuple[Any, ...], bool]:
    """What a field holds, its choices, and whether it may be None."""
    from transformers.activations import ACT2FN

    of = _members(hint)
    optional = type(None) in of or value is None
    literals = [each for kind in of for each in _literals(kind)]
    if literals and (value is None or value in literals):
        return "choice", (*literals, *([None] if optional else [])), optional
    names = {typing.get_origin(each) or each for each in of} - {type(None)}
    if isinstance(value, str) and value in ACT2FN and ("act" in name or name == "afn"):
        return "choice", tuple(sorted(ACT2FN)), optional
    if isinstance(value, bool) or (value is None and names == {bool}):
        return ("choice", (None, False, True), True) if optional else ("switch", (), False)
    if (isinstance(value, int) and float not in names) or (value is None and int in names):
        return "whole", (), optional
    if isinstance(value, int | float) or (value is None and names == {float}):
        return "number", (), optional
    if isinstance(value, str) or (value is None and names == {str}):
        return "text", (), optional
    return "data", (), optional


def _members(hint: Any) -> list[Any]:
    """The types that a union is of; the type itself where it is none."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return [each for member in typing.get_args(hint) for each in _members(member)]
    return [hint]


def _literals(hint: Any) -> tuple[Any, ...]:
    return typing.get_args(hint) if typing.get_origin(hint) is Literal else ()
