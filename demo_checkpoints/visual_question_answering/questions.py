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


def _at(rng: np.random.Generator, cell: int) -> str:
    place = PLACES[cell]
    usual = _AT.get(place, f"at the {place}")
    if " " in place and rng.random() < 0.4:
        return _one_of(rng, [f"in the {place}", f"in the {place} corner"])
    return usual


def _called(rng: np.random.Generator, scene: Scene, shape: Shape) -> str:
    """What tells a shape from the others: its kind, or where several are of it, its place."""
    if len(_of(scene, shape.kind)) == 1:
        return shape.kind
    return f"{_one_of(rng, (*_ANY, shape.kind))} {_at(rng, shape.cell)}"


def _color(rng: np.random.Generator, scene: Scene) -> Question | None:
    shape, color = _one_of(rng, scene.shapes), _one_of(rng, ["color", "colour"])
    thing = _called(rng, scene, shape)
    ways = [
        f"What {color} is the {thing}?",
        f"Which {color} is the {thing}?",
        f"What is the {color} of the {thing}?",
        f"What {color} does the {thing} have?",
        f"Which {color} has the {thing}?",
    ]
    return Question(_one_of(rng, ways), shape.color, "color", (shape.cell,))


def _shape(rng: np.random.Generator, scene: Scene) -> Question | None:
    counts = Counter(shape.color for shape in scene.shapes)
    shape = _one_of(rng, scene.shapes)
    if counts[shape.color] == 1 and rng.random() < 0.6:
        ways = [f"{word} is {shape.color}?" for word in ("What", "What shape", "Which shape")]
        ways += [f"What is the {shape.color} {thing}?" for thing in _ANY]
    else:
        at = _at(rng, shape.cell)
        ways = [f"{word} shape is {at}?" for word in ("What", "Which")]
        ways += [f"What is {at}?", f"What is the shape {at}?", f"What do you see {at}?"]
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
    ways = [f"How many {thing} {end}?" for end in _COUNTED]
    ways += [f"How many {thing}?", f"Count the {thing}.", f"What is the number of {thing}?"]
    return Question(
        _one_of(rng, ways), str(len(shapes)), "count", tuple(shape.cell for shape in shapes)
    )


def _place(rng: np.random.Generator, scene: Scene) -> Question | None:
    kinds = Counter(shape.kind for shape in scene.shapes)
    colors = Counter(shape.color for shape in scene.shapes)
    pairs = Counter((shape.kind, shape.color) for shape in scene.shapes)
    shape = _one_of(rng, scene.shapes)
    things = []
    if kinds[shape.kind] == 1:
        things.append(shape.kind)
    if colors[shape.color] == 1:
        things.append(f"{shape.color} {_one_of(rng, _ANY)}")
    if pairs[shape.kind, shape.color] == 1:
        things.append(f"{shape.color} {shape.kind}")
    if not things:
        return None
    text = f"{_one_of(rng, _WHERE)} the {_one_of(rng, things)}?"
    return Question(text, PLACES[shape.cell], "place", (shape.cell,))


def _presence(rng: np.random.Generator, scene: Scene) -> Question | None:
    about = rng.random()
    if about < 0.25:
        return _presence_at(rng, scene)
    if about < 0.4:
        return _is_color(rng, scene)
    kind = _likely(rng, [shape.kind for shape in scene.shapes], list(SHAPES))
    color = _likely(rng, [shape.color for shape in scene.shapes], list(COLORS))
    about = rng.random()
    if about < 0.5:
        if not _of(scene, kind, color) and rng.random() < 0.5:
            shape = _one_of(rng, scene.shapes)
            kind, color = shape.kind, shape.color
        thing, things = f"{color} {kind}", f"{color} {plural(kind)}"
        shapes = _of(scene, kind, color)
    elif about < 0.75:
        thing, things, shapes = kind, plural(kind), _of(scene, kind)
    else:
        thing = f"{color} {_one_of(rng, _ANY)}"
        things, shapes = f"{thing}s", _of(scene, color=color)
    ways = [f"{begin} a {thing}{end}?" for begin in _THERE for end in ("", " in the picture")]
    ways += [f"Is there any {thing}?", f"Are there {things}?", f"Are there any {things}?"]
    return _yes_or_no(_one_of(rng, ways), shapes)


def _presence_at(rng: np.random.Generator, scene: Scene) -> Question:
    """Whether there is something at a place: as often where it is as where it is not."""
    shape, other = _one_of(rng, scene.shapes), _one_of(rng, scene.shapes)
    kind, cell = shape.kind, shape.cell
    how = rng.random()
    if how < 0.35:
        cell = other.cell if other is not shape else int(rng.integers(9))
    elif how < 0.65:
        kind = _one_of(rng, SHAPES)
    thing = _one_of(rng, [kind, f"{shape.color} {kind}"])
    shapes = _of(scene, kind, shape.color if thing != kind else "")
    text = f"{_one_of(rng, _THERE)} a {thing} {_at(rng, cell)}?"
    return _yes_or_no(text, [each for each in shapes if each.cell == cell])


def _is_color(rng: np.random.Generator, scene: Scene) -> Question:
    """Whether something has a colour: as often yes as no."""
    shape = _one_of(rng, scene.shapes)
    color = shape.color if rng.random() < 0.5 else _one_of(rng, list(COLORS))
    thing = _called(rng, scene, shape)
    return _yes_or_no(f"Is the {thing} {color}?", [shape] if shape.color == color else [])


def _yes_or_no(text: str, shapes: Sequence[Shape]) -> Question:
    """Whether there are some shapes."""
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
_COUNTED = ("are there", "do you see", "can you see", "can you count", "are in the picture")
_WHERE = ("Where is", "Where do you see", "Where can I find", "In which place is")
_THERE = ("Is there", "Do you see", "Can you see")
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
    fixed += " count where a in on at top left right middle bottom ? . can find i of does have has"
    fixed += " any picture number place corner"
    plurals = [plural(kind) for kind in SHAPES]
    return [*fixed.split(), *COLORS, *SHAPES, *plurals]
