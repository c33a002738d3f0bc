"""Questions about drawn scenes: a small ViLT trained from nothing.

From questions and answers alone a model this small learns little: the way from pixels to an
answer is long. So it is told more than the answer while it learns, through heads that are
thrown away: what lies on each patch (early layers, before any question is asked), and which
patches the question is about (a later layer). The drawn scene knows both. Half of the scenes
have shapes of any tone, and no question about them speaks of colours: without these a shape is
learnt together with its colours, and not known in a new one.
"""

from pathlib import Path

import numpy as np
import torch
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
    ViltImageProcessor,
    ViltProcessor,
)

from ..recipe import Card, Recipe
from ..scenes import (
    COLORS,
    SHAPES,
    UNNAMED,
    Scene,
    described,
    draw,
    draw_all,
    half_recolored,
    relight,
    save_samples,
    scenes,
)
from ..training import fit, seed_everything
from .questions import ANSWERS, KINDS, MOST, Question, ask, plural, words

SEED = 0
SIDE, PATCH, SCENES, HELD_OUT = 96, 32, 12000, 400
LOOKING_STEPS, STEPS, BATCH, LEARNING_RATE = 800, 2600, 64, 2e-3
LOOKED, POINTED = 2, 4
"""Layers after which the heads for patches read: what lies there, and whether it is asked for."""
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def processor() -> ViltProcessor:
    vocabulary = {word: number for number, word in enumerate([*SPECIAL, *words()])}
    image_processor = ViltImageProcessor(
        size={"shortest_edge": SIDE},
        size_divisor=PATCH,
        image_mean=[0.5] * 3,
        image_std=[0.5] * 3,
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
        self.asked = nn.Linear(model.config.hidden_size, 1)
        self.ground = nn.Parameter(torch.randn(2, model.config.hidden_size))
        text = model.vilt.embeddings.text_embeddings
        self.words = lambda names: text.LayerNorm(
            text.word_embeddings(torch.tensor(tokenizer.convert_tokens_to_ids(list(names))))
        )

    def looking_loss(self, patches: torch.Tensor, shapes, colors) -> torch.Tensor:
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

    def pointing_loss(self, patches: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
        return binary_cross_entropy_with_logits(self.asked(patches)[..., 0], asked)


def ready_to_match(model: ViltForQuestionAnswering, tokenizer: BertTokenizer) -> None:
    """After looking, before answering: let attention find equals from the first step.

    Keys start equal to queries in the layers that have not learnt yet, and a plural equal to
    its singular.
    """
    with torch.no_grad():
        for layer in model.vilt.encoder.layer[LOOKED:]:
            attention = layer.attention.attention
            attention.key.weight.copy_(attention.query.weight)
        embedding = model.vilt.embeddings.text_embeddings.word_embeddings.weight
        for kind in SHAPES:
            one, many = tokenizer.convert_tokens_to_ids([kind, plural(kind)])
            embedding[many] = embedding[one]


def patch_embeddings(model: ViltForQuestionAnswering, pixels: torch.Tensor) -> torch.Tensor:
    """(n, 1 + 9, width), as the model makes them, but with the patches in their order: ViLT
    itself shuffles them, and the heads could not tell which is which."""
    embeddings = model.vilt.embeddings
    patches = embeddings.patch_embeddings(pixels).flatten(2).transpose(1, 2)
    first = embeddings.cls_token.expand(len(patches), -1, -1)
    return torch.cat([first, patches], dim=1) + embeddings.position_embeddings


def train(folder: Path) -> None:
    """First look (what lies on each patch, without text), then answer; then write it all."""
    seed_everything(SEED)
    rng = np.random.default_rng(SEED)
    drawn = half_recolored(SEED, SEED + 3, SCENES, grid=True, most=MOST)
    pictures, _classes = draw_all(drawn, SIDE)
    shapes, colors = _on_patches(drawn)
    listener = processor()
    model = new_model(len(listener.tokenizer)).train()
    heads = Heads(model, listener.tokenizer)

    def looking(_step: int) -> torch.Tensor:
        rows = torch.randint(SCENES, (BATCH,))
        embeddings = patch_embeddings(model, relight(pictures[rows]))
        hidden = embeddings + model.vilt.embeddings.token_type_embeddings.weight[1]
        for layer in model.vilt.encoder.layer[:LOOKED]:
            hidden = layer(hidden)[0]
        return heads.looking_loss(hidden[:, 1:], shapes[rows], colors[rows])

    def answering(_step: int) -> torch.Tensor:
        rows = torch.randint(SCENES, (BATCH,))
        image_embeds = patch_embeddings(model, relight(pictures[rows]))
        asked = [_any_question(rng, drawn[row]) for row in rows.tolist()]
        text = listener.tokenizer([one.text for one in asked], padding=True, return_tensors="pt")
        outputs = model(
            input_ids=text["input_ids"],
            attention_mask=text["attention_mask"],
            image_embeds=image_embeds,
            pixel_mask=torch.ones(image_embeds.shape[:2], dtype=torch.long),
            output_hidden_states=True,
        )
        looked, pointed = (outputs.hidden_states[n][:, -9:] for n in (LOOKED, POINTED))
        cells = torch.zeros(BATCH, 9)
        for row, one in enumerate(asked):
            cells[row, list(one.cells)] = 1
        answers = torch.tensor([ANSWERS.index(one.answer) for one in asked])
        # The second is ViLT's own loss: its scores are sigmoids, not a softmax.
        return (
            cross_entropy(outputs.logits, answers)
            + binary_cross_entropy_with_logits(
                outputs.logits, one_hot(answers, len(ANSWERS)).float()
            )
            + heads.pointing_loss(pointed, cells)
            + 0.5 * heads.looking_loss(looked, shapes[rows], colors[rows])
        )

    parameters = [*model.parameters(), *heads.parameters()]
    fit(parameters, looking, LOOKING_STEPS, LEARNING_RATE)
    ready_to_match(model, listener.tokenizer)
    fit(parameters, answering, STEPS, LEARNING_RATE)
    model.save_pretrained(folder)
    listener.save_pretrained(folder)
    save_samples(folder / "samples", held_out_scenes())


def _any_question(rng: np.random.Generator, scene: Scene) -> Question:
    """A question of any kind; where colours have no names, one that speaks of none."""
    unnamed = any(shape.color == UNNAMED for shape in scene.shapes)
    while True:
        question = ask(rng, scene, KINDS[rng.integers(len(KINDS))])
        if question is None:
            continue
        said = {*question.text.rstrip("?.").split(), question.answer}
        if not (unnamed and said & {*COLORS, UNNAMED}):
            return question


def _on_patches(drawn: list[Scene]) -> tuple[torch.Tensor, torch.Tensor]:
    """For each scene and place the number of shape and colour, counted from 1: (n, 9) each."""
    found = torch.zeros(2, len(drawn), 9, dtype=torch.long)
    for row, scene in enumerate(drawn):
        for shape in scene.shapes:
            found[0, row, shape.cell] = 1 + SHAPES.index(shape.kind)
            named = shape.color != UNNAMED
            found[1, row, shape.cell] = 1 + list(COLORS).index(shape.color) if named else -100
    return found[0], found[1]


def held_out_scenes(new_pairs: bool = True) -> list[Scene]:
    """Scenes that were not learnt from, each with a held-out pair of shape and colour, or none."""
    return scenes(SEED + 1, HELD_OUT, held_out=new_pairs, grid=True, most=MOST)


def held_out_questions(new_pairs: bool = True) -> list[tuple[Scene, list[Question]]]:
    """Each held-out scene with one question of each kind that can be asked of it."""
    rng = np.random.default_rng(SEED + 2)
    return [
        (scene, [question for kind in KINDS if (question := ask(rng, scene, kind))])
        for scene in held_out_scenes(new_pairs)
    ]


def evaluate(folder: Path) -> dict[str, float]:
    """Accuracy on held-out scenes of 384 pixels, in all and for each kind of question, where
    each has a held-out pair of shape and colour; and where none has."""
    right = answers_right(folder, held_out_questions())
    familiar = answers_right(folder, held_out_questions(new_pairs=False))
    return {
        "accuracy": _mean(right),
        "accuracy_familiar_pairs": _mean(familiar),
        **{f"accuracy_{kind}": _mean({kind: hits}) for kind, hits in right.items()},
    }


def answers_right(folder: Path, asked: list[tuple[Scene, list[Question]]]) -> dict[str, list[bool]]:
    """For each kind of question which of them were answered rightly."""
    listener = AutoProcessor.from_pretrained(folder)
    model = ViltForQuestionAnswering.from_pretrained(folder).eval()
    right: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for scene, questions in asked:
        picture = draw(scene)[0]
        texts = [question.text for question in questions]
        inputs = listener([picture] * len(texts), texts, padding=True, return_tensors="pt")
        with torch.inference_mode():
            guesses = model(**inputs).logits.argmax(dim=1).tolist()
        for question, guess in zip(questions, guesses):
            right[question.kind].append(ANSWERS[guess] == question.answer)
    return right


def _mean(right: dict[str, list[bool]]) -> float:
    hits = [hit for kind in right.values() for hit in kind]
    return sum(hits) / len(hits)


def card_values(_folder: Path) -> dict[str, object]:
    return {
        "train": SCENES,
        "held_out": HELD_OUT,
        "most": MOST,
        "answers": len(ANSWERS),
        **described(),
        "questions": sum(len(questions) for _scene, questions in held_out_questions()),
    }


CARD = """# Questions about shapes

Answers English questions about a picture of coloured shapes: which colour, which shape, how
many, where, and whether there is one. {parameters:,} parameters (ViLT), trained from nothing for
Transformers Atlas.

- **Domain:** one to {most} flat shapes, each in one of nine places (three rows of three), on
  grass, sand, water, stone or wood, as the recipe draws them; questions as in
  `questions.py` ("What color is the star?", "Where is the red circle?"). It chooses among
  {answers} answers whatever is asked and shown; words that it does not know it does not read, and
  a shape that it does not know gets the name of another (`samples/strangers.jpg`).
- **Data:** {train:,} scenes that `demo_checkpoints/scenes.py` draws, half of them with shapes of
  any tone, a new question in each step. MIT licence.
- **Held out:** accuracy {accuracy:.3f} on {questions:,} questions about {held_out} scenes of 384
  by 384 pixels: colour {accuracy_color:.3f}, shape {accuracy_shape:.3f}, count
  {accuracy_count:.3f}, place {accuracy_place:.3f}, presence {accuracy_presence:.3f}.
  {held_out_pairs} of the {pairs} pairs of shape and colour are in no scene to learn from, and at
  least one is in each of these. On {held_out} new scenes without them: accuracy
  {accuracy_familiar_pairs:.3f}. The wording of the questions is the same as in training.

{commands}

For photos take `dandelin/vilt-b32-finetuned-vqa`.
"""

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("accuracy", "accuracy_familiar_pairs", *(f"accuracy_{kind}" for kind in KINDS)),
    card=Card(
        CARD,
        card_values,
        task="visual-question-answering",
        dataset="questions about drawn scenes, each with a held-out pair of shape and colour",
        license="mit",
        language="en",
    ),
)
