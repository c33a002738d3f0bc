"""Which transformers models exist, what they support, and how big they are.

For example:

    import catalogue

    catalogue.models()                    # one row an architecture
    catalogue.support("4.57.6")           # who had PyTorch, TensorFlow and Flax then
    catalogue.documented()                # the 260 models of the documentation in spring 2024
    catalogue.size("bert", hidden_size=384, num_attention_heads=6).parameters
"""

from .choice import BYTES, FACETS, Choice, choose, facet_counts
from .memory import (
    CACHE_FORMULA,
    FORMATS,
    WEIGHTS_FORMULA,
    Cache,
    CachedLayers,
    Memory,
    cached_layers,
    kv_cache_bytes,
    weight_bytes,
)
from .own import COLUMNS as OWN_COLUMNS
from .own import models, own_models, site_models
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
    "CACHE_FORMULA",
    "DOCUMENTED_RELEASE",
    "FACETS",
    "FORMATS",
    "FRAMEWORKS",
    "OWN_COLUMNS",
    "WEIGHTS_FORMULA",
    "Cache",
    "CachedLayers",
    "Choice",
    "Memory",
    "Size",
    "cached_layers",
    "choose",
    "configuration",
    "documented",
    "documented_views",
    "facet_counts",
    "growth",
    "growth_by_modality",
    "heads",
    "history",
    "kv_cache_bytes",
    "models",
    "modules",
    "own_models",
    "releases",
    "select",
    "site_models",
    "size",
    "support",
    "weight_bytes",
]
