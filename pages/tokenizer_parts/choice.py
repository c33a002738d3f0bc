"""Choosing among the built-in tokenizers, the Hub, a file of one's own, and what was trained."""

from typing import Any

import tokenizer_lab as lab
from ui import pick_tokenizer, pick_tokenizers

from . import TITLES
from .built import name_settings


def choose_tokenizer(key: str) -> lab.Tokenizer:
    """One tokenizer; see `ui.pick_tokenizer`."""
    return pick_tokenizer(TITLES, lab.tokenizer, lab.tokenizer_file, key=key, patterns=lab.PATTERNS)


def choose_tokenizers(
    key: str, default: list[str], fewest: int, most: int, **options: Any
) -> list[lab.Tokenizer]:
    """Several, with what their files ask for that is switched off; see `ui.pick_tokenizers`, to
    which `options` go."""
    tokenizers = pick_tokenizers(
        TITLES,
        lab.tokenizer,
        lab.tokenizer_file,
        key=key,
        default=default,
        fewest=fewest,
        most=most,
        patterns=lab.PATTERNS,
        **options,
    )
    name_settings(tokenizers)
    return tokenizers
