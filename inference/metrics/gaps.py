"""Gaps in texts: whether the right token comes first, among five, and how far down it stands."""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from i18n import N_, Problem

from .measure import Measure, Scores, Told, counted, nobody

GAPS = re.compile(r"\[MASK\]|<mask>")
"""A gap in a text, as it may always be written or as the usual mask tokens."""
BETWEEN = re.compile(r"\s*[;；,，、|]\s*")
"""What stands between the right tokens of several gaps."""
FEW = 5
"""Tokens among which the right one is looked for besides the first."""


def read(answer: str, item: Mapping[str, Any]) -> list[list[str]]:
    """The right tokens of each gap of a text: one a gap, several gaps' between commas or as a JSON
    list; where more than one is right in a gap, a JSON list of these in its place, which is the
    whole where there is one gap.

    Raises `i18n.Problem` where they are of fewer or more gaps than there are.
    """
    count = len(GAPS.findall(item["text"])) or 1
    try:
        listed = json.loads(answer)
    except ValueError:
        listed = None
    if not isinstance(listed, list):
        listed = [answer.strip()] if count == 1 else BETWEEN.split(answer.strip())
    elif count == 1 and listed and not isinstance(listed[0], list):
        listed = [listed]
    if len(listed) != count:
        raise Problem(
            N_("Blanks in the text: {gaps}; right tokens: {tokens}."),
            gaps=count,
            tokens=len(listed),
        )
    return [
        [str(token) for token in (tokens if isinstance(tokens, list) else [tokens])]
        for tokens in listed
    ]


def score(
    said: list[list[list[str]] | None], right: list[list[list[str]]], told: Told = nobody
) -> Scores:
    """`Scores` of gaps: how many have a right token first (`top_1`) and among the first five
    (`top_5`, where so many were asked for), and the mean of 1 / its place (`mrr`), which is 0 where
    it is not among those that were asked for. Case does not count: some models know none."""
    ranks = [places(gaps or [], wanted) for gaps, wanted in counted(list(zip(said, right)), told)]
    every = [rank for row in ranks for rank in row]
    asked = min((len(tokens) for gaps in said for tokens in gaps or ()), default=FEW)
    figures = {"top_1": _mean([rank == 1 for rank in every])}
    if asked >= FEW:
        figures[f"top_{FEW}"] = _mean([0 < rank <= FEW for rank in every])
    figures["mrr"] = _mean([1 / rank if rank else 0.0 for rank in every])
    return Scores(
        "top_1",
        figures,
        [all(rank == 1 for rank in row) for row in ranks],
        [_mean([rank == 1 for rank in row]) for row in ranks],
        [float(len(row)) for row in ranks],
    )


def _mean(values: list[Any]) -> float:
    return sum(values) / len(values)


def places(said: list[list[str]], right: list[list[str]]) -> list[int]:
    """For each gap the place of the first right token among those said, from 1; 0 where there is
    none."""
    return [_place(tokens, wanted) for tokens, wanted in zip(said + [[]] * len(right), right)]


def _place(tokens: list[str], right: list[str]) -> int:
    wanted = set(map(_plain, right))
    return next((place for place, token in enumerate(tokens, 1) if _plain(token) in wanted), 0)


def _plain(token: str) -> str:
    return unicodedata.normalize("NFKC", token).strip().removeprefix("##").casefold()


def _written(gaps: list[Any]) -> str:
    """What is first, or first among what is right, in each gap."""
    return ", ".join(next(iter(gap), "").strip() for gap in gaps)


GAPS_FILLED = Measure(
    said=lambda output: [[str(row["token_str"]) for row in tokens] for tokens in output],
    read=read,
    score=score,
    written=_written,
    form=N_("Write the right token, or those of several blanks in their order, between commas."),
)
