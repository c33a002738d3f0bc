"""Who pays more: how many tokens the same text takes in each language, in each tokenizer."""

from dataclasses import dataclass
from functools import cached_property, partial
from weakref import WeakKeyDictionary

import numpy as np

import sandbox
from i18n import Problem

from ..tokenizers import Tokenizer

AT_ONCE = 100
"""Texts between two reports of how much is done."""
STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 12.0)
"""Where one shade of what is paid ends and the next begins, in times the base."""
REFUSED = -1
"""Stands for the number of tokens where a tokenizer refuses a text."""


@dataclass(frozen=True, eq=False)
class Bills:
    """What the same text takes: a row a text, a column a tokenizer, both as they were given."""

    tokens: np.ndarray
    """How many tokens, shape (texts, tokenizers); `REFUSED` where the tokenizer takes no such
    text."""
    unknown: np.ndarray
    """How many of them stand for what the vocabulary does not hold: the count then means little."""
    base: int
    """The row that all are compared with."""

    @cached_property
    def times(self) -> np.ndarray:
        """How many times as many tokens as the base takes; NaN where either has none."""
        tokens = np.where(self.tokens > 0, self.tokens, np.nan)
        return tokens / tokens[self.base]

    def cost(self, row: int, tokens: float, price: float) -> np.ndarray:
        """What a text of so many `tokens` of the base costs in the language of a row.

        One number a tokenizer, in the currency of `price`, which is that of a million tokens.
        """
        return self.times[row] * tokens * price / 1e6


def levels(times: np.ndarray) -> np.ndarray:
    """The shade of each of `times`, from 0, no more than the base, to the number of `STEPS`."""
    return np.searchsorted(STEPS, np.round(times, 1))


# The same texts are counted for every visitor; a tokenizer that is let go of takes them along.
_counted: WeakKeyDictionary[Tokenizer, dict[tuple[str, ...], np.ndarray]] = WeakKeyDictionary()


def bills(
    texts: tuple[str, ...],
    tokenizers: list[Tokenizer],
    base: int = 0,
    go_on: sandbox.GoOn = lambda _done: True,
) -> Bills:
    """Count `texts`, one meaning in many languages, with each of `tokenizers`.

    Special tokens around a text are left out. `base` is the row that all are compared with. Each
    tokenizer counts the same texts once, one of a file that nobody vouches for in a child process.
    `go_on` is told how much is done, from 0 to 1, and ends that by returning False: `sandbox.Ended`
    is raised then.
    """
    new = [each for each in tokenizers if texts not in _counted.setdefault(each, {})]
    for done, each in enumerate(new):
        count = partial(sandbox.work, _table) if each.trial else _table
        table = count(list(texts), each, go_on=partial(_share_done, go_on, done, len(new)))
        _counted[each][texts] = np.frombuffer(table, np.int32).reshape(2, len(texts))
    tokens, unknown = np.stack([_counted[each][texts] for each in tokenizers], axis=-1)
    return Bills(tokens, unknown, base)


def _share_done(go_on: sandbox.GoOn, before: int, all_: int, done: float | None) -> bool:
    return go_on(None if done is None else (before + done) / all_)


def _table(texts: list[str], tokenizer: Tokenizer, go_on: sandbox.GoOn) -> bytes:
    """The tokens of every text, then how many of them are unknown, as bytes of int32."""
    counts = []
    for number, text in enumerate(texts):
        if number % AT_ONCE == 0 and not go_on(number / len(texts)):
            raise sandbox.stopped()
        counts.append(_count(tokenizer, text))
    return np.array(counts, np.int32).T.tobytes()


def _count(tokenizer: Tokenizer, text: str) -> tuple[int, int]:
    try:
        cut = tokenizer.encode(text, special=False)
    except Problem:
        return REFUSED, 0
    return len(cut), int(cut.unknown.sum())
