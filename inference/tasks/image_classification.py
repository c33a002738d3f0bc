"""Image classification: what a picture shows, as a whole."""

from collections.abc import Iterator

from i18n import N_, Translate

from ..attribution import EXPLAIN, OPTION, asking, check_size, occlusion
from ..figures.attribution import heat
from ..figures.scores import score_bars
from ..metrics import LABELS
from ..stand_in import HIDDEN, shapes
from ..task import DEMO_CHECKPOINTS, Input, Item, Option, Part, Row, Task
from ..views import Picture, View


def answer(
    pipe, items: list[Item], top_k: int = 5, attribution: bool = False, **batch
) -> list[list[Row]]:
    """For each picture its `top_k` labels, best first: {"label", "score"}.

    With `attribution` the best has besides what `inference.attribution.occlusion` tells of it.
    """
    if attribution:
        check_size(pipe.model)
    outputs = pipe([item["image"] for item in items], top_k=top_k, **batch)
    if attribution:
        every = pipe.model.config.num_labels
        for item, (best, *_others) in zip(items, outputs):
            ask = asking(pipe, best["label"], top_k=every)
            best[OPTION] = occlusion(ask, item["image"])
    return outputs


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    pictures = [Picture(item["image"])]
    if output and OPTION in output[0]:
        pictures.append(heat(item["image"], output[0], _))
    return [*pictures, score_bars(output, _)]


def stand_in() -> Iterator[Part]:
    import transformers as t

    config = t.ViTConfig(image_size=32, patch_size=8, **HIDDEN, **shapes())
    yield t.ViTForImageClassification(config)
    yield t.ViTImageProcessorPil(size={"height": 32, "width": 32})


TASK = Task(
    name="image-classification",
    order=8,
    title=N_("Image classification"),
    modality=N_("Vision"),
    inputs=(Input("image", "image", N_("Picture"), drawn=True),),
    options=(Option("top_k", N_("Labels"), 5, 1, 100), EXPLAIN),
    answer=answer,
    rows=list,
    draw=draw,
    batch=True,
    checkpoint=DEMO_CHECKPOINTS / "image_classification",
    domain=N_("single handwritten digits that fill most of the picture"),
    sample_titles={
        "5": N_("5, hardly told from 3"),
        "letter": N_("Fails on: a letter"),
        "upstroke": N_("Fails on: a 1 with an upstroke"),
    },
    metrics={"accuracy_other_writers": N_("accuracy on another collection")},
    measure=LABELS,
    stand_in=stand_in,
)
