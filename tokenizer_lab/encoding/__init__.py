"""How a tokenizer arrives at its tokens, replayed step by step.

`encode_steps` gives the way of a text to its tokens; `rows_of` lays its words out in rows, some of
which `encode_story` tells a player. `gaps` are the places where a text can be cut, and `judge` says
of a guess where it is right, and why. `figures.lattice_figure` draws one word of Unigram.
"""

from .guess import Gap, Verdict, cut_gaps, gaps, judge
from .rows import rows_of
from .steps import Steps, encode_steps
from .story import encode_story
from .word import Word

__all__ = [
    "Gap",
    "Steps",
    "Verdict",
    "Word",
    "cut_gaps",
    "encode_steps",
    "encode_story",
    "gaps",
    "judge",
    "rows_of",
]
