"""Sequence to sequence with a small T5 that starts out able to copy: its tokenizer, model, loss
and answers.

Words that are frequent are one token, others several, down to single letters; digits and
Chinese characters stand alone. So no name and no number is unknown, and what is copied is a
row of tokens: `start_copying` builds an induction head (Olsson et al., 2022) into the first
weights, which training alone would take most of its time to find.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import torch
from tokenizers import (
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from torch.nn import functional
from transformers import (
    AutoTokenizer,
    PreTrainedTokenizerFast,
    T5Config,
    T5ForConditionalGeneration,
)

from .training import fit

PAD, END, UNKNOWN = 0, 1, 2
SPECIAL = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
LETTERS = [
    chr(code) for span in ((0x20, 0x7F), (0xA1, 0x180), (0x218, 0x21C)) for code in range(*span)
]
"""ASCII and the Latin letters of Europe."""
PLAIN = {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
SPLIT = r"▁?(\p{Han}|\d|((?!\p{Han})[\p{L}\p{M}])+|[^\p{L}\p{M}\d▁])|▁"


def learn_tokenizer(texts: Iterable[str], size: int, longest: int) -> PreTrainedTokenizerFast:
    """Byte-pair encoding (Sennrich et al., 2016) of `texts` with `size` tokens."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), *(normalizers.Replace(*pair) for pair in PLAIN.items())]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(split=False),
            pre_tokenizers.Split(Regex(SPLIT), "isolated"),
        ]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=list(SPECIAL.values()),
        initial_alphabet=LETTERS,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        "$A </s>", special_tokens=[("</s>", END)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=longest,
        model_input_names=["input_ids", "attention_mask"],
        clean_up_tokenization_spaces=False,
        **SPECIAL,
    )


def new_model(vocabulary: int, longest: int, width: int = 128) -> T5ForConditionalGeneration:
    """A T5 of three encoder and two decoder layers, one table of embeddings."""
    config = T5Config(
        vocab_size=vocabulary,
        d_model=width,
        d_kv=32,
        d_ff=2 * width,
        num_layers=3,
        num_decoder_layers=2,
        num_heads=8,
        dropout_rate=0.0,
        pad_token_id=PAD,
        eos_token_id=END,
    )
    config.decoder_start_token_id = PAD
    model = T5ForConditionalGeneration(config)
    model.generation_config.max_length = longest
    model.generation_config.num_beams = 1
    start_copying(model)
    return model


@torch.no_grad()
def start_copying(model: T5ForConditionalGeneration, back: int = 3) -> None:
    """Set the first weights so that what follows in the source on the tokens last written is
    written next: of random tokens they copy more than four in five without any training.

    In the first layer of encoder and decoder a head looks one token back, another two and so on,
    and brings that token's embedding, in a projection of its own, to its place. So a place of
    the source knows the tokens before it, and one of the target those last written: in the last
    layer of the decoder the first are the keys and the second the queries, and the values are
    the embeddings that stand there. Whatever else would be added starts out small.
    """
    width, size = model.config.d_model, model.config.d_kv
    encoder: Any = model.encoder
    decoder: Any = model.decoder
    for stack in (encoder, decoder):
        for block in stack.block:
            block.layer[0].SelfAttention.o.weight.mul_(0.3)
            block.layer[-1].DenseReluDense.wo.weight.mul_(0.2)
    for block in decoder.block:
        block.layer[1].EncDecAttention.o.weight.mul_(0.3)
    brought = torch.nn.init.orthogonal_(torch.empty(width, width)).split(size)[:back]
    seen = [torch.nn.init.orthogonal_(torch.empty(size, width)) for _ in brought]
    # What the decoder reads is itself the token last written.
    for stack, nearest in ((encoder, 0), (decoder, 1)):
        attention = stack.block[0].layer[0].SelfAttention
        for head in range(back - nearest):
            part = slice(head * size, (head + 1) * size)
            attention.relative_attention_bias.weight[head + 1, head] = 8.0
            attention.v.weight[part] = 1.75 * seen[head + nearest]
            attention.o.weight[:, part] = brought[head].T
    cross = decoder.block[-1].layer[1].EncDecAttention
    own = torch.eye(width)
    for head in range(width // size):
        part = slice(head * size, (head + 1) * size)
        cross.q.weight[part] = seen[0] + sum(brought[: back - 1])
        cross.k.weight[part] = sum(brought)
        cross.v.weight[part], cross.o.weight[:, part] = own[part], 6.0 * own[part].T


class Lessons:
    """Batches of (source, target) pairs that are drawn as they are needed, each of pairs of
    about one length."""

    def __init__(self, draw: Callable[[], tuple[str, str]], size: int, random: Random):
        self.draw, self.size, self.random = draw, size, random
        self.ready: list[list[tuple[str, str]]] = []

    def batch(self) -> list[tuple[str, str]]:
        if not self.ready:
            pairs = sorted(
                (self.draw() for _ in range(8 * self.size)), key=lambda pair: len(pair[0])
            )
            self.ready = [
                pairs[start : start + self.size] for start in range(0, len(pairs), self.size)
            ]
            self.random.shuffle(self.ready)
        return self.ready.pop()


def learn(
    model: T5ForConditionalGeneration,
    tokenizer: PreTrainedTokenizerFast,
    draw: Callable[[Random], tuple[str, str]],
    rounds: tuple[tuple[int, float, int], ...],
    batch: int,
    embeddings: float = 1.0,
) -> T5ForConditionalGeneration:
    """The model trained in rounds of so many steps, at such a rate, on pairs from such a seed.

    That of the embeddings is `embeddings` times as high: T5 starts with large ones, which take
    long to change where words are to become others. Each round starts from the weights in half
    precision, as a checkpoint has them.
    """
    for steps, learning_rate, seed in rounds:
        random = Random(seed)
        lessons = Lessons(partial(draw, random), batch, random)

        def of_step(_step: int, lessons: Lessons = lessons) -> torch.Tensor:
            return loss(model, tokenizer, lessons.batch())

        fit(
            model.float().train().parameters(),
            of_step,
            steps,
            learning_rate,
            weight_decay=0.01,
            faster={model.get_parameter("shared.weight"): embeddings},
        )
        model.half()
    return model


def loss(
    model: T5ForConditionalGeneration,
    tokenizer: PreTrainedTokenizerFast,
    pairs: list[tuple[str, str]],
) -> torch.Tensor:
    """Cross-entropy of the targets, labels smoothed a little."""
    inputs = tokenizer([source for source, _target in pairs], padding=True, return_tensors="pt")
    labels = tokenizer([target for _source, target in pairs], padding=True, return_tensors="pt")
    labels = labels.input_ids.masked_fill(labels.attention_mask == 0, -100)
    logits = model(**inputs, labels=labels).logits
    return functional.cross_entropy(logits.transpose(1, 2), labels, label_smoothing=0.03)


def answers(folder: Path, sources: list[str], batch: int = 64) -> list[str]:
    """What the checkpoint in `folder` makes of each source."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = T5ForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    order = sorted(range(len(sources)), key=lambda place: len(sources[place]))
    targets = [""] * len(sources)
    for start in range(0, len(order), batch):
        places = order[start : start + batch]
        inputs = tokenizer([sources[place] for place in places], padding=True, return_tensors="pt")
        with torch.inference_mode():
            outputs = model.generate(**inputs)
        texts = tokenizer.batch_decode(outputs, skip_special_tokens=True)
        for place, text in zip(places, texts):
            targets[place] = text
    return targets
