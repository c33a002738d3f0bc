"""How a tokenizer arrives at its tokens, replayed step by step."""

from .frames import rows_of
from .steps import Steps, Word, encode_steps

__all__ = ["Steps", "Word", "encode_steps", "rows_of"]
