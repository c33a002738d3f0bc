"""Multiple choice: which of several endings goes best with a text."""

from i18n import N_

from .. import figures
from ..task import Example, Input, Task


def answer(pipe, items: list[dict], **batch) -> list[list[dict]]:
    """For each text its choices, best first: {"choice", "score"}."""
    return [pipe({"text": item["text"], "choices": item["choices"]}) for item in items]


def draw(item: dict, output: list[dict], _=str):
    return [figures.score_bars(output, _, name="choice")]


TASK = Task(
    name="multiple-choice",
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
)
