"""The installed transformers, read as text: importing it would take seconds and hold the server.

Its tables of auto classes, and of a class where it is defined, what it derives from, what its
`forward` takes and what that gives back.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from catalogue.harvest.mappings import Mapping, mappings

FILES = (
    "auto_mappings", "configuration_auto", "modeling_auto", "tokenization_auto",
    "image_processing_auto", "video_processing_auto", "feature_extraction_auto", "processing_auto",
)  # fmt: skip
IMPORTS = re.compile(r"^from (\.+)([\w.]*) import (?:\(([^)]*)\)|(.*))$", re.MULTILINE)


@cache
def release() -> str:
    """The installed release."""
    return version("transformers")


@cache
def root() -> Path:
    """The folder of the package."""
    spec = find_spec("transformers")
    assert spec is not None and spec.origin is not None  # it is a requirement of the project
    return Path(spec.origin).parent


@cache
def tables() -> dict[str, Mapping]:
    """Every table of the auto classes by its name, such as "MODEL_FOR_CAUSAL_LM_MAPPING": from
    model types to names of classes, several where the configuration decides."""
    found: dict[str, Mapping] = {}
    for file in FILES:
        for name, rows in mappings(_text(_auto(file))).items():
            found[name] = found.get(name, {}) | rows
    # A loop behind the table adds types whose files name a wrong class: a list of their own.
    listed = re.search(
        r"^MODELS_WITH_INCORRECT_HUB_TOKENIZER_CLASS\b[^{]*\{(.*?)^\}",
        _text(_auto("tokenization_auto")),
        re.MULTILINE | re.DOTALL,
    )
    for model_type in re.findall(r'"([\w.-]+)"', listed[1]) if listed else ():
        found["TOKENIZER_MAPPING_NAMES"].setdefault(model_type, ("TokenizersBackend",))
    return found


@cache
def auto_models() -> dict[str, str]:
    """The auto classes of models, each with the name of its table."""
    pattern = r"^class (Auto\w+)\(\w+\):\s+_model_mapping = (\w+)$"
    return dict(re.findall(pattern, _text(_auto("modeling_auto")), re.MULTILINE))


def _auto(file: str) -> Path:
    return root() / f"models/auto/{file}.py"


@dataclass(frozen=True)
class Definition:
    """A class as a file defines it."""

    path: Path
    node: ast.ClassDef

    @property
    def bases(self) -> list[str]:
        return [base.id for base in self.node.bases if isinstance(base, ast.Name)]


def in_folder(name: str, folder: str) -> Definition | None:
    """Where a class is defined among the files of a folder of models, "" for the package's own."""
    place = root() / "models" / folder if folder else root()
    for path in sorted(place.glob("*.py")):
        if not path.name.startswith("modular_") and (found := _defined(path, name)):
            return found
    return None


@lru_cache(maxsize=2_000)
def _defined(path: Path, name: str) -> Definition | None:
    """The class `name` of a file. Only its own lines are parsed: files have thousands."""
    match = re.search(rf"^class {name}\b.*?(?=^\S(?<!\))|\Z)", _text(path), re.M | re.S)
    if match is None:
        return None
    node = ast.parse(match[0]).body[0]
    assert isinstance(node, ast.ClassDef)
    return Definition(path, node)


def _seen_from(path: Path, name: str) -> Definition | None:
    """A class by the name that a file has for it: its own, or one that it imports."""
    if found := _defined(path, name):
        return found
    if alias := re.search(rf"^{name} = (\w+)$", _text(path), re.MULTILINE):
        return _seen_from(path, alias[1])
    for dots, module, several, one in IMPORTS.findall(_text(path)):
        if name in re.findall(r"\w+", several or one):
            folder = path.parents[len(dots) - 1]
            file = folder.joinpath(*module.split(".")) if module else folder
            for candidate in (file.with_suffix(".py"), file / "__init__.py"):
                if candidate.is_file() and candidate != path:
                    return _seen_from(candidate, name)
    return None


def lineage(of: Definition) -> Iterator[Definition]:
    """A class and those that it derives from, in about the order in which Python looks."""
    waiting, seen = [of], set()
    while waiting:
        each = waiting.pop(0)
        if (each.path, each.node.name) in seen:
            continue
        seen.add((each.path, each.node.name))
        yield each
        bases = (_seen_from(each.path, base) for base in each.bases)
        waiting[:0] = [base for base in bases if base]


@dataclass(frozen=True)
class Forward:
    """What the `forward` of a model takes, and what it gives."""

    takes: tuple[str, ...]
    output: str
    """The class of what it gives, "" where none is named."""
    fields: tuple[str, ...]


@lru_cache(maxsize=2_000)
def forward(name: str, folder: str) -> Forward | None:
    """The `forward` of a model class; None where no file of the package defines it."""
    start = in_folder(name, folder)
    if start is None:
        return None
    for each in lineage(start):
        for node in each.node.body:
            if isinstance(node, ast.FunctionDef) and node.name == "forward":
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                takes = tuple(one.arg for one in arguments if one.arg != "self")
                output = _output(each.path, node.returns)
                fields = _fields(output) if output else ()
                return Forward(takes, output.node.name if output else "", fields)
    return None


def _output(path: Path, annotation: ast.expr | None) -> Definition | None:
    """The class of outputs that an annotation names, beside tuples."""
    names = re.findall(r"\w+", ast.unparse(annotation)) if annotation else []
    found = (_seen_from(path, name) for name in names if name[0].isupper())
    return next((each for each in found if each), None)


def _fields(output: Definition) -> tuple[str, ...]:
    """The fields of a class of outputs, those of its bases first."""
    names: dict[str, None] = {}
    for each in reversed(list(lineage(output))):
        names |= {
            node.target.id: None
            for node in each.node.body
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        }
    return tuple(names)


@cache
def converters() -> Mapping:
    """By a tokenizer's name the class that turned it into one of Rust."""
    return mappings(_text(root() / "convert_slow_tokenizer.py"))["SLOW_TO_FAST_CONVERTERS"]


@lru_cache(maxsize=300)
def _text(path: Path) -> str:
    return path.read_text("utf-8")
