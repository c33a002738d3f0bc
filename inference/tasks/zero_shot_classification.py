"""Zero-shot classification: which of your own labels fits a text, by textual entailment."""

from i18n import N_

from .. import figures
from ..task import Example, Input, Option, Task


def answer(
    pipe,
    items: list[dict],
    template: str = "This text is about {}.",
    multi_label: bool = False,
    **batch,
) -> list[list[dict]]:
    """For each text its labels, best first: {"label", "score"}."""
    return [
        _rows(
            pipe(
                item["text"], item["labels"], hypothesis_template=template, multi_label=multi_label
            )
        )
        for item in items
    ]


def _rows(output: dict) -> list[dict]:
    return [
        {"label": label, "score": score} for label, score in zip(output["labels"], output["scores"])
    ]


def draw(item: dict, output: list[dict], _=str):
    return [figures.score_bars(output, _)]


TASK = Task(
    name="zero-shot-classification",
    title=N_("Zero-shot classification"),
    modality=N_("Text"),
    inputs=(
        Input("text", "text", N_("Text"), "The new phone takes sharp pictures at night."),
        Input("labels", "choices", N_("Labels, one per line"), "technology\nsport\ncooking", 2000),
    ),
    options=(
        Option("template", N_("Sentence that a label goes into"), "This text is about {}."),
        Option("multi_label", N_("Several labels may fit"), False),
    ),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(
        Example(
            N_("A phone"),
            {
                "text": "The new phone takes sharp pictures at night.",
                "labels": ("technology", "sport", "cooking"),
            },
        ),
    ),
)
