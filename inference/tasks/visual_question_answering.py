"""Visual question answering: a question about a picture."""

from collections.abc import Iterator

from i18n import N_, Translate

from ..figures.scores import answer_colors, score_bars
from ..figures.texts import quotation
from ..metrics import answers
from ..scene_words import COLORS, PLACES, SHAPES, STRANGERS
from ..stand_in import HIDDEN, shapes, small_tokenizer
from ..task import DEMO_CHECKPOINTS, Example, Input, Item, Option, Part, Row, Task
from ..views import Picture, View


def answer(pipe, items: list[Item], top_k: int = 5, **batch) -> list[list[Row]]:
    """For each question its answers, best first: {"answer", "score"}; a model that writes its
    answer gives one, without a score."""
    return [pipe(image=item["image"], question=item["question"], top_k=top_k) for item in items]


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    if "score" not in output[0]:
        return [Picture(item["image"]), quotation(TASK.said(output[0]["answer"], _), _)]
    return [
        Picture(item["image"]),
        score_bars(output, _, name="answer", colors=answer_colors(output), labels=TASK.labels),
    ]


def stand_in() -> Iterator[Part]:
    import transformers as t

    tokenizer = small_tokenizer("encoder")
    config = t.ViltConfig(
        vocab_size=len(tokenizer),
        image_size=64,
        patch_size=16,
        max_position_embeddings=512,
        **HIDDEN,
        **shapes(),
    )
    pictures = t.ViltImageProcessorPil(size={"shortest_edge": 64})
    yield t.ViltForQuestionAnswering(config)
    yield t.ViltProcessor(pictures, tokenizer)


TASK = Task(
    name="visual-question-answering",
    order=13,
    title=N_("Visual question answering"),
    modality=N_("Multimodal"),
    inputs=(
        Input("image", "image", N_("Picture")),
        Input("question", "line", N_("Question"), "What shape is in the middle?", 500),
    ),
    options=(Option("top_k", N_("Answers"), 5, 1, 50),),
    aliases=("vqa",),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(
        Example(N_("A colour"), {"question": "What color is the shape in the middle?"}),
        Example(N_("A shape"), {"question": "What shape is in the middle?"}),
        Example(N_("A number"), {"question": "How many shapes are there?"}),
        Example(N_("A place"), {"question": "Where is the star?"}, ("scene-1", "scene-2")),
        Example(N_("A place"), {"question": "Where is the ring?"}, ("scene-3",)),
        Example(N_("Whether it is there"), {"question": "Is there a blue ring?"}),
        Example(N_("Fails on: other questions"), {"question": "Who painted this picture?"}),
    ),
    checkpoint=DEMO_CHECKPOINTS / "visual_question_answering",
    domain=N_(
        "pictures of a few coloured shapes, no two in one of nine places, and questions about "
        "their colours, kinds, number and places; where they lie anywhere it is often wrong"
    ),
    labels=(*COLORS, *SHAPES, *PLACES, N_("yes"), N_("no")),
    sample_titles={
        "scene-1": N_("Squares and a star"),
        "scene-2": N_("Hearts and rings"),
        "scene-3": N_("Moons on wood"),
        "strangers": STRANGERS,
    },
    metrics={
        "accuracy_familiar_pairs": N_("with familiar pairs of shape and colour"),
        "accuracy_anywhere": N_("with shapes anywhere, however drawn"),
        "accuracy_color": N_("on colours"),
        "accuracy_shape": N_("on shapes"),
        "accuracy_count": N_("on counts"),
        "accuracy_place": N_("on places"),
        "accuracy_presence": N_("on presence"),
    },
    measure=answers(),
    stand_in=stand_in,
)
