"""Multiple choice: which of several endings goes best with a text."""

from functools import partial

from i18n import N_, Translate

from ..figures.scores import score_bars
from ..metrics import best
from ..stand_in import bert
from ..task import Example, Input, Item, Row, Task
from ..views import View


def answer(pipe, items: list[Item], **batch) -> list[list[Row]]:
    """For each text its choices, best first: {"choice", "score"}."""
    return [pipe({"text": item["text"], "choices": item["choices"]}) for item in items]


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [score_bars(output, _, name="choice")]


TASK = Task(
    name="multiple-choice",
    order=24,
    title=N_("Multiple choice"),
    modality=N_("Text"),
    inputs=(
        Input("text", "text", N_("Text or question"), "It began to rain, so she opened"),
        Input(
            "choices",
            "choices",
            N_("Choices, one per line"),
            "her umbrella.\na can of soup.\nthe second chapter.",
            5000,
        ),
    ),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(
        Example(
            N_("Rain"),
            {
                "text": "It began to rain, so she opened",
                "choices": ("her umbrella.", "a can of soup.", "the second chapter."),
            },
        ),
    ),
    columns={"choice": N_("Choice")},
    measure=best("choice"),
    stand_in=partial(bert, "BertForMultipleChoice"),
)
