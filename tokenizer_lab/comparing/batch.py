"""Many texts at once, counted by several tokenizers."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

import sandbox

from ..tokenizers import Tokenizer

AT_ONCE = 1_000
"""Rows between two reports of how much is done."""
MANY = 500_000
"""Characters times tokenizers from which on a child counts, about a quarter of a second's work."""


def count_rows(
    texts: list[str],
    tokenizers: list[Tokenizer],
    special: bool = True,
    go_on: sandbox.GoOn = lambda _done: True,
) -> pd.DataFrame:
    """How many tokens each text has in each tokenizer: one column a tokenizer, by its name.

    `go_on` is told how much is done, from 0 to 1, and ends the counting by returning False: the
    rows that were counted by then come back. Many texts are counted in a child process.
    """
    return _frames([texts], tokenizers, [special], go_on)[0]


def count_pairs(
    texts: list[str],
    answers: list[str],
    tokenizers: list[Tokenizer],
    special: bool = True,
    go_on: sandbox.GoOn = lambda _done: True,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`count_rows` of texts and of the answer to each, to which no special tokens are added.

    As many of the one come back as of the other.
    """
    counted = _frames([texts, answers], tokenizers, [special, False], go_on)
    return counted[0], counted[1]


def names_apart(tokenizers: Sequence[Tokenizer]) -> list[str]:
    """The names of tokenizers; a number behind one that is there twice, as of two files."""
    names: list[str] = []
    for each in tokenizers:
        name, number = each.name, 2
        while name in names:
            name, number = f"{each.name} ({number})", number + 1
        names.append(name)
    return names


def _frames(
    columns: list[list[str]],
    tokenizers: list[Tokenizer],
    special: list[bool],
    go_on: sandbox.GoOn,
) -> list[pd.DataFrame]:
    """A table of counts for each column of texts."""
    characters = sum(len(text) for texts in columns for text in texts)
    if len(tokenizers) * characters < MANY:
        packed = _packed_counts(columns, tokenizers, special, go_on)
    else:
        packed = sandbox.work(_packed_counts, columns, tokenizers, special, go_on=go_on)
    names = names_apart(tokenizers)
    return [
        pd.DataFrame({name: np.frombuffer(counts, np.int32) for name, counts in zip(names, each)})
        for each in packed
    ]


def _packed_counts(
    columns: list[list[str]],
    tokenizers: list[Tokenizer],
    special: list[bool],
    go_on: sandbox.GoOn,
) -> list[list[bytes]]:
    """For each column, and in it for each tokenizer, the counts as bytes of int32."""
    rows = len(columns[0])
    counts: list[list[list[int]]] = [[[] for _each in tokenizers] for _texts in columns]
    for start in range(0, rows, AT_ONCE):
        if not go_on(start / rows):
            break
        for texts, adds, of_texts in zip(columns, special, counts):
            for of_one, each in zip(of_texts, tokenizers):
                of_one += each.counts(texts[start : start + AT_ONCE], adds)
    return [[np.array(one, np.int32).tobytes() for one in of_texts] for of_texts in counts]
