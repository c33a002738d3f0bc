"""Image and text to text: a model that sees a picture goes on writing, or answers."""

from i18n import N_

from .. import figures
from ..task import Example, Input, Option, Task


def answer(
    pipe, items: list[dict], max_new_tokens: int = 40, chat: bool = False, **generate
) -> list[list[dict]]:
    """For each picture [{"generated_text"}]. With `chat` the text is the user's turn in the
    checkpoint's chat template."""
    outputs = []
    for item in items:
        if chat:
            content = [
                {"type": "image", "image": item["image"]},
                {"type": "text", "text": item["text"]},
            ]
            given = {"text": [{"role": "user", "content": content}]}
        else:
            given = {"images": item["image"], "text": item["text"]}
        outputs.append(pipe(**given, max_new_tokens=max_new_tokens, return_full_text=False))
    return [[{"generated_text": row["generated_text"]} for row in output] for output in outputs]


def draw(item: dict, output: list[dict], _=str):
    return [figures.Picture(item["image"]), figures.quoted(output[0]["generated_text"], _)]


TASK = Task(
    name="image-text-to-text",
    title=N_("Image and text to text"),
    modality=N_("Multimodal"),
    inputs=(
        Input("image", "image", N_("Picture")),
        Input("text", "text", N_("Prompt"), "A picture of", 5000),
    ),
    options=(
        Option("max_new_tokens", N_("New tokens at most"), 40, 1, 500),
        Option(
            "chat",
            N_("As a chat"),
            False,
            help=N_("For a checkpoint with a chat template: the prompt is the user's turn."),
        ),
    ),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(Example(N_("A caption"), {"text": "A picture of"}),),
)
