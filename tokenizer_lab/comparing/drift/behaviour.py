"""Two tokenizers by what they do: the first stage after which a text is not the same in both."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import sandbox
from i18n import Problem

from ...tokenizers import Cut, SentencePieceTokenizer, Tokenizer, replace_surrogates
from .description import suspects
from .random_texts import random_texts
from .shrinking import smallest
from .stages import STAGES, Stages, normalized, stages_here

TEXTS = 10_000
"""Texts that are tried."""
REPORT = 50
"""Texts between two reports of how much is done."""


@dataclass(frozen=True)
class Parting:
    """Texts that part at one stage."""

    stage: str
    """A key of `STAGES`."""
    count: int
    example: str
    """The shortest of them ..."""
    smallest: str
    """... and what is left of it where no character can be dropped, or it parts elsewhere."""


@dataclass(frozen=True)
class Drift:
    """How two tokenizers part on many texts."""

    texts: int
    """How many were tried."""
    same: int
    """How many had the same ids and decoded to the same text."""
    partings: tuple[Parting, ...]
    """The others by the first stage that differs, in the order of the stages."""


def first_stage(
    tokenizers: tuple[Tokenizer, Tokenizer], first: Stages, second: Stages
) -> str | None:
    """The key in `STAGES` of the first stage after which a text is not the same in both.

    Libraries write spaces in two ways and not all cut words first, so between two of them texts
    are compared as a reader takes them, and words where both have any.
    """
    one, other = tokenizers
    if first.added != second.added:
        return "added"
    if type(one) is type(other):
        if first.normalized != second.normalized:
            return "normalizer"
        words: list[list] = [[each[0] for each in side.words] for side in (first, second)]
    else:
        if _as_read(one, first) != _as_read(other, second):
            return "normalizer"
        words = [[each[1:] for each in side.words] for side in (first, second)]
        if any(isinstance(each, SentencePieceTokenizer) for each in tokenizers):
            words = [[], []]
    if words[0] != words[1]:
        return "pre_tokenizer"
    return _later_stage(tokenizers, first, second)


def _as_read(tokenizer: Tokenizer, stages: Stages) -> str:
    return normalized(tokenizer, stages.text).removeprefix(" ")


def _later_stage(
    tokenizers: tuple[Tokenizer, Tokenizer], first: Stages, second: Stages
) -> str | None:
    def cut(tokenizer: Tokenizer, stages: Stages) -> list[bytes]:
        return [tokenizer.token_bytes[number] for number in stages.inner]

    if cut(tokenizers[0], first) != cut(tokenizers[1], second):
        return "model"
    if first.inner != second.inner:
        return "vocabulary"
    if first.frame != second.frame:
        return "post_processor"
    return "decoder" if first.decoded != second.decoded else None


def tried_texts(
    first: Tokenizer, second: Tokenizer, count: int = TEXTS, seed: int = 1
) -> list[str]:
    """`count` texts: those made of what the descriptions say in two ways, then random ones."""
    aimed = suspects(first, second)[:count]
    return aimed + random_texts(count - len(aimed), seed)


def find_drift(
    first: Tokenizer,
    second: Tokenizer,
    texts: int | Iterable[str] = TEXTS,
    go_on: sandbox.GoOn = lambda _done: True,
) -> Drift:
    """Where two tokenizers part on `texts`, or on so many of `tried_texts`.

    It is done in a child process. `go_on` is told how much is done, from 0 to 1, and ends it by
    returning False: what was tried by then comes back.
    """
    wanted = texts if isinstance(texts, int) else list(texts)
    tried, same, partings = sandbox.work(_drift, first, second, wanted, go_on=go_on)
    return Drift(tried, same, tuple(Parting(*each) for each in partings))


def _drift(
    first: Tokenizer, second: Tokenizer, wanted: int | list[str], go_on: sandbox.GoOn
) -> tuple[int, int, list[tuple[Any, ...]]]:
    pair = first, second
    texts = tried_texts(first, second, wanted) if isinstance(wanted, int) else wanted
    counts: dict[str, int] = {}
    shortest: dict[str, str] = {}
    tried = 0
    for text in map(replace_surrogates, texts):
        if tried % REPORT == 0 and not go_on(tried / len(texts)):
            break
        tried += 1
        if stage := parts_at(pair, text):
            counts[stage] = counts.get(stage, 0) + 1
            shortest[stage] = min(shortest.get(stage, text), text, key=len)
    partings = []
    for stage in (stage for stage in STAGES if stage in counts):
        text = shortest[stage]
        shown = smallest(text, partial(_parts_there, pair, stage))
        partings.append((stage, counts[stage], text, shown))
    return tried, tried - sum(counts.values()), partings


def parts_at(pair: tuple[Tokenizer, Tokenizer], text: str) -> str | None:
    """The first stage that differs where the ids of a text do, or what they decode to; where one
    tokenizer refuses what the other takes it is the model's. In this process."""
    cuts = [_cut(each, text) for each in pair]
    if cuts[0] is None or cuts[1] is None:
        return None if cuts[0] is cuts[1] else "model"
    ids = (cuts[0].ids.tolist(), cuts[1].ids.tolist())
    if ids[0] == ids[1] and cuts[0].decoded == cuts[1].decoded:
        return None
    return first_stage(pair, *(stages_here(each, text) for each in pair))


def _parts_there(pair: tuple[Tokenizer, Tokenizer], stage: str, text: str) -> bool:
    return parts_at(pair, text) == stage


def _cut(tokenizer: Tokenizer, text: str) -> Cut | None:
    try:
        return tokenizer.encode(text)
    except Problem:
        return None
