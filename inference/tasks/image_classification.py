"""Image classification: what a picture shows, as a whole."""

from collections.abc import Iterator

from i18n import N_, Translate

from ..figures.scores import score_bars
from ..metrics import LABELS
from ..stand_in import HIDDEN, shapes
from ..task import DEMO_CHECKPOINTS, Input, Item, Option, Part, Row, Task
from ..views import Picture, View


def answer(pipe, items: list[Item], top_k: int = 5, **batch) -> list[list[Row]]:
    """For each picture its `top_k` labels, best first: {"label", "score"}."""
    return pipe([item["image"] for item in items], top_k=top_k, **batch)


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [Picture(item["image"]), score_bars(output, _)]


def stand_in() -> Iterator[Part]:
    import transformers as t

    config = t.ViTConfig(image_size=32, patch_size=8, **HIDDEN, **shapes())
    yield t.ViTForImageClassification(config)
    yield t.ViTImageProcessorPil(size={"height": 32, "width": 32})


TASK = Task(
    name="image-classification",
    order=8,
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
    metrics={"accuracy_other_writers": N_("accuracy on another collection")},
    measure=LABELS,
    stand_in=stand_in,
)
