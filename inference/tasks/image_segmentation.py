"""Image segmentation: what every pixel belongs to."""

from i18n import N_

from .. import figures
from ..masks import to_rle
from ..scenes import SCENES, SHAPES
from ..task import DEMO_CHECKPOINTS, Input, Option, Task


def answer(
    pipe, items: list[dict], subtask: str = "auto", threshold: float = 0.5, **batch
) -> list[list[dict]]:
    """For each picture its segments: {"label", "score", "mask", "area"}, largest first.

    `mask` is run-length encoded as in COCO (column by column, starting with the background);
    `area` is the share of the picture. A semantic segment has no score.
    """
    chosen = {} if subtask == "auto" else {"subtask": subtask}
    outputs = []
    for item in items:
        segments = pipe(item["image"], threshold=threshold, **chosen)
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


def rows(output: list[dict]) -> list[dict]:
    return [{name: row[name] for name in ("label", "score", "area")} for row in output]


def draw(item: dict, output: list[dict], _=str, opacity=0.6):
    return [
        figures.segments(item["image"], output, opacity, _),
        figures.score_bars(output, _, value="area"),
    ]


TASK = Task(
    name="image-segmentation",
    title=N_("Image segmentation"),
    modality=N_("Image"),
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
        Option("threshold", N_("Score from"), 0.5, 0.0, 1.0, 0.05),
        Option("opacity", N_("Opacity"), 0.6, 0.0, 1.0, 0.05, drawing=True),
    ),
    answer=answer,
    rows=rows,
    draw=draw,
    checkpoint=DEMO_CHECKPOINTS / "image_segmentation",
    domain=N_("drawn scenes of coloured shapes"),
    labels=(N_("ground"), *SHAPES),
    sample_titles=SCENES,
)
