"""What tokenizers make of the same text, the same messages, the same rows, and of the world.

`compare` cuts one text with several and finds where they differ; `chat` lays out messages,
`count_rows` counts many texts, `vocabulary` and `shared` look at what they hold.
"""

from .batch import count_rows, read_texts
from .chat import (
    ROLES,
    TEMPLATES,
    Check,
    Message,
    Origin,
    Prompt,
    chat,
    check_chat,
    has_chat,
    template_in,
)
from .comparison import Comparison, Metrics, Unit, compare, count_words, units
from .export import to_csv, to_html, to_json, written
from .parallel import Parallel, parallel
from .vocabulary import KINDS, Shared, find, shared, vocabulary

__all__ = [
    "KINDS",
    "ROLES",
    "TEMPLATES",
    "Check",
    "Comparison",
    "Message",
    "Metrics",
    "Origin",
    "Parallel",
    "Prompt",
    "Shared",
    "Unit",
    "chat",
    "check_chat",
    "compare",
    "count_rows",
    "count_words",
    "find",
    "has_chat",
    "parallel",
    "read_texts",
    "shared",
    "template_in",
    "to_csv",
    "to_html",
    "to_json",
    "units",
    "vocabulary",
    "written",
]
