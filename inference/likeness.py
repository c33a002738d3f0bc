"""In what a picture is unlike those that a demo checkpoint learned from, before it is asked."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

import sandbox
from i18n import N_

from .decoding import pictures

SHEET, ACROSS = "learned_from.jpg", 8
"""The file of a checkpoint with some of the pictures that it learned from, and how many make a row
of it; it has as many rows."""
MARGIN = 0.35
"""How far beyond the range of those pictures one may be, as a part of that range."""
SQUARE = 1.35
"""The longer side of a picture over the shorter from which on it is no square."""

Array = np.ndarray

UNLIKE = {
    "brightness": (N_("darker"), N_("brighter")),
    "contrast": (N_("less contrast"), N_("more contrast")),
    "colour": (N_("greyer"), N_("more colourful")),
    "detail": (N_("smoother"), N_("finer detail")),
}
"""What a picture is called that lies below or above the range of the others, by measure."""
WIDE, HIGH = N_("wider"), N_("higher")


def learned_from(checkpoint: Path) -> Path | None:
    """The sheet of pictures that a demo checkpoint learned from, if it did from some."""
    sheet = checkpoint / SHEET
    return sheet if sheet.exists() else None


def unlike(checkpoint: Path, source: bytes | Path) -> list[str]:
    """In what a picture, given by the bytes of a file or as one of the project, is unlike all those
    that a demo checkpoint learned from; translatable.

    Empty where it is like them, as far as these measures tell, or where they are not known. Raises
    `i18n.Problem` for what is no picture.
    """
    sheet = learned_from(checkpoint)
    if sheet is None:
        return []
    if isinstance(source, Path):
        return _unlike(source.read_bytes(), str(sheet))
    found: list[str] = sandbox.run(_unlike, source, str(sheet))
    return found


def _unlike(data: bytes, sheet: str) -> list[str]:
    width, height, pixels = pictures.pixels(data)
    return compared(Image.frombytes("RGB", (width, height), pixels), Path(sheet))


def compared(picture: Image.Image, sheet: Path) -> list[str]:
    """In what a picture (RGB) is unlike all those of a sheet."""
    ranges, side = _ranges(sheet)
    widest = _widest(sheet)
    found = []
    if picture.width > widest * picture.height:
        found.append(WIDE)
    if picture.height > widest * picture.width:
        found.append(HIGH)
    pixels = np.asarray(picture.resize((side, side), Image.Resampling.BOX), dtype=np.float32) / 255
    for name, value in _measures(pixels).items():
        low, high = ranges[name]
        below, above = UNLIKE[name]
        found += [below] * (value < low) + [above] * (value > high)
    return found


def _measures(pixels: Array) -> dict[str, float]:
    """Of a picture (side, side, 3) from 0 to 1."""
    grey = pixels.mean(axis=2)
    across, down = np.abs(np.diff(grey, axis=1)), np.abs(np.diff(grey, axis=0))
    return {
        "brightness": float(grey.mean()),
        "contrast": float(grey.std()),
        "colour": float((pixels.max(axis=2) - pixels.min(axis=2)).mean()),
        "detail": float((across.mean() + down.mean()) / 2),
    }


def _widest(sheet: Path) -> float:
    """The longer side over the shorter that the pictures of a sheet had before they were made
    square, which its comment says; as much as is a square where it says nothing."""
    with Image.open(sheet) as image:
        return max(SQUARE, float(image.info.get("comment", SQUARE)))


@lru_cache(maxsize=16)
def _ranges(sheet: Path) -> tuple[dict[str, tuple[float, float]], int]:
    """The range of each measure in a sheet, with the margin, and the side of its pictures."""
    pixels = np.asarray(Image.open(sheet).convert("RGB"), dtype=np.float32) / 255
    side = len(pixels) // ACROSS
    seen = [_measures(picture) for picture in _pictures(pixels, side)]
    ranges = {}
    for name in UNLIKE:
        values = [measures[name] for measures in seen]
        spare = MARGIN * (max(values) - min(values))
        # Not so little of these that nothing could be seen.
        least = min(values) / 2 if name in ("contrast", "detail") else -1.0
        ranges[name] = max(least, min(values) - spare), max(values) + spare
    return ranges, side


def _pictures(pixels: Array, side: int) -> Iterator[Array]:
    for top in range(0, len(pixels), side):
        for left in range(0, len(pixels), side):
            yield pixels[top : top + side, left : left + side]
