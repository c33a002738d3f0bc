"""What the drawn scenes of the demo checkpoints show, translatable: the labels of several tasks."""

from i18n import N_

SHAPES = (
    N_("circle"), N_("square"), N_("triangle"), N_("star"), N_("heart"), N_("ring"), N_("cross"),
    N_("moon"),
)  # fmt: skip
COLORS = (
    N_("red"),
    N_("yellow"),
    N_("green"),
    N_("blue"),
    N_("purple"),
    N_("white"),
    N_("black"),
)
PLACES = (
    N_("top left"), N_("top"), N_("top right"), N_("left"), N_("middle"), N_("right"),
    N_("bottom left"), N_("bottom"), N_("bottom right"),
)  # fmt: skip
STRANGERS = N_("Fails on: new shapes")
SCENE = N_("Crosses on water")
SEGMENTED = {
    "scene-1": SCENE,
    "scene-2": N_("Fails on: a moon, partly taken for a heart"),
    "scene-3": N_("Fails on: hearts, partly taken for triangles"),
    "strangers": STRANGERS,
}
"""Titles of the scenes that are segmented."""
DETECTED = {
    "scene-1": SCENE,
    "scene-2": N_("Fails on: a moon taken for a heart, a star not found"),
    "scene-3": N_("Hearts, a triangle and a cross"),
    "strangers": STRANGERS,
}
"""The same where boxes are found in them."""
EIGHT_SHAPES = N_(
    "drawn scenes of coloured shapes of eight kinds (circle, square, triangle, star, heart, ring, "
    "cross and moon)"
)
"""What both are about."""
