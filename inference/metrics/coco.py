"""Right boxes and masks as COCO writes them: polygons, run lengths, and run lengths packed.

See https://cocodataset.org/#format-data; masks are pixel for pixel those of pycocotools.
"""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from i18n import N_, Problem

from ..masks import from_rle, to_rle
from .masks import MOST_PIXELS, REST

NO_BOXES = N_(
    "This JSON is not in COCO's format for boxes: images, annotations with "
    "bbox [left, top, width, height] or segmentation, and categories."
)
NO_MASKS = N_(
    "This JSON is not in COCO's format for masks: images with width and "
    "height, annotations with segmentation, which is polygons or run "
    "lengths, and categories."
)
FINER = 5
"""Into how many parts pycocotools cuts a pixel to draw a polygon."""

Answers = dict[str, list[dict[str, Any]]]
"""Labels with their boxes or masks, by the name of a picture."""


def boxes(data: bytes) -> Answers:
    """The boxes of each picture; of an annotation without one, that around its segmentation.

    Raises `i18n.Problem` for other files.
    """
    try:
        pictures, found = _pictures(data)
        for picture, label, annotation in found:
            picture["rows"].append({"label": label, "box": _box(annotation, picture)})
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise Problem(NO_BOXES) from error
    return {str(picture["file_name"]): picture["rows"] for picture in pictures}


def masks(data: bytes) -> Answers:
    """The masks of each picture, those of one label together; what none covers has the label
    `REST`. Raises `i18n.Problem` for other files."""
    try:
        pictures, found = _pictures(data)
        for picture, label, annotation in found:
            picture["rows"].append((label, annotation))
        return {str(each["file_name"]): _segments(each) for each in pictures}
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise Problem(NO_MASKS) from error


def _pictures(data: bytes) -> tuple[list[dict[str, Any]], Iterator[tuple[dict, str, dict]]]:
    """The pictures of a file, each with room for its rows, and its annotations: the picture that
    each is of, its label, and itself."""
    coco = json.loads(data.decode("utf-8-sig"))
    pictures = {each["id"]: each | {"rows": []} for each in coco["images"]}
    labels = {each["id"]: str(each["name"]) for each in coco["categories"]}
    found = (
        (pictures[each["image_id"]], labels[each["category_id"]], each)
        for each in coco["annotations"]
    )
    return list(pictures.values()), found


def _box(annotation: dict[str, Any], picture: dict[str, Any]) -> dict[str, float]:
    if annotation.get("bbox"):
        left, top, width, height = map(float, annotation["bbox"])
        return {"xmin": left, "ymin": top, "xmax": left + width, "ymax": top + height}
    drawn = annotation["segmentation"]
    if isinstance(drawn, list):
        points = np.concatenate([np.asarray(each, float).reshape(-1, 2) for each in drawn])
        ends = (*points.min(0), *points.max(0))
    else:
        rows, columns = np.nonzero(_mask(drawn, picture))
        ends = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    return dict(zip(("xmin", "ymin", "xmax", "ymax"), map(float, ends)))


def _segments(picture: dict[str, Any]) -> list[dict[str, Any]]:
    height, width = _size(picture)
    covered = np.zeros((height, width), bool)
    by_label: dict[str, np.ndarray] = {}
    for label, annotation in picture["rows"]:
        mask = _mask(annotation["segmentation"], picture)
        by_label[label] = by_label.get(label, False) | mask
        covered |= mask
    if not covered.all():
        by_label[REST] = ~covered
    return [{"label": label, "mask": to_rle(mask)} for label, mask in by_label.items()]


def _size(picture: dict[str, Any]) -> tuple[int, int]:
    height, width = int(picture["height"]), int(picture["width"])
    if not 0 < height * width <= MOST_PIXELS or height < 0:
        raise ValueError("sides")
    return height, width


def _mask(drawn: Any, picture: dict[str, Any]) -> np.ndarray:
    """A segmentation as a mask (height, width)."""
    if isinstance(drawn, list):
        mask = np.zeros(_size(picture), bool)
        for polygon in drawn:
            mask |= inside(np.asarray(polygon, float).reshape(-1, 2), *mask.shape)
        return mask
    counts, size = drawn["counts"], [int(side) for side in drawn["size"]]
    if "height" in picture and size != [*_size(picture)]:
        raise ValueError("sides")
    counts = unpacked(counts) if isinstance(counts, str) else [int(count) for count in counts]
    if (
        min(size) < 1
        or min(counts) < 0
        or sum(counts) != size[0] * size[1]
        or (sum(counts) > MOST_PIXELS)
    ):
        raise ValueError("run lengths")
    return from_rle({"size": size, "counts": counts})


def unpacked(packed: str) -> list[int]:
    """The run lengths in a text: six bits a character, the lowest five of them of the number, and
    from the fourth number on the difference to the last but one."""
    counts: list[int] = []
    number = shift = 0
    for code in (ord(letter) - 48 for letter in packed):
        if not 0 <= code < 64 or shift > 60:
            raise ValueError("no run lengths")
        number |= (code & 31) << shift
        shift += 5
        if code & 32:
            continue
        number -= (code & 16) << (shift - 4)  # the sign: two to the power of `shift`
        counts.append(number + (counts[-2] if len(counts) > 2 else 0))
        number = shift = 0
    return counts


def inside(points: np.ndarray, height: int, width: int) -> np.ndarray:
    """The mask (height, width) of a polygon, its corners (x, y) in pixels, as `rleFrPoly` of
    pycocotools draws it: the boundary on a finer grid, and each pixel by the times that its column
    crosses the boundary above it."""
    if len(points) < 3 or np.abs(points).max() > 10 * (height + width):
        raise ValueError("no polygon")
    corners = np.trunc(FINER * points + 0.5).astype(int)
    parts = [_line(*ends) for ends in zip(corners, np.roll(corners, -1, 0))]
    x, y = np.concatenate(parts).T
    moved = np.flatnonzero(x[1:] != x[:-1])
    column = (np.minimum(x[1:], x[:-1])[moved] + 0.5) / FINER - 0.5
    row = (np.minimum(y[1:], y[:-1])[moved] + 0.5) / FINER - 0.5
    kept = (np.floor(column) == column) & (column >= 0) & (column <= width - 1)
    at = column[kept].astype(int) * height + np.ceil(row[kept].clip(0, height)).astype(int)
    crossed = np.bincount(at, minlength=height * width + 1)[: height * width].cumsum()
    return (crossed % 2 == 1).reshape((height, width), order="F")


def _line(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The points of a line, a step along its longer side from one to the next."""
    along = int(np.abs(end - start).argmax())
    count = abs(int(end[along] - start[along]))
    backwards = start[along] > end[along]
    low, high = (end, start) if backwards else (start, end)
    steps = np.arange(count + 1)[:, None]
    slope = (high - low) / max(count, 1)
    points = np.trunc(low + slope * steps + 0.5).astype(int)
    return points[::-1] if backwards else points
