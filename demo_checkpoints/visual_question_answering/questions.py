"""Questions about a scene, with their answers and the shapes that each is about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from ..scenes import COLORS, PLACES, SHAPES, Scene, Shape

T = TypeVar("T")

KINDS = ("color", "shape", "count", "place", "presence")
MOST = 6
ANSWERS = (*COLORS, *SHAPES, *map(str, range(MOST + 1)), *PLACES, "yes", "no")
_AT = {"left": "on the left", "middle": "in the middle", "right": "on the right"}


@dataclass(frozen=True)
class Question:
    """`cells` are the places of the shapes that it is about, as numbers into `PLACES`."""

    text: str
    answer: str
    kind: str
    cells: tuple[int, ...]


def ask(rng: np.random.Generator, scene: Scene, kind: str) -> Question | None:
    """A random question of a kind, or None where the scene leaves nothing clear to ask."""
    return _ASKERS[kind](rng, scene)


def kind_of(answer: str) -> str:
    """The kind of the questions that have such an answer."""
    kinds = {"color": COLORS, "shape": SHAPES, "place": PLACES, "presence": ("yes", "no")}
    return next((kind for kind, answers in kinds.items() if answer in answers), "count")


def plural(kind: str) -> str:
    return "crosses" if kind == "cross" else f"{kind}s"


def _one_of(rng: np.random.Generator, things: Sequence[T]) -> T:
    return things[int(rng.integers(len(things)))]


def _at(shape: Shape) -> str:
    place = PLACES[shape.cell]
    return _AT.get(place, f"at the {place}")


def _color(rng: np.random.Generator, scene: Scene) -> Question | None:
    counts = Counter(shape.kind for shape in scene.shapes)
    shape = _one_of(rng, scene.shapes)
    thing = shape.kind if counts[shape.kind] == 1 else f"{_one_of(rng, _ANY)} {_at(shape)}"
    text = f"{_one_of(rng, ['What', 'Which'])} {_one_of(rng, ['color', 'colour'])} is the {thing}?"
    return Question(text, shape.color, "color", (shape.cell,))


def _shape(rng: np.random.Generator, scene: Scene) -> Question | None:
    counts = Counter(shape.color for shape in scene.shapes)
    shape = _one_of(rng, scene.shapes)
    if counts[shape.color] == 1 and rng.random() < 0.6:
        ways = [f"What shape is {shape.color}?", f"Which shape is {shape.color}?"]
        ways += [f"What is the {shape.color} {thing}?" for thing in _ANY]
    else:
        ways = [f"{word} shape is {_at(shape)}?" for word in ("What", "Which")]
        ways += [f"What is {_at(shape)}?", f"What is the shape {_at(shape)}?"]
    return Question(_one_of(rng, ways), shape.kind, "shape", (shape.cell,))


def _count(rng: np.random.Generator, scene: Scene) -> Question | None:
    about = rng.random()
    if about < 0.34:
        thing, shapes = f"{_one_of(rng, _ANY)}s", scene.shapes
    elif about < 0.67:
        color = _likely(rng, [shape.color for shape in scene.shapes], list(COLORS))
        thing = f"{color} {_one_of(rng, _ANY)}s"
        shapes = _of(scene, color=color)
    else:
        kind = _likely(rng, [shape.kind for shape in scene.shapes], list(SHAPES))
        thing = plural(kind)
        shapes = _of(scene, kind=kind)
    ways = [f"How many {thing} are there?", f"How many {thing} do you see?", f"Count the {thing}."]
    return Question(
        _one_of(rng, ways), str(len(shapes)), "count", tuple(shape.cell for shape in shapes)
    )


def _place(rng: np.random.Generator, scene: Scene) -> Question | None:
    kinds = Counter(shape.kind for shape in scene.shapes)
    colors = Counter(shape.color for shape in scene.shapes)
    pairs = Counter((shape.kind, shape.color) for shape in scene.shapes)
    shape = _one_of(rng, scene.shapes)
    ways = []
    if kinds[shape.kind] == 1:
        ways.append(shape.kind)
    if colors[shape.color] == 1:
        ways.append(f"{shape.color} {_one_of(rng, _ANY)}")
    if pairs[shape.kind, shape.color] == 1:
        ways.append(f"{shape.color} {shape.kind}")
    if not ways:
        return None
    text = f"Where is the {_one_of(rng, ways)}?"
    return Question(text, PLACES[shape.cell], "place", (shape.cell,))


def _presence(rng: np.random.Generator, scene: Scene) -> Question | None:
    kind = _likely(rng, [shape.kind for shape in scene.shapes], list(SHAPES))
    color = _likely(rng, [shape.color for shape in scene.shapes], list(COLORS))
    about = rng.random()
    if about < 0.5:
        if not _of(scene, kind, color) and rng.random() < 0.5:
            shape = _one_of(rng, scene.shapes)
            kind, color = shape.kind, shape.color
        thing, shapes = f"{color} {kind}", _of(scene, kind, color)
    elif about < 0.75:
        thing, shapes = kind, _of(scene, kind)
    else:
        thing, shapes = f"{color} {_one_of(rng, _ANY)}", _of(scene, color=color)
    text = f"{_one_of(rng, ['Is there a', 'Do you see a'])} {thing}?"
    cells = tuple(shape.cell for shape in shapes)
    return Question(text, "yes" if shapes else "no", "presence", cells)


def _of(scene: Scene, kind: str = "", color: str = "") -> tuple[Shape, ...]:
    """The shapes of a scene that are of a kind, of a colour, or of both."""
    return tuple(
        shape for shape in scene.shapes if kind in ("", shape.kind) and color in ("", shape.color)
    )


def _likely(rng: np.random.Generator, there: list[str], every: list[str]) -> str:
    """Mostly one that is in the scene: drawn from all, "none" would be the answer too often."""
    return _one_of(rng, there if rng.random() < 0.6 else every)


_ANY = ("shape", "thing")
_ASKERS = {
    "color": _color,
    "shape": _shape,
    "count": _count,
    "place": _place,
    "presence": _presence,
}


def words() -> list[str]:
    """Every word and sign that a question may hold."""
    fixed = "what which color colour is the shape thing shapes things how many are there do you see"
    fixed += " count where a in on at top left right middle bottom ? ."
    plurals = [plural(kind) for kind in SHAPES]
    return [*fixed.split(), *COLORS, *SHAPES, *plurals]
