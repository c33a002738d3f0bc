"""Zero-shot image classification: which of your own labels fits a picture."""

from i18n import N_

from ..task import Example, Input, Option, Task
from .image_classification import draw


def answer(
    pipe, items: list[dict], template: str = "This is a photo of {}.", **batch
) -> list[list[dict]]:
    """For each picture its labels, best first: {"label", "score"}."""
    return [
        pipe(item["image"], candidate_labels=item["labels"], hypothesis_template=template)
        for item in items
    ]


TASK = Task(
    name="zero-shot-image-classification",
    title=N_("Zero-shot image classification"),
    modality=N_("Multimodal"),
    inputs=(
        Input("image", "image", N_("Picture")),
        Input("labels", "choices", N_("Labels, one per line"), "shapes\na cat\na street", 2000),
    ),
    options=(Option("template", N_("Sentence that a label goes into"), "This is a photo of {}."),),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(Example(N_("Three guesses"), {"labels": ("shapes", "a cat", "a street")}),),
)
