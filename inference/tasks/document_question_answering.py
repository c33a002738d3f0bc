"""Document question answering: what a scanned page says."""

from i18n import N_

from .. import figures
from ..task import Example, Input, Option, Task


def answer(pipe, items: list[dict], top_k: int = 1, **batch) -> list[list[dict]]:
    """For each question its answers: {"answer"}, with {"score", "start", "end"} where the model
    points at words of the page."""
    return [pipe(image=item["image"], question=item["question"], top_k=top_k) for item in items]


def draw(item: dict, output: list[dict], _=str):
    found = figures.quoted(output[0]["answer"] if output else "", _)
    if output and "score" in output[0]:
        bars = figures.score_bars(output, _, name="answer")
        return [figures.Picture(item["image"]), found, bars]
    return [figures.Picture(item["image"]), found]


TASK = Task(
    name="document-question-answering",
    title=N_("Document question answering"),
    modality=N_("Multimodal"),
    inputs=(
        Input("image", "image", N_("Page"), "receipt"),
        Input("question", "line", N_("Question"), "What is the total?", 500),
    ),
    options=(Option("top_k", N_("Answers"), 1, 1, 10),),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(Example(N_("A receipt"), {"question": "What is the total?"}),),
)
