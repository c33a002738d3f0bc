"""Question answering over short paragraphs: a small BERT that points at the answer.

To find a name again the attention must compare words before it can do anything else: keys
start equal to queries, so that a token attends to its like from the first step. And heads that
are thrown away say of every token what the recipe knows: after a few layers which kind of fact
its sentence tells, and whether it names the subject that is asked about; later whether its
sentence, perhaps by a pronoun, is about that subject, and whether it answers.
"""

from pathlib import Path
from random import Random

import torch
from torch import nn
from torch.nn import functional
from transformers import BertForQuestionAnswering, PreTrainedTokenizerFast

from .. import bert, figures
from ..recipe import Card, Recipe
from ..training import fit, seed_everything
from .paragraphs import KINDS, Question, question

SEED = 0
STEPS, BATCH, LEARNING_RATE, LAYERS = 7000, 24, 1.5e-3, 5
ALIKE = 0.4
"""Share of the training paragraphs that are made to tell the same facts of several subjects."""
VOCABULARY, LONGEST, TEST = 1800, 192, 800
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
    """What the helping heads learn to say of each token (4, n, tokens), -100 for nothing: the
    kind of fact that its sentence tells or asks for; whether it mentions the subject of the
    question; whether its sentence is about that subject; whether its sentence answers."""
    labels = torch.full((4, *offsets.shape[:2]), -100)
    context, (start, end) = in_context(inputs, offsets), offsets.unbind(-1)
    for number, row in enumerate(batch):
        labels[0, number, (inputs["token_type_ids"][number] == 0) & (end[number] > 0)] = row.kind
        for sentence in row.sentences:
            inside = (
                context[number] & (start[number] >= sentence.start) & (end[number] <= sentence.end)
            )
            first, after = sentence.mention
            mention = inside & (start[number] >= first) & (end[number] <= after)
            labels[0, number, inside] = sentence.kind
            labels[1, number, mention] = int(sentence.on_topic)
            labels[2, number, inside] = int(sentence.on_topic)
            labels[3, number, inside] = int(sentence.on_topic and sentence.kind == row.kind)
    return labels


class Heads(nn.Module):
    """What the recipe knows of each token and the finished model need not say."""

    def __init__(self, width: int):
        super().__init__()
        self.kind = nn.Linear(width, len(KINDS))
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


def train(folder: Path) -> None:
    """Train on paragraphs drawn for each batch; write weights and tokenizer."""
    seed_everything(SEED)
    random = Random(SEED)
    sample = questions(Random(SEED + 1), 8000, held_out=False)
    texts = (text for row in sample for text in (row.question, row.context))
    tokenizer = bert.learn_tokenizer(texts, VOCABULARY, LONGEST)
    config = bert.configuration(len(tokenizer), LONGEST, layers=LAYERS)
    model = BertForQuestionAnswering(config).train()
    for layer in model.bert.encoder.layer:
        attention = layer.attention.self
        attention.key.weight.data.copy_(attention.query.weight.data)
    heads = Heads(config.hidden_size)

    def loss(_step: int) -> torch.Tensor:
        batch = questions(random, BATCH, held_out=False, alike=ALIKE)
        inputs, offsets = encode(tokenizer, batch)
        output = model(**inputs, output_hidden_states=True)
        first, last = spans(batch, inputs, offsets).unbind(1)
        return (
            functional.cross_entropy(output.start_logits, first)
            + functional.cross_entropy(output.end_logits, last)
            + heads.loss(output.hidden_states, head_labels(batch, inputs, offsets))
        )

    fit([*model.parameters(), *heads.parameters()], loss, STEPS, LEARNING_RATE)
    tokenizer.save_pretrained(folder)
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
    model = BertForQuestionAnswering.from_pretrained(folder, dtype=torch.float32).eval()
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
    return {"steps": STEPS, "batch": BATCH, "test": TEST, "alike": ALIKE}


CARD = """# Question answering over short paragraphs

Points at the words of an English paragraph that answer a question. {parameters:,} parameters,
trained from nothing for Transformers Atlas.

- **Domain:** one to six sentences about people (where they were born and live, their
  profession, employer, studies, instrument, wedding), companies (founder, offices, products,
  employees, since when) and events (place, day, winner, visitors), and questions for one of
  these.
- **Limits:** wordings far from those of `paragraphs.py` it misreads. It always answers, also where
  the paragraph does not say, or where the question is of another kind.
- **Data:** paragraphs and questions put together by `paragraphs.py` with the names of
  `world.py`; {steps:,} batches of {batch}, drawn anew each time. In {alike:.0%} of them and more
  the same facts are told of several subjects, so that it must find out whose they are.
{independent}
- **Held out:** {test:,} paragraphs whose names have no word that was trained on, half of the
  questions and of the sentences that answer in wordings that were never trained on: exact
  match {exact_match:.3f}; {exact_match_alike:.3f} on as many where the same facts are told of
  several subjects; {exact_match_known:.3f} with the names and wordings of training.
- **Licence:** MIT.

{commands}

For real work take `deepset/roberta-base-squad2` (English) or
`luhua/chinese_pretrain_mrc_roberta_wwm_ext_large` (Chinese).
"""

CARD_ZH = """# 短文问答

在英文段落中指出回答问题的词语。{parameters:,} 个参数，由 Transformers Atlas 从零训练。

- **适用范围**：一到六个句子，讲人物（出生地和住处、职业、雇主、专业、乐器、婚礼）、\
公司（创始人、办公地、产品、员工、成立时间）或活动（地点、日期、优胜者、观众），\
以及针对其中一项的问题。
- **局限**：与 `paragraphs.py` 相差较远的说法会被误读。即使段落没有提到，或者问的是别的，\
它也总会作答。
- **数据**：`paragraphs.py` 用 `world.py` 中的名称拼合的段落和问题；共 {steps:,} 批，每批 \
{batch} 个，每次重新抽取。其中 {alike:.0%} 以上的段落对几个对象讲述同类事实，模型必须分清是谁的。
{independent_zh}
- **留出测试**：{test:,} 个段落，其中的名称没有一个词用于训练，\
一半的问题和答案句用的是训练中没有的说法：完全匹配 {exact_match:.3f}；同样数量、\
对几个对象讲述同类事实的段落为 {exact_match_alike:.3f}；名称和说法都在训练中出现过的为 \
{exact_match_known:.3f}。
- **许可**：MIT。

{commands}

实际使用请选 `deepset/roberta-base-squad2`（英文）或 \
`luhua/chinese_pretrain_mrc_roberta_wwm_ext_large`（中文）。
"""

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
        license="mit",
        language="en",
    ),
)
