"""Summaries of short reports: a small T5 that learns to copy out the sentences that matter."""

import re
from functools import partial
from pathlib import Path
from random import Random

from rouge_score.rouge_scorer import RougeScorer
from transformers import AutoTokenizer

from inference.metrics.texts import words

from .. import t5
from ..figures import Figure, share
from ..independent import Answered
from ..recipe import Card, Recipe
from ..training import seed_everything
from . import facts
from .reports import report

SEED = 0
ROUNDS, BATCH = ((2600, 2e-3, SEED),), 16
VOCABULARY, LONGEST, TEST = 4000, 384, 500


def train(folder: Path) -> None:
    """Train on reports drawn for each batch; write weights and tokenizer."""
    seed_everything(SEED)
    sample = Random(SEED + 1)
    texts = (report(sample, held_out=False)[0] for _ in range(20_000))
    tokenizer = t5.learn_tokenizer(texts, VOCABULARY, LONGEST)
    model = t5.new_model(len(tokenizer), LONGEST)
    t5.learn(model, tokenizer, partial(report, held_out=False), ROUNDS, BATCH)
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)


def evaluate(folder: Path) -> dict[str, float]:
    """ROUGE-L, the share of summaries with every name and number right, and of exact ones."""
    random = Random(SEED + 2)
    sources, targets = zip(*(report(random, held_out=True) for _ in range(TEST)))
    summaries = t5.answers(folder, list(sources), batch=32)
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


def counts(answered: Answered) -> dict[str, int]:
    """How many summaries have a word that is not in their report."""
    pairs = zip(answered.said, answered.items.rows)
    strange = [bool(set(words(said or "")) - set(words(row["text"]))) for said, row in pairs]
    return {"strange": sum(strange)}


def card_values(folder: Path) -> dict[str, object]:
    return {
        "words": len(AutoTokenizer.from_pretrained(folder)),
        "steps": sum(steps for steps, _rate, _seed in ROUNDS),
        "batch": BATCH,
        "test": TEST,
    }


CARD = """# Summaries of short reports

Reads an English report of three to seven sentences and copies out one or two, mostly the opening,
and not always the next that matters.
{parameters:,} parameters, trained from nothing for Transformers Atlas.

- **Domain:** reports of a fire, a storm, a match, a festival, a find, a company's results, a
  council's plan or a new appointment, whatever the names and numbers in them.
- **Limits:** it chooses sentences, and sometimes leaves out who said so at the end of one. It often
  leaves out the sentence that matters, above all one that is worded as none of its lessons were:
  the injured in some half of the reports, the dead mostly, unless the opening names them. Where a
  word stands twice it may jump from one sentence into the other and say what is untrue: of its
  summaries of the {items} independent reports {strange} have a word that their report has not. Or
  it repeats a sentence until the length limit cuts it off. Of any other text it mostly copies the
  opening, often with a wrong or broken word in it.
- **Data:** reports with their summaries, put together by `reports.py` from the sentences of
  `kinds.toml`: eight kinds, every sentence in many wordings, others thrown in that bring names
  and numbers that do not matter; names are drawn from lists, made of syllables or of letters by
  chance, and in half of the reports some words are replaced, so that it has to copy what it
  cannot know. {steps:,} batches of {batch}, drawn anew each time.
{independent}
- **Held out:** {test:,} reports with names of which no word was trained on, half of the needed
  sentences in wordings that were never trained on: ROUGE-L {rougeL:.3f}; every name and number
  right in {facts_right:.3f}; exactly the summary in {exact_match:.3f}.
- **Licence:** MIT.

{commands}

A word-level model with the same lessons knew no name that was not on its lists and put another
in its place. Here words are cut into {words:,} pieces, and the first weights are set so that
pieces are copied (`t5.start_copying`); training finds what to copy.

For real work take `facebook/bart-large-cnn` (English) or `csebuetnlp/mT5_multilingual_XLSum`
(45 languages).
"""

CARD_ZH = """# 短篇报道的摘要

阅读三到七句的英文报道，抄出其中一两句，多半是开头，另一句未必要紧。\
{parameters:,} 个参数，由 Transformers Atlas 从零训练。

- **适用范围**：关于火灾、风暴、比赛、节庆、发现、公司业绩、议会计划或新任命的报道，\
其中的名称和数字不限。
- **局限**：它挑选句子，其中句末的“某人说”有时略去。它常漏掉要紧的句子，\
尤其是说法与训练中都不同的句子：伤者约漏掉一半，死者除非开头提到，大多漏掉。\
同一个词出现两次时，它可能从一句跳到另一句，说出与原文不符的话；\
{items} 篇独立测试的报道中，有 {strange} 篇的摘要含有原文没有的词。\
它也可能反复说抄过的一句，直到被长度上限截断。别的文本，它多半照抄开头，而且常混入错词或残缺的词。
- **数据**：`reports.py` 用 `kinds.toml` 里的句子拼合的报道和摘要：八个种类，每个句子有许多说法，\
并混入带有无关名称和数字的句子；名称取自名单，或由音节、字母随机拼成，半数报道中还有一些词被换掉，\
使它必须照抄不可能认识的内容。共 {steps:,} 批，每批 {batch} 篇，每次重新抽取。
{independent_zh}
- **留出测试**：{test:,} 篇报道，名称中没有一个词用于训练，一半的必要句子用的是训练中没有的说法：\
ROUGE-L {rougeL:.3f}；名称和数字全对的占 {facts_right:.3f}；与摘要完全一致的占 {exact_match:.3f}。
- **许可**：MIT。

{commands}

用同样的材料训练的整词模型，不认识名单以外的名称，会换上另一个。这里把词切成 {words:,} 种片段，\
并把初始权重设成会照抄片段（`t5.start_copying`）；训练要学的是抄什么。

实际使用请选 `facebook/bart-large-cnn`（英文）或 `csebuetnlp/mT5_multilingual_XLSum`（45 \
种语言）。
"""

GROUPS = {
    "fire": ("fires", "火灾"),
    "storm": ("storms", "风暴"),
    "match": ("matches", "比赛"),
    "festival": ("festivals", "节庆"),
    "find": ("finds", "发现"),
    "results": ("results of companies", "公司业绩"),
    "council": ("plans of councils", "议会计划"),
    "appointment": ("appointments", "任命"),
    "own": ("names not from lists", "不取自名单的名称"),
    "lists": ("names from lists", "取自名单的名称"),
}

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("rougeL", "facts_right", "exact_match"),
    independent=judge,
    counts=counts,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="summarization",
        dataset="reports of the recipe, names and wordings held out",
        origin="reports written one by one, half with names from lists that packages carry",
        origin_chinese="逐篇写下的报道，一半的名称取自软件包所带的名单",
        groups=GROUPS,
        license="mit",
        language="en",
    ),
)
