"""The tables of transformers' auto classes, read with `ast` from their source."""

import ast
from collections.abc import Iterator

Mapping = dict[str, tuple[str, ...]]
"""From a key (a model type; a configuration class in the oldest releases) to class names."""


def mappings(source: str) -> dict[str, Mapping]:
    """Every table that `source` builds from literals, by the name of its variable.

    Understands what the releases from 4.0 on contain: `OrderedDict([(key, value), …])`,
    `OrderedDict(**{…})`, `{…}`, and `NAME.update({…})`. A value may be a class or its name,
    several of them, or one under a condition, which is taken to hold.
    """
    tables: dict[str, Mapping] = {}
    for statement in _statements(ast.parse(source).body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=value):
                pass
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="update"), args=[value]
                )
            ):
                pass
            case _:
                continue
        if pairs := list(_pairs(value)):
            table = tables.setdefault(name, {})
            for key, values in pairs:
                table[key] = tuple(dict.fromkeys((*table.get(key, ()), *values)))
    return tables


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, those under a condition (`if TYPE_CHECKING: … else: …`) too."""
    for statement in body:
        if isinstance(statement, ast.If):
            yield from _statements([*statement.body, *statement.orelse])
        else:
            yield statement


def _pairs(node: ast.expr | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The (key, class names) pairs that an expression for a table spells out."""
    pairs: list[tuple[ast.expr | None, ast.expr]]
    match node:
        case ast.Dict(keys=keys, values=values):
            pairs = list(zip(keys, values, strict=True))
        case ast.Call(args=args, keywords=keywords):
            for inside in [*args, *(word.value for word in keywords if word.arg is None)]:
                yield from _pairs(inside)
            return
        case ast.List(elts=elements):
            tuples = [item.elts for item in elements if isinstance(item, ast.Tuple)]
            pairs = [(pair[0], pair[1]) for pair in tuples if len(pair) == 2]
        case _:
            return
    for key, value in pairs:
        if (names := _names(key)) and len(names) == 1:
            yield names[0], _names(value)


def _names(node: ast.expr | None) -> tuple[str, ...]:
    match node:
        case ast.Constant(value=str(text)):
            return (text,)
        case ast.Name(id=name):
            return (name,)
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Dict(values=elements):
            return tuple(name for element in elements for name in _names(element))
        case ast.IfExp(body=body):
            return _names(body)
        case _:
            return ()
