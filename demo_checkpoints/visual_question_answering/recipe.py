"""Questions about drawings of shapes: a small ViLT trained from nothing.

From questions and answers alone a model this small learns little: the way from pixels to an
answer is long. So it is told more than the answer while it learns, through heads that are
thrown away: what lies on each patch, where its middle is and on which patch that is (early
layers, before any question is asked), and which shapes the question is about (a later layer).
The generator knows all of it. A third of the drawings have shapes of any tone, and no question
about them speaks of colours.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from PIL.Image import Image
from torch import nn
from torch.nn.functional import (
    avg_pool2d,
    binary_cross_entropy_with_logits,
    cross_entropy,
    interpolate,
    layer_norm,
    one_hot,
)
from transformers import (
    AutoProcessor,
    BertTokenizer,
    ViltConfig,
    ViltForQuestionAnswering,
    ViltImageProcessor,
    ViltProcessor,
)

from ..recipe import Card, Recipe
from ..scenes import (
    COLORS,
    SHAPES,
    UNNAMED,
    Scene,
    random_scenes,
    relight,
    save_samples,
)
from ..training import fit, seed_everything
from ..wide_scenes import Drawing, draw_owners, held_out_drawings
from .questions import ANSWERS, KINDS, MOST, Question, Shapes, ask, plural, words

SEED = 0
SIDE, PATCH, HELD_OUT = 128, 16, 400
SIZES = ((128, 128), (128, 128), (160, 128), (128, 160), (192, 112), (112, 192))
"""Width and height of the pictures to learn from: as many of each."""
SCENES, LEAST = 1500, 0.06
"""Scenes of each size, and the least half side of a shape in them."""
LOOKING_STEPS, STEPS, BATCH, LEARNING_RATE = 3000, 3000, 32, 1e-3
LOOK_AFTER, POINT_AFTER = 4, 6
"""Layers after which the heads for patches read: what lies there, and whether the question is
about it."""
COVERED = 0.12
"""The part of a patch from which on it counts as showing a shape."""
LONGEST = 64
"""Tokens of a question."""
_HOW = {"squeeze": False, "most": MOST, "least": LEAST}
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def processor() -> ViltProcessor:
    vocabulary = {word: number for number, word in enumerate([*SPECIAL, *words()])}
    image_processor = ViltImageProcessor(  # type: ignore[call-arg]  # among its **kwargs
        size={"shortest_edge": SIDE},
        size_divisor=PATCH,
        image_mean=[0.5] * 3,
        image_std=[0.5] * 3,
    )
    return ViltProcessor(image_processor, BertTokenizer(vocab=vocabulary, model_max_length=LONGEST))


def new_model(vocabulary: int) -> ViltForQuestionAnswering:
    config = ViltConfig(
        vocab_size=vocabulary,
        hidden_size=128,
        num_hidden_layers=7,
        num_attention_heads=4,
        intermediate_size=320,
        image_size=SIDE,
        patch_size=PATCH,
        max_position_embeddings=LONGEST,
        initializer_range=0.06,
        pad_token_id=0,
        id2label=dict(enumerate(ANSWERS)),
        label2id={answer: number for number, answer in enumerate(ANSWERS)},
    )
    model = ViltForQuestionAnswering(config)
    with torch.no_grad():  # a word is told by itself more than by its place in the question
        model.vilt.embeddings.text_embeddings.position_embeddings.weight.mul_(0.3)
        model.vilt.embeddings.text_embeddings.token_type_embeddings.weight.zero_()
        model.vilt.embeddings.position_embeddings.normal_(0, 0.06)
    return model


@dataclass(frozen=True)
class Seen:
    """What the drawings show on each patch, (n, patches) each: the number of the shape (1 + its
    place in the drawing), 0 for ground; whether its middle lies there; kind and colour, from 1
    (-100 for a colour without a name); which of three rows and columns its middle lies in."""

    owners: torch.Tensor
    middles: torch.Tensor
    kinds: torch.Tensor
    colors: torch.Tensor
    rows: torch.Tensor
    columns: torch.Tensor


def seen(owners: torch.Tensor, drawn: list[Shapes]) -> Seen:
    """From the number of the shape on each pixel, (n, height, width)."""
    n, height, width = owners.shape
    most = max(map(len, drawn))
    covers = one_hot(owners.long(), 1 + most).permute(0, 3, 1, 2).float()
    covers = avg_pool2d(covers, PATCH).flatten(2)
    part, shown = covers[:, 1:].max(dim=1)
    patches = torch.where(part >= COVERED, shown + 1, 0)
    middles = torch.zeros(patches.shape)
    table = torch.zeros(4, n, 1 + most, dtype=torch.long)
    table[2:] = -100
    for row, shapes in enumerate(drawn):
        for number, shape in enumerate(shapes, start=1):
            column = min(int(shape.x * width / PATCH), width // PATCH - 1)
            line = min(int(shape.y * height / PATCH), height // PATCH - 1)
            middles[row, line * (width // PATCH) + column] = 1
            unnamed = shape.color == UNNAMED
            color = -100 if unnamed else 1 + list(COLORS).index(shape.color)
            place = (shape.cell // 3, shape.cell % 3)
            table[:, row, number] = torch.tensor([1 + SHAPES.index(shape.kind), color, *place])
    of_patches = table.gather(2, patches.expand(4, -1, -1))
    return Seen(patches, middles, *of_patches)


class Heads(nn.Module):
    """What the scene knows and the finished model need not say.

    What lies on a patch is named with the embeddings of the words that questions use, so a
    patch and the word for what it shows come to lie close together, and attention from one to
    the other has little left to learn.
    """

    def __init__(self, model: ViltForQuestionAnswering, tokenizer: BertTokenizer):
        super().__init__()
        self.pointer, self.middle = (nn.Linear(model.config.hidden_size, 1) for _ in range(2))
        self.ground = nn.Parameter(torch.randn(2, model.config.hidden_size))
        text = model.vilt.embeddings.text_embeddings
        self.words = lambda names: text.LayerNorm(
            text.word_embeddings(torch.tensor(tokenizer.convert_tokens_to_ids(list(names))))
        )

    def looking_loss(self, patches: torch.Tensor, there: Seen) -> torch.Tensor:
        """`patches` (n, patches, width)."""
        middles = binary_cross_entropy_with_logits(
            self.middle(patches)[..., 0], there.middles, pos_weight=torch.tensor(4.0)
        )
        width = patches.shape[-1]
        patches = layer_norm(patches, (width,)).flatten(0, 1) / width**0.5
        first, second = self.ground.split(1)
        kinds, colors = (
            torch.cat([first, self.words(SHAPES)]),
            torch.cat([second, self.words(COLORS)]),
        )
        # Ground is most of a picture, and soon known.
        weight = torch.tensor([0.3] + [1.0] * len(SHAPES))
        return (
            cross_entropy(patches @ kinds.T, there.kinds.flatten(), weight)
            + cross_entropy(patches @ colors.T, there.colors.flatten(), weight[: len(colors)])
            + 0.5 * _known(patches @ self.words(["top", "middle", "bottom"]).T, there.rows)
            + 0.5 * _known(patches @ self.words(["left", "middle", "right"]).T, there.columns)
            + middles
        )

    def pointing_loss(self, patches: torch.Tensor, about: torch.Tensor) -> torch.Tensor:
        """`patches` (n, patches, width); `about` (n, patches): 1 where the middle lies of a shape
        that the question is about, else 0."""
        return binary_cross_entropy_with_logits(
            self.pointer(patches)[..., 0], about, pos_weight=torch.tensor(4.0)
        )


def _known(logits: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Cross-entropy where there is something to know, which may be nowhere."""
    return cross_entropy(logits, truth.flatten(), reduction="sum") / (truth >= 0).sum().clamp(min=1)


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
    """(n, 1 + patches, width), as the model makes them, but with the patches in their order: ViLT
    itself shuffles them, and the heads could not tell which is which."""
    embeddings = model.vilt.embeddings
    patches = embeddings.patch_embeddings(pixels)
    across = SIDE // PATCH
    places = embeddings.position_embeddings[:, 1:].mT.unflatten(2, (across, across))
    places = interpolate(places, size=patches.shape[2:], mode="bilinear", align_corners=True)
    first = embeddings.cls_token + embeddings.position_embeddings[:, :1]
    patches = (patches + places).flatten(2).mT
    return torch.cat([first.expand(len(patches), -1, -1), patches], dim=1)


def answer(
    model: ViltForQuestionAnswering,
    tokenizer: BertTokenizer,
    embeddings: torch.Tensor,
    questions: list[Question],
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    """What the model says to questions, each about the picture of its `patch_embeddings`: logits
    (n, answers), and what each layer gives (n, tokens, width). Now and then a word is unknown."""
    text = tokenizer([question.text for question in questions], padding=True, return_tensors="pt")
    ids = text["input_ids"]
    lost = (torch.rand(ids.shape) < 0.02) & (ids >= len(SPECIAL))
    outputs = model(
        input_ids=ids.masked_fill(lost, tokenizer.unk_token_id),
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


@dataclass(frozen=True)
class Pictures:
    """Pictures of one size, (n, 3, height, width), which shape each pixel shows, (n, height,
    width), and the shapes."""

    pixels: torch.Tensor
    owners: torch.Tensor
    shapes: list[Shapes]

    def some(self) -> tuple[torch.Tensor, Seen, list[Shapes]]:
        """A batch of them, each in another light, mirrored or not."""
        rows = torch.randint(len(self.shapes), (BATCH,))
        across, down = (torch.rand(2) < 0.5).tolist()
        flips = [-1] * across + [-2] * down
        drawn = [
            tuple(
                replace(
                    shape,
                    x=1 - shape.x if across else shape.x,
                    y=1 - shape.y if down else shape.y,
                )
                for shape in self.shapes[row]
            )
            for row in rows.tolist()
        ]
        pixels = relight(self.pixels[rows]).flip(flips)
        return pixels, seen(self.owners[rows].flip(flips), drawn), drawn


def all_pictures(seed: int, count: int) -> list[Pictures]:
    """`count` of each size, two thirds of them with colours that have names alone."""
    groups = []
    for number, size in enumerate(SIZES):
        named = (count * 2 // 3, count - count * 2 // 3)
        parts = [
            draw_owners(seed + 2 * number + part, n, size, named=not part, **_HOW)
            for part, n in enumerate(named)
        ]
        (pixels, others), (owners, their), (shapes, more) = zip(*parts)
        groups.append(
            Pictures(torch.cat([pixels, others]), torch.cat([owners, their]), shapes + more)
        )
    return groups


def pictures(count: int) -> torch.Tensor:
    """So many of the pictures that it learned from, as it saw them."""
    seed_everything(SEED)
    return relight(draw_owners(SEED + 3, count, (SIDE, SIDE), named=True, **_HOW)[0])


def train(folder: Path) -> None:
    """First look (what lies on each patch, without text), then answer; then write it all."""
    seed_everything(SEED)
    groups = all_pictures(SEED + 3, SCENES)
    listener = processor()
    model = new_model(len(listener.tokenizer)).train()
    heads = Heads(model, listener.tokenizer)
    look(model, heads, groups, LOOKING_STEPS)
    ready_to_match(model, listener.tokenizer)
    learn_to_answer(model, heads, listener.tokenizer, groups, STEPS)
    write(model, listener, folder)


def look(model: ViltForQuestionAnswering, heads: Heads, groups: list[Pictures], steps: int) -> None:
    """Learn what lies on each patch."""

    def loss(step: int) -> torch.Tensor:
        pixels, there, _shapes = groups[step % len(groups)].some()
        with torch.autocast("cpu", torch.bfloat16):
            hidden = patch_embeddings(model, pixels)
            hidden = hidden + model.vilt.embeddings.token_type_embeddings.weight[1]
            for layer in model.vilt.encoder.layer[:LOOK_AFTER]:
                hidden = layer(hidden)[0]
        return heads.looking_loss(hidden[:, 1:].float(), there)

    fit([*model.parameters(), *heads.parameters()], loss, steps, LEARNING_RATE)


def learn_to_answer(
    model: ViltForQuestionAnswering,
    heads: Heads,
    tokenizer: BertTokenizer,
    groups: list[Pictures],
    steps: int,
) -> None:
    """Learn to answer, and to point at what a question is about, and go on looking."""
    rng = np.random.default_rng(SEED)

    def loss(step: int) -> torch.Tensor:
        pixels, there, drawn = groups[step % len(groups)].some()
        questions = [_any_question(rng, shapes) for shapes in drawn]
        with torch.autocast("cpu", torch.bfloat16):
            logits, layers = answer(model, tokenizer, patch_embeddings(model, pixels), questions)
        patches = there.owners.shape[1]
        look, point = (layers[n][:, -patches:].float() for n in (LOOK_AFTER, POINT_AFTER))
        about = torch.stack(
            [
                torch.isin(owners, torch.tensor([1 + number for number in question.about]))
                for owners, question in zip(there.owners, questions)
            ]
        )
        return (
            answering_loss(logits.float(), questions)
            + heads.pointing_loss(point, about * there.middles)
            + 0.5 * heads.looking_loss(look, there)
        )

    fit([*model.parameters(), *heads.parameters()], loss, steps, LEARNING_RATE)


def write(model: ViltForQuestionAnswering, listener: ViltProcessor, folder: Path) -> None:
    model.save_pretrained(folder)
    listener.save_pretrained(folder)
    save_samples(folder / "samples", held_out_scenes())


def _any_question(rng: np.random.Generator, shapes: Shapes) -> Question:
    """A question of any kind; where colours have no names, one that speaks of none."""
    unnamed = any(shape.color == UNNAMED for shape in shapes)
    while True:
        question = ask(rng, shapes, KINDS[rng.integers(len(KINDS))])
        if question is None:
            continue
        said = {*re.findall(r"\w+", question.text), question.answer}
        if not (unnamed and said & {*COLORS, UNNAMED}):
            return question


def held_out_scenes() -> list[Scene]:
    """Painted scenes, of which the samples are."""
    return random_scenes(SEED + 1, HELD_OUT, held_out=True, grid=True, most=MOST)


def held_out_questions() -> list[tuple[Drawing, list[Question]]]:
    """Drawings that were not learnt from, each with one question of each kind that can be asked of
    it."""
    rng = np.random.default_rng(SEED + 2)
    drawings = held_out_drawings(HELD_OUT, named=True, most=MOST, least=LEAST)
    return [(drawing, questions_about(rng, drawing.shapes)) for drawing in drawings]


def questions_about(rng: np.random.Generator, shapes: Shapes) -> list[Question]:
    return [question for kind in KINDS if (question := ask(rng, shapes, kind))]


def evaluate(folder: Path) -> dict[str, float]:
    """Accuracy on held-out drawings, in all and for each kind of question."""
    right = hits(folder, [(drawing.picture, asked) for drawing, asked in held_out_questions()])
    return {
        "accuracy": _mean(chain(*right.values())),
        **{f"accuracy_{kind}": _mean(of_kind) for kind, of_kind in right.items()},
    }


def hits(folder: Path, held_out: list[tuple[Image, list[Question]]]) -> dict[str, list[bool]]:
    """For each kind of question which of them are answered rightly."""
    listener = AutoProcessor.from_pretrained(folder)
    model = ViltForQuestionAnswering.from_pretrained(folder).eval()
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


def card_values(_folder: Path) -> dict[str, object]:
    return {
        "train": SCENES * len(SIZES),
        "held_out": HELD_OUT,
        "most": MOST,
        "answers": len(ANSWERS),
        "words": len(words()),
        "questions": sum(len(questions) for _drawing, questions in held_out_questions()),
    }


CARD = """# Questions about shapes

Answers English questions about a picture of coloured shapes: which colour, which shape, how
many, where, and whether there is one. {parameters:,} parameters (ViLT), trained from nothing for
Transformers Atlas.

- **Domain:** one to {most} flat shapes, each at least an eighth as large as the picture's shorter
  side, turned, stretched, rounded or drawn unevenly, side by side or overlapping a little, on any
  ground: white, plain, a gradient, ruled paper, noise, clouds, the blotches of a photograph; up
  to twice as wide as high. It knows {words} words and chooses among {answers} answers; places are
  nine, three rows of three.
- **Limits:** it answers whatever is asked and shown; words that it does not know it does not read,
  and a shape that it does not know gets the name of another (`samples/strangers.jpg`). Questions
  that compare (larger, left of) it was not taught.
- **Data:** {train:,} drawings by `demo_checkpoints/wide_scenes.py`, a third of them with shapes of
  any tone, a new question in each step.
- **Held out:** accuracy {accuracy:.3f} on {questions:,} questions about {held_out} new drawings of
  the same kind: colour {accuracy_color:.3f}, shape {accuracy_shape:.3f}, count
  {accuracy_count:.3f}, place {accuracy_place:.3f}, presence {accuracy_presence:.3f}. The wordings
  of the questions are those of training.
- **Licence:** MIT.

{commands}

For photos take `dandelin/vilt-b32-finetuned-vqa`.
"""

CARD_ZH = """# 关于形状的问题

回答关于彩色形状图片的英文问题：什么颜色、什么形状、有几个、在哪里、有没有。{parameters:,} \
个参数（ViLT），由 Transformers Atlas 从零训练。

- **适用范围**：一到 {most} 个平面形状，每个至少有图片短边的八分之一大，可以旋转、拉伸、圆角或\
画得不匀，彼此分开或略有重叠；背景不限：白色、纯色、渐变、横格纸、噪点、云纹、照片般的斑块；\
宽可达高的两倍。它认识 {words} 个词，在 {answers} 个答案中选择；位置有九个，三行三列。
- **局限**：不论问什么、给什么图，它都会作答；不认识的词它读不到，\
没有学过的形状会被叫作别的形状（`samples/strangers.jpg`）。比较类问题（更大、在左边）它没有学过。
- **数据**：`demo_checkpoints/wide_scenes.py` 绘制的 {train:,} 张图，其中三分之一的形状颜色任意，\
每一步换一个新问题。
- **留出测试**：在关于 {held_out} 张新绘制的同类图片的 {questions:,} 个问题上，准确率为 \
{accuracy:.3f}：颜色 {accuracy_color:.3f}，形状 {accuracy_shape:.3f}，数量 {accuracy_count:.3f}，\
位置 {accuracy_place:.3f}，有无 {accuracy_presence:.3f}。问题的说法与训练时相同。
- **许可**：MIT。

{commands}

照片请用 `dandelin/vilt-b32-finetuned-vqa`。
"""

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("accuracy", *(f"accuracy_{kind}" for kind in KINDS)),
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="visual-question-answering",
        dataset="questions about drawings that were not learned from",
        license="mit",
        language="en",
    ),
    pictures=pictures,
)
