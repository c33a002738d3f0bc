"""What a checkpoint's vocabulary makes of a text, before a model is asked."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import regex
import tokenizers

HAN = regex.compile(r"\p{Han}")
WORD = regex.compile(r"[\p{L}\p{M}]{3,}")
PART = regex.compile(r"(?<![\p{L}\p{M}'’\d])(?:\p{Ll}[\p{Ll}\p{M}'’]*|\d+(?:,\d+)*(?:\.\d+)?)")
"""A word in small letters, which is no name, or a number."""
WORDS = "learned_from.txt"
"""The file of a checkpoint with the words that it was taught, and numbers as `first-last`."""


@dataclass
class Unfamiliar:
    """What a vocabulary does not hold of a text of so many words and Chinese characters; each with
    its number, in their order."""

    words: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    """Words of which a part is unknown, and Chinese characters that are."""
    spelt: Counter[str] = field(default_factory=Counter)
    """Words that are known by their letters alone."""
    strange: Counter[str] = field(default_factory=Counter)
    """Words and numbers that were not taught, where the checkpoint has a list of those that were;
    names are none."""


def unfamiliar(checkpoint: Path, text: str) -> Unfamiliar:
    """What the tokenizer of a checkpoint of the project does not know of a text.

    A word is what the pre-tokenizer makes of the text; each Chinese character in one counts by
    itself. None is unknown to a checkpoint without a tokenizer.json.
    """
    found = Unfamiliar(strange=_strange(checkpoint, text))
    tokenizer = _tokenizer(checkpoint)
    if tokenizer is None:
        return found
    unknown = tokenizer.token_to_id(tokenizer.model.unk_token)
    for word, pieces in _words(tokenizer.encode(text, add_special_tokens=False), text):
        characters = HAN.findall(word)
        found.words += len(characters) or 1
        if unknown in pieces:
            found.unknown.update(_unknown_characters(tokenizer, characters) or [word])
        elif WORD.fullmatch(word) and not characters and all(len(p) < 2 for p in pieces.values()):
            found.spelt[word] += 1
    return found


def _strange(checkpoint: Path, text: str) -> Counter[str]:
    words, numbers = _taught(checkpoint)
    found = Counter[str]()
    for part in PART.findall(text if words else ""):
        if part[0].isdigit():
            number = float(part.replace(",", ""))
            known = number.is_integer() and any(low <= number <= high for low, high in numbers)
        else:
            known = part.replace("’", "'").removesuffix("'s") in words
        if not known:
            found[part] += 1
    return found


@lru_cache(maxsize=32)
def _taught(checkpoint: Path) -> tuple[frozenset[str], tuple[tuple[int, int], ...]]:
    """The words and the ranges of numbers that a checkpoint was taught; none where it has no
    list."""
    file = checkpoint / WORDS
    lines = file.read_text(encoding="utf-8").split() if file.exists() else []
    ranges = [line for line in lines if line[0].isdigit()]
    pairs = (line.split("-") for line in ranges)
    return frozenset(lines) - {*ranges}, tuple((int(first), int(last)) for first, last in pairs)


def _words(encoding: tokenizers.Encoding, text: str) -> Iterator[tuple[str, dict[int, str]]]:
    """Each word of a text, with the numbers of its tokens and the text that each stands for."""
    spans: dict[int, tuple[int, int]] = {}
    pieces: dict[int, dict[int, str]] = {}
    for token, number, (start, end) in zip(encoding.ids, encoding.word_ids, encoding.offsets):
        if number is not None:
            first, last = spans.get(number, (start, end))
            spans[number] = min(first, start), max(last, end)
            pieces.setdefault(number, {})[token] = text[start:end].strip()
    for number, span in spans.items():
        if word := text[slice(*span)].strip():
            yield word, pieces[number]


def _unknown_characters(tokenizer: tokenizers.Tokenizer, characters: Iterable[str]) -> list[str]:
    """Those that no token of the vocabulary is, at the beginning of a word or within one."""
    return [
        each
        for each in characters
        if tokenizer.token_to_id(each) is None and tokenizer.token_to_id(f"##{each}") is None
    ]


@lru_cache(maxsize=32)
def _tokenizer(checkpoint: Path) -> tokenizers.Tokenizer | None:
    file = checkpoint / "tokenizer.json"
    if not file.exists():
        return None
    tokenizer = tokenizers.Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
