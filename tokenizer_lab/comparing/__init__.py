"""What tokenizers make of the same text, the same messages, the same rows, and of the world.

`compare` cuts one text with several and finds where they differ; `chat` lays out messages,
`count_rows` counts many texts and `bills` says what they cost, `vocabulary` and `shared` look at
what they hold.
"""

from .batch import count_pairs, count_rows, names_apart
from .chat import ROLES, chat, has_chat
from .comparison import Comparison, Metrics, Unit, compare, count_words, units
from .cost import Price, bills, lengths, money, multiple
from .export import to_csv, to_html, to_json, written
from .parallel import Parallel, parallel
from .vocabulary import KINDS, Shared, find, shared, vocabulary

__all__ = [
    "KINDS",
    "ROLES",
    "Comparison",
    "Metrics",
    "Parallel",
    "Price",
    "Shared",
    "Unit",
    "bills",
    "chat",
    "compare",
    "count_pairs",
    "count_rows",
    "count_words",
    "find",
    "has_chat",
    "lengths",
    "money",
    "multiple",
    "names_apart",
    "parallel",
    "shared",
    "to_csv",
    "to_html",
    "to_json",
    "units",
    "vocabulary",
    "written",
]
