"""Image segmentation: what every pixel belongs to."""

from collections.abc import Iterator

from i18n import N_, Translate
from palette import label_colors

from ..masks import to_rle
from ..metrics import MASKS
from ..scene_words import EIGHT_SHAPES, SEGMENTED, SHAPES
from ..stand_in import shapes
from ..task import DEMO_CHECKPOINTS, Input, Item, Option, Part, Row, Task
from ..views import Region, Regions, View

GROUND = N_("ground")
"""What the demo checkpoint calls all that is no shape."""


def answer(
    pipe, items: list[Item], subtask: str = "auto", threshold: float = 0.5, **batch
) -> list[list[Row]]:
    """For each picture its segments: {"label", "score", "mask", "area"}, largest first.

    `mask` is run-length encoded as in COCO (column by column, starting with the background);
    `area` is the share of the picture. A semantic segment has no score.
    """
    kind = {} if subtask == "auto" else {"subtask": subtask}
    outputs = []
    for item in items:
        segments = pipe(item["image"], threshold=threshold, **kind)
        outputs.append(sorted(map(_segment, segments), key=lambda segment: -segment["area"]))
    return outputs


def _segment(segment: dict) -> dict:
    import numpy as np

    mask = np.asarray(segment["mask"]) > 0
    return {
        "label": segment["label"],
        "score": segment["score"],
        "area": float(mask.mean()),
        "mask": to_rle(mask),
    }


def rows(output: list[Row]) -> list[Row]:
    return [{name: row[name] for name in ("label", "score", "area")} for row in output]


def draw(item: Item, output: list[Row], _: Translate = str, opacity: float = 0.6) -> list[View]:
    labels = [TASK.said(row["label"], _) for row in output]
    return [masks(item, output, labels, "area", _(N_("Area")), opacity)]


def masks(
    item: Item, output: list[Row], labels: list[str], value: str, measured: str, opacity: float
) -> Regions:
    """The picture under its masks, whose labels are `labels` for the reader; the bars are as long
    as their `value`, which is called `measured`."""
    colors = label_colors(row["label"] for row in output)
    regions = (
        Region(
            colors[row["label"]],
            label,
            score=row[value],
            mask=row["mask"],
            clear=row.get("label") == GROUND,
        )
        for row, label in zip(output, labels)
    )
    return Regions(tuple(regions), item["image"], measured=measured, opacity=opacity)


def stand_in() -> Iterator[Part]:
    import transformers as t

    config = t.SegformerConfig(
        hidden_sizes=[8, 16, 24, 32],
        depths=[1, 1, 1, 1],
        decoder_hidden_size=32,
        num_attention_heads=[1, 1, 2, 2],
        **shapes(),
    )
    yield t.SegformerForSemanticSegmentation(config)
    yield t.SegformerImageProcessorPil(size={"height": 128, "width": 128})


TASK = Task(
    name="image-segmentation",
    order=9,
    title=N_("Image segmentation"),
    modality=N_("Vision"),
    inputs=(Input("image", "image", N_("Picture")),),
    options=(
        Option(
            "subtask",
            N_("Kind"),
            "auto",
            choices=(
                ("auto", N_("As the checkpoint was trained")),
                ("semantic", N_("Semantic: kinds of things")),
                ("instance", N_("Instance: single things")),
                ("panoptic", N_("Panoptic: both")),
            ),
        ),
        Option("threshold", N_("Minimum score"), 0.5, 0.0, 1.0, 0.05),
        Option("opacity", N_("Opacity"), 0.6, 0.0, 1.0, 0.05, drawing=True),
    ),
    answer=answer,
    rows=rows,
    draw=draw,
    checkpoint=DEMO_CHECKPOINTS / "image_segmentation",
    domain=EIGHT_SHAPES,
    labels=(GROUND, *SHAPES),
    sample_titles=SEGMENTED,
    columns={"area": N_("Area")},
    metrics={
        "shapes_small": N_("share of the shapes below an eighth of the shorter side mostly right"),
        "shapes_middling": N_("share of the shapes up to a fifth of the shorter side mostly right"),
        "shapes_large": N_("share of the larger shapes mostly right"),
    },
    measure=MASKS,
    stand_in=stand_in,
)
