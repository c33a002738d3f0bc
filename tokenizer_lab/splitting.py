"""A text as the library hands it to a model: normalized, and split into words and added tokens.

Each library splits by itself here, with its own normalizer, pre-tokenizer and pattern.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

import regex
import tokenizers
from tokenizers import PreTokenizedString

from .cutting import letters
from .tokenizers import (
    Cut,
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    normal,
    once_a_tokenizer,
)

SECONDS = 1.0
"""What the pattern of a file may take for a stretch of text."""


class Part(NamedTuple):
    """A word, or an added token that is written in the text."""

    text: str
    """As the model reads it; of an added token its name."""
    start: int
    end: int
    """The characters of the original text that it comes from."""
    number: int | None = None
    """The id of an added token; None for a word."""


def split(cut: Cut) -> tuple[str, list[Part]]:
    """The text of `cut` after the normalizer, and its parts in their order.

    SentencePiece has no words: all of it is one. Raises TimeoutError where a pattern takes longer
    than `SECONDS`.
    """
    match cut.tokenizer:
        case HuggingFaceTokenizer() as tokenizer:
            return _split_huggingface(tokenizer, cut)
        case TiktokenTokenizer() as tokenizer:
            return _split_tiktoken(tokenizer, cut.text)
        case SentencePieceTokenizer() as tokenizer:
            normalized = tokenizer.own.normalize(cut.text)
            return normalized, [Part(normalized, 0, len(cut.text))] if normalized else []
    raise TypeError(f"no library is known for {cut.tokenizer!r}")


def _split_huggingface(tokenizer: HuggingFaceTokenizer, cut: Cut) -> tuple[str, list[Part]]:
    text, at = cut.text, 0
    normalized: list[str] = []
    parts: list[Part] = []
    for added in (*_added_in_text(tokenizer, cut), None):
        if section := text[at : added.start if added else len(text)]:
            stretch, words = _words(tokenizer, section, first=at == 0)
            normalized.append(stretch)
            parts += (Part(word, at + start, at + end) for word, start, end in words)
        if added:
            normalized.append(added.text)
            parts.append(added)
            at = added.end
    return "".join(normalized), parts


def _added_in_text(tokenizer: HuggingFaceTokenizer, cut: Cut) -> Iterator[Part]:
    """The added tokens that are written in the text.

    An unknown token that the model made has the same id as one that is written out, so the
    text under it must hold its name.
    """
    normalizer = tokenizer.own.normalizer
    same = normalizer.normalize_str if normalizer else str
    for number, start, end in zip(cut.ids.tolist(), cut.starts.tolist(), cut.ends.tolist()):
        if end > start and (token := tokenizer.added.get(number)):
            under = cut.text[start:end]
            if token.content in under or (token.normalized and same(token.content) in same(under)):
                yield Part(token.content, start, end, number)


def _words(
    tokenizer: HuggingFaceTokenizer, section: str, first: bool
) -> tuple[str, list[tuple[str, int, int]]]:
    """A stretch without added tokens: normalized, and its words with their places in it."""
    parts = PreTokenizedString(section)
    if tokenizer.own.normalizer:
        parts.normalize(tokenizer.own.normalizer.normalize)
    normalized = "".join(word for word, _span, _tokens in parts.get_splits())
    pre_tokenizer = tokenizer.own.pre_tokenizer if first else _later_pre_tokenizer(tokenizer)
    if pre_tokenizer:
        pre_tokenizer.pre_tokenize(parts)
    splits = parts.get_splits(offset_referential="original", offset_type="char")
    return normalized, [(word, *span) for word, span, _tokens in splits if word]


@once_a_tokenizer
def _later_pre_tokenizer(tokenizer: HuggingFaceTokenizer):
    """The pre-tokenizer after the beginning of the text: one that adds no ▁ for it."""
    state = json.dumps(tokenizer.state["pre_tokenizer"])
    if '"prepend_scheme": "first"' not in state:
        return tokenizer.own.pre_tokenizer
    changed = state.replace('"prepend_scheme": "first"', '"prepend_scheme": "never"')
    whole_state = tokenizer.state | {
        "pre_tokenizer": json.loads(changed),
        "added_tokens": [],
        "post_processor": None,
    }
    return tokenizers.Tokenizer.from_str(json.dumps(whole_state)).pre_tokenizer


def _split_tiktoken(tokenizer: TiktokenTokenizer, text: str) -> tuple[str, list[Part]]:
    text, origins = normal(text, tokenizer.normal_form)
    pattern = regex.compile(tokenizer.pattern)
    parts: list[Part] = []

    def place(start: int, end: int) -> tuple[int, int]:
        if origins is None:
            return start, end
        return int(origins[0][start]), int(origins[1][end - 1])

    at = 0
    for special in (*_special_matches(tokenizer, text), None):
        # The pattern sees the stretch between two special tokens and nothing around it.
        stretch = text[at : special.start() if special else len(text)]
        for match in pattern.finditer(stretch, timeout=SECONDS):
            if match[0]:
                word = letters(match[0].encode())
                parts.append(Part(word, *place(at + match.start(), at + match.end())))
        if special:
            number = tokenizer.special[special[0]] + len(tokenizer.leading)
            parts.append(Part(special[0], *place(special.start(), special.end()), number))
            at = special.end()
    return text, parts


def _special_matches(tokenizer: TiktokenTokenizer, text: str) -> Iterator[regex.Match[str]]:
    if not tokenizer.special:
        return iter(())
    names = sorted(tokenizer.special, key=len, reverse=True)
    return regex.finditer("|".join(map(regex.escape, names)), text)
