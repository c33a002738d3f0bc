"""Many texts, there and back: how many come back, and why the others do not."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import sandbox
from i18n import N_, Problem

from ...tokenizers import Tokenizer
from .round_trip import REASONS, RoundTrip, round_trip_here
from .shrinking import smallest

MANY = 20_000
"""Characters times tokenizers from which on a child looks, about a quarter of a second's work."""
LONGEST = 5_000
"""Characters of a text that is looked at: of a longer one the beginning."""
REFUSED = "refused"
"""The reason of a text that the tokenizer takes no tokens of, with an error."""
KINDS = REASONS | {REFUSED: N_("refused by the tokenizer")}
"""Why texts of a survey do not come back: `REASONS`, and one more."""


@dataclass(frozen=True)
class Loss:
    """Texts that do not come back for one reason."""

    reason: str
    """A key of `KINDS`."""
    count: int
    example: str
    """The shortest of them ..."""
    smallest: str
    """... and what is left of it where no character can be dropped without losing the reason."""


@dataclass(frozen=True)
class Survey:
    """What comes back of many texts in one tokenizer."""

    name: str
    texts: int
    """How many were looked at."""
    back: int
    """How many came back."""
    losses: tuple[Loss, ...]
    """The others by reason, the commonest first."""


def survey(
    texts: list[str],
    tokenizers: list[Tokenizer],
    clean_up: bool = False,
    go_on: sandbox.GoOn = lambda _done: True,
) -> list[Survey]:
    """Which of `texts` come back from each tokenizer, and the smallest text of each reason why not.

    `go_on` is told how much is done, from 0 to 1, and ends it by returning False: what was looked
    at by then comes back. Much, and what nobody vouches for, is done in a child process.
    """
    foreign = any(each.trial for each in tokenizers)
    if not foreign and len(tokenizers) * sum(map(len, texts)) < MANY:
        rows = _surveys(texts, tokenizers, clean_up, go_on)
    else:
        rows = sandbox.work(_surveys, texts, tokenizers, clean_up, go_on=go_on)
    return [
        Survey(name, count, back, tuple(Loss(*loss) for loss in losses))
        for name, count, back, losses in rows
    ]


def _surveys(
    texts: list[str], tokenizers: list[Tokenizer], clean_up: bool, go_on: sandbox.GoOn
) -> list[tuple[str, int, int, list[tuple[Any, ...]]]]:
    rows, share = [], 1 / len(tokenizers)
    for number, each in enumerate(tokenizers):
        shortest: dict[str, str] = {}
        counts: dict[str, int] = {}
        seen = 0
        for text in (text[:LONGEST] for text in texts):
            if not go_on((number + seen / len(texts)) * share):
                break
            seen += 1
            if reason := _reason(each, clean_up, text):
                counts[reason] = counts.get(reason, 0) + 1
                shortest[reason] = min(shortest.get(reason, text), text, key=len)
        losses = []
        for reason in sorted(counts, key=lambda reason: -counts[reason]):
            shows = partial(_has_reason, each, clean_up, reason)
            text = shortest[reason]
            losses.append((reason, counts[reason], text, smallest(text, shows)))
        rows.append((each.name, seen, seen - sum(counts.values()), losses))
    return rows


def _reason(tokenizer: Tokenizer, clean_up: bool, text: str) -> str | None:
    try:
        trip: RoundTrip = round_trip_here(tokenizer, text, clean_up)
    except Problem:
        return REFUSED
    return trip.reason


def _has_reason(tokenizer: Tokenizer, clean_up: bool, reason: str, text: str) -> bool:
    return _reason(tokenizer, clean_up, text) == reason
