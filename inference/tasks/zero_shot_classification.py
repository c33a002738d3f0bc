"""Zero-shot classification: which of your own labels fits a text, by textual entailment."""

from collections.abc import Iterator

from i18n import N_, Translate

from ..figures.scores import score_bars
from ..hypotheses import check_template
from ..metrics import LABELS
from ..stand_in import bert, labels
from ..task import Example, Input, Item, Option, Part, Row, Task
from ..views import View


def answer(
    pipe,
    items: list[Item],
    template: str = "This text is about {}.",
    multi_label: bool = False,
    **batch,
) -> list[list[Row]]:
    """For each text its labels, best first: {"label", "score"}."""
    check_template(template)
    return [
        _rows(
            pipe(
                item["text"], item["labels"], hypothesis_template=template, multi_label=multi_label
            )
        )
        for item in items
    ]


def _rows(output: Row) -> list[Row]:
    return [
        {"label": label, "score": score} for label, score in zip(output["labels"], output["scores"])
    ]


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [score_bars(output, _)]


def stand_in() -> Iterator[Part]:
    relations = labels("contradiction", "neutral", "entailment")
    return bert("BertForSequenceClassification", **relations)


TASK = Task(
    name="zero-shot-classification",
    order=31,
    title=N_("Zero-shot classification"),
    modality=N_("Text"),
    inputs=(
        Input("text", "text", N_("Text"), "The new phone takes sharp pictures at night."),
        Input("labels", "choices", N_("Labels, one per line"), "technology\nsport\ncooking", 2000),
    ),
    options=(
        Option(
            "template",
            N_("Hypothesis template"),
            "This text is about {}.",
            check=check_template,
        ),
        Option("multi_label", N_("Multi-label"), False),
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
    measure=LABELS,
    stand_in=stand_in,
)
