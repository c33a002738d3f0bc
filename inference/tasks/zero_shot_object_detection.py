"""Zero-shot object detection: where the things are that you name."""

from i18n import N_

from .. import figures
from ..task import Example, Input, Task
from .object_detection import TASK as DETECTION

LOWEST = 0.01


def answer(pipe, items: list[dict], **batch) -> list[list[dict]]:
    """For each picture its boxes, best first: {"label", "score", "box": {xmin, ymin, ...}}."""
    return [
        pipe(item["image"], candidate_labels=item["labels"], threshold=LOWEST) for item in items
    ]


def draw(item: dict, output: list[dict], _=str, threshold=0.1, overlap=0.5):
    kept = figures.kept_boxes(output, threshold, overlap)[:30]
    return [figures.boxes(item["image"], kept, _), figures.score_bars(kept, _, numbered=True)]


TASK = Task(
    name="zero-shot-object-detection",
    title=N_("Zero-shot object detection"),
    modality=N_("Multimodal"),
    inputs=(
        Input("image", "image", N_("Picture")),
        Input(
            "labels",
            "choices",
            N_("Things to look for, one per line"),
            "a red circle\na blue square",
            2000,
        ),
    ),
    options=DETECTION.options,
    answer=answer,
    rows=DETECTION.rows,
    draw=draw,
    examples=(Example(N_("Two shapes"), {"labels": ("a red circle", "a blue square")}),),
)
