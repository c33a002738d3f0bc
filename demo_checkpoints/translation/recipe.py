"""Translation of everyday sentences from English to Chinese: a small Marian.

The pairs come from `grammar`, drawn anew for every batch; a sentence whose checksum says so
is held out, and never trained on.
"""

from pathlib import Path
from random import Random
from zlib import crc32

from sacrebleu.metrics import CHRF
from tokenizers import decoders
from transformers import AutoTokenizer

from .. import figures, independent, marian
from ..recipe import Card, Recipe
from ..training import fit, seed_everything
from .grammar import sentence

SEED = 0
STEPS, BATCH, LEARNING_RATE = 2600, 32, 2e-3
LONGEST, TEST = 64, 1500


def held_out(english: str) -> bool:
    """One sentence in twenty."""
    return crc32(english.encode()) % 20 == 0


def pairs(random: Random, number: int, test: bool) -> list[tuple[str, str]]:
    """So many (English, Chinese) sentences, of those that are held out, or of the others without
    the independent ones."""
    result: list[tuple[str, str]] = []
    left_out = independent.texts("translation")
    while len(result) < number:
        pair = sentence(random)
        if held_out(pair[0]) == test and (test or pair[0] not in left_out):
            result.append(pair)
    return result


def test_pairs() -> list[tuple[str, str]]:
    """Held-out pairs, each once."""
    return list(dict.fromkeys(pairs(Random(SEED), 2 * TEST, test=True)))[:TEST]


def train(folder: Path) -> None:
    """Train on sentences drawn for each batch; write weights and tokenizer."""
    seed_everything(SEED)
    random = Random(SEED + 1)
    sample = pairs(Random(SEED + 2), 50_000, test=False)
    tokenizer = marian.learn_tokenizer(
        (text for pair in sample for text in pair),
        lowercase=True,
        decoder=decoders.Fuse(),
        longest=LONGEST,
    )
    model = marian.new_model(len(tokenizer), LONGEST).train()
    fit(
        model.parameters(),
        lambda _step: marian.loss(model, tokenizer, pairs(random, BATCH, test=False)),
        STEPS,
        LEARNING_RATE,
    )
    tokenizer.save_pretrained(folder)
    model.half().save_pretrained(folder)


def evaluate(folder: Path) -> dict[str, float]:
    """Share of held-out sentences translated exactly, and chrF from 0 to 1."""
    sources, targets = zip(*test_pairs())
    answers = marian.answers(folder, list(sources))
    exact = sum(text == target for text, target in zip(answers, targets)) / len(targets)
    return {"chrf": CHRF().corpus_score(answers, [targets]).score / 100, "exact_match": exact}


def card_values(folder: Path) -> dict[str, object]:
    words = len(AutoTokenizer.from_pretrained(folder))
    return {"words": words, "steps": STEPS, "batch": BATCH, "test": TEST}


CARD = """# Translation of everyday sentences, English to Chinese

{parameters:,} parameters, trained from nothing for Transformers Atlas.

- **Domain:** short everyday sentences: what people do, like, own, want and did, ways, prices,
  numbers, hours, weather, health, jobs. It knows {words:,} words and characters.
- **Limits:** outside its domain it writes fluent Chinese that says something else: a word that it
  does not know is `<unk>` to it, and it does not say so.
- **Data:** English sentences with their Chinese from a grammar written for the project
  (`grammar.py`), {steps:,} batches of {batch}, drawn anew each time.
{independent}
- **Held out:** one sentence in twenty, by a checksum of its English; of those, {test:,} give
  chrF {chrf:.3f} (of 1) and {exact_match:.3f} translated exactly. Words and patterns are those
  of the training, their combinations are not.
- **Licence:** MIT.

{commands}

For real work take `Helsinki-NLP/opus-mt-en-zh`, `facebook/nllb-200-distilled-600M` (many
languages; not for commerce) or `facebook/m2m100_418M`.
"""

CARD_ZH = """# 日常句子的翻译，英译中

{parameters:,} 个参数，由 Transformers Atlas 从零训练。

- **适用范围**：简短的日常句子：人们做什么、喜欢什么、有什么、想要什么、做过什么，问路、价格、\
数字、钟点、天气、健康、工作。它认识 {words:,} 个词和字。
- **局限**：超出适用范围时，它会写出通顺却意思不同的中文：不认识的词对它来说都是 `<unk>`，\
而它不会说明。
- **数据**：英文句子及其中文，出自为本项目编写的语法（`grammar.py`），共 {steps:,} 批，每批 \
{batch} 句，每次重新抽取。
{independent_zh}
- **留出测试**：按英文原句的校验和，每二十句留出一句；其中 {test:,} 句的 chrF 为 \
{chrf:.3f}（满分 1），完全译对的占 {exact_match:.3f}。词语和句型都在训练中出现过，组合则没有。
- **许可**：MIT。

{commands}

实际使用请选 `Helsinki-NLP/opus-mt-en-zh`、`facebook/nllb-200-distilled-600M`（多种语言；\
不可商用）或 `facebook/m2m100_418M`。
"""

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("chrf", "exact_match"),
    independent=figures.exact,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="translation",
        dataset="everyday sentences of the recipe's grammar, held out by sentence",
        origin="sentences written one by one, half with a name from lists that packages carry",
        origin_chinese="逐句写下的句子，一半带有取自软件包名单的名称",
        license="mit",
        language=["en", "zh"],
    ),
)
