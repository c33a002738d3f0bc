"""Which transformers models exist, what they support, and how big they are.

For example:

    import catalogue

    catalogue.models()                    # one row an architecture
    catalogue.support("4.57.6")           # who had PyTorch, TensorFlow and Flax then
    catalogue.documented()                # the 260 rows of the notes
    catalogue.size("bert", hidden_size=384, num_attention_heads=6).parameters
"""

from .size import Size, size
from .tables import (
    FRAMEWORKS,
    documented,
    documented_views,
    heads,
    models,
    releases,
    select,
    support,
)

__all__ = [
    "FRAMEWORKS", "Size", "documented", "documented_views", "heads", "models", "releases",
    "select", "size", "support",
]  # fmt: skip
