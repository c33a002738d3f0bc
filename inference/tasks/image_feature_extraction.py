"""Image feature extraction: the vector that a model makes of every patch of a picture."""

from collections.abc import Iterator

from i18n import N_, Translate

from ..figures.vectors import similarities
from ..stand_in import HIDDEN
from ..task import Input, Item, Part, Row, Task
from ..views import Picture, View


def answer(pipe, items: list[Item], **batch) -> list[list[list[float]]]:
    """For each picture a vector for each patch (the first for the whole, where there is one)."""
    return [pipe(item["image"])[0] for item in items]


def rows(output: list[list[float]]) -> list[Row]:
    return [
        {"patch": patch, "length": sum(x * x for x in vector) ** 0.5, "first": vector[0]}
        for patch, vector in enumerate(output)
    ]


def draw(item: Item, output: list[list[float]], _: Translate = str) -> list[View]:
    names = [str(patch) for patch in range(len(output))]
    return [Picture(item["image"]), similarities(names, output, _)]


def stand_in() -> Iterator[Part]:
    import transformers as t

    yield t.ViTModel(t.ViTConfig(image_size=32, patch_size=8, **HIDDEN))
    yield t.ViTImageProcessorPil(size={"height": 32, "width": 32})


TASK = Task(
    name="image-feature-extraction",
    order=36,
    title=N_("Image feature extraction"),
    modality=N_("Vision"),
    inputs=(Input("image", "image", N_("Picture")),),
    answer=answer,
    rows=rows,
    draw=draw,
    columns={"patch": N_("Patch"), "length": N_("Length"), "first": N_("First number")},
    unmeasured=N_(
        "There are no right vectors: what they are good for shows in what is made of them."
    ),
    stand_in=stand_in,
)
