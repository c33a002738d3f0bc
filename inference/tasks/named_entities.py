"""Named entities: words of a text with the kind of thing that they name."""

from i18n import N_

from .. import figures
from ..task import DEMO_CHECKPOINTS, Example, Input, Option, Task


def answer(
    pipe, items: list[dict], aggregation_strategy: str = "simple", stride: int = 16, **batch
) -> list[list[dict]]:
    """For each text its entities in order, with character offsets `start` and `end`.

    A text longer than the model reads goes through it in windows that share `stride` tokens;
    without a strategy ("none": each token for itself) the pipeline cannot join windows, and
    what is beyond the model's length is lost.
    """
    windows = {}
    if aggregation_strategy != "none" and pipe.tokenizer.model_max_length < 10**6:
        windows["stride"] = min(stride, pipe.tokenizer.model_max_length // 2)
    return [
        pipe(item["text"], aggregation_strategy=aggregation_strategy, **windows) for item in items
    ]


def rows(output: list[dict]) -> list[dict]:
    names = ("word", "score", "start", "end")
    return [
        {"label": figures.entity_label(row)} | {name: row[name] for name in names} for row in output
    ]


def draw(item: dict, output: list[dict], _=str):
    return [figures.marked(item["text"], output, _)]


TASK = Task(
    name="ner",
    pipeline="token-classification",
    title=N_("Named entities"),
    modality=N_("Text"),
    inputs=(Input("text", "text", N_("Text"), "Anna Kowalski met David Brown in London."),),
    options=(
        Option(
            "aggregation_strategy",
            N_("Join tokens"),
            "simple",
            choices=(
                ("simple", N_("Neighbours with the same label")),
                ("first", N_("Words, by their first token")),
                ("average", N_("Words, by the average of their tokens")),
                ("max", N_("Words, by their surest token")),
                ("none", N_("Not: each token for itself")),
            ),
        ),
        Option("stride", N_("Tokens that windows of a long text share"), 16, 0, 256),
    ),
    answer=answer,
    rows=rows,
    draw=draw,
    examples=(
        Example(
            N_("People and places"),
            {
                "text": "Anna Kowalski moved from Warsaw to Berlin in 1998. She works for "
                "Silverline Software.",
            },
        ),
        Example(
            N_("News in Chinese"),
            {
                "text": "张伟和刘芳昨天去了上海。",
            },
        ),
        Example(
            N_("Where it fails: titles of works, plants, weekdays as names"),
            {
                "text": "The Lord of the Rings was on the table. Rose likes May flowers and "
                "Friday is a parrot.",
            },
        ),
    ),
    checkpoint=DEMO_CHECKPOINTS / "ner",
    domain=N_("sentences of news and everyday life, in English and Chinese"),
)
