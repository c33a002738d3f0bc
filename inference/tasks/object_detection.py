"""Object detection: where things are in a picture, as boxes."""

from collections.abc import Iterator

from i18n import N_, Translate
from palette import label_colors

from ..metrics import BOXES
from ..scene_words import DETECTED, EIGHT_SHAPES, SHAPES
from ..stand_in import HIDDEN, shapes
from ..task import DEMO_CHECKPOINTS, Input, Item, Option, Part, Row, Task
from ..views import Region, Regions, View

LOWEST = 0.05
"""Score below which a box is not kept at all; the threshold of the picture is above it."""


def answer(pipe, items: list[Item], **batch) -> list[list[Row]]:
    """For each picture its boxes, best first: {"label", "score", "box": {xmin, ymin, ...}}."""
    outputs = pipe([item["image"] for item in items], threshold=LOWEST, **batch)
    return [sorted(boxes, key=lambda box: -box["score"]) for boxes in outputs]


def rows(output: list[Row]) -> list[Row]:
    return [{"label": row["label"], "score": row["score"], **row["box"]} for row in output]


def draw(item: Item, output: list[Row], _: Translate = str, **_sifting) -> list[View]:
    return [boxes(item, output, [TASK.said(row["label"], _) for row in output], _)]


def boxes(item: Item, output: list[Row], labels: list[str], _: Translate) -> Regions:
    """The picture with its boxes, whose labels are `labels` for the reader."""
    colors = label_colors(row["label"] for row in output)
    regions = (
        Region(
            colors[row["label"]],
            label,
            score=row["score"],
            box=tuple(row["box"][side] for side in ("xmin", "ymin", "xmax", "ymax")),
        )
        for row, label in zip(output, labels)
    )
    return Regions(tuple(regions), item["image"], measured=_(N_("Score")))


def sure_boxes(output: list[Row], threshold: float = 0.5, overlap: float = 0.5) -> list[Row]:
    """The boxes of at least `threshold`, without those that a surer box of the same label covers
    by more than `overlap` (intersection over union)."""
    sure: list[Row] = []
    for row in sorted(output, key=lambda row: -row["score"]):
        if row["score"] < threshold:
            break
        if all(
            row["label"] != surer["label"] or _iou(row["box"], surer["box"]) <= overlap
            for surer in sure
        ):
            sure.append(row)
    return sure


def _iou(box: Row, other: Row) -> float:
    width = min(box["xmax"], other["xmax"]) - max(box["xmin"], other["xmin"])
    height = min(box["ymax"], other["ymax"]) - max(box["ymin"], other["ymin"])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (_area(box) + _area(other) - shared)


def _area(box: Row) -> float:
    return (box["xmax"] - box["xmin"]) * (box["ymax"] - box["ymin"])


def stand_in() -> Iterator[Part]:
    import transformers as t

    config = t.YolosConfig(
        image_size=[64, 64], patch_size=16, num_detection_tokens=12, **HIDDEN, **shapes()
    )
    yield t.YolosForObjectDetection(config)
    yield t.YolosImageProcessorPil(size={"height": 64, "width": 64})


TASK = Task(
    name="object-detection",
    order=10,
    title=N_("Object detection"),
    modality=N_("Vision"),
    inputs=(Input("image", "image", N_("Picture")),),
    options=(
        Option("threshold", N_("Minimum score"), 0.5, LOWEST, 1.0, 0.05, drawing=True),
        Option(
            "overlap",
            N_("NMS threshold (IoU)"),
            0.5,
            0.0,
            1.0,
            0.05,
            help=N_(
                "Of two boxes of one label that overlap more than this, the one with the "
                "higher score is kept."
            ),
            drawing=True,
        ),
    ),
    answer=answer,
    rows=rows,
    sift=sure_boxes,
    draw=draw,
    checkpoint=DEMO_CHECKPOINTS / "object_detection",
    domain=EIGHT_SHAPES,
    labels=SHAPES,
    sample_titles=DETECTED,
    columns={
        "xmin": N_("Left"),
        "xmax": N_("Right"),
        "ymin": N_("Top"),
        "ymax": N_("Bottom"),
    },
    metrics={
        "recall_small": N_("recall, shapes below an eighth of the shorter side"),
        "recall_tiny": N_("recall, shapes below a sixteenth of the shorter side"),
    },
    measure=BOXES,
    stand_in=stand_in,
)
