"""Image classification: what a picture shows, as a whole."""

from i18n import N_

from .. import figures
from ..task import DEMO_CHECKPOINTS, Input, Option, Task


def answer(pipe, items: list[dict], top_k: int = 5, **batch) -> list[list[dict]]:
    """For each picture its `top_k` labels, best first: {"label", "score"}."""
    return pipe([item["image"] for item in items], top_k=top_k, **batch)


def draw(item: dict, output: list[dict], _=str):
    return [figures.Picture(item["image"]), figures.score_bars(output, _)]


TASK = Task(
    name="image-classification",
    title=N_("Image classification"),
    modality=N_("Image"),
    inputs=(Input("image", "image", N_("Picture")),),
    options=(Option("top_k", N_("Labels"), 5, 1, 100),),
    answer=answer,
    rows=list,
    draw=draw,
    batch=True,
    checkpoint=DEMO_CHECKPOINTS / "image_classification",
    domain=N_("single handwritten digits"),
    sample_titles={"letter": N_("A letter: it fails")},
)
