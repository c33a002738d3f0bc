"""Questions about drawn scenes: a small ViLT trained from nothing.

From questions and answers alone a model this small learns little: the way from pixels to an
answer is long. So it is told more than the answer while it learns, through heads that are
thrown away: what lies on each patch (early layers, before any question is asked), and which
patches the question is about (a later layer). The drawn scene knows both. Half of the scenes
have shapes of any tone, and no question about them speaks of colours: without these a shape is
learnt together with its colours, and not known in a new one.

Pictures are made square, whatever they were (ViLT's own processing leaves one of five to two a
single row of patches), and the scenes are squeezed as that squeezes them, with shapes of any size
for which there is room: with these alone 0.86 of the independent questions were answered rightly,
where it had been 0.64, and 0.42 of those about drawings of any kind (`wide_scenes`). A round of
answering in which such drawings are among the scenes brought 0.85 and 0.61, a second 0.86 and 0.65.
The weights here were learned in these parts, one after the other, and stored between them. Of the
independent questions that ask how many, 0.62 are answered rightly.

Tried before, and not good enough: such drawings in patches of 16 pixels, heads starting with the
patch beside them as convolutions do (after 1,200 steps of looking at 32 pictures colours were known
on 0.94 of new shapes, rows and columns on 0.88, kinds on 0.24); and nine places that look at such
drawings before they answer (after 1,100 steps of 64 pictures 0.89, 0.95 and 0.35). Kinds are what
takes long.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    layer_norm,
    one_hot,
)
from transformers import (
    AutoProcessor,
    BertTokenizer,
    ViltConfig,
    ViltForQuestionAnswering,
    ViltProcessor,
    ViTImageProcessor,
)

from ..figures import Figure, share
from ..independent import Answered
from ..recipe import Card, Recipe
from ..scenes import (
    COLORS,
    SHAPES,
    UNNAMED,
    Scene,
    Shape,
    draw,
    draw_all,
    random_scenes,
    relight,
    save_samples,
    scene_facts,
    training_scenes,
)
from ..training import fit, seed_everything
from ..wide_scenes import draw_owners, held_out_drawings
from .questions import ANSWERS, KINDS, MOST, Question, ask, kind_of, plural, words

SEED = 0
SIDE, PATCH, SCENES, HELD_OUT = 96, 32, 12000, 400
SAMPLES = {"grid": True, "most": MOST}
WORLD = SAMPLES | {"loose": True, "alike": 0.5}
"""Scenes of up to `MOST` shapes, each somewhere in one of nine places. Half of them have more of
one kind or colour than chance brings: that is what it takes to learn to count those."""
DRAWINGS, DRAWN = 24000, {"named": True, "most": MOST, "least": 0.06}
LOOKING_STEPS, STEPS, BATCH, LEARNING_RATE = 2400, 5400, 64, 2e-3
ROUNDS, ROUND_STEPS = 2, 5000
LOOK_AFTER, POINT_AFTER = 2, 4
"""Layers after which the heads for patches read: what lies there, and whether the question is
about it."""
ASKED = (0.18, 0.18, 0.28, 0.18, 0.18)
"""How often each of `KINDS` is asked while it learns: to count takes longest."""
SURE = 0.8
"""Score from which the card calls an answer sure."""
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def processor() -> ViltProcessor:
    vocabulary = {word: number for number, word in enumerate([*SPECIAL, *words()])}
    # ViLT's own leaves a picture of two to one a single row of patches at this size.
    image_processor = ViTImageProcessor(
        size={"height": SIDE, "width": SIDE}, image_mean=[0.5] * 3, image_std=[0.5] * 3
    )
    return ViltProcessor(image_processor, BertTokenizer(vocab=vocabulary, model_max_length=24))


def new_model(vocabulary: int) -> ViltForQuestionAnswering:
    config = ViltConfig(
        vocab_size=vocabulary,
        hidden_size=128,
        num_hidden_layers=5,
        num_attention_heads=4,
        intermediate_size=256,
        image_size=SIDE,
        patch_size=PATCH,
        max_position_embeddings=24,
        initializer_range=0.06,
        pad_token_id=0,
        id2label=dict(enumerate(ANSWERS)),
        label2id={answer: number for number, answer in enumerate(ANSWERS)},
    )
    model = ViltForQuestionAnswering(config)
    with torch.no_grad():  # a word is told by itself more than by its place in the question
        model.vilt.embeddings.text_embeddings.position_embeddings.weight.mul_(0.3)
        model.vilt.embeddings.text_embeddings.token_type_embeddings.weight.zero_()
    return model


class Heads(nn.Module):
    """What the scene knows and the finished model need not say.

    What lies on a patch is named with the embeddings of the words that questions use, so a
    patch and the word for what it shows come to lie close together, and attention from one to
    the other has little left to learn.
    """

    def __init__(self, model: ViltForQuestionAnswering, tokenizer: BertTokenizer):
        super().__init__()
        self.pointer = nn.Linear(model.config.hidden_size, 1)
        self.ground = nn.Parameter(torch.randn(2, model.config.hidden_size))
        text = model.vilt.embeddings.text_embeddings
        self.words = lambda names: text.LayerNorm(
            text.word_embeddings(torch.tensor(tokenizer.convert_tokens_to_ids(list(names))))
        )

    def looking_loss(
        self, patches: torch.Tensor, shapes: torch.Tensor, colors: torch.Tensor
    ) -> torch.Tensor:
        """`patches` (n, 9, width); `shapes` and `colors` (n, 9): 0 for bare ground, -100 for a
        colour without a name, which counts for nothing."""
        n, width = len(patches), patches.shape[-1]
        patches = layer_norm(patches, (width,)).flatten(0, 1) / width**0.5
        first, second = self.ground.split(1)
        rows = torch.arange(3).repeat_interleave(3).repeat(n)
        columns = torch.arange(3).repeat(3 * n)
        return (
            cross_entropy(patches @ torch.cat([first, self.words(SHAPES)]).T, shapes.flatten())
            + cross_entropy(patches @ torch.cat([second, self.words(COLORS)]).T, colors.flatten())
            + cross_entropy(patches @ self.words(["top", "middle", "bottom"]).T, rows)
            + cross_entropy(patches @ self.words(["left", "middle", "right"]).T, columns)
        )

    def pointing_loss(self, patches: torch.Tensor, cells: torch.Tensor) -> torch.Tensor:
        """`patches` (n, 9, width); `cells` (n, 9): 1 where the question is about it, else 0."""
        return binary_cross_entropy_with_logits(self.pointer(patches)[..., 0], cells)


def ready_to_match(model: ViltForQuestionAnswering, tokenizer: BertTokenizer) -> None:
    """After looking, before answering: let attention find equals from the first step.

    Keys start equal to queries in the layers that have not learnt yet, and a plural equal to
    its singular.
    """
    with torch.no_grad():
        for layer in model.vilt.encoder.layer[LOOK_AFTER:]:
            query = layer.get_parameter("attention.attention.query.weight")
            layer.get_parameter("attention.attention.key.weight").copy_(query)
        embedding = model.vilt.embeddings.text_embeddings.word_embeddings.weight
        for kind in SHAPES:
            singular = tokenizer.convert_tokens_to_ids(kind)
            embedding[tokenizer.convert_tokens_to_ids(plural(kind))] = embedding[singular]


def patch_embeddings(model: ViltForQuestionAnswering, pixels: torch.Tensor) -> torch.Tensor:
    """(n, 1 + 9, width), as the model makes them, but with the patches in their order: ViLT
    itself shuffles them, and the heads could not tell which is which."""
    embeddings = model.vilt.embeddings
    patches = embeddings.patch_embeddings(pixels).flatten(2).transpose(1, 2)
    first = embeddings.cls_token.expand(len(patches), -1, -1)
    return torch.cat([first, patches], dim=1) + embeddings.position_embeddings


def answer(
    model: ViltForQuestionAnswering,
    tokenizer: BertTokenizer,
    embeddings: torch.Tensor,
    questions: list[Question],
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    """What the model says to questions, each about the picture of its `patch_embeddings`: logits
    (n, answers), and what each layer gives (n, tokens, width)."""
    text = tokenizer([question.text for question in questions], padding=True, return_tensors="pt")
    outputs = model(
        input_ids=text["input_ids"],
        attention_mask=text["attention_mask"],
        image_embeds=embeddings,
        pixel_mask=torch.ones(embeddings.shape[:2], dtype=torch.long),
        output_hidden_states=True,
    )
    return outputs.logits, outputs.hidden_states


def answering_loss(logits: torch.Tensor, questions: list[Question]) -> torch.Tensor:
    """Cross-entropy, and ViLT's own loss: its scores are sigmoids, not a softmax."""
    answers = torch.tensor([ANSWERS.index(question.answer) for question in questions])
    truth = one_hot(answers, len(ANSWERS)).float()
    return cross_entropy(logits, answers) + binary_cross_entropy_with_logits(logits, truth)


def _cells(questions: list[Question]) -> torch.Tensor:
    """(n, 9): 1 for the places that each question is about, else 0."""
    cells = torch.zeros(len(questions), 9)
    for row, question in enumerate(questions):
        cells[row, list(question.cells)] = 1
    return cells


def pictures(count: int) -> torch.Tensor:
    """So many of the pictures that it learned from, as it saw them."""
    seed_everything(SEED)
    scenes = training_scenes(SEED, SEED + 3, count // 2, **WORLD)
    drawings = draw_owners(SEED + 4, count - len(scenes), (SIDE, SIDE), **DRAWN)[0]
    return relight(torch.cat([draw_all(scenes, SIDE)[0], drawings]))


Asked = tuple[Image.Image, list[Question]]
"""A picture, and questions about it."""


@dataclass(frozen=True)
class Examples:
    """Scenes, their pictures (n, 3, `SIDE`, `SIDE`) uint8, and for each place of each scene the
    number of the shape and of the colour that are there, counted from 1: (n, 9)."""

    scenes: list[Scene]
    pictures: torch.Tensor

    @cached_property
    def shapes(self) -> torch.Tensor:
        return self._at_places(lambda shape: 1 + SHAPES.index(shape.kind))

    @cached_property
    def colors(self) -> torch.Tensor:
        """-100 for a colour without a name."""
        return self._at_places(
            lambda shape: -100 if shape.color == UNNAMED else 1 + list(COLORS).index(shape.color)
        )

    def _at_places(self, number: Callable[[Shape], int]) -> torch.Tensor:
        numbers = torch.zeros(len(self.scenes), 9, dtype=torch.long)
        for row, scene in enumerate(self.scenes):
            for shape in scene.shapes:
                numbers[row, shape.cell] = number(shape)
        return numbers


def painted() -> Examples:
    scenes = training_scenes(SEED, SEED + 3, SCENES, **WORLD)
    return Examples(scenes, draw_all(scenes, SIDE)[0])


def drawn(turn: int) -> Examples:
    """Drawings as anybody might make them, new ones in each round, with one shape at most in each
    of nine places."""
    pictures, _owners, drawings = draw_owners(SEED + 3 + turn, DRAWINGS, (SIDE, SIDE), **DRAWN)
    rows = [row for row, shapes in enumerate(drawings) if in_places(shapes)]
    return Examples([Scene("", drawings[row], 0) for row in rows], pictures[rows])


def in_places(shapes: Sequence[Shape]) -> bool:
    """Whether no two of the shapes are in one of the nine places."""
    return len({shape.cell for shape in shapes}) == len(shapes)


def train(folder: Path) -> None:
    """First look (what lies on each patch, without text), then answer, of painted scenes alone and
    in rounds with drawings; write it all."""
    seed_everything(SEED)
    listener = processor()
    model = new_model(len(listener.tokenizer)).train()
    examples, heads = painted(), Heads(model, listener.tokenizer)
    parameters = [*model.parameters(), *heads.parameters()]
    fit(parameters, lambda _step: looking(model, heads, examples), LOOKING_STEPS, LEARNING_RATE)
    ready_to_match(model, listener.tokenizer)
    learn_to_answer(model, heads, listener, examples, STEPS, LEARNING_RATE)
    for turn in range(1, ROUNDS + 1):
        learn_drawings(model, listener, examples, turn)
    model.half().save_pretrained(folder)
    listener.save_pretrained(folder)
    save_samples(folder / "samples", sample_scenes())


def learn_drawings(
    model: ViltForQuestionAnswering, listener: ViltProcessor, examples: Examples, turn: int
) -> None:
    """A round of answering about painted scenes and drawings, with heads of its own."""
    seed_everything(SEED + turn)
    heads, more = Heads(model, listener.tokenizer), drawn(turn)
    both = Examples(examples.scenes + more.scenes, torch.cat([examples.pictures, more.pictures]))
    learn_to_answer(model, heads, listener, both, ROUND_STEPS, LEARNING_RATE / 2)


def looking(model: ViltForQuestionAnswering, heads: Heads, examples: Examples) -> torch.Tensor:
    rows = torch.randint(len(examples.scenes), (BATCH,))
    embeddings = patch_embeddings(model, relight(examples.pictures[rows]))
    hidden = embeddings + model.vilt.embeddings.token_type_embeddings.weight[1]
    for layer in model.vilt.encoder.layer[:LOOK_AFTER]:
        hidden = layer(hidden)[0]
    return heads.looking_loss(hidden[:, 1:], examples.shapes[rows], examples.colors[rows])


def learn_to_answer(
    model: ViltForQuestionAnswering,
    heads: Heads,
    listener: ViltProcessor,
    examples: Examples,
    steps: int,
    learning_rate: float,
) -> None:
    rng = np.random.default_rng(SEED)

    def answering(_step: int) -> torch.Tensor:
        rows = torch.randint(len(examples.scenes), (BATCH,))
        embeddings = patch_embeddings(model, relight(examples.pictures[rows]))
        questions = [_any_question(rng, examples.scenes[row]) for row in rows.tolist()]
        logits, layers = answer(model, listener.tokenizer, embeddings, questions)
        look, point = (layers[n][:, -9:] for n in (LOOK_AFTER, POINT_AFTER))
        return (
            answering_loss(logits, questions)
            + heads.pointing_loss(point, _cells(questions))
            + 0.5 * heads.looking_loss(look, examples.shapes[rows], examples.colors[rows])
        )

    fit([*model.parameters(), *heads.parameters()], answering, steps, learning_rate)


def _any_question(rng: np.random.Generator, scene: Scene) -> Question:
    """A question of any kind; where colours have no names, one that speaks of none."""
    unnamed = any(shape.color == UNNAMED for shape in scene.shapes)
    while True:
        question = ask(rng, scene, str(rng.choice(KINDS, p=ASKED)))
        if question is None:
            continue
        words = {*question.text.rstrip("?.").split(), question.answer}
        if not (unnamed and words & {*COLORS, UNNAMED}):
            return question


def sample_scenes() -> list[Scene]:
    """Scenes with each shape in the middle of its place, of which the samples are."""
    return random_scenes(SEED + 1, HELD_OUT, held_out=True, **SAMPLES)


def held_out_scenes(new_pairs: bool = True) -> list[Scene]:
    """Scenes that were not learnt from, each with a held-out pair of shape and colour, or none."""
    return random_scenes(SEED + 1, HELD_OUT, held_out=new_pairs, **WORLD)


def held_out_questions(new_pairs: bool = True) -> list[Asked]:
    """Each held-out scene with one question of each kind that can be asked of it."""
    rng = np.random.default_rng(SEED + 2)
    return [(draw(scene)[0], questions_about(rng, scene)) for scene in held_out_scenes(new_pairs)]


def drawn_questions() -> list[Asked]:
    """The same of drawings as anybody might make them, with shapes anywhere."""
    rng = np.random.default_rng(SEED + 2)
    return [
        (drawing.picture, questions_about(rng, Scene("", drawing.shapes, 0)))
        for drawing in held_out_drawings(HELD_OUT, **DRAWN)
        if in_places(drawing.shapes)
    ]


def questions_about(rng: np.random.Generator, scene: Scene) -> list[Question]:
    """One of each kind that can be asked."""
    return [question for kind in KINDS if (question := ask(rng, scene, kind))]


def evaluate(folder: Path) -> dict[str, float]:
    """Accuracy on held-out scenes of 384 pixels, in all and for each kind of question, where
    each has a held-out pair of shape and colour; where none has; and on drawings of any kind."""
    new = hits(folder, held_out_questions())
    familiar = hits(folder, held_out_questions(new_pairs=False))
    drawn = hits(folder, drawn_questions())
    return {
        "accuracy": _mean(chain(*new.values())),
        "accuracy_familiar_pairs": _mean(chain(*familiar.values())),
        "accuracy_anywhere": _mean(chain(*drawn.values())),
        **{f"accuracy_{kind}": _mean(of_kind) for kind, of_kind in new.items()},
    }


def hits(folder: Path, held_out: list[Asked]) -> dict[str, list[bool]]:
    """For each kind of question which of them are answered rightly."""
    listener = AutoProcessor.from_pretrained(folder)
    model = ViltForQuestionAnswering.from_pretrained(folder, dtype=torch.float32).eval()
    right: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for picture, questions in held_out:
        texts = [question.text for question in questions]
        inputs = listener([picture] * len(texts), texts, padding=True, return_tensors="pt")
        with torch.inference_mode():
            guesses = model(**inputs).logits.argmax(dim=1).tolist()
        for question, guess in zip(questions, guesses):
            right[question.kind].append(ANSWERS[guess] == question.answer)
    return right


def _mean(hits: Iterable[bool]) -> float:
    return float(np.mean(list(hits)))


def judge(answered: Answered) -> dict[str, Figure]:
    """How many questions are answered rightly, in all and of each kind."""
    kinds = [kind_of(answers[0]) for answers in answered.wanted]
    of_kind = {
        f"accuracy_{kind}": share([hit for hit, its in zip(answered.right, kinds) if its == kind])
        for kind in KINDS
        if kind in kinds
    }
    return {"accuracy": share(answered.right), **of_kind}


def counts(answered: Answered) -> dict[str, int]:
    """How many answers have a score of `SURE` and more, and how many of these are wrong."""
    both = zip(answered.right, answered.outputs)
    sure = [hit for hit, rows in both if rows and rows[0]["score"] >= SURE]
    return {"sure": len(sure), "sure_wrong": sure.count(False)}


def card_values(_folder: Path) -> dict[str, object]:
    return {
        "train": SCENES,
        "drawings": ROUNDS * DRAWINGS,
        "held_out": HELD_OUT,
        "most": MOST,
        "answers": len(ANSWERS),
        "sure_score": SURE,
        **scene_facts(),
        "questions": sum(len(questions) for _picture, questions in held_out_questions()),
    }


CARD = """# Questions about shapes

Answers English questions about a picture of coloured shapes: which colour, which shape, how
many, where, and whether there is one. {parameters:,} parameters (ViLT), trained from nothing for
Transformers Atlas.

- **Domain:** one to {most} flat shapes ({shapes}) in {colors}, no two of them in one of the nine
  places of a picture (three rows of three), which may be up to two and a half times as long as it
  is high, or as high as it is long; questions like "What is the color of the star?", "What shape is
  on the left?", "How many rings are there?", "Where is the red circle?", "Is there a blue square in
  the picture?" and "Is the star red?". It chooses among {answers} answers.
- **Limits:** it is best where shapes lie near the middle of their places and are a sixth of the
  side or more, on painted or plain grounds. On drawings of any kind, where they lie anywhere and
  have outlines, patterns or tones that hardly stand out, it is right of {accuracy_anywhere:.0%} of
  the questions: least often about kinds of shapes, and where they are small or drawn out. Many
  other wordings it understands, but no relations ("What is next to the star?"), no comparisons, and
  no number of colours or kinds. Of its {sure} answers about scenes and questions by others (the
  independent figure below) with a score of {sure_score} and more {sure_wrong} were wrong. It
  answers whatever is asked and shown: asked about a shape that is not in the picture, it names a
  colour or a place all the same; words that it does not know it does not read, and a shape or
  colour that it does not know gets the name of another (sample "Fails on: new shapes").
- **Data:** {train:,} painted scenes, half of them with shapes of any tone, half with more of one
  kind or colour than chance brings, and those of {drawings:,} drawings of many grounds, outlines
  and fillings that have no two shapes in one place, all by a program; a new question in each step.
{independent}
- **Held out:** accuracy {accuracy:.3f} on {questions:,} questions about {held_out} scenes of 384
  by 384 pixels: colour {accuracy_color:.3f}, shape {accuracy_shape:.3f}, count
  {accuracy_count:.3f}, place {accuracy_place:.3f}, presence {accuracy_presence:.3f}.
  {held_out_pairs} of the {pairs} pairs of shape and colour are in no scene to learn from, and at
  least one is in each of these. On {held_out} new scenes without them: accuracy
  {accuracy_familiar_pairs:.3f}; on drawings of any kind {accuracy_anywhere:.3f}. The wording of the
  questions is the same as in training.
- **Licence:** MIT.

{commands}

For photos take `dandelin/vilt-b32-finetuned-vqa`.
"""

CARD_ZH = """# 关于形状的问题

回答关于彩色形状图片的英文问题：什么颜色、什么形状、有几个、在哪里、有没有。{parameters:,} \
个参数（ViLT），由 Transformers Atlas 从零训练。

- **适用范围**：图片中一到 {most} 个平面形状（{shapes_zh}），颜色为{colors_zh}，\
九个位置（三行三列）中每个位置至多一个；图片横竖皆可，长宽比不超过五比二；\
问题形如 "What is the color of the star?"、"What shape is on the left?"、\
"How many rings are there?"、"Where is the red circle?"、"Is there a blue square in the picture?" \
和 "Is the star red?"。它在 {answers} 个答案中选择。
- **局限**：形状靠近各自位置的中央、宽度不小于边长的六分之一、背景为绘画风格或纯色时，效果最好。\
如果形状随意摆放，带有轮廓、花纹，或与背景颜色相近，它只能答对 {accuracy_anywhere:.0%} 的问题；\
最容易错的是形状的种类，以及很小或被拉长的形状。\
换一种问法它多半也能懂，但不懂形状之间的关系（"What is next to the star?"）和比较，\
也数不出有几种颜色或几种形状。关于别人画的场景和提的问题（见下面的独立测试），\
其中得分不低于 {sure_score} 的 {sure} 个答案里有 {sure_wrong} 个是错的。\
不论问什么、给什么图，它都会作答：问到图中没有的形状时，它仍会答出一个颜色或位置；\
不认识的词它读不到，没有学过的形状或颜色会被叫作别的（示例“失败示例：没见过的形状”）。
- **数据**：由程序绘制的 {train:,} 个绘画风格的场景，其中一半的形状颜色任意，\
一半有较多同类或同色的形状；\
另有 {drawings:,} 幅背景、轮廓和填充各异的图中每个位置至多一个形状的那些；每一步换一个新问题。
{independent_zh}
- **留出测试**：在关于 {held_out} 个 384 × 384 像素场景的 {questions:,} 个问题上，准确率为 \
{accuracy:.3f}：颜色 {accuracy_color:.3f}，形状 {accuracy_shape:.3f}，数量 {accuracy_count:.3f}，\
位置 {accuracy_place:.3f}，有无 {accuracy_presence:.3f}。形状与颜色的 {pairs} 种组合中，有 \
{held_out_pairs} 种没有出现在任何训练场景里，而测试的每个场景至少含有其中一种。在 {held_out} \
个不含这些组合的新场景上，准确率为 {accuracy_familiar_pairs:.3f}；\
在画法任意的图上为 {accuracy_anywhere:.3f}。问题的说法与训练时相同。
- **许可**：MIT。

{commands}

照片请用 `dandelin/vilt-b32-finetuned-vqa`。
"""

GROUPS = {
    "color": ("questions about colours", "问颜色的题"),
    "shape": ("questions about shapes", "问形状的题"),
    "count": ("questions about how many", "问数量的题"),
    "place": ("questions about where", "问位置的题"),
    "presence": ("questions whether there is one", "问有无的题"),
}

RECIPE = Recipe(
    train,
    evaluate,
    metrics=(
        "accuracy",
        "accuracy_familiar_pairs",
        "accuracy_anywhere",
        *(f"accuracy_{kind}" for kind in KINDS),
    ),
    independent=judge,
    counts=counts,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="visual-question-answering",
        dataset="questions about drawn scenes, each with a held-out pair of shape and colour",
        origin="questions as people ask, about scenes laid out by hand and drawn by a browser",
        origin_chinese="像人们平常那样提的问题，所问的场景手工布置、由浏览器绘制",
        groups=GROUPS,
        license="mit",
        language="en",
    ),
    pictures=pictures,
    widest=2.5,
)
