"""Document question answering: what a scanned page says."""

from collections.abc import Iterator

from i18n import N_, Translate

from ..figures.scores import answer_colors, score_bars
from ..figures.texts import quotation
from ..metrics import answers
from ..stand_in import small_tokenizer
from ..task import Example, Input, Item, Option, Part, Row, Task
from ..views import Picture, View


def answer(pipe, items: list[Item], top_k: int = 1, **batch) -> list[list[Row]]:
    """For each question its answers: {"answer"}, with {"score", "start", "end"} where the model
    points at words of the page."""
    return [pipe(image=item["image"], question=item["question"], top_k=top_k) for item in items]


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    views: list[View] = [
        Picture(item["image"]),
        quotation(output[0]["answer"] if output else "", _),
    ]
    if output and "score" in output[0]:
        views.append(score_bars(output, _, name="answer", colors=answer_colors(output)))
    return views


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
    measure=answers(),
    stand_in=stand_in,
)
