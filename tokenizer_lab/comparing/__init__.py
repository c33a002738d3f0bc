"""What tokenizers make of the same text, the same messages, the same rows, and of the world.

`compare` cuts one text with several and finds where they differ; `chat` lays out messages,
`count_rows` counts many texts, `vocabulary` and `shared` look at what they hold.
"""

from .batch import count_rows, read_texts
from .chat import ROLES, chat, has_chat
from .comparison import Comparison, Metrics, Unit, compare, count_words, units
from .drift import (
    Drift,
    RoundTrip,
    Survey,
    changes,
    find_drift,
    random_texts,
    read_ids,
    round_trip,
    survey,
)
from .export import to_csv, to_html, to_json, written
from .parallel import Parallel, parallel
from .vocabulary import KINDS, Shared, find, shared, vocabulary

__all__ = [
    "KINDS",
    "ROLES",
    "Comparison",
    "Drift",
    "Metrics",
    "Parallel",
    "RoundTrip",
    "Shared",
    "Survey",
    "Unit",
    "changes",
    "chat",
    "compare",
    "count_rows",
    "count_words",
    "find",
    "find_drift",
    "has_chat",
    "parallel",
    "random_texts",
    "read_ids",
    "read_texts",
    "round_trip",
    "shared",
    "survey",
    "to_csv",
    "to_html",
    "to_json",
    "units",
    "vocabulary",
    "written",
]
