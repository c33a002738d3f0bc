"""Image feature extraction: the vector that a model makes of every patch of a picture."""

from i18n import N_

from .. import figures
from ..task import Input, Task


def answer(pipe, items: list[dict], **batch) -> list[list[list[float]]]:
    """For each picture a vector for each patch (the first for the whole, where there is one)."""
    return [pipe(item["image"])[0] for item in items]


def rows(output: list[list[float]]) -> list[dict]:
    return [
        {"patch": patch, "length": sum(x * x for x in vector) ** 0.5, "first": vector[0]}
        for patch, vector in enumerate(output)
    ]


def draw(item: dict, output: list[list[float]], _=str):
    names = [str(patch) for patch in range(len(output))]
    return [figures.Picture(item["image"]), figures.similarities(names, output, _)]


TASK = Task(
    name="image-feature-extraction",
    title=N_("Image feature extraction"),
    modality=N_("Image"),
    inputs=(Input("image", "image", N_("Picture")),),
    answer=answer,
    rows=rows,
    draw=draw,
)
