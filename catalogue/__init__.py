"""Which transformers models exist, what they support, and how big they are.

For example:

    import catalogue

    catalogue.models()                    # one row an architecture
    catalogue.support("4.57.6")           # who had PyTorch, TensorFlow and Flax then
    catalogue.checkpoints()               # one row a released checkpoint and format
    catalogue.find("deepseek r1")         # the rows that answer a search, the best first
    catalogue.documented()                # the 260 models of the documentation in spring 2024
    catalogue.size("bert", hidden_size=384, num_attention_heads=6).parameters
"""

from .checkpoint_choice import (
    CHECKPOINT_FACETS,
    LICENCES,
    CheckpointChoice,
    checkpoint_counts,
    checkpoint_values,
    choose_checkpoints,
    left_out,
    licence_group,
)
from .choice import BYTES, FACETS, Choice, choose, facet_counts, facet_values, unknown_sizes
from .fit import CONTEXT, Needs, needs, needs_of
from .memory import (
    CACHE_FORMULA,
    WEIGHT_FORMATS,
    WEIGHTS_FORMULA,
    Cache,
    CachedLayers,
    Memory,
    cached_layers,
    kv_cache_bytes,
    weight_bytes,
)
from .own import COLUMNS as OWN_COLUMNS
from .own import OwnFile, further_columns, models, own_models, read_own_file, site_models
from .released import ABILITIES, CHECKPOINT_FORMATS, by_makers, checkpoints, full_first
from .resolve import remark, resolve
from .search import find, find_documented, suggestions
from .size import Size, size
from .tables import (
    DOCUMENTED_RELEASE,
    FRAMEWORKS,
    OR_BEFORE,
    TUPLES,
    classes,
    documented,
    documented_views,
    growth,
    growth_by_modality,
    head_tasks,
    heads,
    history,
    modules,
    releases,
    select,
    support,
)

__all__ = [
    "ABILITIES",
    "BYTES",
    "CACHE_FORMULA",
    "CHECKPOINT_FACETS",
    "CHECKPOINT_FORMATS",
    "CONTEXT",
    "DOCUMENTED_RELEASE",
    "FACETS",
    "FRAMEWORKS",
    "LICENCES",
    "OR_BEFORE",
    "OWN_COLUMNS",
    "TUPLES",
    "WEIGHTS_FORMULA",
    "WEIGHT_FORMATS",
    "Cache",
    "CachedLayers",
    "CheckpointChoice",
    "Choice",
    "Memory",
    "Needs",
    "OwnFile",
    "Size",
    "by_makers",
    "cached_layers",
    "checkpoint_counts",
    "checkpoint_values",
    "checkpoints",
    "choose",
    "choose_checkpoints",
    "classes",
    "documented",
    "documented_views",
    "facet_counts",
    "facet_values",
    "find",
    "find_documented",
    "full_first",
    "further_columns",
    "growth",
    "growth_by_modality",
    "head_tasks",
    "heads",
    "history",
    "kv_cache_bytes",
    "left_out",
    "licence_group",
    "models",
    "modules",
    "needs",
    "needs_of",
    "own_models",
    "read_own_file",
    "releases",
    "remark",
    "resolve",
    "select",
    "site_models",
    "size",
    "suggestions",
    "support",
    "unknown_sizes",
    "weight_bytes",
]
