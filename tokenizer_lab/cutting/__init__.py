"""The core that cuts a word into pieces: by merges, by the longest match, by probability.

Each way is one function that gives the pieces together with every step on the way to them
(`merge_by_rank`, `longest_matches`), or the best path (`Lattice.best`). A trace takes the pieces,
a replay shows the steps.
"""

from .lattice import UNKNOWN_PENALTY, Edge, Lattice, Path, ScoredPieces
from .matches import LONGEST_WORD, Match, longest_matches
from .merges import AppliedMerge, merge_by_rank
from .writing import (
    CONTINUES,
    SPACE_MARK,
    UNKNOWN,
    byte_characters,
    bytes_of_letters,
    letters,
    reading,
    symbols,
    text_of_letters,
)

__all__ = [
    "CONTINUES",
    "LONGEST_WORD",
    "SPACE_MARK",
    "UNKNOWN",
    "UNKNOWN_PENALTY",
    "AppliedMerge",
    "Edge",
    "Lattice",
    "Match",
    "Path",
    "ScoredPieces",
    "byte_characters",
    "bytes_of_letters",
    "letters",
    "longest_matches",
    "merge_by_rank",
    "reading",
    "symbols",
    "text_of_letters",
]
