"""Object detection: where things are in a picture, as boxes."""

from i18n import N_

from .. import figures
from ..scenes import SCENES, SHAPES
from ..task import DEMO_CHECKPOINTS, Input, Option, Task

LOWEST = 0.05
"""Score below which a box is not kept at all; the threshold of the picture is above it."""


def answer(pipe, items: list[dict], **batch) -> list[list[dict]]:
    """For each picture its boxes, best first: {"label", "score", "box": {xmin, ymin, ...}}."""
    outputs = pipe([item["image"] for item in items], threshold=LOWEST, **batch)
    return [sorted(boxes, key=lambda box: -box["score"]) for boxes in outputs]


def rows(output: list[dict]) -> list[dict]:
    return [{"label": row["label"], "score": row["score"], **row["box"]} for row in output]


def draw(item: dict, output: list[dict], _=str, threshold=0.5, overlap=0.5):
    kept = figures.kept_boxes(output, threshold, overlap)
    return [figures.boxes(item["image"], kept, _), figures.score_bars(kept, _, numbered=True)]


TASK = Task(
    name="object-detection",
    title=N_("Object detection"),
    modality=N_("Image"),
    inputs=(Input("image", "image", N_("Picture")),),
    options=(
        Option("threshold", N_("Score from"), 0.5, LOWEST, 1.0, 0.05, drawing=True),
        Option(
            "overlap",
            N_("Largest overlap of two boxes of one label"),
            0.5,
            0.0,
            1.0,
            0.05,
            help=N_(
                "Intersection over union; of two boxes that overlap more, the surer one is kept."
            ),
            drawing=True,
        ),
    ),
    answer=answer,
    rows=rows,
    draw=draw,
    checkpoint=DEMO_CHECKPOINTS / "object_detection",
    domain=N_("drawn scenes of coloured shapes"),
    labels=SHAPES,
    sample_titles=SCENES,
)
