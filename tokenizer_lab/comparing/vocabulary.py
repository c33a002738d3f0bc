"""What a vocabulary holds: scripts, lengths, and what two vocabularies share."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from time import thread_time

import pandas as pd
import regex

from i18n import N_, Problem

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
    "space": N_("white space"), "part": N_("partial characters"), "special": N_("special tokens"),
    "unused": N_("IDs without a token"),
}  # fmt: skip
KINDS = SCRIPTS | OTHERS
"""What a token is made of: a script, or one of the others."""

HEX = regex.compile(r"[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2})+")
MOST_SECONDS = 2.0
"""What a regular expression may take: of the processor on a whole vocabulary, and in time on one
token."""

_SCRIPT = regex.compile("|".join(rf"(?P<{name}>\p{{Script={name}}})" for name in SCRIPTS))


@once_a_tokenizer
def vocabulary(tokenizer: Tokenizer) -> pd.DataFrame:
    """One row a token in the order of the ids.

    Columns: `piece` as the vocabulary writes it, `text` as it reads (� for a byte that is no
    character by itself), `data` its bytes, `bytes` their number, `characters` that of the text, and
    `kind`, a key
    of `KINDS`: the script of its first letter that has one, or what else it is. The table is
    kept with the tokenizer: take a copy before you change it.
    """
    texts = [data.decode("utf-8", "replace") for data in tokenizer.token_bytes]
    return pd.DataFrame(
        {
            "piece": tokenizer.pieces,
            "text": texts,
            "data": tokenizer.token_bytes,
            "bytes": [len(data) for data in tokenizer.token_bytes],
            "characters": [len(text) for text in texts],
            "kind": [
                "special" if number in tokenizer.special_ids else _kind(text)
                for number, text in enumerate(texts)
            ],
        }
    ).rename_axis("id")


def find(tokens: pd.DataFrame, query: str, pattern: bool = False) -> pd.DataFrame:
    """The rows of a `vocabulary` whose text or piece holds `query`, whose id it is, or whose bytes
    hold those that it names: two pairs of hexadecimal digits or more, "20 74".

    With `pattern` the rows in whose text a regular expression is found; raises `i18n.Problem` for
    one that is broken, and for one that takes longer than `MOST_SECONDS`.
    """
    if not query:
        return tokens
    if pattern:
        return tokens[_matches(tokens["text"], query)]
    mask = tokens["text"].str.contains(query, regex=False) | tokens["piece"].str.contains(
        query, regex=False
    )
    if query.isascii() and query.isdigit():
        mask |= tokens.index == int(query[:18])
    if HEX.fullmatch(query.strip()):
        wanted = bytes.fromhex(query)
        mask |= tokens["data"].map(lambda data: wanted in data)
    return tokens[mask]


def _matches(texts: pd.Series, query: str) -> list[bool]:
    """In which texts a regular expression is found."""
    try:
        pattern = regex.compile(query)
    except regex.error as error:
        raise Problem(
            N_(
                "This is not a regular expression: {reason}. Change it, or search for "
                "the text itself."
            ),
            reason=str(error),
        ) from error
    begun, found = thread_time(), []
    try:
        for text in texts:
            # Other visitors go on meanwhile, and what never ends is ended.
            found.append(bool(pattern.search(text, concurrent=True, timeout=MOST_SECONDS)))
            if thread_time() - begun > MOST_SECONDS:
                raise TimeoutError
        return found
    except TimeoutError as error:
        raise Problem(
            N_("This regular expression takes too long. Write it without repeats inside repeats.")
        ) from error


@dataclass(frozen=True)
class Shared:
    """Two vocabularies as sets of byte strings, special tokens left out."""

    both: list[str]
    first_only: list[str]
    second_only: list[str]
    same_id: int
    """How many of `both` have one id in the two ..."""
    first_difference: int | None
    """... and the first id under which they do not have the same; None for equal vocabularies."""

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

    pairs = list(zip_longest(first.token_bytes, second.token_bytes))
    return Shared(
        same_id=sum(mine.get(data) == others.get(data) for data in mine if data in others),
        first_difference=next((n for n, (one, two) in enumerate(pairs) if one != two), None),
        both=texts(token for token in mine if token in others),
        first_only=texts(token for token in mine if token not in others),
        second_only=texts(token for token in others if token not in mine),
    )


def _byte_set(tokenizer: Tokenizer) -> dict[bytes, int]:
    """The bytes of each token that is not special, and its first id."""
    ids: dict[bytes, int] = {}
    for number, data in enumerate(tokenizer.token_bytes):
        if data and number not in tokenizer.special_ids:
            ids.setdefault(data, number)
    return ids


def _kind(text: str) -> str:
    if not text:
        return "unused"
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
