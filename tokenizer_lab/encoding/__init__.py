"""How a tokenizer arrives at its tokens, replayed step by step.

`encode_steps` gives the way of a text to its tokens; `rows_of` lays its words out in rows, some of
which `encode_story` tells a player. `gaps` are the places where a text can be cut, and `judge` says
of a guess where it is right, and why. `pipeline` tells the stages that a tokenizer is built of, and
`stage_times` what each takes. `figures.lattice_figure` draws one word of Unigram.
"""

from .guess import Gap, Verdict, cut_gaps, gaps, judge
from .rows import rows_of
from .stages import FLAGS, STAGES, Block, Count, pipeline
from .steps import Steps, encode_steps
from .story import encode_story
from .timing import Time, stage_times
from .word import Word

__all__ = [
    "FLAGS",
    "STAGES",
    "Block",
    "Count",
    "Gap",
    "Steps",
    "Time",
    "Verdict",
    "Word",
    "cut_gaps",
    "encode_steps",
    "encode_story",
    "gaps",
    "judge",
    "pipeline",
    "rows_of",
    "stage_times",
]
