"""Draw the scenes of shapes of three independent test sets: `python -m
demo_checkpoints.independent_scenes`.

What each scene shows is written by hand in `NAME/independent/scenes.txt`, a line a scene. Besides
what the project needs, this takes Chromium, the font DejaVu Sans and the package scikit-image, of
whose pictures the photographs are parts. It shares nothing with `scenes.py`, by which the
checkpoints are trained.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from .independent_svg import by_hand, described, drawn, ground, page, save

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from playwright.sync_api import Page

FOLDER = Path(__file__).parent
SHAPES = ("circle", "square", "triangle", "star", "heart", "ring", "cross", "moon")
PALETTE = "000000 e6194b 3cb44b ffe119 4363d8 f58231 911eb4 46f0f0 fabebe"
"""Colours of a mask: of the ground, and of each of `SHAPES`."""

GROUPS = {
    "plain": ("plain grounds", "纯色背景"),
    "edge": ("shapes with a contour", "带轮廓线的形状"),
    "black": ("dark grounds", "深色背景"),
    "gradient": ("grounds that run from one colour to another", "渐变背景"),
    "paper": ("lined, squared and brown paper", "横线纸、方格纸和牛皮纸"),
    "photo": ("photographs as ground", "照片背景"),
    "touch": ("shapes that touch or overlap", "相接或重叠的形状"),
    "symbols": ("symbols of a font", "字体里的符号"),
    "hand": ("shaky edges", "抖动的边缘"),
    "grey": ("black and white", "黑白图片"),
}
"""What the sources of the scenes are, on cards in English and in Chinese."""


def _ring(inner: float) -> str:
    return (
        "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1-1 0Z"
        f"M{-inner} 0A{inner} {inner} 0 1 0 {inner} 0A{inner} {inner} 0 1 0 {-inner} 0Z"
    )


def _cross(arm: float) -> str:
    return f"M{-arm}-1H{arm}V{-arm}H1V{arm}H{arm}V1H{-arm}V{arm}H-1V{-arm}H{-arm}Z"


def _star(inner: float) -> str:
    radii = np.tile([1, inner], 5)
    angles = np.arange(10) * np.pi / 5
    points = zip(radii * np.sin(angles), -radii * np.cos(angles))
    return "M" + "L".join(f"{x:.3f} {y:.3f}" for x, y in points) + "Z"


PATHS = {
    "circle": "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1-1 0Z",
    "square": "M-1-1H1V1H-1Z",
    "triangle": "M0-.87L1 .87H-1Z",
    "triangle:right": "M-1-1L1 1H-1Z",
    "triangle:wide": "M0-.5L1 .5H-1Z",
    "star": _star(0.382),
    "star:fat": _star(0.55),
    "heart": "M0 .9C-1.3-.1-1.05-.9-.5-.9C-.2-.9 0-.65 0-.5C0-.65 .2-.9 .5-.9C1.05-.9 1.3-.1 0 .9Z",
    "ring": _ring(0.6),
    "ring:thin": _ring(0.78),
    "ring:fat": _ring(0.4),
    "cross": _cross(0.33),
    "cross:thin": _cross(0.16),
    "moon": "M.35-.94A1 1 0 1 0 .35 .94A.97 .97 0 0 1 .35-.94Z",
    "moon:fat": "M.5-.87A1 1 0 1 0 .5 .87A1.15 1.15 0 0 1 .5-.87Z",
    "moon:thin": "M.2-.98A1 1 0 1 0 .2 .98A1.02 1.02 0 0 1 .2-.98Z",
}
"""Outlines, about two units wide, with the middle at 0, 0."""
GLYPHS = dict(zip(SHAPES, "●■▲★♥⭘✚"))
"""Of the font DejaVu Sans, whose moon is a mere line."""


@dataclass(frozen=True)
class Shape:
    """A shape as a line of `scenes.txt` has it: sides in pixels, its turn in degrees clockwise."""

    kind: str
    variant: str
    color: str
    x: float
    y: float
    width: float
    turn: float
    edge: str
    by_hand: bool

    def svg(self, color: str, edge: str) -> str:
        scale = self.width / 2
        place = f"translate({self.x} {self.y}) rotate({self.turn}) scale({scale})"
        if self.variant == "glyph":
            inside = (
                '<text font-family="DejaVu Sans" font-size="2.4" text-anchor="middle" '
                f'dominant-baseline="central">{GLYPHS[self.kind]}</text>'
            )
        else:
            path = PATHS[f"{self.kind}:{self.variant}" if self.variant else self.kind]
            inside = f'<path fill-rule="evenodd" d="{path}"/>'
        line = f'stroke="{edge}" stroke-width="{5 / scale}"' if edge else ""
        name = f"hand-{self.x}-{self.y}"
        hand = by_hand(name, 14, int(self.x)) if self.by_hand else ""
        use = f' filter="url(#{name})"' if self.by_hand else ""
        return f'{hand}<g{use}><g transform="{place}" fill="{color}" {line}>{inside}</g></g>'


@dataclass(frozen=True)
class Scene:
    """A line of `scenes.txt`: its ground as `independent_svg.ground` takes it."""

    file: str
    width: int
    height: int
    ground: str
    grey: bool
    shapes: tuple[Shape, ...]

    @property
    def source(self) -> str:
        return self.file.split("-")[0]


def scenes(file: Path) -> list[Scene]:
    """The scenes that a file describes."""
    found = []
    for (name, size, paper, *words), parts in described(file):
        width, height = map(int, size.split("x"))
        shapes = tuple(map(_shape, parts))
        found.append(Scene(name, width, height, paper, "grey" in words, shapes))
    return found


def _shape(words: str) -> Shape:
    name, color, x, y, width, *rest = words.split()
    kind, _, variant = name.partition(":")
    turn, *more = rest or ["0"]
    edges = [word.removeprefix("edge=") for word in more if word.startswith("edge=")]
    return Shape(
        kind, variant, color, float(x), float(y), float(width), float(turn),
        edges[0] if edges else "", "hand" in more,
    )  # fmt: skip


def painted(page: "Page", scene: Scene) -> "Picture":
    shapes = "".join(shape.svg(shape.color, shape.edge) for shape in scene.shapes)
    under = ground(scene.ground, scene.width, scene.height)
    picture = drawn(page, under + shapes, scene.width, scene.height).convert("RGB")
    return picture.convert("L") if scene.grey else picture


def outlines(page: "Page", scene: Scene) -> list[np.ndarray]:
    """For each shape the mask (height, width) of its pixels, hidden ones too."""
    masks = []
    for shape in scene.shapes:
        alone = drawn(page, shape.svg("black", shape.edge and "black"), scene.width, scene.height)
        masks.append(np.asarray(alone)[..., 3] > 127)
    return masks


def coco(found: Iterable[tuple[Scene, list[np.ndarray]]]) -> dict[str, list[dict[str, Any]]]:
    """Boxes as COCO has them, around each whole shape as far as it is in the picture."""
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number, (scene, masks) in enumerate(found, 1):
        sides = {"width": scene.width, "height": scene.height}
        images.append({"id": number, "file_name": scene.file, **sides})
        for shape, mask in zip(scene.shapes, masks):
            rows, columns = map(np.flatnonzero, (mask.any(1), mask.any(0)))
            left, top = int(columns[0]), int(rows[0])
            width, height = int(columns[-1]) - left + 1, int(rows[-1]) - top + 1
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number,
                    "category_id": SHAPES.index(shape.kind) + 1,
                    "bbox": [left, top, width, height],
                    "area": int(mask.sum()),
                    "iscrowd": 0,
                }
            )
    categories = [{"id": number, "name": name} for number, name in enumerate(SHAPES, 1)]
    return {"images": images, "annotations": annotations, "categories": categories}


def mask_picture(scene: Scene, masks: list[np.ndarray]) -> "Picture":
    """The number of what is seen on each pixel, 0 for the ground: a picture with a palette."""
    numbers = np.zeros((scene.height, scene.width), np.uint8)
    for shape, mask in zip(scene.shapes, masks):
        numbers[mask] = SHAPES.index(shape.kind) + 1
    picture = Image.fromarray(numbers)
    picture.putpalette(bytes.fromhex(PALETTE))
    return picture


def draw(folder: Path, page: "Page") -> list[tuple[Scene, list[np.ndarray]]]:
    """Write the pictures of a folder's `scenes.txt`: each scene, and the pixels of its shapes."""
    found = []
    for scene in scenes(folder / "scenes.txt"):
        save(painted(page, scene), folder / scene.file)
        found.append((scene, outlines(page, scene)))
    return found


def write_sources(folder: Path, found: list[tuple[Scene, list[np.ndarray]]]) -> None:
    lines = [f"{scene.file},{scene.source}\n" for scene, _masks in found]
    (folder / "sources.csv").write_text("image,source\n" + "".join(lines), "utf-8")


if __name__ == "__main__":
    with page() as browser:
        folder = FOLDER / "object_detection" / "independent"
        found = draw(folder, browser)
        write_sources(folder, found)
        (folder / "items.json").write_text(json.dumps(coco(found)) + "\n", "utf-8")

        folder = FOLDER / "image_segmentation" / "independent"
        found = draw(folder, browser)
        write_sources(folder, found)
        for scene, masks in found:
            name = f"{Path(scene.file).stem}_mask.png"
            mask_picture(scene, masks).save(folder / name, optimize=True)

        # Its questions are written by hand, beside the scenes.
        draw(FOLDER / "visual_question_answering" / "independent", browser)
