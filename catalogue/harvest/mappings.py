"""The tables of transformers' auto classes, read with `ast` from their source."""

import ast
from collections.abc import Iterator

Mapping = dict[str, tuple[str, ...]]
"""From a key (a model type; a configuration class in the oldest releases) to class names."""


def mappings(source: str) -> dict[str, Mapping]:
    """Every table that `source` builds from literals, by the name of its variable.

    Understands what the releases from 4.0 on contain: `OrderedDict([(key, value), …])`,
    `OrderedDict(**{…})`, `{…}`, `NAME.update({…})`, and all rows of an earlier table, as
    `*list(NAME.items())` or `**NAME`. A value may be a class or its name, several of them, or
    one under a condition, which is taken to hold.
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
        if pairs := list(_pairs(value, tables)):
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


def _pairs(
    node: ast.expr | None, tables: dict[str, Mapping]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The (key, class names) pairs that an expression for a table spells out."""
    match node:
        case ast.Name(id=name):
            yield from tables.get(name, {}).items()
        case ast.Starred(value=value):
            yield from _pairs(value, tables)
        case ast.Call(func=ast.Attribute(value=value, attr="items" | "copy")):
            yield from _pairs(value, tables)
        case ast.Call(args=args, keywords=keywords):
            for inside in [*args, *(word.value for word in keywords if word.arg is None)]:
                yield from _pairs(inside, tables)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                yield from _pair(key, value) if key else _pairs(value, tables)
        case ast.List(elts=elements):
            for element in elements:
                match element:
                    case ast.Tuple(elts=[key, value]):
                        yield from _pair(key, value)
                    case ast.Starred():
                        yield from _pairs(element, tables)


def _pair(key: ast.expr, value: ast.expr) -> Iterator[tuple[str, tuple[str, ...]]]:
    if len(names := _names(key)) == 1:
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
