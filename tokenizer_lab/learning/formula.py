"""What a step computed, as a formula with the numbers put in."""

import re
from itertools import pairwise
from math import exp

import numpy as np

from i18n import visible
from palette import shortened

from .corpus_lattice import CorpusLattice
from .trace import Expectation, Merge, Prune, Trace

SHOWN = 3
"""Terms that a formula writes out."""
COLUMNS = 9
"""How wide a word may be in it; a Chinese character takes two columns."""


def formula(trace: Trace, step: int) -> str:
    """LaTeX for step number `step` (from 1) of a trace."""
    match trace.steps[step - 1]:
        case Merge() as merge if trace.rules.get("rule") == "score":
            return _score(merge)
        case Merge() as merge:
            return _count(merge, trace, step)
        case Prune() as prune:
            return _loss(prune, trace, step)
        case Expectation(pieces=pieces):
            piece, score = next(iter(pieces.items()))
            return _lines(
                r"\mathcal{L} &= -\sum_i n_i \log \sum_{x \in S(w_i)} p(x)",
                rf"&= {_change(trace, step)}",
                rf"p({tex(piece)}) &\leftarrow {exp(score):.5f}",
            )


def _lines(*lines: str) -> str:
    return r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"


def _score(merge: Merge) -> str:
    left, right = merge.frequencies
    return _lines(
        rf"\text{{score}}({tex(merge.pair[0])}, {tex(merge.pair[1])})"
        r" &= \frac{n(ab)}{n(a)\,n(b)}",
        rf"&= \frac{{{merge.count}}}{{{left} \times {right}}} = {merge.score:.4g}",
    )


def _count(merge: Merge, trace: Trace, step: int) -> str:
    """The count of the pair as a sum over the words that hold it."""
    terms, summed = [], 0
    for word, (before, _after) in trace.changed(step, most=SHOWN).items():
        places = sum(pair == merge.pair for pair in pairwise(before))
        times = rf"{places} \times " if places > 1 else ""
        terms.append(rf"\underset{{{tex(word)}}}{{{times}{trace.counts[word]}}}")
        summed += places * trace.counts[word]
    if summed < merge.count:
        terms.append(r"\cdots")
    return _lines(
        f"n({tex(merge.pair[0])}, {tex(merge.pair[1])}) &= {' + '.join(terms)}",
        f"&= {merge.count:,}",
    )


def _loss(prune: Prune, trace: Trace, step: int) -> str:
    """The loss as a sum over the words; the first terms from their own segmentations."""
    best = trace.rules.get("loss") == "best"
    words = sorted(trace.counts, key=lambda word: -trace.counts[word])[:SHOWN]
    pieces = trace.pieces(step - 1)
    terms = []
    for word in words:
        inside = [piece for piece in pieces if piece in word]
        lattice = CorpusLattice([word], [1], inside)
        loss = lattice.loss(np.array([pieces[piece] for piece in inside]), best)
        terms.append(rf"\underset{{{tex(word)}}}{{{trace.counts[word]} \times {loss:.2f}}}")
    if len(words) < len(trace.counts):
        terms.append(r"\cdots")
    sums = r"\max_{x \in S(w_i)}" if best else r"\sum_{x \in S(w_i)}"
    return _lines(
        rf"\mathcal{{L}} &= -\sum_i n_i \log {sums} p(x)",
        f"&= {' + '.join(terms)}",
        f"&= {_change(trace, step)}",
    )


def _change(trace: Trace, step: int) -> str:
    """The loss before a step, and where it is known after it."""
    losses = (trace.loss(step - 1), trace.loss(step))
    return r" \;\to\; ".join(f"{loss:,.3f}" for loss in losses if loss is not None)


def tex(text: str) -> str:
    """Text, some of it the visitor's, as upright letters in a formula."""
    signs = {"\\": r"\backslash", "~": r"\sim", "^": r"\wedge"}
    return "".join(
        signs[part] if part in signs else r"\text{" + re.sub(r"([{}$&#%_])", r"\\\1", part) + "}"
        for part in re.split(r"([\\~^])", shortened(visible(text), COLUMNS))
        if part
    )
