"""What an answer rests on, drawn on the input."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from i18n import N_, Translate, visible
from palette import LOOK, PRESENT

from ..task import Row
from ..views import Html, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 280
"""Pixels of the longer side of a heat map."""
LEAST = 0.01
"""The drop that is drawn at full strength, at least: noise is not blown up."""


def heat(image: "Image", row: Row, _: Translate = str) -> Picture:
    """The picture in grey under what a patch at each place takes from the best answer.

    `row` is that of the answer, with its `attribution`. A pixel shows the mean of the patches
    that lay on it: in one colour where they take from the answer, in another where they add.
    """
    from PIL import Image

    found = row["attribution"]
    drops = np.array(found["drops"])
    scale = SIDE / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    mean = _spread(drops, found["patch"], width, height)
    strength = np.abs(mean) / max(LEAST, float(np.abs(mean).max()))
    ground = np.asarray(image.convert("L").convert("RGB").resize((width, height)), float)
    ground = 0.35 * ground + 0.65 * np.where(ground.mean() > 127, 235, 30)
    color = np.where(mean[..., None] > 0, _rgb(LOOK), _rgb(PRESENT))
    mixed = ground + (color - ground) * (0.9 * strength)[..., None]
    caption = _(
        N_(
            "Orange: where a patch of the picture's mean colour takes from the {score:.0%} of "
            "{label}, {most:.0f} percentage points at most; green: where it adds. {passes} passes "
            "through the model: one for each place of the patch, and one without it."
        )
    ).format(
        label=visible(_(row["label"])),
        score=found["score"],
        most=100 * max(0.0, float(drops.max())),
        passes=found["passes"],
    )
    return Picture(Image.fromarray(mixed.clip(0, 255).astype("uint8")), caption)


def _spread(drops: np.ndarray, patch: float, width: int, height: int) -> np.ndarray:
    """For each pixel (height, width) the mean of the drops of the patches over it."""
    down, across = (
        _covers(count, patch, side) for count, side in zip(drops.shape, (height, width))
    )
    return (down.T @ drops @ across) / np.outer(down.sum(0), across.sum(0))


def _covers(count: int, patch: float, side: int) -> np.ndarray:
    """(count, side): 1.0 where the patch at a place lies on a pixel."""
    starts = np.linspace(0, 1 - patch, count)[:, None]
    middles = (np.arange(side) + 0.5) / side
    return ((starts <= middles) & (middles <= starts + patch)).astype(float)


def _rgb(color: str) -> np.ndarray:
    return np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)], float)


def tinted(told: Iterable[tuple[str, Row]], _: Translate = str) -> Html:
    """Texts, their parts tinted by what the best answer loses without them.

    With each is the row of its answer, which has an `attribution`.
    """
    return Html("".join(_tinted(text, row, _) for text, row in told))


def _tinted(text: str, row: Row, _: Translate) -> str:
    found, parts, end = row["attribution"], [], 0
    most = max([LEAST, *(abs(part["drop"]) for part in found["drops"])])
    for part in found["drops"]:
        parts.append(escape(text[end : part["start"]]))
        end = part["end"]
        color, share = LOOK if part["drop"] > 0 else PRESENT, abs(part["drop"]) / most
        parts.append(
            f'<span title="{-100 * part["drop"]:+.1f}" style="border-radius:3px;padding:2px 1px;'
            f'background:color-mix(in srgb,{color} {55 * share:.0f}%,transparent)">'
            f"{escape(text[part['start'] : end])}</span>"
        )
    parts.append(escape(text[end:]))
    caption = _(
        N_(
            "Orange: what takes from the {score:.0%} of {label} when it is left out, {most:.0f} "
            "percentage points at most; green: what adds. {passes} passes through the model: one "
            "without each token, and one of the whole text."
        )
    ).format(
        label=visible(_(row["label"])),
        score=found["score"],
        most=100 * max([0.0, *(part["drop"] for part in found["drops"])]),
        passes=found["passes"],
    )
    return (
        '<p style="font-size:1.15rem;line-height:1.9;margin:.6rem 0 0;white-space:pre-wrap;'
        f'overflow-wrap:anywhere">{"".join(parts)}</p>'
        f'<p style="font-size:.85rem;opacity:.75;margin:0">{escape(caption)}</p>'
    )
