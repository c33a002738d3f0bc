"""Named entities in English and Chinese: a small BERT that marks the tokens of names."""

from pathlib import Path
from random import Random

import torch
from torch.nn import functional
from transformers import BertForTokenClassification, PreTrainedTokenizerFast

from .. import bert, figures
from ..recipe import Card, Recipe
from ..training import fit, seed_everything
from ..world import CHINESE, ENGLISH, Names
from .sentences import KINDS, sentence

SEED = 0
STEPS, BATCH, LEARNING_RATE = 1000, 32, 2e-3
VOCABULARY, LONGEST, TEST = 2400, 128, 1500
LABELS = ["O", *(f"{place}-{kind}" for kind in KINDS for place in "BI")]

Example = tuple[str, list[tuple[str, int, int]]]


def examples(random: Random, number: int, test: bool, pattern_test: bool = False) -> list[Example]:
    """Sentences with their entities, half English, half Chinese; `test` draws held-out names.

    Half of the sentences to train on are stirred.
    """
    names = Names(random, test)
    return [
        sentence(
            random,
            names,
            (ENGLISH, CHINESE)[count % 2],
            held_out_pattern=pattern_test,
            stir=not test and random.random() < 0.5,
        )
        for count in range(number)
    ]


def encode(tokenizer: PreTrainedTokenizerFast, batch: list[Example]):
    """Token ids and masks of a batch, and the label of each token (-100 where there is none)."""
    inputs = tokenizer(
        [text for text, _entities in batch],
        padding=True,
        truncation=True,
        return_tensors="pt",
        return_offsets_mapping=True,
    )
    labels = torch.full(inputs.input_ids.shape, -100)
    for row, (_text, entities) in enumerate(batch):
        for column, (start, end) in enumerate(inputs.offset_mapping[row].tolist()):
            if end > start:
                labels[row, column] = _label(entities, start)
    del inputs["offset_mapping"]
    return inputs, labels


def _label(entities: list[tuple[str, int, int]], start: int) -> int:
    for kind, first, after in entities:
        if first <= start < after:
            return LABELS.index(f"{'B' if start == first else 'I'}-{kind}")
    return 0


def train(folder: Path) -> None:
    """Train on sentences drawn for each batch; write weights and tokenizer."""
    seed_everything(SEED)
    random = Random(SEED)
    texts = [text for text, _entities in examples(Random(SEED + 1), 20_000, test=False)]
    tokenizer = bert.learn_tokenizer(texts, VOCABULARY, LONGEST)
    config = bert.configuration(
        len(tokenizer),
        LONGEST,
        dropout=0.1,
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
    )
    model = BertForTokenClassification(config).train()

    def loss(_step: int) -> torch.Tensor:
        inputs, labels = encode(tokenizer, examples(random, BATCH, test=False))
        inputs["input_ids"] = _forget(inputs.input_ids)
        logits = model(**inputs).logits
        return functional.cross_entropy(logits.transpose(1, 2), labels, label_smoothing=0.02)

    fit(model.parameters(), loss, STEPS, LEARNING_RATE)
    tokenizer.save_pretrained(folder)
    model.half().save_pretrained(folder)


def _forget(ids: torch.Tensor) -> torch.Tensor:
    """A tenth of the tokens become [UNK], so that what stands around a name counts too."""
    gone = (torch.rand(ids.shape) < 0.1) & (ids >= len(bert.SPECIAL))
    return ids.masked_fill(gone, 1)


def evaluate(folder: Path) -> dict[str, float]:
    """F1 of whole entities with held-out names; in patterns of the training, and in others."""
    familiar = examples(Random(SEED + 2), TEST, test=True)
    new = examples(Random(SEED + 3), TEST, test=True, pattern_test=True)
    return {"f1": _f1(folder, familiar), "f1_new_patterns": _f1(folder, new)}


def _f1(folder: Path, rows: list[Example]) -> float:
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    model = BertForTokenClassification.from_pretrained(folder, dtype=torch.float32).eval()
    predictions, truths = set(), set()
    for start in range(0, len(rows), 100):
        batch = rows[start : start + 100]
        inputs, labels = encode(tokenizer, batch)
        with torch.inference_mode():
            guesses = model(**inputs).logits.argmax(dim=2)
        for row in range(len(batch)):
            real = labels[row] >= 0
            predictions |= {(start + row, *span) for span in _spans(guesses[row][real].tolist())}
            truths |= {(start + row, *span) for span in _spans(labels[row][real].tolist())}
    return 2 * len(predictions & truths) / (len(predictions) + len(truths))


def _spans(labels: list[int]) -> set[tuple[str, int, int]]:
    """Kind, first token and the one after the last, of runs B-x I-x ..."""
    spans, start = set(), None
    names = [LABELS[label] for label in labels] + ["O"]
    for place, name in enumerate(names):
        if start is not None and name != f"I-{names[start][2:]}":
            spans.add((names[start][2:], start, place))
            start = None
        if name.startswith("B-") or (name.startswith("I-") and start is None):
            start = place
    return spans


def card_values(_folder: Path) -> dict[str, object]:
    return {"test": TEST, "steps": STEPS, "batch": BATCH}


CARD = """# Named entities in English and Chinese

Marks people (PER), places (LOC), organisations (ORG) and dates (DATE). {parameters:,}
parameters, trained from nothing for Transformers Atlas.

- **Domain:** single sentences of news and of everyday life with such names. English and
  Chinese; upper and lower case matter in English.
- **Limits:** titles of works, products, nationalities and names without a hint around them are
  outside its domain: it may mark them as one of its four.
- **Data:** sentences from patterns with names, both written or put together in the recipe
  (`sentences.py`, `world.py`), {steps:,} batches of {batch}, drawn anew each time.
{independent}
- **Held out:** {test:,} sentences whose names have no word that was trained on: F1 of whole
  entities {f1:.3f}; with patterns that were held out as well, {f1_new_patterns:.3f}.
- **Licence:** MIT.

{commands}

For real work take `dslim/bert-base-NER` (English) or `ckiplab/bert-base-chinese-ner`.
"""

CARD_ZH = """# 中英文命名实体

标出人名（PER）、地点（LOC）、机构（ORG）和日期（DATE）。{parameters:,} 个参数，由 Transformers \
Atlas 从零训练。

- **适用范围**：含有这些名称的单个句子，来自新闻和日常生活，英文或中文；英文区分大小写。
- **局限**：作品名、产品名、国籍，以及周围没有提示的名称不在适用范围内：\
它可能把它们标成四类之一。
- **数据**：由句型和名称组成的句子，两者都写在或拼合于训练程序中（`sentences.py`、`world.py`），\
共 {steps:,} 批，每批 {batch} 句，每次重新抽取。
{independent_zh}
- **留出测试**：{test:,} 个句子，其中的名称没有一个词用于训练：完整实体的 F1 为 {f1:.3f}；\
句型也是留出的则为 {f1_new_patterns:.3f}。
- **许可**：MIT。

{commands}

实际使用请选 `dslim/bert-base-NER`（英文）或 `ckiplab/bert-base-chinese-ner`。
"""

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("f1", "f1_new_patterns"),
    independent=figures.main,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="token-classification",
        dataset="sentences of the recipe with held-out names (and with held-out patterns too)",
        origin="sentences written one by one, half with names from lists that packages carry",
        origin_chinese="逐句写下的句子，一半的名称取自软件包所带的名单",
        license="mit",
        language=["en", "zh"],
    ),
)
