"""Image and text to text: a model that sees a picture goes on writing, or answers."""

from collections.abc import Iterator

from i18n import N_, Translate

from ..figures.texts import quotation
from ..metrics import GENERATED
from ..stand_in import HIDDEN, small_tokenizer
from ..task import Example, Input, Item, Option, Part, Row, Task
from ..views import Picture, View


def answer(
    pipe, items: list[Item], max_new_tokens: int = 40, chat: bool = False, **generate
) -> list[list[Row]]:
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


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [Picture(item["image"]), quotation(output[0]["generated_text"], _)]


def stand_in() -> Iterator[Part]:
    import transformers as t

    tokenizer = small_tokenizer("encoder")
    text = {
        **HIDDEN,
        "vocab_size": len(tokenizer),
        "encoder_hidden_size": 32,
        "max_position_embeddings": 128,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "sep_token_id": 2,
        "pad_token_id": 0,
    }
    vision = {**HIDDEN, "image_size": 32, "patch_size": 8}
    config = t.BlipConfig(text_config=text, vision_config=vision, projection_dim=32)
    yield t.BlipForConditionalGeneration(config)
    yield t.BlipProcessor(t.BlipImageProcessorPil(size={"height": 32, "width": 32}), tokenizer)


TASK = Task(
    name="image-text-to-text",
    order=41,
    title=N_("Image and text to text"),
    modality=N_("Multimodal"),
    inputs=(
        Input("image", "image", N_("Picture")),
        Input("text", "text", N_("Prompt"), "A picture of", 5000),
    ),
    options=(
        Option("max_new_tokens", N_("Max new tokens"), 40, 1, 500),
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
    columns={"generated_text": N_("Text written")},
    measure=GENERATED,
    stand_in=stand_in,
)
