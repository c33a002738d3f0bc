"""A text at every stage of its way to ids and back, as plain values that a child can send.

The libraries do each stage by themselves here; nothing is replayed.
"""

import pickle
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar
from unicodedata import normalize

import sandbox
from i18n import N_

from ...cutting import SPACE_MARK, text_of_letters
from ...readers import LIMITS, check_growth
from ...splitting import split
from ...tokenizers import (
    Cut,
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    Tokenizer,
    problem_of,
)

STAGES = {
    "added": N_("Added tokens"),
    "normalizer": N_("Normalizer"),
    "pre_tokenizer": N_("Pre-tokenizer"),
    "model": N_("Model"),
    "vocabulary": N_("IDs of the vocabulary"),
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
    normalized, parts = split(cut)
    around = (cut.special & (cut.starts == cut.ends)).tolist()
    before = next((at for at, extra in enumerate(around) if not extra), len(around))
    after = next((at for at, extra in enumerate(around[::-1]) if not extra), 0)
    return Stages(
        text=cut.text,
        added=tuple(part[:3] for part in parts if part.number is not None),
        normalized=normalized,
        words=tuple(part[:3] for part in parts if part.number is None),
        pieces=tuple(cut.pieces),
        ids=tuple(cut.ids.tolist()),
        starts=tuple(cut.starts.tolist()),
        ends=tuple(cut.ends.tolist()),
        before=before,
        after=after,
        decoded=cut.decoded,
    )


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


def readable(stages: Stages, tokenizer: Tokenizer) -> Stages:
    """`stages` with words and pieces as a reader takes them: not in letters for bytes."""
    words = tuple((tokenizer.reading(word), start, end) for word, start, end in stages.words)
    pieces = tuple(map(tokenizer.reading, stages.pieces))
    return replace(stages, words=words, pieces=pieces)
