"""Pictures of coloured shapes on textured ground, and what is known about each of them.

A scene is drawn in any size and gives its own answers: the box of each shape, the class of
each pixel, and (in the recipe for visual question answering) questions with answers.

Some pairs of shape and colour (`HELD_OUT_PAIRS`) are in no scene to learn from, and one
at least is in every held-out scene: a model that knows shape and colour apart has no
trouble with them, and one that learned pairs by heart has.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import cos, hypot, pi, sin
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

from i18n import translations

COLORS = {
    "red": (205, 40, 45),
    "yellow": (245, 205, 40),
    "green": (20, 160, 70),
    "blue": (35, 85, 215),
    "purple": (145, 55, 180),
    "white": (243, 243, 243),
    "black": (28, 28, 34),
}

GROUNDS = {
    # two tones, and how far the grain is drawn out along a row
    "grass": ((88, 112, 72), (140, 156, 108), 1),
    "sand": ((196, 176, 138), (222, 206, 172), 1),
    "water": ((86, 122, 142), (142, 172, 186), 4),
    "stone": ((112, 112, 114), (164, 162, 158), 1),
    "wood": ((128, 96, 70), (176, 140, 104), 8),
}


def _star() -> list[tuple[float, float]]:
    reach = [1.05 if corner % 2 == 0 else 0.45 for corner in range(10)]
    angles = [corner * pi / 5 - pi / 2 for corner in range(10)]
    return [(far * cos(angle), far * sin(angle)) for far, angle in zip(reach, angles)]


def _heart() -> list[tuple[float, float]]:
    angles = np.linspace(0, 2 * pi, 60, endpoint=False)
    x = 16 * np.sin(angles) ** 3
    y = 13 * np.cos(angles) - 5 * np.cos(2 * angles) - 2 * np.cos(3 * angles) - np.cos(4 * angles)
    return list(zip(x / 16.5, -(y + 2.5) / 16.5))


def _circle(radius=1.0, points=48) -> list[tuple[float, float]]:
    angles = np.linspace(0, 2 * pi, points)
    return [(radius * cos(angle), radius * sin(angle)) for angle in angles]


def _moon() -> list[tuple[float, float]]:
    # The far side of one circle and the near side of another, shifted to the right.
    outer = np.linspace(0.3 * pi, 1.7 * pi, 40)
    x, y = cos(0.3 * pi), sin(0.3 * pi)
    inner_radius, middle = 0.87, x + (0.87**2 - y**2) ** 0.5
    reach = np.arctan2(-y, x - middle), np.arctan2(y, x - middle)
    inner = np.linspace(reach[0] % (2 * pi), reach[1] % (2 * pi), 40)
    points = [(cos(a), sin(a)) for a in outer]
    points += [(middle + inner_radius * cos(a), inner_radius * sin(a)) for a in inner]
    return [(px * 1.05 + 0.3, py * 1.05) for px, py in points]


OUTLINES = {
    "circle": _circle(),
    "square": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    "triangle": [(0, -1.1), (0.95, 0.6), (-0.95, 0.6)],
    "star": _star(),
    "heart": _heart(),
    "ring": _circle() + _circle(0.55)[::-1],
    "cross": [
        (-0.33, -1),
        (0.33, -1),
        (0.33, -0.33),
        (1, -0.33),
        (1, 0.33),
        (0.33, 0.33),
        (0.33, 1),
        (-0.33, 1),
        (-0.33, 0.33),
        (-1, 0.33),
        (-1, -0.33),
        (-0.33, -0.33),
    ],
    "moon": _moon(),
}

SHAPES = tuple(OUTLINES)
PLACES = (
    "top left", "top", "top right",
    "left", "middle", "right",
    "bottom left", "bottom", "bottom right",
)  # fmt: skip
PAIRS = tuple(product(SHAPES, COLORS))
HELD_OUT_PAIRS = tuple(zip(SHAPES, (*COLORS, *COLORS)))
UNNAMED = "unnamed"
"""The colour of a shape that has any tone at all."""


Place = tuple[float, float, float]
"""Centre and radius of a shape, in parts of the scene's side: x, y, radius."""


@dataclass(frozen=True)
class Shape:
    """One shape of a scene; centre and radius in parts of the scene's side."""

    kind: str
    color: str
    x: float
    y: float
    radius: float
    outline: tuple[tuple[float, float], ...]
    """Its corners, turned, in parts of the scene's side."""
    tone: tuple[int, int, int]

    @property
    def cell(self) -> int:
        """Which of the nine places its centre lies in, as a number into `PLACES`."""
        return 3 * int(self.y * 3) + int(self.x * 3)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom, in parts of the scene's side."""
        xs, ys = zip(*self.outline)
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True)
class Scene:
    """A ground and the shapes on it; `seed` makes the grain of the ground."""

    ground: str
    shapes: tuple[Shape, ...]
    seed: int


def random_shape(
    rng: np.random.Generator,
    kind: str,
    color: str,
    place: Place,
    outline: Sequence[tuple[float, float]] = (),
    sides: tuple[float, float] = (1.0, 1.0),
) -> Shape:
    """A shape with a tone and a turn of its own; `outline` draws one that is not in `SHAPES`, and
    what is turned is drawn out or pressed to `sides`."""
    (x, y, radius), turn = place, rng.uniform(-0.35, 0.35)
    corners = np.array(outline or OUTLINES[kind]) * radius
    corners = corners @ np.array([[cos(turn), sin(turn)], [-sin(turn), cos(turn)]])
    corners = corners * sides + (x, y)
    tone = np.clip(np.array(COLORS[color]) + rng.integers(-14, 15, 3), 0, 255)
    return Shape(kind, color, x, y, radius, tuple((a, b) for a, b in corners), _rgb(tone))


def _rgb(tone: np.ndarray) -> tuple[int, int, int]:
    red, green, blue = map(int, tone)
    return red, green, blue


def random_scene(
    rng: np.random.Generator,
    held_out: bool = False,
    most: int = 6,
    grid: bool = False,
    loose: bool = False,
    alike: float = 0.0,
) -> Scene:
    """A random scene of one to `most` shapes that do not touch.

    With `grid` each lies in the middle of one of nine places (three rows of three), or, with
    `loose`, near to it, of any size that leaves room for the others, in a picture that may have
    been longer or higher before it was made a square; else anywhere. In a share `alike` of scenes
    the shapes are of one or two kinds, or have one or two colours.
    """
    count = int(rng.integers(1, most + 1))
    sides = _sides(rng) if loose else (1.0, 1.0)
    if grid:
        places = _loose_places(rng, count, sides) if loose else _grid_places(rng, count)
    else:
        places = _free_places(rng, count)
    learnable = [pair for pair in PAIRS if pair not in HELD_OUT_PAIRS]
    if alike and rng.random() < alike:
        learnable = _alike(rng, learnable)
    pairs = [learnable[i] for i in rng.integers(0, len(learnable), count)]
    if held_out:
        pairs[rng.integers(count)] = HELD_OUT_PAIRS[rng.integers(len(HELD_OUT_PAIRS))]
    ground = list(GROUNDS)[rng.integers(len(GROUNDS))]
    shapes = tuple(
        random_shape(rng, kind, color, place, sides=sides)
        for (kind, color), place in zip(pairs, places)
    )
    return Scene(ground, shapes, int(rng.integers(2**31)))


def _alike(rng: np.random.Generator, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of some pairs that have one of one or two kinds, or of colours."""
    which = int(rng.integers(2))
    every = sorted({pair[which] for pair in pairs})
    few = [every[place] for place in rng.permutation(len(every))[: int(rng.integers(1, 3))]]
    return [pair for pair in pairs if pair[which] in few]


def _sides(rng: np.random.Generator) -> tuple[float, float]:
    """What becomes of a width and a height where a picture of other proportions is made a
    square: for two in five nothing."""
    aspect = float(np.exp(rng.normal(0, 0.4)).clip(0.4, 2.5)) if rng.random() < 0.6 else 1.0
    return min(1.0, 1 / aspect), min(1.0, aspect)


def _loose_places(rng: np.random.Generator, count: int, sides: tuple[float, float]) -> list[Place]:
    cells = rng.permutation(9)[:count]
    middles = (np.stack([cells % 3, cells // 3], axis=1) + 0.5) / 3
    middles += rng.uniform(-0.06, 0.06, (count, 2))
    usual = np.exp(rng.uniform(np.log(0.08), np.log(0.42 if count == 1 else 0.26)))
    radii = (usual * np.exp(rng.normal(0, 0.2, count))).clip(0.07, 0.42)
    while True:
        reach = 1.1 * radii[:, None] * sides
        fitting = middles.clip(reach, 1 - reach)
        apart = np.abs(fitting[:, None] - fitting) - reach[:, None] - reach
        touching = (apart < 0).all(axis=2) & ~np.eye(count, dtype=bool)
        moved = (fitting * 3).astype(int) @ (1, 3) != cells
        too_large = touching.any(axis=1) | moved
        if not too_large.any():
            return [(x, y, radius) for (x, y), radius in zip(fitting.tolist(), radii.tolist())]
        radii[np.where(too_large, radii, 0).argmax()] *= 0.9


def _grid_places(rng: np.random.Generator, count: int) -> list[Place]:
    cells = rng.permutation(9)[:count]
    shifts = rng.uniform(-0.02, 0.02, (count, 2))
    radii = rng.uniform(0.095, 0.125, count)
    return [
        ((cell % 3 + 0.5) / 3 + dx, (cell // 3 + 0.5) / 3 + dy, radius)
        for cell, (dx, dy), radius in zip(cells.tolist(), shifts.tolist(), radii.tolist())
    ]


def _free_places(rng: np.random.Generator, count: int) -> list[Place]:
    places: list[Place] = []
    while len(places) < count:
        radius = rng.uniform(0.07, 0.17)
        x, y = rng.uniform(1.15 * radius, 1 - 1.15 * radius, 2)
        if all(hypot(x - px, y - py) > 1.15 * (radius + reach) for px, py, reach in places):
            places.append((x, y, radius))
    return places


def draw(scene: Scene, side: int = 384) -> tuple[Image.Image, np.ndarray]:
    """The picture (RGB, `side` by `side`), and the class of each pixel: (side, side) uint8.

    Class 0 is the ground, class 1 + i the shape `SHAPES[i]` (a shape of no kind there is ground).
    """
    rng = np.random.default_rng(scene.seed)
    picture = _ground(rng, scene.ground, side)
    classes = np.zeros((side, side), np.uint8)
    for shape in scene.shapes:
        left, top = (max(0, int(edge * side) - 1) for edge in shape.box[:2])
        right, bottom = (min(side, int(edge * side) + 2) for edge in shape.box[2:])
        mask = Image.new("L", (4 * (right - left), 4 * (bottom - top)))
        corners = [(4 * (x * side - left), 4 * (y * side - top)) for x, y in shape.outline]
        ImageDraw.Draw(mask).polygon(corners, fill=255)
        mask = mask.reduce(4)
        shade = np.linspace(rng.uniform(0.96, 1.1), rng.uniform(0.82, 0.96), bottom - top)
        fill = np.clip(np.array(shape.tone) * shade[:, None], 0, 255)
        fill = np.repeat(fill[:, None], right - left, axis=1).astype(np.uint8)
        picture.paste(Image.fromarray(fill), (left, top), mask)
        if shape.kind in SHAPES:
            covered = np.asarray(mask) > 127
            classes[top:bottom, left:right][covered] = 1 + SHAPES.index(shape.kind)
    return picture, classes


def _ground(rng: np.random.Generator, name: str, side: int) -> Image.Image:
    """Noise of several grain sizes between the two tones of a ground."""
    dark, light, stretch = GROUNDS[name]
    grain = np.zeros((side, side), np.float32)
    for cells, weight in ((4, 0.3), (16, 0.35), (64, 0.35)):
        noise = rng.random((cells, max(1, cells // stretch)), dtype=np.float32)
        layer = Image.fromarray(noise).resize((side, side), Image.Resampling.BICUBIC)
        grain += weight * np.asarray(layer)
    grain = np.clip((grain - 0.5) * 1.6 + 0.5, 0, 1)[..., None]
    pixels = np.array(dark) * (1 - grain) + np.array(light) * grain
    return Image.fromarray(pixels.astype(np.uint8))


def random_scenes(seed: int, count: int, **how) -> list[Scene]:
    """`count` random scenes, the same for the same seed; `how` as in `random_scene`."""
    rng = np.random.default_rng(seed)
    return [random_scene(rng, **how) for _ in range(count)]


def draw_all(scenes: list[Scene], side: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures (n, 3, side, side) and classes (n, side, side) of scenes, both uint8."""
    pictures, classes = zip(*(draw(scene, side) for scene in scenes))
    pixels = np.stack([np.asarray(picture) for picture in pictures])
    return torch.from_numpy(pixels).permute(0, 3, 1, 2), torch.from_numpy(np.stack(classes))


def relight(pictures: torch.Tensor) -> torch.Tensor:
    """Pictures (n, 3, height, width) uint8 as models take them, -1 to 1, each in a light of its
    own: brighter or darker, more or less contrast, tinted a little, grainy."""
    n = len(pictures)
    pixels = pictures.float() / 127.5 - 1
    contrast = 1 + (torch.rand(n, 1, 1, 1) - 0.5) * 0.4
    tint = torch.randn(n, 1, 1, 1) * 0.08 + torch.randn(n, 3, 1, 1) * 0.03
    grain = torch.randn_like(pixels) * torch.rand(n, 1, 1, 1) * 0.06
    return (pixels * contrast + tint + grain).clamp(-1, 1)


def recolor(seed: int, scenes: list[Scene]) -> list[Scene]:
    """The same scenes, each shape in any hue and brightness, so that colour tells no shape.

    No tone is nearer to the colour that is held out for a shape than to the others.
    """
    rng = np.random.default_rng(seed)
    tones = np.array(list(COLORS.values()))

    def any_tone(kind: str) -> tuple[int, int, int]:
        while True:
            tone = rng.integers(0, 256, 3)
            nearest = np.square(tones - tone).sum(1).argmin()
            if (kind, list(COLORS)[nearest]) not in HELD_OUT_PAIRS:
                return _rgb(tone)

    def unnamed(shape: Shape) -> Shape:
        return replace(shape, color=UNNAMED, tone=any_tone(shape.kind))

    return [replace(scene, shapes=tuple(map(unnamed, scene.shapes))) for scene in scenes]


def strangers(seed: int) -> Scene:
    """A scene of shapes that are in no other scene: a hexagon, an arrow, a thin bar, a drop."""
    rng = np.random.default_rng(seed)
    hexagon = [(cos(k * pi / 3), sin(k * pi / 3)) for k in range(6)]
    arrow = [(-1, -0.3), (0.1, -0.3), (0.1, -0.8), (1, 0), (0.1, 0.8), (0.1, 0.3), (-1, 0.3)]
    bar = [(-1.0, -0.2), (1.0, -0.2), (1.0, 0.2), (-1.0, 0.2)]
    drop = [(0, -1.1)] + [
        (0.65 * cos(a), 0.35 + 0.65 * sin(a)) for a in np.linspace(-0.4, 3.54, 40)
    ]
    outlines: dict[str, list[tuple[float, float]]] = {
        "hexagon": hexagon,
        "arrow": arrow,
        "bar": bar,
        "drop": drop,
    }
    places = ((0.27, 0.28, 0.16), (0.73, 0.27, 0.17), (0.28, 0.74, 0.17), (0.72, 0.72, 0.15))
    shapes = (
        random_shape(rng, kind, color, place, outline)
        for (kind, outline), color, place in zip(outlines.items(), COLORS, places)
    )
    return Scene("stone", tuple(shapes), seed)


def training_scenes(seed: int, other: int, count: int, **how) -> list[Scene]:
    """`count` scenes to learn from: half of seed `seed`, and half of seed `other`, recoloured.

    `how` as in `random_scene`.
    """
    first, second = (random_scenes(start, count // 2, **how) for start in (seed, other))
    return first + recolor(seed, second)


def scene_facts() -> dict[str, object]:
    """What a model card says of the scenes; `shapes_zh` and `colors_zh` are in Chinese."""
    return {
        "colors": ", ".join(COLORS),
        "colors_zh": "、".join(map(translations("zh").gettext, COLORS)),
        "shapes": ", ".join(SHAPES),
        "shapes_zh": "、".join(map(translations("zh").gettext, SHAPES)),
        "pairs": len(PAIRS),
        "held_out_pairs": len(HELD_OUT_PAIRS),
    }


def save_samples(folder: Path, scenes: list[Scene]) -> None:
    """The first three of the scenes with more than three shapes, and one of shapes that no model
    has seen."""
    folder.mkdir(exist_ok=True)
    full = [scene for scene in scenes if len(scene.shapes) > 3]
    for number, scene in enumerate(full[:3], start=1):
        draw(scene)[0].save(folder / f"scene-{number}.jpg", quality=90)
    draw(strangers(seed=0))[0].save(folder / "strangers.jpg", quality=90)
