"""Where a tokenizer cuts, guessed before it is seen: the places, and what to say of each."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import regex

from ..cutting import CONTINUES
from ..tokenizers import Cut, Tokenizer, once_a_tokenizer
from .steps import Steps
from .word import Word

Kind = Literal["found", "missed", "extra"]
Reason = Literal[
    "words", "absent", "unreachable", "likelier", "bytes",
    "special", "unknown", "whole", "merged", "longest", "listed", "probable",
]  # fmt: skip
"""Why there is a cut, or why there is none; what each says of `Verdict.left` and the rest:

words        one word ends here before the model looks
absent       `token`, `left` and `right` together, is not in the vocabulary
unreachable  it is, but no merge joins these two
likelier     it is, but `left` and `right` are together more probable
bytes        here, or over here, tokens hold parts of a character
special      `token` is a special token
unknown      `token` stands for text that the vocabulary does not hold
whole        `token` is taken before any merge
merged       merge number `rank` made `token` of `left` and `right`
longest      `token` is the longest piece that fits from the left
listed       `token` is in the list of words
probable     `token` alone is more probable than any way to part it
"""


class Gap(NamedTuple):
    """A place between two characters where a cut can be, from character `start` to `end`.

    White space is one gap: tokenizers attach it to the left, to the right, or drop it.
    """

    start: int
    end: int


@dataclass(frozen=True)
class Verdict:
    """What is to say of a guess at one gap."""

    gap: int
    """Which one, counted from 0."""
    kind: Kind
    reason: Reason
    left: str = ""
    right: str = ""
    token: str = ""
    rank: int = 0
    logarithms: tuple[float, float] = (0.0, 0.0)
    """For "likelier": of the probability of both pieces, and of the one token."""


def gaps(text: str) -> list[Gap]:
    """The places where `text` can be cut without tearing a character as a reader sees it
    (grapheme clusters, Unicode Standard Annex 29)."""
    clusters = [match.span() for match in regex.finditer(r"\X", text) if not match[0].isspace()]
    return [Gap(end, start) for (_, end), (start, _) in pairwise(clusters)]


def cut_gaps(cut: Cut) -> list[int]:
    """The gaps at which a tokenizer cuts: a token ends or begins there, and none goes over."""
    edges = {*cut.starts.tolist(), *cut.ends.tolist()}
    return [
        number
        for number, gap in enumerate(gaps(cut.text))
        if edges.intersection(range(gap.start, gap.end + 1)) and not len(_over(cut, gap))
    ]


def judge(steps: Steps, guessed: Collection[int]) -> list[Verdict]:
    """What is to say where there is a cut, and where one was guessed; in the order of the text."""
    cuts = set(cut_gaps(steps.cut))
    verdicts = []
    for number, gap in enumerate(gaps(steps.text)):
        if number in cuts:
            kind: Kind = "found" if number in guessed else "missed"
            verdicts.append(_cut(steps, number, gap, kind))
        elif number in guessed:
            verdicts.append(_uncut(steps, number, gap))
    return verdicts


def _over(cut: Cut, gap: Gap) -> np.ndarray:
    """The numbers of the tokens that go over a gap."""
    return np.flatnonzero((cut.starts < gap.start) & (cut.ends > gap.end))


def _cut(steps: Steps, number: int, gap: Gap, kind: Kind) -> Verdict:
    """Why there is a cut."""
    cut, tokenizer = steps.cut, steps.cut.tokenizer
    left, right = _beside(cut, gap)
    word = _word(steps, gap.start - 1)
    if left is None or right is None or word is None or word is not _word(steps, gap.end):
        return Verdict(number, kind, "words")
    for each in (left, right):
        if cut.unknown[each]:
            return Verdict(number, kind, "unknown", token=cut.pieces[each])
        if _part_of_character(cut, each):
            return Verdict(number, kind, "bytes")
    pieces = cut.pieces[left], cut.pieces[right]
    inner = CONTINUES if tokenizer.algorithm == "wordpiece" else ""
    token = pieces[0] + pieces[1].removeprefix(inner)
    read = tokenizer.reading
    texts = read(pieces[0]), read(pieces[1]), read(token)
    if token not in _vocabulary(tokenizer):
        return Verdict(number, kind, "absent", *texts)
    if word.lattice is None:
        return Verdict(number, kind, "unreachable", *texts)
    scores = word.lattice.pieces.scores
    both = scores[pieces[0]] + scores[pieces[1]]
    return Verdict(number, kind, "likelier", *texts, logarithms=(both, scores[token]))


def _uncut(steps: Steps, number: int, gap: Gap) -> Verdict:
    """Why there is none."""
    cut, tokenizer = steps.cut, steps.cut.tokenizer
    over = _over(cut, gap)
    word = _word(steps, gap.start - 1)
    if len(over) != 1 or word is None:
        return Verdict(number, "extra", "bytes")
    [token] = over.tolist()
    piece = cut.pieces[token]
    text = tokenizer.reading(piece)
    if word.special:
        return Verdict(number, "extra", "special", token=text)
    if cut.unknown[token]:
        return Verdict(number, "extra", "unknown", token=text)
    for merge in reversed(word.merges):
        parts = [
            "".join(word.symbols[start:end])
            for start, end in ((merge.start, merge.middle), (merge.middle, merge.end))
        ]
        if "".join(parts) == piece:
            left, right = map(tokenizer.reading, parts)
            return Verdict(number, "extra", "merged", left, right, text, merge.rank)
    reasons: dict[str, Reason] = {
        "bpe": "whole",
        "wordpiece": "longest",
        "unigram": "probable",
        "word": "listed",
    }
    return Verdict(number, "extra", reasons[tokenizer.algorithm], token=text)


def _beside(cut: Cut, gap: Gap) -> tuple[int | None, int | None]:
    """The last token that ends at a gap, and the first that begins there."""
    real = cut.ends > cut.starts
    before = np.flatnonzero(real & (cut.starts < gap.start) & (cut.ends <= gap.end))
    after = np.flatnonzero(real & (cut.ends > gap.end) & (cut.starts >= gap.start))
    return int(before[-1]) if len(before) else None, int(after[0]) if len(after) else None


def _part_of_character(cut: Cut, token: int) -> bool:
    """Whether a token shares a character with one beside it."""
    near = slice(max(0, token - 1), token + 2)
    starts, ends = cut.starts[near], cut.ends[near]
    touching = (starts < cut.ends[token]) & (ends > cut.starts[token])
    return int(touching.sum()) > 1


def _word(steps: Steps, place: int) -> Word | None:
    """The word that character `place` of the text belongs to."""
    return next((word for word in steps.words if word.start <= place < word.end), None)


@once_a_tokenizer
def _vocabulary(tokenizer: Tokenizer) -> frozenset[str]:
    return frozenset(tokenizer.pieces)
