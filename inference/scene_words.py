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
SCENES = {
    "scene-1": N_("Crosses on water"),
    "scene-2": N_("Stars and a moon"),
    "scene-3": N_("Hearts on stone"),
    "strangers": STRANGERS,
}
"""Titles of the scenes that are segmented and searched for shapes."""
DETECTED = SCENES | {
    "scene-2": N_("Fails on: a moon, taken for a heart"),
    "scene-3": N_("Fails on: hearts, two of them squares too"),
}
"""The same where boxes are found in them."""
