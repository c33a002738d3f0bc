"""A text at every stage of its way to ids and back, as plain values that a child can send.

The libraries do each stage by themselves here; nothing is replayed.
"""

import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar
from unicodedata import normalize

import regex
import tokenizers
from tokenizers import PreTokenizedString

import sandbox
from i18n import N_

from ...cutting import SPACE_MARK, letters, text_of_letters
from ...readers import LIMITS, check_growth
from ...tokenizers import (
    Cut,
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    Tokenizer,
    normal,
    once_a_tokenizer,
    problem_of,
)

STAGES = {
    "added": N_("Added tokens"),
    "normalizer": N_("Normalizer"),
    "pre_tokenizer": N_("Pre-tokenizer"),
    "model": N_("Model"),
    "vocabulary": N_("Ids of the vocabulary"),
    "post_processor": N_("Post-processor"),
    "decoder": N_("Decoder"),
}
"""The stages in their order, with titles for the reader; the model cuts words, the vocabulary
numbers what it made of them."""
Place = tuple[str, int, int]
"""Something that stands in the text from a character up to another."""
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Stages:
    """A text on its way to ids and back to a text."""

    text: str
    added: tuple[Place, ...]
    """Added tokens that the tokenizer found in the text."""
    normalized: str
    words: tuple[Place, ...]
    """What the pre-tokenizer made, as the model reads it, added tokens left out."""
    pieces: tuple[str, ...]
    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: int
    """How many of the tokens were added before the text ..."""
    after: int
    """... and after it."""
    decoded: str
    """What the ids decode to, without those that were added around the text."""

    @property
    def inner(self) -> tuple[int, ...]:
        """The ids of the text itself."""
        return self.ids[self.before : len(self.ids) - self.after]

    @property
    def frame(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The ids that were added before the text and after it."""
        return self.ids[: self.before], self.ids[len(self.ids) - self.after :]


def stages(tokenizer: Tokenizer, text: str, special: bool = True) -> Stages:
    """`text` at every stage. Raises `i18n.Problem` where the tokenizer refuses it."""
    if tokenizer.trial is None:
        return stages_here(tokenizer, text, special)
    return Stages(**in_child(_stages, tokenizer, text, special))


def in_child(function: Callable[..., Answer], tokenizer: Tokenizer, *arguments: Any) -> Answer:
    """`function(tokenizer, *arguments)` in the sandbox, for a tokenizer that nobody vouches for.

    It stands at the top of a module and returns plain values.
    """
    return sandbox.run(_with_made, pickle.dumps(tokenizer), function, *arguments, limits=LIMITS)


def _with_made(data: bytes, function: Callable[..., Answer], *arguments: Any) -> Answer:
    return function(_made(data), *arguments)


@lru_cache(2)
def _made(data: bytes) -> Tokenizer:
    return pickle.loads(data)


def _stages(tokenizer: Tokenizer, text: str, special: bool) -> dict[str, Any]:
    return asdict(stages_here(tokenizer, text, special))


def stages_here(tokenizer: Tokenizer, text: str, special: bool = True) -> Stages:
    """`stages`, in this process whoever made the tokenizer: a child that has limits, say."""
    cut = tokenizer.encode(text, special)
    check_growth(cut)
    try:
        return _of_cut(cut)
    except BaseException as error:
        raise problem_of(tokenizer.name, error) from error


def _of_cut(cut: Cut) -> Stages:
    added, normalized, words = _split(cut)
    around = (cut.special & (cut.starts == cut.ends)).tolist()
    before = next((at for at, extra in enumerate(around) if not extra), len(around))
    after = next((at for at, extra in enumerate(around[::-1]) if not extra), 0)
    return Stages(
        text=cut.text,
        added=tuple(added),
        normalized=normalized,
        words=tuple(words),
        pieces=tuple(cut.pieces),
        ids=tuple(cut.ids.tolist()),
        starts=tuple(cut.starts.tolist()),
        ends=tuple(cut.ends.tolist()),
        before=before,
        after=after,
        decoded=cut.decoded,
    )


def _split(cut: Cut) -> tuple[list[Place], str, list[Place]]:
    """The added tokens in a text, the text after the normalizer, and its words."""
    match cut.tokenizer:
        case HuggingFaceTokenizer() as tokenizer:
            return _split_huggingface(tokenizer, cut)
        case TiktokenTokenizer() as tokenizer:
            return _split_tiktoken(tokenizer, cut.text)
        case SentencePieceTokenizer() as tokenizer:
            normalized = tokenizer.own.normalize(cut.text)
            return [], normalized, [(normalized, 0, len(cut.text))] if normalized else []
    raise TypeError(f"no library is known for {cut.tokenizer!r}")


def normalized(tokenizer: Tokenizer, text: str) -> str:
    """`text` after the normalizer alone, spaces as spaces and not as a vocabulary writes them."""
    match tokenizer:
        case HuggingFaceTokenizer():
            normalizer = tokenizer.own.normalizer
            written = normalizer.normalize_str(text) if normalizer else text
            if normalizer and b'"ByteLevel"' in normalizer.__getstate__():
                written = text_of_letters(written) or written
        case TiktokenTokenizer():
            written = normalize(tokenizer.normal_form, text) if tokenizer.normal_form else text
        case SentencePieceTokenizer():
            written = tokenizer.own.normalize(text)
    return written.replace(SPACE_MARK, " ")


def _split_tiktoken(
    tokenizer: TiktokenTokenizer, text: str
) -> tuple[list[Place], str, list[Place]]:
    """As tiktoken does: special tokens first, and what is between two of them by the pattern."""
    text, origins = normal(text, tokenizer.normal_form)
    pattern = regex.compile(tokenizer.pattern)
    names = sorted(tokenizer.special, key=len, reverse=True)
    special = regex.compile("|".join(map(regex.escape, names)) if names else "(?!)")

    def place(start: int, end: int) -> tuple[int, int]:
        return (
            (start, end) if origins is None else (int(origins[0][start]), int(origins[1][end - 1]))
        )

    added: list[Place] = []
    words: list[Place] = []
    at = 0
    for found in (*special.finditer(text), None):
        stretch = text[at : found.start() if found else len(text)]
        words += (
            (letters(each[0].encode()), *place(at + each.start(), at + each.end()))
            for each in pattern.finditer(stretch)
            if each[0]
        )
        if found:
            added.append((found[0], *place(found.start(), found.end())))
            at = found.end()
    return added, text, words


def _split_huggingface(
    tokenizer: HuggingFaceTokenizer, cut: Cut
) -> tuple[list[Place], str, list[Place]]:
    added, text = list(_added_in_text(tokenizer, cut)), cut.text
    stretches: list[str] = []
    words: list[Place] = []
    at = 0
    for name, start, end in (*added, ("", len(text), len(text))):
        if section := text[at:start]:
            parts = PreTokenizedString(section)
            if tokenizer.own.normalizer:
                parts.normalize(tokenizer.own.normalizer.normalize)
            stretches += (part for part, _span, _tokens in parts.get_splits())
            if pre_tokenizer := _pre_tokenizer(tokenizer, at == 0):
                pre_tokenizer.pre_tokenize(parts)
            splits = parts.get_splits(offset_referential="original", offset_type="char")
            words += ((word, at + span[0], at + span[1]) for word, span, _tokens in splits if word)
        stretches.append(name)
        at = end
    return added, "".join(stretches), words


def _added_in_text(tokenizer: HuggingFaceTokenizer, cut: Cut) -> Iterator[Place]:
    """The added tokens that are written in the text. An unknown token that the model made has the
    id of one that is written out, so the text under it must hold its name."""
    normalizer = tokenizer.own.normalizer
    same = normalizer.normalize_str if normalizer else str
    for number, start, end in zip(cut.ids.tolist(), cut.starts.tolist(), cut.ends.tolist()):
        token = tokenizer.added.get(number)
        if token and end > start:
            under = cut.text[start:end]
            if token.content in under or (token.normalized and same(token.content) in same(under)):
                yield token.content, start, end


def _pre_tokenizer(tokenizer: HuggingFaceTokenizer, first: bool):
    """The pre-tokenizer for a stretch of the text: some add ▁ before the first one alone."""
    return tokenizer.own.pre_tokenizer if first else _later_pre_tokenizer(tokenizer)


@once_a_tokenizer
def _later_pre_tokenizer(tokenizer: HuggingFaceTokenizer):
    described = json.dumps(tokenizer.state["pre_tokenizer"])
    changed = described.replace('"prepend_scheme": "first"', '"prepend_scheme": "never"')
    if changed == described:
        return tokenizer.own.pre_tokenizer
    state = tokenizer.state | {
        "pre_tokenizer": json.loads(changed),
        "added_tokens": [],
        "post_processor": None,
    }
    return tokenizers.Tokenizer.from_str(json.dumps(state)).pre_tokenizer


def readable(stages: Stages, tokenizer: Tokenizer) -> Stages:
    """`stages` with words and pieces as a reader takes them: not in letters for bytes."""
    words = tuple((tokenizer.reading(word), start, end) for word, start, end in stages.words)
    pieces = tuple(map(tokenizer.reading, stages.pieces))
    return replace(stages, words=words, pieces=pieces)
