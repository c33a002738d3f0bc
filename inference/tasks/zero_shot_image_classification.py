"""Zero-shot image classification: which of your own labels fits a picture."""

from collections.abc import Iterator

from i18n import N_

from ..hypotheses import check_template
from ..metrics import LABELS
from ..stand_in import pair_of_towers, small_tokenizer
from ..task import Example, Input, Item, Option, Part, Row, Task
from .image_classification import draw


def answer(
    pipe, items: list[Item], template: str = "This is a photo of {}.", **batch
) -> list[list[Row]]:
    """For each picture its labels, best first: {"label", "score"}."""
    check_template(template)
    return [
        pipe(item["image"], candidate_labels=item["labels"], hypothesis_template=template)
        for item in items
    ]


def stand_in() -> Iterator[Part]:
    import transformers as t

    tokenizer = small_tokenizer("encoder")
    tokenizer.model_max_length = 77
    pictures = t.CLIPImageProcessorPil(
        size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}
    )
    yield t.CLIPModel(pair_of_towers(t.CLIPConfig, 77, image_size=32, patch_size=8))
    yield t.CLIPProcessor(pictures, tokenizer)


TASK = Task(
    name="zero-shot-image-classification",
    order=39,
    title=N_("Zero-shot image classification"),
    modality=N_("Multimodal"),
    inputs=(
        Input("image", "image", N_("Picture")),
        Input("labels", "choices", N_("Labels, one per line"), "shapes\na cat\na street", 2000),
    ),
    options=(
        Option(
            "template",
            N_("Hypothesis template"),
            "This is a photo of {}.",
            check=check_template,
        ),
    ),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(Example(N_("Three guesses"), {"labels": ("shapes", "a cat", "a street")}),),
    measure=LABELS,
    stand_in=stand_in,
)
