"""Keypoint matching: points of one picture found again in another."""

from i18n import N_

from .. import figures
from ..task import Input, Option, Task


def answer(pipe, items: list[dict], threshold: float = 0.0, **batch) -> list[list[dict]]:
    """For each pair its matches, surest first: a point of each picture, and a score."""
    return [pipe([item["image"], item["second"]], threshold=threshold) for item in items]


def rows(output: list[dict]) -> list[dict]:
    return [
        {
            "x": row["keypoint_image_0"]["x"],
            "y": row["keypoint_image_0"]["y"],
            "x in the second": row["keypoint_image_1"]["x"],
            "y in the second": row["keypoint_image_1"]["y"],
            "score": row["score"],
        }
        for row in output
    ]


def draw(item: dict, output: list[dict], _=str):
    return [figures.matches(item["image"], item["second"], output, _)]


TASK = Task(
    name="keypoint-matching",
    title=N_("Keypoint matching"),
    modality=N_("Image"),
    inputs=(
        Input("image", "image", N_("Picture")),
        Input("second", "image", N_("Second picture")),
    ),
    options=(Option("threshold", N_("Score from"), 0.0, 0.0, 1.0, 0.05),),
    answer=answer,
    rows=rows,
    draw=draw,
)
