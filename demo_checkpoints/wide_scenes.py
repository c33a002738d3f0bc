"""Pictures of coloured shapes as anybody might make them, for models that meet such pictures.

`scenes` draws one world: five painted grounds, shapes of one size that do not touch. Here every
property of a picture is drawn at random: ground (white, plain, gradient, ruled paper, clouds,
stripes, patches), aspect, number, size, turn, proportions and outline of the shapes, how they are
filled, what lies between them, and what a camera or a file format did to it all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from math import cos, pi, sin

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter

from .scenes import GROUNDS, SHAPES, UNNAMED, Shape, _ground, relight

Size = tuple[int, int]
"""Width and height in pixels."""
Tone = tuple[int, int, int]

TONES: dict[str, tuple[Tone, ...]] = {
    "red": ((205, 40, 45), (255, 0, 0), (220, 20, 60), (178, 34, 34), (230, 60, 50)),
    "yellow": ((245, 205, 40), (255, 255, 0), (255, 215, 0), (250, 230, 90), (240, 190, 20)),
    "green": ((20, 160, 70), (0, 128, 0), (0, 255, 0), (50, 205, 50), (34, 139, 34), (90, 180, 80)),
    "blue": ((35, 85, 215), (0, 0, 255), (30, 144, 255), (0, 0, 160), (65, 105, 225)),
    "purple": ((145, 55, 180), (128, 0, 128), (138, 43, 226), (160, 80, 200), (90, 30, 140)),
    "white": ((243, 243, 243), (255, 255, 255)),
    "black": ((28, 28, 34), (0, 0, 0)),
}
"""What people and drawing programs call by each name."""
ROUND = ("circle", "ring")
"""An outline alone would make the one look like the other."""


@dataclass(frozen=True)
class Drawing:
    """A picture, its shapes, last one on top, and which of them each pixel shows: (height, width)
    uint8, 0 for the ground, 1 + i for `shapes[i]`."""

    picture: Image.Image
    owners: np.ndarray
    shapes: tuple[Shape, ...]

    @property
    def classes(self) -> np.ndarray:
        """The class of each pixel, as in `scenes.draw`."""
        return np.array([0, *(1 + SHAPES.index(shape.kind) for shape in self.shapes)])[self.owners]

    def size(self, shape: Shape) -> float:
        """A shape's longer side in parts of the picture's shorter one."""
        left, top, right, bottom = shape.box
        width, height = self.picture.size
        return max((right - left) * width, (bottom - top) * height) / min(width, height)


def draw_any(
    rng: np.random.Generator,
    size: Size,
    *,
    named: bool = False,
    squeeze: bool = True,
    most: int = 8,
    least: float = 0.025,
) -> Drawing:
    """A random picture of up to `most` shapes.

    With `named` all shapes have colours of `COLORS`, and the picture keeps them. With `squeeze`
    the picture had sides of other proportions before it was resized to `size`. No shape is smaller
    than `least`, half of its longer side in parts of the picture's shorter one.
    """
    width, height = size
    aspect = width / height
    if squeeze and rng.random() < 0.6:
        aspect *= np.exp(rng.normal(0, 0.35)).clip(0.45, 2.2)
    # Of a side of 1, which is the shorter one.
    sides = np.array([max(1.0, aspect), max(1.0, 1 / aspect)])
    pixels = any_ground(rng, size)
    if rng.random() < 0.15:
        pixels = _clutter(rng, pixels)
    picture = Image.fromarray(pixels)
    owners = np.zeros((height, width), np.uint8)
    shapes: list[Shape] = []
    outlined = rng.random() < 0.15
    for x, y, reach in _places(rng, sides, int(rng.integers(1, most + 1)), least):
        kind = SHAPES[rng.integers(len(SHAPES))]
        corners = any_outline(rng, kind) * reach
        corners = np.clip((corners + (x, y)) / sides, 0.004, 0.996)
        box = _pixel_box(corners, size)
        ground = pixels[box[1] : box[3], box[0] : box[2]]
        color, tone = _tone(rng, ground, outlined and kind not in ROUND, named)
        mask = _paint(rng, picture, corners, box, tone, outlined, kind)
        owners[box[1] : box[3], box[0] : box[2]][mask > 127] = 1 + len(shapes)
        outline = tuple((float(a), float(b)) for a, b in corners)
        middle = (corners.min(0) + corners.max(0)) / 2
        shapes.append(Shape(kind, color, float(middle[0]), float(middle[1]), reach, outline, tone))
    return Drawing(_camera(rng, picture, named), owners, tuple(shapes))


# Outlines


def any_outline(rng: np.random.Generator, kind: str) -> np.ndarray:
    """Corners (n, 2) of a shape of a kind as somebody might draw it; its longer half side is 1."""
    corners = _OUTLINES[kind](rng)
    if rng.random() < 0.3:
        corners = _cut_corners(corners, rng.uniform(0.08, 0.25))
    bent = rng.random()
    if bent < 0.3:
        corners = _wobble(rng, corners)
    elif bent < 0.42:
        corners = _jag(rng, corners)
    corners = corners * (1, np.exp(rng.normal(0, 0.1)))
    turn = rng.normal(0, 0.25) if rng.random() < 0.75 else rng.uniform(0, 2 * pi)
    if rng.random() < 0.3:
        turn = 0.0
    corners = corners @ np.array([[cos(turn), sin(turn)], [-sin(turn), cos(turn)]])
    corners = corners - (corners.min(0) + corners.max(0)) / 2
    return corners / np.abs(corners).max()


def _arc(start: float, end: float, radius: float = 1.0, points: int = 40) -> np.ndarray:
    angles = np.linspace(start, end, points)
    return np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1)


def _square(rng: np.random.Generator) -> np.ndarray:
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], float)
    return corners @ _quarter(rng, pi / 4, 0.2)


def _triangle(rng: np.random.Generator) -> np.ndarray:
    apex = rng.choice([0.0, rng.uniform(-1, 1)], p=[0.7, 0.3])
    corners = np.array([(apex, -rng.uniform(0.7, 1.1)), (1, 0.7), (-1, 0.7)])
    return corners @ _quarter(rng, pi / 2, 0.25)


def _star(rng: np.random.Generator) -> np.ndarray:
    points = int(rng.choice([4, 5, 6, 7, 8], p=[0.1, 0.66, 0.14, 0.04, 0.06]))
    inner = {4: (0.25, 0.45), 5: (0.33, 0.56), 6: (0.42, 0.62), 7: (0.45, 0.65), 8: (0.45, 0.68)}
    near = rng.uniform(*inner[points])
    angles = np.arange(2 * points) * pi / points - pi / 2
    reach = np.where(np.arange(2 * points) % 2, near, 1.0)
    return np.stack([reach * np.cos(angles), reach * np.sin(angles)], axis=1)


def _heart(rng: np.random.Generator) -> np.ndarray:
    angles = np.linspace(0, 2 * pi, 60, endpoint=False)
    if rng.random() < 0.5:
        x = 16 * np.sin(angles) ** 3
        cleft = rng.uniform(4, 7)
        y = 13 * np.cos(angles) - cleft * np.cos(2 * angles) - 2 * np.cos(3 * angles)
        return np.stack([x, -y + np.cos(4 * angles)], axis=1) / 17
    # Two half circles on a point.
    radius, tip = 0.5, rng.uniform(0.8, 1.3)
    lobe = _arc(-pi, rng.uniform(0.1, 0.25) * pi, radius)
    right = lobe + (radius, 0)
    left = (lobe * (-1, 1))[::-1] - (radius, 0)
    return np.concatenate([left, right, [(0.0, tip)]])


def _ring(rng: np.random.Generator) -> np.ndarray:
    return np.concatenate([_arc(0, 2 * pi), _arc(2 * pi, 0, rng.uniform(0.4, 0.85))])


def _cross(rng: np.random.Generator) -> np.ndarray:
    half = rng.uniform(0.1, 0.4)
    low = rng.choice([1.0, rng.uniform(1.1, 1.7)], p=[0.75, 0.25])
    right = [(half, -1), (half, -half), (1, -half), (1, half), (half, half), (half, low)]
    corners = np.array(right + [(-x, y) for x, y in reversed(right)])
    return corners @ _quarter(rng, pi / 4, 0.35)


def _moon(rng: np.random.Generator) -> np.ndarray:
    """A disc without what another one covers, to the right or to the left."""
    near, apart = rng.uniform(0.72, 1.0), rng.uniform(0.3, 0.6)
    x = (1 - near**2 + apart**2) / (2 * apart)
    x = min(x, 0.92)
    y = (1 - x**2) ** 0.5
    angle, inner = np.arccos(x), np.arctan2(y, x - apart)
    radius = np.hypot(y, x - apart)
    bite = _arc(2 * pi - inner, inner, radius) + (apart, 0)
    corners = np.concatenate([_arc(angle, 2 * pi - angle), bite])
    return corners * (rng.choice([-1, 1]), 1)


def _quarter(rng: np.random.Generator, angle: float, share: float) -> np.ndarray:
    """A turn by a multiple of an angle in a share of cases, else none."""
    turn = angle * rng.integers(1, 4) if rng.random() < share else 0.0
    return np.array([[cos(turn), sin(turn)], [-sin(turn), cos(turn)]])


_OUTLINES: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "circle": lambda rng: _arc(0, 2 * pi),
    "square": _square,
    "triangle": _triangle,
    "star": _star,
    "heart": _heart,
    "ring": _ring,
    "cross": _cross,
    "moon": _moon,
}


def _cut_corners(corners: np.ndarray, part: float) -> np.ndarray:
    """Rounded by cutting each corner twice (Chaikin, 1974)."""
    for share in (part, 0.25):
        following = np.roll(corners, -1, axis=0)
        pair = [
            (1 - share) * corners + share * following,
            share * corners + (1 - share) * following,
        ]
        corners = np.stack(pair, axis=1).reshape(-1, 2)
    return corners


def _wobble(rng: np.random.Generator, corners: np.ndarray) -> np.ndarray:
    """Bent as a hand bends it: moved by a smooth field."""
    following = np.roll(corners, -1, axis=0)
    steps = np.linspace(0, 1, 5, endpoint=False)[None, :, None]
    dense = (corners[:, None] * (1 - steps) + following[:, None] * steps).reshape(-1, 2)
    moved = dense
    for reach in (0.09, 0.04):
        waves = rng.normal(0, 1 if reach > 0.05 else 3, (2, 2))
        moved = moved + rng.uniform(0, reach) * np.sin(dense @ waves * 2 + rng.uniform(0, 6, 2))
    return moved


def _jag(rng: np.random.Generator, corners: np.ndarray) -> np.ndarray:
    """Cut out with straight snips that miss the line a little."""
    along = np.linalg.norm(np.diff(corners, axis=0, append=corners[:1]), axis=1).cumsum()
    snips = np.arange(0, along[-1], rng.uniform(0.15, 0.5))
    if len(corners) < 20:  # tips are not missed
        snips = np.union1d(snips, along)
    closed = np.concatenate([corners, corners[:1]])
    known = np.concatenate([[0], along])
    cut = np.stack([np.interp(snips, known, closed[:, axis]) for axis in (0, 1)], axis=1)
    return cut + rng.normal(0, rng.uniform(0.01, 0.05), cut.shape)


# Places and tones


def _places(
    rng: np.random.Generator, sides: np.ndarray, count: int, least: float
) -> list[tuple[float, float, float]]:
    """Middles and half sides of `count` shapes or fewer, where a picture of `sides` has room."""
    usual = np.exp(rng.uniform(np.log(max(0.045, least)), np.log(0.28)))
    distance = rng.choice([1.1, 0.85], p=[0.75, 0.25])
    places: list[tuple[float, float, float]] = []
    for _attempt in range(12 * count):
        reach = float(np.clip(usual * np.exp(rng.normal(0, 0.3)), least, 0.32))
        x, y = rng.uniform(0.95 * reach, sides - 0.95 * reach)
        if all(np.hypot(x - px, y - py) > distance * (reach + far) for px, py, far in places):
            places.append((float(x), float(y), reach))
        if len(places) == count:
            break
    return places


def _tone(
    rng: np.random.Generator, ground: np.ndarray, outlined: bool, named: bool
) -> tuple[str, Tone]:
    """A colour and its tone, which stands out from the ground below unless a line will."""
    below = ground.reshape(-1, 3)[::7].astype(float).mean(0)
    apart = 40 if rng.random() < 0.12 else 90
    while True:
        color = list(TONES)[rng.integers(len(TONES))]
        tone = np.array(TONES[color][rng.integers(len(TONES[color]))]) + rng.integers(-12, 13, 3)
        if not named and rng.random() < 0.5:
            color, tone = UNNAMED, rng.integers(0, 256, 3)
        tone = np.clip(tone, 0, 255)
        apart -= 1
        if (outlined and rng.random() < 0.3) or np.linalg.norm(tone - below) > apart:
            red, green, blue = map(int, tone)
            return color, (red, green, blue)


# Paint


def _pixel_box(corners: np.ndarray, size: Size) -> tuple[int, int, int, int]:
    left, top = np.maximum(0, (corners.min(0) * size).astype(int) - 1)
    right, bottom = np.minimum(size, (corners.max(0) * size).astype(int) + 2)
    return int(left), int(top), int(right), int(bottom)


def _paint(
    rng: np.random.Generator,
    picture: Image.Image,
    corners: np.ndarray,
    box: tuple[int, int, int, int],
    tone: Tone,
    outlined: bool,
    kind: str,
) -> np.ndarray:
    """Paint one shape; how much of each pixel of its box it covers, 0 to 255."""
    size = (box[2] - box[0], box[3] - box[1])
    fine = Image.new("L", (4 * size[0], 4 * size[1]))
    points = 4 * (corners * picture.size - box[:2])
    ImageDraw.Draw(fine).polygon([tuple(point) for point in points.tolist()], fill=255)
    mask = fine.reduce(4)
    alpha = mask
    if rng.random() < 0.06:
        alpha = mask.point(lambda value: int(value * 0.8))
    if rng.random() < 0.08:
        shade = mask.filter(ImageFilter.GaussianBlur(1.5)).point(lambda value: value // 2)
        move = rng.integers(1, 4, 2)
        picture.paste((0, 0, 0), (box[0] + int(move[0]), box[1] + int(move[1])), shade)
    hollow = kind not in ROUND and rng.random() < 0.04
    if hollow or outlined:
        line = 2 * int(rng.integers(1, max(2, min(6, min(size) // 12)))) + 1
        core = fine.reduce(2).filter(ImageFilter.MinFilter(line)).reduce(2)
        if hollow:
            alpha = Image.fromarray(
                np.asarray(mask) - np.minimum(np.asarray(core), np.asarray(mask))
            )
        else:
            edge = (0, 0, 0) if sum(tone) > 200 and rng.random() < 0.8 else (255, 255, 255)
            picture.paste(edge, box[:2], mask)
            alpha = core
    picture.paste(_filling(rng, size, tone), box[:2], alpha)
    return np.asarray(mask)


def _filling(rng: np.random.Generator, size: Size, tone: Tone) -> Image.Image:
    """A shape's tone: mostly flat, else shaded across, or grainy."""
    width, height = size
    how = rng.random()
    if how < 0.6:
        return Image.new("RGB", size, tone)
    if how < 0.85:
        across = np.linspace(rng.uniform(0.8, 1.15), rng.uniform(0.8, 1.15), height)[:, None]
        light = np.repeat(across, width, axis=1)
    else:
        light = 1 + rng.normal(0, 0.08, (height, width))
    return Image.fromarray(np.clip(light[..., None] * tone, 0, 255).astype(np.uint8))


def _clutter(rng: np.random.Generator, pixels: np.ndarray) -> np.ndarray:
    """Lines and specks between the shapes."""
    picture = Image.fromarray(pixels)
    pen, (width, height) = ImageDraw.Draw(picture), picture.size
    tone = tuple(map(int, rng.integers(0, 256, 3)))
    for _line in range(rng.integers(1, 6)):
        ends = rng.uniform(0, 1, (rng.integers(2, 5), 2)) * picture.size
        if rng.random() < 0.5:
            ends = ends[:1] + rng.normal(0, 4, (4, 2)).cumsum(0)
        pen.line([tuple(end) for end in ends.tolist()], fill=tone, width=1)
    if rng.random() < 0.3:
        pen.rectangle((1, 1, width - 2, height - 2), outline=tone)
    return np.asarray(picture)


# Grounds


def any_ground(rng: np.random.Generator, size: Size) -> np.ndarray:
    """A ground without shapes: (height, width, 3) uint8."""
    how = _HOW[int(rng.choice(len(_HOW), p=_SHARES))]
    return np.clip(how(rng, size), 0, 255).astype(np.uint8)


def _any_tone(rng: np.random.Generator) -> np.ndarray:
    """Light, grey or coloured: grounds are seldom as bright as what lies on them."""
    how = rng.random()
    if how < 0.35:
        return 255 - rng.exponential(18, 3)
    if how < 0.6:
        return rng.uniform(0, 255) + rng.normal(0, 8, 3)
    return rng.uniform(0, 255, 3)


def _plain(rng: np.random.Generator, size: Size) -> np.ndarray:
    tone = (
        _any_tone(rng) if rng.random() < 0.4 else rng.choice([255.0, 250.0, 0.0], p=[0.7, 0.1, 0.2])
    )
    return np.broadcast_to(tone, (size[1], size[0], 3))


def _between(rng: np.random.Generator, part: np.ndarray, near: float = 255) -> np.ndarray:
    """Two tones, mixed as `part` (height, width) says; `near` bounds how unlike they are."""
    first, second = _any_tone(rng), _any_tone(rng)
    second = first + np.clip(second - first, -near, near)
    return first + (second - first) * part[..., None]


def _gradient(rng: np.random.Generator, size: Size) -> np.ndarray:
    x, y = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    if rng.random() < 0.3:
        part = np.hypot(x - rng.random(), y - rng.random())
    else:
        angle = rng.choice([0, pi / 2, rng.uniform(0, 2 * pi)])
        part = cos(angle) * x + sin(angle) * y
    return _between(rng, part)


def _noise(rng: np.random.Generator, size: Size, falls: float) -> np.ndarray:
    """Smooth noise of several grain sizes, 0 to 1; the higher `falls`, the coarser."""
    total: np.ndarray = np.zeros((size[1], size[0]), np.float32)
    weights = 0.0
    stretch = rng.choice([1, 1, 1, 3, 6])
    for level, cells in enumerate((3, 6, 12, 24, 48, 96)):
        weight = rng.uniform(0.3, 1) * falls**-level
        shape = (cells, max(1, cells // stretch))
        layer = Image.fromarray(rng.random(shape, dtype=np.float32)).resize(
            size, Image.Resampling.BILINEAR
        )
        total, weights = total + weight * np.asarray(layer), weights + weight
    return (total / weights - 0.5) * rng.uniform(1, 2.5) + 0.5


def _clouds(rng: np.random.Generator, size: Size) -> np.ndarray:
    return _between(rng, _noise(rng, size, rng.uniform(0.9, 2)).clip(0, 1), rng.uniform(25, 140))


def _photo(rng: np.random.Generator, size: Size) -> np.ndarray:
    """Blotches of light and, less, of hue, coarse and fine, as photographs have them."""
    light = (_noise(rng, size, rng.uniform(0.9, 1.8)) - 0.5) * rng.uniform(60, 240)
    hue = np.stack([_noise(rng, size, 2) - 0.5 for _channel in range(3)], axis=2)
    return _any_tone(rng) * 0.6 + 50 + light[..., None] + hue * rng.uniform(20, 90)


def _paper(rng: np.random.Generator, size: Size) -> np.ndarray:
    """Ruled or squared paper."""
    width, height = size
    pixels = np.broadcast_to(255 - rng.exponential(12, 3), (height, width, 3)).copy()
    gap, start = rng.uniform(0.04, 0.16) * height, rng.uniform(0, 8)
    ink = pixels[0, 0] - rng.uniform(20, 130, 3)
    rows = np.arange(start, height, gap).astype(int)
    pixels[rows] = ink
    if rng.random() < 0.5:
        columns = np.arange(start, width, gap).astype(int)
        pixels[:, columns] = ink
    return pixels + rng.normal(0, rng.uniform(0, 5), (height, width, 1))


def _stripes(rng: np.random.Generator, size: Size) -> np.ndarray:
    """Stripes or a chequered pattern."""
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    gap, angle = rng.uniform(4, 30), rng.choice([0, pi / 2, pi / 4, rng.uniform(0, pi)])
    part = (cos(angle) * x + sin(angle) * y) // gap % 2
    if rng.random() < 0.35:
        part = (part + (cos(angle) * y - sin(angle) * x) // gap % 2) % 2
    return _between(rng, part, rng.uniform(10, 70))


def _patches(rng: np.random.Generator, size: Size) -> np.ndarray:
    """Large uneven patches that cover one another, out of focus."""
    picture = Image.new("RGB", size, tuple(map(int, _any_tone(rng).clip(0, 255))))
    pen = ImageDraw.Draw(picture)
    base = _any_tone(rng)
    for _patch in range(rng.integers(3, 14)):
        middle, reach = rng.uniform(0, 1, 2) * size, rng.uniform(0.1, 0.6) * max(size)
        corners = middle + rng.normal(0, 1, (rng.integers(3, 7), 2)) * reach
        tone = base + rng.normal(0, 45, 3)
        pen.polygon([tuple(c) for c in corners.tolist()], fill=tuple(map(int, tone.clip(0, 255))))
    blurred = picture.filter(ImageFilter.GaussianBlur(rng.uniform(1.5, 6)))
    return np.asarray(blurred, np.float32) + rng.normal(0, rng.uniform(0, 8), (size[1], size[0], 1))


def _painted(rng: np.random.Generator, size: Size) -> np.ndarray:
    """One of the five grounds of `scenes`."""
    name = list(GROUNDS)[rng.integers(len(GROUNDS))]
    return np.asarray(_ground(rng, name, max(size)))[: size[1], : size[0]]


def _static(rng: np.random.Generator, size: Size) -> np.ndarray:
    channels = rng.choice([1, 3])
    grain = rng.normal(0, rng.uniform(5, 45), (size[1], size[0], channels))
    return _any_tone(rng) + grain


_HOW = (_plain, _gradient, _clouds, _photo, _paper, _stripes, _patches, _painted, _static)
_SHARES = (0.3, 0.12, 0.1, 0.12, 0.09, 0.06, 0.07, 0.09, 0.05)


# What becomes of the picture


def _camera(rng: np.random.Generator, picture: Image.Image, named: bool) -> Image.Image:
    """Less sharp, less contrast, grainy, stored with loss, and, unless `named`, without colours."""
    size = picture.size
    if not named and rng.random() < 0.1:
        picture = picture.convert("L").convert("RGB")
    if rng.random() < 0.08:
        low, high = sorted(rng.uniform(0, 255, 2))
        if high - low > 110:
            picture = picture.point(lambda value: int(low + value * (high - low) / 255))
    if rng.random() < 0.12:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.2)))
    if rng.random() < 0.12:
        part = rng.uniform(0.45, 0.95)
        small = picture.resize((int(size[0] * part), int(size[1] * part)))
        again = rng.choice([Image.Resampling.NEAREST, Image.Resampling.BILINEAR])
        picture = small.resize(size, again)
    if rng.random() < 0.25:
        stored = BytesIO()
        picture.save(stored, "JPEG", quality=int(rng.integers(25, 90)))
        picture = Image.open(stored).convert("RGB")
    return picture


def vary(pictures: torch.Tensor) -> torch.Tensor:
    """`scenes.relight`, after half of the pictures (n, 3, height, width) had their channels in
    another order, and a tenth became negatives."""
    pictures = pictures.clone()
    for row in range(len(pictures)):
        if torch.rand(()) < 0.5:
            pictures[row] = pictures[row, torch.randperm(3)]
        if torch.rand(()) < 0.1:
            pictures[row] = 255 - pictures[row]
    return relight(pictures)


def draw_many(
    seed: int, count: int, size: Size, **how
) -> tuple[torch.Tensor, torch.Tensor, list[tuple[Shape, ...]]]:
    """Pictures (n, 3, height, width) and classes (n, height, width), both uint8, and the shapes of
    each; the same for the same seed; `how` as in `draw_any`."""
    pictures, owners, shapes = draw_owners(seed, count, size, **how)
    for row, those in enumerate(shapes):
        classes = torch.tensor([0, *(1 + SHAPES.index(shape.kind) for shape in those)])
        owners[row] = classes[owners[row].long()]
    return pictures, owners, shapes


def draw_owners(
    seed: int, count: int, size: Size, **how
) -> tuple[torch.Tensor, torch.Tensor, list[tuple[Shape, ...]]]:
    """As `draw_many`, with the numbers of the shapes (`Drawing.owners`) in place of classes."""
    rng = np.random.default_rng(seed)
    pictures = np.empty((count, size[1], size[0], 3), np.uint8)
    owners = np.empty((count, size[1], size[0]), np.uint8)
    shapes = []
    for row in range(count):
        drawing = draw_any(rng, size, **how)
        pictures[row], owners[row] = np.asarray(drawing.picture), drawing.owners
        shapes.append(drawing.shapes)
    return torch.from_numpy(pictures).permute(0, 3, 1, 2), torch.from_numpy(owners), shapes


HELD_OUT_SEED = 1
_HELD_OUT_SIZES = ((384, 384), (256, 256), (480, 320), (320, 448), (512, 288))


def held_out_drawings(count: int, **how) -> list[Drawing]:
    """Drawings of several sizes and proportions that no recipe learns from; `how` as in
    `draw_any`."""
    rng = np.random.default_rng(HELD_OUT_SEED)
    return [
        draw_any(rng, _HELD_OUT_SIZES[number % len(_HELD_OUT_SIZES)], squeeze=False, **how)
        for number in range(count)
    ]
