"""What a step computed, as a formula with the numbers put in."""

import re
from itertools import accumulate, pairwise
from math import exp
from unicodedata import east_asian_width

import numpy as np

from .corpus_lattice import CorpusLattice
from .trace import Expectation, Merge, Trace

SHOWN = 3
"""Terms that a formula writes out."""
COLUMNS = 9
"""How wide a word may be in it; a Chinese character takes two columns."""


def formula(trace: Trace, step: int) -> str:
    """LaTeX for step number `step` (from 1) of a trace."""
    made = trace.steps[step - 1]
    if isinstance(made, Merge):
        return _score(made) if trace.rules.get("rule") == "score" else _count(trace, step)
    if isinstance(made, Expectation):
        piece, score = next(iter(made.pieces.items()))
        return _lines(
            rf"\mathcal{{L}} &= -\sum_i n_i \log \sum_{{x \in S(w_i)}} p(x) = {made.loss:,.3f}",
            rf"p({tex(piece)}) &\leftarrow {exp(score):.5f}",
        )
    return _loss(trace, step)


def _lines(*lines: str) -> str:
    return r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"


def _score(made: Merge) -> str:
    left, right = made.frequencies
    return _lines(
        rf"\text{{score}}({tex(made.pair[0])}, {tex(made.pair[1])})"
        r" &= \frac{n(ab)}{n(a)\,n(b)}",
        rf"&= \frac{{{made.count}}}{{{left} \times {right}}} = {made.score:.4g}",
    )


def _count(trace: Trace, step: int) -> str:
    """The count of the pair as a sum over the words that hold it."""
    made = trace.steps[step - 1]
    terms, told = [], 0
    for word, (before, _after) in trace.changed(step, most=SHOWN).items():
        places = sum(pair == made.pair for pair in pairwise(before))
        times = rf"{places} \times " if places > 1 else ""
        terms.append(rf"\underset{{{tex(word)}}}{{{times}{trace.counts[word]}}}")
        told += places * trace.counts[word]
    if told < made.count:
        terms.append(r"\cdots")
    return _lines(
        f"n({tex(made.pair[0])}, {tex(made.pair[1])}) &= {' + '.join(terms)}",
        f"&= {made.count:,}",
    )


def _loss(trace: Trace, step: int) -> str:
    """The loss as a sum over the words; the first terms from their own segmentations."""
    made = trace.steps[step - 1]
    best = trace.rules.get("loss") == "best"
    words = sorted(trace.counts, key=lambda word: -trace.counts[word])[:SHOWN]
    pieces = trace.pieces(step - 1)
    terms = []
    for word in words:
        held = [piece for piece in pieces if piece in word]
        lattice = CorpusLattice([word], [1], held)
        loss = lattice.loss(np.array([pieces[piece] for piece in held]), best)
        terms.append(rf"\underset{{{tex(word)}}}{{{trace.counts[word]} \times {loss:.2f}}}")
    if len(words) < len(trace.counts):
        terms.append(r"\cdots")
    sums = r"\max_{x \in S(w_i)}" if best else r"\sum_{x \in S(w_i)}"
    return _lines(
        rf"\mathcal{{L}} &= -\sum_i n_i \log {sums} p(x)",
        f"&= {' + '.join(terms)}",
        f"&= {made.loss:,.3f}",
    )


def tex(text: str) -> str:
    """Text, some of it the visitor's, as upright letters in a formula."""
    widths = accumulate(2 if east_asian_width(char) in "WF" else 1 for char in text)
    fitting = sum(width <= COLUMNS for width in widths)
    short = text if fitting == len(text) else text[:fitting] + "…"
    signs = {"\\": r"\backslash", "~": r"\sim", "^": r"\wedge"}
    return "".join(
        signs[part] if part in signs else r"\text{" + re.sub(r"([{}$&#%_])", r"\\\1", part) + "}"
        for part in re.split(r"([\\~^])", short)
        if part
    )
