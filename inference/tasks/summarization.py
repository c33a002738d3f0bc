"""Summarization: a long text said in fewer words."""

from i18n import N_

from .. import figures
from ..task import DEMO_CHECKPOINTS, Example, Input, Option, Task
from ..text import cut_notes


def answer(
    pipe, items: list[dict], max_new_tokens: int = 80, num_beams: int = 1, **generate
) -> list[list[dict]]:
    """For each text [{"summary_text"}]; a text longer than the model reads is cut."""
    return [
        pipe(item["text"], max_new_tokens=max_new_tokens, num_beams=num_beams, truncation=True,
             **generate)
        for item in items
    ]  # fmt: skip


def draw(item: dict, output: list[dict], _=str):
    return [figures.beside(item["text"], output[0]["summary_text"], _)]


TASK = Task(
    name="summarization",
    title=N_("Summarization"),
    modality=N_("Text"),
    inputs=(Input("text", "text", N_("Text"),
                  "The report says that sales in the north rose by ten percent in May, while "
                  "those in the south fell.", 100_000),),
    options=(
        Option("max_new_tokens", N_("New tokens at most"), 80, 1, 1000),
        Option("num_beams", N_("Beams"), 1, 1, 8,
               help=N_("One beam writes as it goes; more look for a more probable text.")),
    ),
    answer=answer,
    rows=list,
    draw=draw,
    notes=cut_notes,
    streams=True,
    examples=(
        Example(N_("A report"), {
            "text": "The report says that sales in the north rose by ten percent in May, while "
                    "those in the south fell.",
        }),
    ),
    checkpoint=DEMO_CHECKPOINTS / "summarization",
    domain=N_("short English business reports"),
)  # fmt: skip
