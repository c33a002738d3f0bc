"""Visual question answering: a question about a picture."""

from i18n import N_

from .. import figures
from ..scenes import COLORS, PLACES, SCENES, SHAPES
from ..task import DEMO_CHECKPOINTS, Example, Input, Option, Task


def answer(pipe, items: list[dict], top_k: int = 5, **batch) -> list[list[dict]]:
    """For each question its answers, best first: {"answer", "score"}; a model that writes its
    answer gives one, without a score."""
    return [pipe(image=item["image"], question=item["question"], top_k=top_k) for item in items]


def draw(item: dict, output: list[dict], _=str):
    if "score" not in output[0]:
        return [figures.Picture(item["image"]), figures.quoted(output[0]["answer"], _)]
    return [
        figures.Picture(item["image"]),
        figures.score_bars(output, _, name="answer"),
    ]


TASK = Task(
    name="visual-question-answering",
    title=N_("Visual question answering"),
    modality=N_("Multimodal"),
    inputs=(
        Input("image", "image", N_("Picture")),
        Input("question", "line", N_("Question"), "What colour is the circle?", 500),
    ),
    options=(Option("top_k", N_("Answers"), 5, 1, 50),),
    aliases=("vqa",),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(
        Example(N_("A colour"), {"question": "What color is the star?"}),
        Example(N_("A shape"), {"question": "What shape is in the middle?"}),
        Example(N_("A number"), {"question": "How many shapes are there?"}),
        Example(N_("A place"), {"question": "Where is the circle?"}),
        Example(N_("Whether it is there"), {"question": "Is there a red star?"}),
        Example(N_("Where it fails: other questions"), {"question": "Who painted this picture?"}),
    ),
    checkpoint=DEMO_CHECKPOINTS / "visual_question_answering",
    domain=N_("drawn scenes of coloured shapes"),
    labels=(*COLORS, *SHAPES, *PLACES, N_("yes"), N_("no")),
    sample_titles=SCENES,
)
