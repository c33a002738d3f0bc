"""How a tokenizer arrives at its tokens, replayed step by step.

`encode_steps` gives the way of a text to its tokens; `rows_of` lays its words out in rows, some of
which `encode_story` tells a player. `figures.lattice_figure` draws one word of Unigram.
"""

from .rows import rows_of
from .steps import Steps, encode_steps
from .story import encode_story
from .word import Word

__all__ = ["Steps", "Word", "encode_steps", "encode_story", "rows_of"]
