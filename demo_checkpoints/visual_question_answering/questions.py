"""Questions about shapes as people ask them, with their answers and what each is about."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from ..scenes import COLORS, PLACES, SHAPES, UNNAMED, Shape

T = TypeVar("T")
Shapes = Sequence[Shape]

KINDS = ("color", "shape", "count", "place", "presence")
MOST = 6
ANSWERS = (*COLORS, *SHAPES, *map(str, range(MOST + 1)), *PLACES, "yes", "no")
CLEAR = 0.03
"""How far from the line between two places a middle lies of which it is clear where it is."""

_ANY = ("shape", "shape", "thing", "figure", "object", "symbol")
_SAID = {"circle": ("disc", "dot"), "cross": ("plus", "plus sign"), "moon": ("crescent",)}
"""Other words for some shapes, which are less usual."""
_PICTURE = ("picture", "image", "scene", "drawing")
_COLOR = ("color", "colour")
_SHARE = {"top": ("top", "upper"), "bottom": ("bottom", "lower")}
_AT = {
    "left": ("on the left", "at the left", "on the left side", "on the left hand side"),
    "right": ("on the right", "at the right", "on the right side", "on the right hand side"),
    "middle": ("in the middle", "in the center", "in the centre", "in the middle of the {picture}"),
    "top": ("at the top", "on top", "at the top of the {picture}", "in the top middle"),
    "bottom": ("at the bottom", "at the bottom of the {picture}", "in the bottom middle"),
}

_COLORS_OF = (
    "{what} {color} is {it}?",
    "{what} {color} is {it}?",
    "{what} {color} is {it} in the {picture}?",
    "What is the {color} of {it}?",
    "What's the {color} of {it}?",
    "{what} {color} does {it} have?",
    "{what} {color} has {it}?",
    "Tell me the {color} of {it}.",
    "Name the {color} of {it}.",
    "In {what} {color} is {it} painted?",
    "In {what} {color} is {it} drawn?",
    "{it} is {what} {color}?",
)
_SHAPES_OF = (
    "{what} shape is {it}?",
    "{what} shape is {it}?",
    "{what} shape does {it} have?",
    "What is {it}?",
    "What's {it}?",
    "What kind of shape is {it}?",
    "Name {it}.",
    "What is the shape of {it}?",
)
_SHAPES_THAT_ARE = (
    "{what} shape is {so}?",
    "{what} shape is {so}?",
    "{what} {any} is {so}?",
    "What is {so}?",
    "What's {so}?",
    "What kind of shape is {so}?",
)
_SHAPES_AT = (
    "What do you see {so}?",
    "{what} shape do you see {so}?",
    "{what} shape can be seen {so}?",
    "{what} shape lies {so}?",
    "{what} shape can you find {so}?",
    "{what} shape is there {so}?",
)
_COUNTS = (
    "How many {things} are there?",
    "How many {things} are there?",
    "How many {things} are there in the {picture}?",
    "How many {things} are in the {picture}?",
    "How many {things} do you see?",
    "How many {things} can you see?",
    "How many {things} does the {picture} have?",
    "How many {things} does the {picture} show?",
    "How many {things} can be seen?",
    "Count the {things}.",
    "What is the number of {things}?",
    "What's the number of {things}?",
)
_COUNTS_OF_COLOR = (
    "How many {things} are {so}?",
    "How many of the {things} are {so}?",
    "How many are {so}?",
)
_PLACES_OF = (
    "Where is {it}?",
    "Where is {it}?",
    "Where's {it}?",
    "Where is {it} in the {picture}?",
    "Where in the {picture} is {it}?",
    "Where do you see {it}?",
    "Where can I find {it}?",
    "Where is {it} located?",
    "In which part of the {picture} is {it}?",
    "What is the position of {it}?",
    "At which place is {it}?",
)
_IS_THERE = (
    "Is there {one}?",
    "Is there {one}?",
    "Is there {one} in the {picture}?",
    "Do you see {one}?",
    "Can you see {one}?",
    "Does the {picture} have {one}?",
    "Does the {picture} show {one}?",
    "Does the {picture} contain {one}?",
    "Is {one} in the {picture}?",
    "Can {one} be seen?",
)
_ARE_THERE = (
    "Are there any {things}?",
    "Are there {things}?",
    "Are there any {things} in the {picture}?",
    "Do you see any {things}?",
    "Can you see any {things}?",
    "Does the {picture} have any {things}?",
)
_IS_ANYTHING = (
    "Is anything {so}?",
    "Is there anything {so}?",
    "Is there something {so}?",
    "Is any {any} {so}?",
    "Is one of the {any}s {so}?",
)
_IS_IT = ("Is {it} {so}?", "Is the {color} of {it} {so}?", "Is {it} {so} in the {picture}?")


@dataclass(frozen=True)
class Question:
    """`about` are the numbers of the shapes that it is about."""

    text: str
    answer: str
    kind: str
    about: tuple[int, ...]


def ask(rng: np.random.Generator, shapes: Shapes, kind: str) -> Question | None:
    """A random question of a kind about a picture's shapes, or None where they leave nothing clear
    to ask."""
    return _ASKERS[kind](rng, shapes) if shapes else None


def plural(kind: str) -> str:
    return f"{kind}es" if kind.endswith("s") else f"{kind}s"


def _one_of(rng: np.random.Generator, things: Sequence[T]) -> T:
    return things[int(rng.integers(len(things)))]


def _say(rng: np.random.Generator, ways: Sequence[str], **words: str) -> str:
    """One of the ways to ask, its gaps filled, its first letter a capital."""
    fixed = {
        "what": _one_of(rng, ("what", "what", "which")),
        "color": _one_of(rng, _COLOR),
        "picture": _one_of(rng, _PICTURE),
        "any": _one_of(rng, _ANY),
    }
    text = _one_of(rng, ways).format(**fixed, **words).format(**fixed)
    return text[0].upper() + text[1:]


def _name(rng: np.random.Generator, kind: str) -> str:
    return _one_of(rng, _SAID[kind]) if kind in _SAID and rng.random() < 0.12 else kind


def _clear(shape: Shape) -> bool:
    """Whether its middle lies well inside one of the nine places."""
    return all(abs(part - line / 3) > CLEAR for part in (shape.x, shape.y) for line in (1, 2))


def _at(rng: np.random.Generator, shape: Shape) -> str:
    place = PLACES[shape.cell]
    if place in _AT:
        return _one_of(rng, _AT[place])
    share, side = place.split()
    corner = f"{_one_of(rng, _SHARE[share])} {side}"
    return _one_of(rng, ("at the {}", "in the {}", "in the {} corner")).format(corner)


def _alone_at(shapes: Shapes, shape: Shape) -> bool:
    near = [other for other in shapes if other.cell == shape.cell or not _clear(other)]
    return _clear(shape) and near == [shape]


def _color(rng: np.random.Generator, shapes: Shapes) -> Question | None:
    shape = _one_of(rng, shapes)
    alone = sum(other.kind == shape.kind for other in shapes) == 1
    if alone and rng.random() < 0.8:
        thing = _name(rng, shape.kind)
    elif _alone_at(shapes, shape):
        thing = f"{shape.kind if rng.random() < 0.3 else _one_of(rng, _ANY)} {_at(rng, shape)}"
    elif len(shapes) == 1:
        thing = _one_of(rng, _ANY)
    else:
        return None
    text = _say(rng, _COLORS_OF, it=f"the {thing}")
    return Question(text, shape.color, "color", _numbers(shapes, [shape]))


def _shape(rng: np.random.Generator, shapes: Shapes) -> Question | None:
    shape = _one_of(rng, shapes)
    alone = sum(other.color == shape.color for other in shapes) == 1 and shape.color != UNNAMED
    if alone and rng.random() < 0.6:
        it, so, ways = f"{shape.color} {_one_of(rng, (*_ANY, 'one'))}", shape.color, ()
    elif _alone_at(shapes, shape):
        so, ways = _at(rng, shape), _SHAPES_AT
        it = f"{_one_of(rng, _ANY)} {so}"
    else:
        return None
    text = _say(rng, _SHAPES_OF + 2 * _SHAPES_THAT_ARE + ways, it=f"the {it}", so=so)
    return Question(text, shape.kind, "shape", _numbers(shapes, [shape]))


def _count(rng: np.random.Generator, shapes: Shapes) -> Question | None:
    about, kind, color = rng.random(), _likely_kind(rng, shapes), _likely_color(rng, shapes)
    if about < 0.3:
        text, counted = _say(rng, _COUNTS, things=plural(_one_of(rng, _ANY))), list(shapes)
    elif about < 0.6:
        text = _say(rng, _COUNTS, things=plural(_name(rng, kind)))
        counted = _of(shapes, kind)
    elif about < 0.8:
        things = plural(_one_of(rng, (*_ANY, "one")))
        text, counted = _say(rng, _COUNTS, things=f"{color} {things}"), _of(shapes, color=color)
    elif about < 0.9:
        text = _say(rng, _COUNTS_OF_COLOR, things=plural(_one_of(rng, _ANY)), so=color)
        counted = _of(shapes, color=color)
    else:
        text = _say(rng, _COUNTS, things=f"{color} {plural(kind)}")
        counted = _of(shapes, kind, color)
    return Question(text, str(len(counted)), "count", _numbers(shapes, counted))


def _place(rng: np.random.Generator, shapes: Shapes) -> Question | None:
    kinds, colors = (Counter(getattr(s, part) for s in shapes) for part in ("kind", "color"))
    shape = _one_of(rng, shapes)
    ways = []
    if kinds[shape.kind] == 1:
        ways += 2 * [_name(rng, shape.kind)]
    if colors[shape.color] == 1:
        ways.append(f"{shape.color} {_one_of(rng, (*_ANY, 'one'))}")
    if len(_of(shapes, shape.kind, shape.color)) == 1:
        ways.append(f"{shape.color} {shape.kind}")
    if len(shapes) == 1:
        ways.append(_one_of(rng, _ANY))
    if not ways or not _clear(shape):
        return None
    text = _say(rng, _PLACES_OF, it=f"the {_one_of(rng, ways)}")
    return Question(text, PLACES[shape.cell], "place", _numbers(shapes, [shape]))


def _presence(rng: np.random.Generator, shapes: Shapes) -> Question | None:
    kind, color = _likely_kind(rng, shapes), _likely_color(rng, shapes)
    about = rng.random()
    if about < 0.3:
        found, thing = _of(shapes, kind), _name(rng, kind)
    elif about < 0.5:
        if not _of(shapes, kind, color) and rng.random() < 0.5:
            shape = _one_of(rng, shapes)
            kind, color = shape.kind, shape.color
        found, thing = _of(shapes, kind, color), f"{color} {kind}"
    elif about < 0.65:
        found, thing = _of(shapes, color=color), f"{color} {_one_of(rng, _ANY)}"
    elif about < 0.8:
        found = _of(shapes, color=color)
        text = _say(rng, _IS_ANYTHING, so=color)
    else:
        found = _of(shapes, kind)
        if len(found) != 1:
            return None
        if rng.random() < 0.5:
            color = found[0].color
        text = _say(rng, _IS_IT, it=f"the {kind}", so=color)
        answer = "yes" if found[0].color == color else "no"
        return Question(text, answer, "presence", _numbers(shapes, found))
    if about < 0.65:
        many = rng.random() < 0.25
        one = f"{'any' if rng.random() < 0.1 else 'a'} {thing}"
        text = _say(rng, _ARE_THERE if many else _IS_THERE, one=one, things=plural(thing))
    return Question(text, "yes" if found else "no", "presence", _numbers(shapes, found))


def _of(shapes: Shapes, kind: str = "", color: str = "") -> list[Shape]:
    """The shapes that are of a kind, of a colour, or of both."""
    return [shape for shape in shapes if kind in ("", shape.kind) and color in ("", shape.color)]


def _numbers(shapes: Shapes, some: list[Shape]) -> tuple[int, ...]:
    return tuple(number for number, shape in enumerate(shapes) if shape in some)


def _likely_kind(rng: np.random.Generator, shapes: Shapes) -> str:
    """Mostly one that is there: drawn from all, "none" would be the answer too often."""
    return _one_of(rng, shapes).kind if rng.random() < 0.55 else _one_of(rng, SHAPES)


def _likely_color(rng: np.random.Generator, shapes: Shapes) -> str:
    return _one_of(rng, shapes).color if rng.random() < 0.55 else _one_of(rng, list(COLORS))


_ASKERS = {
    "color": _color,
    "shape": _shape,
    "count": _count,
    "place": _place,
    "presence": _presence,
}


def words() -> list[str]:
    """Every word and sign that a question may hold."""
    ways = [
        *(_COLORS_OF + _SHAPES_OF + _SHAPES_THAT_ARE + _SHAPES_AT + _COUNTS + _COUNTS_OF_COLOR),
        *(_PLACES_OF + _IS_THERE + _ARE_THERE + _IS_ANYTHING + _IS_IT),
        *(way for ways in (*_AT.values(), *_SHARE.values(), *_SAID.values()) for way in ways),
    ]
    named = [*SHAPES, *_ANY, "one", *(word for words in _SAID.values() for word in words)]
    said = " ".join([*ways, *named, *map(plural, named), *COLORS, *PLACES, *_PICTURE, *_COLOR])
    said += " what which a any the in at corner ?"
    return sorted(set(re.findall(r"\w+|[^\w\s]", re.sub(r"{\w+}", "", said.lower()))))
