"""Sequence to sequence with a small Marian: its tokenizer, model, loss and answers.

Words are whole tokens and every Chinese character is one; a word that the model has not
learned is `<unk>`. Positions are sinusoids, as Marian has them: they need no learning.
"""

from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from torch.nn import functional
from transformers import AutoTokenizer, MarianConfig, MarianMTModel, PreTrainedTokenizerFast

PAD, END, UNKNOWN = 0, 1, 2
SPECIAL = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}


def learn_tokenizer(
    texts: Iterable[str], lowercase: bool, decoder: decoders.Decoder, longest: int
) -> PreTrainedTokenizerFast:
    """A word-level tokenizer that knows every word and sign of `texts`, and no others."""
    normalizer = normalizers.BertNormalizer(lowercase=lowercase, strip_accents=False)
    splitter = pre_tokenizers.BertPreTokenizer()
    words = {
        word
        for text in texts
        for word, _span in splitter.pre_tokenize_str(normalizer.normalize_str(text))
    }
    vocabulary = {word: number for number, word in enumerate([*SPECIAL.values(), *sorted(words)])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, splitter
    tokenizer.decoder = decoder
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


def new_model(vocabulary: int, longest: int, width: int = 96, layers: int = 2) -> MarianMTModel:
    """A Marian of `layers` encoder and as many decoder layers, one table of embeddings."""
    config = MarianConfig(
        vocab_size=vocabulary,
        d_model=width,
        encoder_layers=layers,
        decoder_layers=layers,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=2 * width,
        decoder_ffn_dim=2 * width,
        max_position_embeddings=longest,
        dropout=0.0,
        init_std=width**-0.5,  # as in `bert.configuration`
        scale_embedding=True,
        pad_token_id=PAD,
        eos_token_id=END,
        forced_eos_token_id=END,
        decoder_start_token_id=PAD,
    )
    model = MarianMTModel(config)
    model.generation_config.max_length = longest
    model.generation_config.num_beams = 1
    return model


def loss(
    model: MarianMTModel, tokenizer: PreTrainedTokenizerFast, pairs: list[tuple[str, str]]
) -> torch.Tensor:
    """Cross-entropy of the targets, labels smoothed by a tenth."""
    inputs = tokenizer([source for source, _target in pairs], padding=True, return_tensors="pt")
    labels = tokenizer([target for _source, target in pairs], padding=True, return_tensors="pt")
    labels = labels.input_ids.masked_fill(labels.attention_mask == 0, -100)
    logits = model(**inputs, labels=labels).logits
    return functional.cross_entropy(logits.transpose(1, 2), labels, label_smoothing=0.1)


def answers(folder: Path, sources: list[str], batch: int = 64) -> list[str]:
    """What the checkpoint in `folder` makes of each source."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32).eval()
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
