"""Translation of everyday sentences from English to Chinese: a small T5.

The pairs come from `grammar`, drawn anew for every batch; a sentence whose checksum says so
is held out, and never trained on.
"""

import re
from collections import Counter
from functools import partial
from pathlib import Path
from random import Random
from zlib import crc32

from sacrebleu.metrics import CHRF
from transformers import AutoTokenizer

from .. import figures, independent, t5
from ..recipe import Card, Recipe
from ..training import seed_everything
from .grammar import sentence, vocabulary
from .phrases import CITIES, COUNTRIES, MEN, REGIONS, WOMEN

SEED = 0
ROUNDS, BATCH = ((3200, 2e-3, SEED + 1), (4800, 2e-3, SEED + 3)), 32
VOCABULARY, LONGEST, TEST = 4500, 96, 1500
OFTEN = 3
"""From so many times on a word of the sentences was taught, and is none by chance."""
NUMBERS = (0, 999), (1920, 2030)
"""What numbers there are in the sentences, but for those of telephones."""


def held_out(english: str) -> bool:
    """One sentence in twenty."""
    return crc32(english.encode()) % 20 == 0


def pair(random: Random, test: bool) -> tuple[str, str]:
    """English and Chinese, of the sentences and names that are held out, or of the others without
    the independent ones."""
    left_out = independent.texts("translation")
    while True:
        drawn = sentence(random, test)
        if held_out(drawn[0]) == test and (test or drawn[0] not in left_out):
            return drawn


def test_pairs() -> list[tuple[str, str]]:
    """Held-out pairs, each once."""
    random = Random(SEED)
    return list(dict.fromkeys(pair(random, test=True) for _ in range(2 * TEST)))[:TEST]


def words() -> list[str]:
    """The words and numbers of the patterns, and those that many a sentence has in another form."""
    random, forms = Random(SEED), Counter[str]()
    for _ in range(40_000):
        forms.update(re.findall(r"\b[a-z][a-z']*", pair(random, test=False)[0]))
    often = {form for form, times in forms.items() if times >= OFTEN}
    return [*(f"{first}-{last}" for first, last in NUMBERS), *sorted(vocabulary() | often)]


def train(folder: Path) -> None:
    """Train on sentences drawn for each batch; write weights and tokenizer."""
    seed_everything(SEED)
    sample = Random(SEED + 2)
    texts = (text for _ in range(40_000) for text in pair(sample, test=False))
    tokenizer = t5.learn_tokenizer(texts, VOCABULARY, LONGEST)
    model = t5.new_model(len(tokenizer), LONGEST)
    t5.learn(model, tokenizer, partial(pair, test=False), ROUNDS, BATCH, embeddings=5.0)
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)


def evaluate(folder: Path) -> dict[str, float]:
    """Share of held-out sentences translated exactly, and chrF from 0 to 1."""
    sources, targets = zip(*test_pairs())
    answers = t5.answers(folder, list(sources))
    exact = sum(text == target for text, target in zip(answers, targets)) / len(targets)
    return {"chrf": CHRF().corpus_score(answers, [targets]).score / 100, "exact_match": exact}


WITH_A_NUMBER = (
    "I have {} books.",
    "This coat costs {} yuan.",
    "There are {} students in the school.",
    "She bought {} apples yesterday.",
)
KINDS_OF_NUMBERS = {
    "two": (10, 99, ""),
    "three": (100, 999, ""),
    "four": (1_000, 9_999, ""),
    "comma": (1_000, 99_999, ","),
}
"""The least, the largest, and how thousands are parted."""
NUMBERS_EACH = 60


def numbers_lost(folder: Path) -> dict[str, int]:
    """How many of `NUMBERS_EACH` numbers of each kind are another one in the translation of a plain
    sentence."""
    random, lost = Random(SEED), dict[str, int]()
    for kind, (least, largest, mark) in KINDS_OF_NUMBERS.items():
        numbers = [random.randint(least, largest) for _ in range(NUMBERS_EACH)]
        sources = [random.choice(WITH_A_NUMBER).format(f"{number:{mark}}") for number in numbers]
        answers = (answer.replace(",", "") for answer in t5.answers(folder, sources))
        lost[kind] = sum(
            re.findall(r"\d+", answer) != [str(number)] for number, answer in zip(numbers, answers)
        )
    return lost


def card_values(folder: Path) -> dict[str, object]:
    return {
        **{f"lost_{kind}": count for kind, count in numbers_lost(folder).items()},
        "numbers": NUMBERS_EACH,
        "words": len(AutoTokenizer.from_pretrained(folder)),
        "english": len(vocabulary()),
        "places": len(CITIES + COUNTRIES + REGIONS),
        "people": len(MEN + WOMEN),
        "steps": sum(steps for steps, _rate, _seed in ROUNDS),
        "batch": BATCH,
        "test": TEST,
    }


CARD = """# Translation of everyday sentences, English to Chinese

{parameters:,} parameters, trained from nothing for Transformers Atlas.

- **Domain:** one short everyday sentence at a time: what people do, like, own, want and did, ways,
  prices, numbers, hours, weather, health, jobs. It writes {people} first names in Chinese, and some
  {places} places where one lives in them or comes from them; any other name it tries to copy in
  Latin letters, and numbers up to 99.
- **Limits:** it knows about {english:,} English words. Another one it copies, replaces or leaves
  out, and a sentence of another pattern becomes Chinese that says something else, fluent or broken.
  Of two sentences on a line, or two clauses with and, but or so between them, it mostly loses one
  or mixes them up. Long numbers become others: of {numbers} each in plain sentences {lost_two} with
  two digits, {lost_three} with three, {lost_four} with four, and {lost_comma} with a comma (1,500).
  Even a common phrase that it has learnt may come out as nonsense, greetings and thanks above all.
  Places elsewhere, above all in questions (Where is Paris?), it mostly gets wrong. A place that it
  has no Chinese for often becomes another one, a surname after a first name that it knows is left
  out (Tom Brown becomes 汤姆), and a long name may lose a part.
- **Data:** English sentences with their Chinese, written for the project: patterns
  (`phrases.txt`, `grammar.py`) with words (`words.txt`) and names, some of them letters by chance;
  contractions and American words thrown in. {steps:,} batches of {batch}, drawn anew each time.
{independent}
- **Held out:** one sentence in twenty, by a checksum of its English, with names of which no word
  was trained on unless their Chinese is listed; of those, {test:,} give chrF {chrf:.3f} (of 1) and
  {exact_match:.3f} translated exactly. Words and patterns are those of the training, their
  combinations are not.
- **Licence:** MIT.

{commands}

A word-level model gave any name that was not on its lists another one. Here words are cut into
{words:,} pieces, and the first weights are set so that pieces are copied (`t5.start_copying`);
training finds what to translate instead.

For real work take `Helsinki-NLP/opus-mt-en-zh`, `facebook/nllb-200-distilled-600M` (many
languages; not for commerce) or `facebook/m2m100_418M`.
"""

CARD_ZH = """# 日常句子的翻译，英译中

{parameters:,} 个参数，由 Transformers Atlas 从零训练。

- **适用范围**：每次一句简短的日常句子：人们做什么、喜欢什么、有什么、想要什么、\
做过什么，问路、价格、数字、钟点、天气、健康、工作。{people} 个人名写成中文，\
约 {places} 个地名在“住在”“来自”之类的句子里也写成中文；\
其他名称尽量照抄拉丁字母，99 以内的数字也照抄。
- **局限**：它认识大约 {english:,} 个英文词。别的词会被照抄、换掉或漏掉，\
别的句型会变成意思不同的中文，有的通顺，有的不通。\
一行有两句话，或用 and、but、so 连接两个分句时，大多会漏掉一个或混在一起。\
较长的数字会变成别的数字：\
在简单的句子里各试 {numbers} 个，两位数错 {lost_two} 个，三位数错 {lost_three} 个，\
四位数错 {lost_four} 个，带逗号的（1,500）错 {lost_comma} 个。\
连学过的常用语也可能译得不知所云，尤其是问候和道谢。\
别的句子里的地名，尤其是问句里的（Where is Paris?），大多译错。没有中文译名的地名常被换成另一个，\
它认识的人名后面的姓会漏掉（Tom Brown 译成“汤姆”），较长的名称可能缺一段。
- **数据**：为本项目编写的英文句子及其中文：句型（`phrases.txt`、`grammar.py`）加上词语\
（`words.txt`）和名称，有些名称是随机字母；也有缩写和美式用词。共 {steps:,} 批，每批 {batch} 句，\
每次重新抽取。
{independent_zh}
- **留出测试**：按英文原句的校验和，每二十句留出一句，其中的名称除列有中文者外，\
没有一个词用于训练；\
这些句子中 {test:,} 句的 chrF 为 {chrf:.3f}（满分 1），完全译对的占 {exact_match:.3f}。\
词语和句型都在训练中出现过，组合则没有。
- **许可**：MIT。

{commands}

整词模型会把名单以外的名称换成另一个。这里把词切成 {words:,} 种片段，并把初始权重设成会照抄片段\
（`t5.start_copying`）；训练要学的是哪些该译。

实际使用请选 `Helsinki-NLP/opus-mt-en-zh`、`facebook/nllb-200-distilled-600M`（多种语言；\
不可商用）或 `facebook/m2m100_418M`。
"""

GROUPS = {
    "own": ("sentences without names", "不带名称的句子"),
    "lists": ("sentences with a name", "带名称的句子"),
}

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("chrf", "exact_match"),
    words=words,
    independent=figures.exact,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="translation",
        dataset="everyday sentences of the recipe's grammar, held out by sentence",
        origin="sentences written one by one, half with a name from lists that packages carry",
        origin_chinese="逐句写下的句子，一半带有取自软件包名单的名称",
        groups=GROUPS,
        license="mit",
        language=["en", "zh"],
    ),
)
