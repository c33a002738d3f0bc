"""What a vocabulary holds: scripts, lengths, and what two vocabularies share."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import regex

from i18n import N_

from ..tokenizers import Tokenizer, once_a_tokenizer

SCRIPTS = {
    "Latin": N_("Latin"), "Han": N_("Han"), "Cyrillic": N_("Cyrillic"), "Arabic": N_("Arabic"),
    "Hangul": N_("Hangul"), "Hiragana": N_("Hiragana"), "Katakana": N_("Katakana"),
    "Thai": N_("Thai"), "Devanagari": N_("Devanagari"), "Greek": N_("Greek"),
    "Hebrew": N_("Hebrew"), "Bengali": N_("Bengali"), "Tamil": N_("Tamil"),
    "Telugu": N_("Telugu"), "Armenian": N_("Armenian"), "Georgian": N_("Georgian"),
}  # fmt: skip
"""Scripts that are told apart, by their name in Unicode."""
OTHERS = {
    "letters": N_("other letters"), "digits": N_("digits"), "signs": N_("signs and punctuation"),
    "space": N_("white space"), "part": N_("parts of characters"), "special": N_("special tokens"),
}  # fmt: skip
KINDS = SCRIPTS | OTHERS
"""What a token is made of: a script, or one of the others."""

_SCRIPT = regex.compile("|".join(rf"(?P<{name}>\p{{Script={name}}})" for name in SCRIPTS))


@once_a_tokenizer
def vocabulary(tokenizer: Tokenizer) -> pd.DataFrame:
    """One row a token in the order of the ids.

    Columns: `piece` as the vocabulary writes it, `text` as it reads (� for a byte that is no
    character by itself), `bytes` their number, `characters` that of the text, and `kind`, a key
    of `KINDS`: the script of its first letter that has one, or what else it is. The table is
    kept with the tokenizer: take a copy before you change it.
    """
    texts = [data.decode("utf-8", "replace") for data in tokenizer.token_bytes]
    return pd.DataFrame(
        {
            "piece": tokenizer.pieces,
            "text": texts,
            "bytes": [len(data) for data in tokenizer.token_bytes],
            "characters": [len(text) for text in texts],
            "kind": [
                "special" if number in tokenizer.special_ids else _kind(text)
                for number, text in enumerate(texts)
            ],
        }
    ).rename_axis("id")


def find(tokens: pd.DataFrame, query: str) -> pd.DataFrame:
    """The rows of a `vocabulary` whose text or piece holds `query`, or whose id it is."""
    if not query:
        return tokens
    mask = tokens["text"].str.contains(query, regex=False) | tokens["piece"].str.contains(
        query, regex=False
    )
    if query.isascii() and query.isdigit():
        mask |= tokens.index == int(query)
    return tokens[mask]


@dataclass(frozen=True)
class Shared:
    """Two vocabularies as sets of byte strings, special tokens left out."""

    both: list[str]
    first_only: list[str]
    second_only: list[str]

    @property
    def share(self) -> float:
        """The part of all tokens of the two that both have (Jaccard index)."""
        union = len(self.both) + len(self.first_only) + len(self.second_only)
        return len(self.both) / union if union else 0.0


def shared(first: Tokenizer, second: Tokenizer) -> Shared:
    """What two vocabularies share. "Ġthe" and "▁the" are the same bytes; lists are by id."""
    mine, others = _byte_set(first), _byte_set(second)

    def texts(tokens: Iterable[bytes]) -> list[str]:
        return [token.decode("utf-8", "replace") for token in tokens]

    return Shared(
        both=texts(token for token in mine if token in others),
        first_only=texts(token for token in mine if token not in others),
        second_only=texts(token for token in others if token not in mine),
    )


def _byte_set(tokenizer: Tokenizer) -> dict[bytes, None]:
    return dict.fromkeys(
        data for n, data in enumerate(tokenizer.token_bytes) if n not in tokenizer.special_ids
    )


def _kind(text: str) -> str:
    if "\ufffd" in text:
        return "part"
    if not text.strip():
        return "space"
    kinds = [_kind_of(char) for char in text.strip()]
    return next((kind for kind in kinds if kind in SCRIPTS or kind == "letters"), kinds[0])


@lru_cache(100_000)
def _kind_of(char: str) -> str:
    if script := _SCRIPT.match(char):
        return script.lastgroup
    if char.isalpha():
        return "letters"
    return "digits" if char.isnumeric() else "signs"
