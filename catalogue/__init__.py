"""Which transformers models exist, what they support, and how big they are.

For example:

    import catalogue

    catalogue.models()                    # one row an architecture
    catalogue.support("4.57.6")           # who had PyTorch, TensorFlow and Flax then
    catalogue.find("deepseek r1")         # the rows that answer a search, the best first
    catalogue.documented()                # the 260 models of the documentation in spring 2024
    catalogue.size("bert", hidden_size=384, num_attention_heads=6).parameters
"""

from .choice import BYTES, FACETS, Choice, choose, facet_counts
from .own import COLUMNS as OWN_COLUMNS
from .own import models, own_models, site_models
from .resolve import remark, resolve
from .search import find, suggestions
from .size import Size, configuration, size
from .tables import (
    DOCUMENTED_RELEASE,
    FRAMEWORKS,
    documented,
    documented_views,
    growth,
    growth_by_modality,
    heads,
    history,
    modules,
    releases,
    select,
    support,
)

__all__ = [
    "BYTES",
    "DOCUMENTED_RELEASE",
    "FACETS",
    "FRAMEWORKS",
    "OWN_COLUMNS",
    "Choice",
    "Size",
    "choose",
    "configuration",
    "documented",
    "documented_views",
    "facet_counts",
    "find",
    "growth",
    "growth_by_modality",
    "heads",
    "history",
    "models",
    "modules",
    "own_models",
    "releases",
    "remark",
    "resolve",
    "select",
    "site_models",
    "size",
    "suggestions",
    "support",
]
