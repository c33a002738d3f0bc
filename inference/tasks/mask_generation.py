"""Mask generation: everything in a picture that looks like a thing, without a name for it."""

from i18n import N_

from .. import figures
from ..masks import to_rle
from ..task import Input, Option, Task


def answer(
    pipe, items: list[dict], points_per_batch: int = 64, pred_iou_thresh: float = 0.88, **batch
) -> list[list[dict]]:
    """For each picture its masks, best first: {"label": its number, "score", "mask", "area"}."""
    import numpy as np

    outputs = []
    for item in items:
        found = pipe(
            item["image"], points_per_batch=points_per_batch, pred_iou_thresh=pred_iou_thresh
        )
        pairs = zip(found["masks"], np.asarray(found["scores"], dtype=float).tolist())
        outputs.append(
            [
                {
                    "label": str(number),
                    "score": score,
                    "area": float(np.asarray(mask).mean()),
                    "mask": to_rle(np.asarray(mask).astype(bool)),
                }
                for number, (mask, score) in enumerate(pairs, 1)
            ]
        )
    return outputs


def rows(output: list[dict]) -> list[dict]:
    return [{name: row[name] for name in ("label", "score", "area")} for row in output]


def draw(item: dict, output: list[dict], _=str, opacity=0.6):
    return [figures.segments(item["image"], output, opacity, _)]


TASK = Task(
    name="mask-generation",
    title=N_("Mask generation"),
    modality=N_("Image"),
    needs=("torchvision",),
    inputs=(Input("image", "image", N_("Picture")),),
    options=(
        Option("points_per_batch", N_("Points a pass"), 64, 1, 256),
        Option("pred_iou_thresh", N_("Score from"), 0.88, 0.0, 1.0, 0.01),
        Option("opacity", N_("Opacity"), 0.6, 0.0, 1.0, 0.05, drawing=True),
    ),
    answer=answer,
    rows=rows,
    draw=draw,
)
