"""Zero-shot object detection: where the things are that you name."""

from collections.abc import Iterator
from dataclasses import replace

from i18n import N_, Translate

from ..metrics import BOXES
from ..stand_in import pair_of_towers, small_tokenizer
from ..task import Example, Input, Item, Part, Row, Task
from ..views import View
from .object_detection import TASK as DETECTION
from .object_detection import boxes, sure_boxes

LOWEST = 0.01
"""Score below which a box is not kept at all."""
MOST = 30
"""Boxes that are shown."""


def answer(pipe, items: list[Item], **batch) -> list[list[Row]]:
    """For each picture its boxes, best first: {"label", "score", "box": {xmin, ymin, ...}}."""
    return [
        pipe(item["image"], candidate_labels=item["labels"], threshold=LOWEST) for item in items
    ]


def surest_boxes(output: list[Row], threshold: float = 0.1, overlap: float = 0.5) -> list[Row]:
    """The `MOST` surest of the sure boxes."""
    return sure_boxes(output, threshold, overlap)[:MOST]


def draw(item: Item, output: list[Row], _: Translate = str, **_sifting) -> list[View]:
    return [boxes(item, output, [row["label"] for row in output], _)]


def stand_in() -> Iterator[Part]:
    import transformers as t

    tokenizer = small_tokenizer("encoder")
    tokenizer.model_max_length = 16
    pictures = t.OwlViTImageProcessorPil(size={"height": 64, "width": 64})
    yield t.OwlViTForObjectDetection(
        pair_of_towers(t.OwlViTConfig, 16, image_size=64, patch_size=16)
    )
    yield t.OwlViTProcessor(pictures, tokenizer)


TASK = Task(
    name="zero-shot-object-detection",
    order=40,
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
    options=(replace(DETECTION.options[0], default=0.1, low=LOWEST), *DETECTION.options[1:]),
    answer=answer,
    rows=DETECTION.rows,
    sift=surest_boxes,
    draw=draw,
    examples=(Example(N_("Two shapes"), {"labels": ("a red circle", "a blue square")}),),
    columns=DETECTION.columns,
    measure=BOXES,
    stand_in=stand_in,
)
