"""Learning by any of the algorithms; from a long text in a child process."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sandbox

from ..corpus import word_counts
from .bpe import train_bpe, train_byte_bpe
from .sentencepiece import train_sentencepiece
from .trace import GoOn, Trace
from .unigram import train_unigram
from .wordpiece import train_wordpiece

ALGORITHMS: dict[str, Callable[..., Trace]] = {
    "bpe": train_bpe,
    "byte_bpe": train_byte_bpe,
    "wordpiece": train_wordpiece,
    "unigram": train_unigram,
    "sentencepiece": train_sentencepiece,
}
"""What `train` can run, by name."""
LONG = 100_000
"""Characters of a text from which on a child learns; one is there after half a second, in which
most of a shorter text is learned."""
MANY = 2_000
"""Steps of a trace from which on a child writes its file."""
LIMITS = replace(sandbox.HEAVY, written=10_000_000)
"""A child may keep the machine code of a trainer that it was the first to need."""


def train(
    algorithm: str,
    counts: dict[str, int],
    vocab_size: int,
    *,
    pretokenizer: str = "whitespace",
    normalizers: tuple[str, ...] = (),
    **rules: Any,
) -> Trace:
    """Learn a vocabulary of `vocab_size` tokens from unique words and their counts.

    `pretokenizer` and `normalizers` say how the words came about (see `word_counts`): the
    trace cuts whole texts in the same way. `rules` go to the trainer of the algorithm, such as
    `tie`; `go_on` is told how much is done, 0 to 1, and stops the training by returning False:
    the trace then ends there. Raises KeyError for an algorithm that is not in `ALGORITHMS`,
    and `i18n.Problem` where the counts or the size cannot be used.
    """
    trace = ALGORITHMS[algorithm](counts, vocab_size, **rules)
    return replace(trace, pretokenizer=pretokenizer, normalizers=tuple(normalizers))


def train_on(
    text: str,
    algorithm: str,
    vocab_size: int,
    *,
    pretokenizer: str = "whitespace",
    normalizers: tuple[str, ...] = (),
    go_on: sandbox.GoOn = lambda _done: True,
    **rules: Any,
) -> Trace:
    """What `train` learns from the `word_counts` of `text`; see both for the rest.

    A long text is counted and learned from in a child process (`sandbox.work`).
    """
    cutting = {"pretokenizer": pretokenizer, "normalizers": tuple(normalizers)}
    if len(text) < LONG:
        return _train_on(text, algorithm, vocab_size, cutting, rules, go_on)
    arguments = text, algorithm, vocab_size, cutting, rules
    packed = sandbox.work(_packed_trace, *arguments, go_on=go_on, limits=LIMITS)
    return Trace.unpacked(packed)


def _packed_trace(
    text: str,
    algorithm: str,
    vocab_size: int,
    cutting: dict[str, Any],
    rules: dict[str, Any],
    go_on: GoOn,
) -> dict[str, Any]:
    return _train_on(text, algorithm, vocab_size, cutting, rules, go_on).packed()


def _train_on(
    text: str,
    algorithm: str,
    vocab_size: int,
    cutting: dict[str, Any],
    rules: dict[str, Any],
    go_on: GoOn,
) -> Trace:
    counts = word_counts(text, **cutting)
    return train(algorithm, counts, vocab_size, **cutting, go_on=go_on, **rules)


def trace_json(trace: Trace) -> bytes:
    """The file of a trace, `Trace.to_json`; that of a long one is written in a child process."""
    if len(trace.steps) < MANY:
        return trace.to_json().encode()
    return sandbox.work(_trace_json, trace.packed(), go_on=lambda _done: True)


def _trace_json(packed: dict[str, Any], go_on: GoOn) -> bytes:
    return Trace.unpacked(packed).to_json().encode()
