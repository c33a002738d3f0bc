"""What the recipes that train a small BERT share: its special tokens and its configuration."""

from typing import Any

from transformers import BertConfig

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def shape(longest: int, width: int, layers: int, dropout: float) -> dict[str, Any]:
    """The fields of a small BERT, or of a model like it, by its size. Weights start at the scale of
    its width: with the 0.02 that suits 768 numbers a token, it takes several times as many steps
    before it connects two tokens."""
    return {
        "hidden_size": width,
        "intermediate_size": 3 * width,
        "num_hidden_layers": layers,
        "num_attention_heads": 4,
        "max_position_embeddings": longest,
        "hidden_dropout_prob": dropout,
        "attention_probs_dropout_prob": dropout,
        "initializer_range": width**-0.5,
        "pad_token_id": 0,
    }


def configuration(
    vocabulary: int,
    longest: int,
    width: int = 128,
    layers: int = 3,
    dropout: float = 0.0,
    **others,
) -> BertConfig:
    """A small BERT, of the shape that `shape` gives."""
    return BertConfig(vocab_size=vocabulary, **shape(longest, width, layers, dropout), **others)
