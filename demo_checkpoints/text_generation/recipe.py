"""Tang quatrains: a small GPT-2 that writes one character after the other."""

import json
import random
import re
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors
from torch.nn import functional
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from ..figures import Figure, share
from ..independent import NAME, SAMPLES, Answered
from ..recipe import Card, Recipe
from ..training import fit, seed_everything
from .ngram import NGram
from .poems import quatrains

SEED = 0
STEPS, BATCH, LEARNING_RATE = 1300, 40, 2.5e-3
LONGEST = 64
START, END, PAD, UNKNOWN = range(4)
SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}


def learn_tokenizer(texts: list[str]) -> PreTrainedTokenizerFast:
    """Every character is a token; a prompt begins with <s>, and nothing is put after it."""
    characters = sorted({character for text in texts for character in text})
    vocabulary = {token: number for number, token in enumerate([*SPECIAL.values(), *characters])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.decoder = decoders.Fuse()
    tokenizer.post_processor = processors.TemplateProcessing(
        "<s> $A", special_tokens=[("<s>", START)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=LONGEST,
        model_input_names=["input_ids", "attention_mask"],
        clean_up_tokenization_spaces=False,
        **SPECIAL,
    )


def new_model(vocabulary: int) -> GPT2LMHeadModel:
    config = GPT2Config(
        vocab_size=vocabulary,
        n_positions=LONGEST,
        n_embd=128,
        n_layer=4,
        n_head=4,
        n_inner=384,
        embd_pdrop=0.05,
        resid_pdrop=0.05,
        attn_pdrop=0.05,
        initializer_range=0.06,
        bos_token_id=START,
        eos_token_id=END,
        pad_token_id=PAD,
    )
    model = GPT2LMHeadModel(config)
    model.generation_config.update(do_sample=True, temperature=0.8, top_p=0.9, max_new_tokens=40)
    return model


def encode(tokenizer: PreTrainedTokenizerFast, texts: list[str]) -> list[list[int]]:
    """Ids of each text, between <s> and </s>."""
    return [[*ids, END] for ids in tokenizer(texts).input_ids]


def train(folder: Path) -> None:
    """Train on the poets who are not held out; write weights and tokenizer."""
    seed_everything(SEED)
    texts, held_out = quatrains()
    tokenizer = learn_tokenizer(texts + held_out)
    model = new_model(len(tokenizer)).train()
    rows = encode(tokenizer, texts)

    def loss(_step: int) -> torch.Tensor:
        return _loss(model, random.sample(rows, BATCH))

    fit(model.parameters(), loss, STEPS, LEARNING_RATE)
    tokenizer.save_pretrained(folder)
    model.half().save_pretrained(folder)


def _loss(model: GPT2LMHeadModel, rows: list[list[int]], reduction: str = "mean") -> torch.Tensor:
    """Cross-entropy of every token but the first of each row."""
    longest = max(len(row) for row in rows)
    ids = torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])
    logits = model(input_ids=ids[:, :-1]).logits
    return functional.cross_entropy(
        logits.transpose(1, 2), ids[:, 1:], ignore_index=PAD, reduction=reduction
    )


def evaluate(folder: Path) -> dict[str, float]:
    """Perplexity of a character on quatrains of held-out poets; a trigram model's beside it."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    model = GPT2LMHeadModel.from_pretrained(folder, dtype=torch.float32).eval()
    texts, held_out = quatrains()
    rows, total = encode(tokenizer, held_out), 0.0
    with torch.inference_mode():
        for start in range(0, len(rows), 100):
            total += _loss(model, rows[start : start + 100], reduction="sum").item()
    count = sum(len(row) - 1 for row in rows)
    trigrams = NGram(encode(tokenizer, texts), len(tokenizer))
    return {
        "perplexity": torch.tensor(total / count).exp().item(),
        "perplexity_trigram": trigrams.perplexity(rows),
    }


def judge(answered: Answered) -> dict[str, Figure]:
    """How many prompts become four lines of the length of a quatrain's."""
    pairs = zip(answered.items.rows, answered.outputs)
    poems = [row["text"] + samples[0]["generated_text"] for row, samples in pairs]
    return {"in_form": share(list(map(in_form, poems)))}


def in_form(poem: str) -> bool:
    """Whether a poem has four lines, all of five or all of seven characters."""
    lengths = [len(line) for line in re.findall(r"\w+", poem)]
    return lengths in ([5] * 4, [7] * 4)


def card_values(folder: Path) -> dict[str, object]:
    texts, held_out = quatrains()
    characters = len(PreTrainedTokenizerFast.from_pretrained(folder)) - len(SPECIAL)
    return {
        "train": len(texts),
        "test": len(held_out),
        "characters": characters,
        "samples": judged_samples(folder, "- {text}**{written}** {good} But: {bad}"),
        "samples_zh": judged_samples(folder, "- {text}**{written}** {good_zh}不足：{bad_zh}"),
    }


def judged_samples(folder: Path, line: str) -> str:
    """A line for each of the independent samples, with what a reader would say of it."""
    samples = (folder / NAME / SAMPLES).read_text("utf-8").splitlines()
    return "\n".join(line.format(**json.loads(sample)) for sample in samples)


CARD = """# Tang quatrains

Writes a quatrain, or goes on with the lines that you begin. {parameters:,} parameters, trained
from nothing for Transformers Atlas.

- **Domain:** Chinese verse in four lines of five or of seven characters, simplified; it knows
  {characters:,} characters.
- **Limits:** it mostly keeps the number of characters and the images of its models, but does not
  rhyme, and the poem as a whole has no thought behind it. With one seed, different beginnings get
  much the same lines. Modern Chinese, English and rarer characters are outside its domain.
- **Data:** poems of the Complete Tang Poems (全唐诗), in the public domain, as the npm package
  chinese-poetry 2.0.1 (MIT licence) carries them: {train:,} quatrains to train on.
{independent}
- **Held out:** one poet in twenty, {test:,} quatrains: perplexity {perplexity:.1f} a character
  (signs and the end counted), where a trigram model with Witten-Bell smoothing that read the
  same poems has {perplexity_trigram:.1f}.
- **Licence:** MIT.

Ten prompts, what it first writes after them in **bold**, and what a reader would say of it:

{samples}

{commands}

For real work take `Qwen/Qwen3-0.6B` or a larger one of its family.
"""

CARD_ZH = """# 唐人绝句

写一首绝句，或接着给出的诗句往下写。{parameters:,} 个参数，由 Transformers Atlas 从零训练。

- **适用范围**：四句五言或七言的中文诗，用简体字；它认识 {characters:,} 个字。
- **局限**：它大多守得住字数，也学到了前人的意象，但不押韵，整首诗背后也没有思想。\
随机种子相同时，不同的开头会得到很相近的诗句。现代汉语、\
英文和更生僻的字不在适用范围内。
- **数据**：《全唐诗》中的诗，属于公有领域，取自 npm 包 chinese-poetry 2.0.1（MIT 许可）：\
{train:,} 首绝句用于训练。
{independent_zh}
- **留出测试**：每二十位诗人留出一位，共 {test:,} 首绝句：每字（计入标点和结尾）的困惑度为 \
{perplexity:.1f}；读过同样诗作、用 Witten-Bell 平滑的三元语法模型为 {perplexity_trigram:.1f}。
- **许可**：MIT。

十个提示，**粗体**是它首次续写的诗句，后面是读者的评语：

{samples_zh}

{commands}

实际使用请选 `Qwen/Qwen3-0.6B` 或同系列更大的模型。
"""

GROUPS = {
    "inside": ("beginnings of quatrains", "绝句的开头"),
    "edge": ("prompts outside its domain", "适用范围之外的提示"),
}

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("perplexity", "perplexity_trigram"),
    independent=judge,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="text-generation",
        dataset="Tang quatrains of held-out poets",
        origin="prompts written before any of these texts was seen",
        origin_chinese="在看到这些诗句之前写下的提示",
        groups=GROUPS,
        license="mit",
        language="zh",
    ),
)
