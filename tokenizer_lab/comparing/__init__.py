"""What tokenizers make of the same text, the same messages, the same rows, and of the world.

`compare` cuts one text with several and finds where they differ; `bills` tells what the same text
takes in every language of a `declaration`, or in every one of `programs`; `chat` lays out messages,
`count_rows` counts many texts and `costs` says what they cost, `vocabulary` and `shared` look at
what they hold.
"""

from .batch import count_pairs, count_rows, names_apart
from .bills import STEPS, Bills, bills, levels
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
from .comparison import Comparison, Metrics, Unit, compare, count_words, unit_texts, units
from .cost import Price, costs, lengths, money, multiple
from .declaration import (
    ARTICLES,
    ENGLISH,
    PUBLISHED,
    SOURCE,
    Translation,
    declaration,
    region_name,
    sample,
    script_name,
)
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
from .programs import Program, programs
from .reachable import reached_by, unreached
from .vocabulary import KINDS, Shared, find, shared, vocabulary

__all__ = [
    "ARTICLES",
    "ENGLISH",
    "KINDS",
    "PUBLISHED",
    "ROLES",
    "SOURCE",
    "STEPS",
    "TEMPLATES",
    "Bills",
    "Check",
    "Comparison",
    "Drift",
    "Message",
    "Metrics",
    "Origin",
    "Price",
    "Program",
    "Prompt",
    "RoundTrip",
    "Shared",
    "Survey",
    "Translation",
    "Unit",
    "bills",
    "changes",
    "chat",
    "check_chat",
    "compare",
    "costs",
    "count_pairs",
    "count_rows",
    "count_words",
    "declaration",
    "find",
    "find_drift",
    "has_chat",
    "lengths",
    "levels",
    "money",
    "multiple",
    "names_apart",
    "programs",
    "random_texts",
    "reached_by",
    "read_ids",
    "region_name",
    "round_trip",
    "sample",
    "script_name",
    "shared",
    "survey",
    "template_in",
    "to_csv",
    "to_html",
    "to_json",
    "unit_texts",
    "units",
    "unreached",
    "vocabulary",
    "written",
]
