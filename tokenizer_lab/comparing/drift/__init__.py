"""What is lost on the way to ids and back, and where two tokenizers part.

`round_trip` takes a text or ids there and back, `survey` many texts; `changes` compares two
tokenizers by what their files say, `find_drift` by what they do.
"""

from .behaviour import Drift, Parting, find_drift, first_stage, parts_at
from .description import Change, changes
from .ids import given_ids, read_ids
from .random_texts import random_texts
from .round_trip import REASONS, RoundTrip, first_difference, round_trip
from .shrinking import smallest
from .stages import STAGES, Stages, readable, stages
from .survey import KINDS, Loss, Survey, survey

__all__ = [
    "KINDS",
    "REASONS",
    "STAGES",
    "Change",
    "Drift",
    "Loss",
    "Parting",
    "RoundTrip",
    "Stages",
    "Survey",
    "changes",
    "find_drift",
    "first_difference",
    "first_stage",
    "given_ids",
    "parts_at",
    "random_texts",
    "read_ids",
    "readable",
    "round_trip",
    "smallest",
    "stages",
    "survey",
]
