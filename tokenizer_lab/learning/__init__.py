"""How five algorithms learn a vocabulary, one step at a time.

`train` gives a `Trace`: every step, and what it makes of any word at any step; `train_on` takes a
text, and learns from a long one in a child process. `lesson` and `formula` explain an algorithm
and a step. `story` holds the steps that are played, `forest` a whole training and `family` where
one token comes from, as data; `figures.whole_curve` draws a curve.
"""

from .forest import Family, family, forest
from .formula import formula
from .lessons import TRANSFORMER_XL_WORDS, lesson
from .pairs import TIES
from .story import story
from .trace import Candidate, Expectation, Merge, Prune, Removal, Step, Trace
from .training import ALGORITHMS, trace_json, train, train_on

__all__ = [
    "ALGORITHMS",
    "TIES",
    "TRANSFORMER_XL_WORDS",
    "Candidate",
    "Expectation",
    "Family",
    "Merge",
    "Prune",
    "Removal",
    "Step",
    "Trace",
    "family",
    "forest",
    "formula",
    "lesson",
    "story",
    "trace_json",
    "train",
    "train_on",
]
