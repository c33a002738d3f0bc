"""Depth estimation: how far away every pixel is."""

from i18n import N_

from .. import figures
from ..task import Input, Task


def answer(pipe, items: list[dict], **batch) -> list[dict]:
    """For each picture {"depth": a grey picture, "nearest", "farthest"}: the model's own scale."""
    outputs = []
    for item in items:
        found = pipe(item["image"])
        depth = found["predicted_depth"]
        outputs.append({"depth": found["depth"], "low": depth.min(), "high": depth.max()})
    return outputs


def rows(output: dict) -> list[dict]:
    return [{"low": output["low"], "high": output["high"]}]


def draw(item: dict, output: dict, _=str):
    return [figures.Picture(item["image"]), figures.depth(output, _)]


TASK = Task(
    name="depth-estimation",
    title=N_("Depth estimation"),
    modality=N_("Image"),
    inputs=(Input("image", "image", N_("Picture")),),
    answer=answer,
    rows=rows,
    draw=draw,
)
