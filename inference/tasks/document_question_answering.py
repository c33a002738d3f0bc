"""Document question answering: what a scanned page says."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from i18n import N_, Translate

from ..figures.scores import answer_colors
from ..metrics import answers
from ..stand_in import small_tokenizer
from ..task import Example, Input, Item, Option, Part, Row, Task
from ..views import Region, Regions, View

if TYPE_CHECKING:
    from PIL.Image import Image


def answer(pipe, items: list[Item], top_k: int = 1, **batch) -> list[list[Row]]:
    """For each question its answers: {"answer"}, with {"score", "start", "end", "box"} where the
    model points at words of the page; the box is in pixels."""
    return [_answers(pipe, item["image"], item["question"], top_k) for item in items]


def _answers(pipe, image: "Image", question: str, top_k: int) -> list[Row]:
    from transformers.pipelines import document_question_answering as reading

    if pipe.model_type != reading.ModelType.LayoutLM or not find_spec("pytesseract"):
        return pipe(image=image, question=question, top_k=top_k)
    # The pipeline would read the page in the same way, and not say where its words are.
    words, boxes = reading.apply_tesseract(image, lang=None, tesseract_config="")
    if not words:
        return []
    found = list(zip(words, boxes))
    answers = pipe(image=image, question=question, word_boxes=found, top_k=top_k)
    return [
        row | {"box": _around(boxes[row["start"] : row["end"] + 1], image)}
        if row["answer"]
        else row
        for row in answers
    ]


def _around(boxes: list[list[int]], image: "Image") -> list[float]:
    """The box of all boxes, left, top, right, bottom: from thousandths of the page to pixels."""
    edges = [pick(side) for pick, side in zip((min, min, max, max), zip(*boxes))]
    return [
        edge * size / 1000
        for edge, size in zip(edges, (image.width, image.height, image.width, image.height))
    ]


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    nothing = _(N_("Nothing was recognised."))
    regions = (
        Region(color, text=row["answer"] or nothing, score=row["score"], box=row.get("box"))
        for row, color in zip(output, answer_colors(output))
        if "score" in row  # what is written freely stands nowhere and has no other beside it
    )
    return [
        Regions(
            tuple(regions),
            item["image"],
            measured=_(N_("Score")),
            heading=(output[0]["answer"] if output else "") or nothing,
        )
    ]


def stand_in() -> Iterator[Part]:
    import transformers as t

    tokenizer = small_tokenizer("both")
    encoder = t.DonutSwinConfig(
        image_size=[64, 64],
        patch_size=4,
        embed_dim=16,
        depths=[1, 1],
        num_heads=[2, 2],
        window_size=4,
    )
    decoder = t.MBartConfig(
        vocab_size=len(tokenizer),
        d_model=32,
        decoder_layers=1,
        decoder_attention_heads=2,
        decoder_ffn_dim=64,
        max_position_embeddings=128,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=1,
    )
    config = t.VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    config.decoder_start_token_id, config.pad_token_id, config.eos_token_id = 1, 0, 2
    model = t.VisionEncoderDecoderModel(config)
    model.generation_config.update(
        max_new_tokens=12, decoder_start_token_id=1, pad_token_id=0, eos_token_id=2
    )
    yield model
    yield t.DonutProcessor(t.DonutImageProcessorPil(size={"height": 64, "width": 64}), tokenizer)


TASK = Task(
    name="document-question-answering",
    order=22,
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
    columns={"box": N_("Box")},
    measure=answers(),
    stand_in=stand_in,
)
