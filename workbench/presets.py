"""Changes worth a look: each shows one thing about configurations."""

from dataclasses import dataclass
from typing import Any

from i18n import N_


@dataclass(frozen=True)
class Preset:
    """An architecture, changes of its default, and what they show."""

    title: str
    model_type: str
    changes: dict[str, Any]
    lesson: str


PRESETS = {
    "notes": Preset(
        N_("DistilBERT, 12 heads"),
        "distilbert",
        {"n_heads": 12},
        N_(
            "The example of the notes. DistilBERT has 12 heads already, so nothing changes; and "
            "heads share out the width, so that 6 or 24 of them have as many parameters."
        ),
    ),
    "halved": Preset(
        N_("Half a BERT"),
        "bert",
        {"num_hidden_layers": 6},
        N_(
            "Six layers of twelve: this is the idea of DistilBERT. A fifth of BERT is embeddings, "
            "which stay, so that it is not half as large."
        ),
    ),
    "tiny": Preset(
        N_("Tiny GPT-2"),
        "gpt2",
        {"n_layer": 4, "n_head": 4, "n_embd": 128, "n_positions": 256, "vocab_size": 5_000},
        N_("Small enough to train on a laptop in minutes; nearly half of it is embeddings."),
    ),
    "grouped": Preset(
        N_("Grouped queries"),
        "llama",
        {"num_key_value_heads": 8},
        N_(
            "Four query heads share one pair of key and value: the cache of a context shrinks to "
            "a quarter, and the weights by an eighth."
        ),
    ),
    "experts": Preset(
        N_("16 experts"),
        "mixtral",
        {"num_local_experts": 16},
        N_(
            "Twice the experts are nearly twice the parameters, but a token still passes two of "
            "them: what it takes to compute stays."
        ),
    ),
    "patches": Preset(
        N_("Finer patches"),
        "vit",
        {"patch_size": 8},
        N_(
            "Patches half as wide: hardly a parameter more or less, but four times as many tokens "
            "for each picture."
        ),
    ),
    "deep": Preset(
        N_("1,000 layers"),
        "bert",
        {"num_hidden_layers": 1_000},
        N_("A BERT of a thousand layers is counted like any other; training one is another thing."),
    ),
    "refused": Preset(
        N_("Impossible heads"),
        "bert",
        {"num_attention_heads": 7},
        N_("768 numbers cannot be shared out among seven heads: such a model is not counted."),
    ),
}
"""Presets by name, in the order they are shown."""
