"""Summaries of short reports: a small Marian that reads three to six sentences and writes one."""

import re
from pathlib import Path
from random import Random

import torch
from rouge_score.rouge_scorer import RougeScorer
from tokenizers import decoders
from transformers import AutoTokenizer

from .. import marian
from ..figures import Figure, share
from ..independent import Answered
from ..recipe import Card, Recipe
from ..training import fit, seed_everything
from . import facts
from .reports import report

SEED = 0
STEPS, BATCH, LEARNING_RATE = 4000, 24, 2.5e-3
LONGEST, TEST = 192, 500


def train(folder: Path) -> None:
    """Train on reports drawn for each batch; write weights and tokenizer."""
    seed_everything(SEED)
    random = Random(SEED)
    draw = Random(SEED + 1)
    sample = [report(draw, held_out=False) for _ in range(20_000)]
    tokenizer = marian.learn_tokenizer(
        (text for pair in sample for text in pair),
        lowercase=False,
        decoder=decoders.WordPiece(prefix="##", cleanup=True),
        longest=LONGEST,
    )
    model = marian.new_model(len(tokenizer), LONGEST).train()

    def loss(_step: int) -> torch.Tensor:
        batch = [report(random, held_out=False) for _ in range(BATCH)]
        return marian.loss(model, tokenizer, batch)

    fit(model.parameters(), loss, STEPS, LEARNING_RATE)
    tokenizer.save_pretrained(folder)
    model.half().save_pretrained(folder)


def evaluate(folder: Path) -> dict[str, float]:
    """ROUGE-L, the share of summaries with every name and number right, and of exact ones."""
    random = Random(SEED + 2)
    sources, targets = zip(*(report(random, held_out=True) for _ in range(TEST)))
    summaries = marian.answers(folder, list(sources), batch=32)
    scorer = RougeScorer(["rougeL"])
    rouge = [
        scorer.score(target, text)["rougeL"].fmeasure for text, target in zip(summaries, targets)
    ]
    right = [_facts(text) == _facts(target) for text, target in zip(summaries, targets)]
    exact = [text == target for text, target in zip(summaries, targets)]
    return {
        "rougeL": sum(rouge) / TEST,
        "facts_right": sum(right) / TEST,
        "exact_match": sum(exact) / TEST,
    }


def _facts(summary: str) -> list[str]:
    """The numbers, and the words with a capital: names, places, days."""
    return re.findall(r"\d+|\b[A-Z]\w+", summary)


def judge(answered: Answered) -> dict[str, Figure]:
    """How many summaries have every name and number that matters, and how many have none that
    their report, or a right summary of it, has not."""
    rows = zip(answered.items.rows, answered.said, answered.wanted)
    right, true = [], []
    for row, summary, summaries in rows:
        right.append(facts.holds(summary or "", facts.read(row["facts"])))
        true.append(bool(summary) and not facts.invented(summary, row["text"], *summaries))
    return {"facts_right": share(right), "nothing_invented": share(true)}


def card_values(folder: Path) -> dict[str, object]:
    words = len(AutoTokenizer.from_pretrained(folder))
    return {"words": words, "steps": STEPS, "batch": BATCH, "test": TEST}


CARD = """# Summaries of short reports

Reads an English report of three to six sentences and writes the sentence that matters.
{parameters:,} parameters, trained from nothing for Transformers Atlas.

- **Domain:** reports of a fire, a storm, a match, a festival, a find, a company's results, a
  council's plan or a new appointment. It knows {words:,} words, names and numbers (2 to 999).
- **Limits:** an unknown name is `<unk>` to it, and it puts another in its place. Any other text
  becomes a report of one of these kinds.
- **Data:** reports with their summaries, put together by `reports.py`: eight kinds, every
  sentence in several wordings, others thrown in that bring names and numbers that do not
  matter; {steps:,} batches of {batch}, drawn anew each time.
{independent}
- **Held out:** {test:,} reports about people whose full names were never trained on (their
  first and last names were), half of the needed sentences in wordings that were never trained
  on: ROUGE-L {rougeL:.3f}; every name and number right in {facts_right:.3f}; exactly the
  summary in {exact_match:.3f}.
- **Licence:** MIT.

{commands}

For real work take `facebook/bart-large-cnn` (English) or `csebuetnlp/mT5_multilingual_XLSum`
(45 languages).
"""

CARD_ZH = """# 短篇报道的摘要

阅读三到六句的英文报道，写出最要紧的一句。{parameters:,} 个参数，由 Transformers Atlas 从零训练。

- **适用范围**：关于火灾、风暴、比赛、节庆、发现、公司业绩、议会计划或新任命的报道。它认识 \
{words:,} 个词、名称和数字（2 到 999）。
- **局限**：不认识的名称对它来说都是 `<unk>`，它会换上另一个。别的文本会被写成这几类报道之一。
- **数据**：`reports.py` 拼合的报道和摘要：八个种类，每个句子有多种说法，\
并混入带有无关名称和数字的句子；共 {steps:,} 批，每批 {batch} 篇，每次重新抽取。
{independent_zh}
- **留出测试**：{test:,} 篇报道，其中人物的全名没有用于训练（名和姓分别出现过），\
一半的必要句子用的是训练中没有的说法：ROUGE-L {rougeL:.3f}；名称和数字全对的占 \
{facts_right:.3f}；与摘要完全一致的占 {exact_match:.3f}。
- **许可**：MIT。

{commands}

实际使用请选 `facebook/bart-large-cnn`（英文）或 `csebuetnlp/mT5_multilingual_XLSum`（45 \
种语言）。
"""

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("rougeL", "facts_right", "exact_match"),
    independent=judge,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="summarization",
        dataset="reports of the recipe, names and wordings held out",
        origin="reports written one by one, half with names from lists that packages carry",
        origin_chinese="逐篇写下的报道，一半的名称取自软件包所带的名单",
        license="mit",
        language="en",
    ),
)
