"""What a player shows of a text on its way to tokens: rows of a replay as small, plain data."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from i18n import N_, Translate, isolated
from palette import UNKNOWN as UNKNOWN_COLOR
from palette import token_color

from ..cutting import CONTINUES, Edge
from .rows import Row, without_words
from .steps import Steps

WAITING = 8
"""Ranked pairs that are shown at a time."""

Story = dict[str, Any]


def encode_story(steps: Steps, rows: list[Row], _: Translate = str) -> Story:
    """How `rows`, some of those that `rows_of` gives, are cut, as data that `json` can write.

    The words go one after the other; in each the model carries out its merges, matches, or the
    filling of its lattice and the way back; at the end the ids stand below the tokens.
    """
    events = [event for number in range(len(rows)) for event in _events(rows, number, _)]
    events.append(({"action": "ids"}, _(N_("Tokens and ids: {count} in all")).format(
        count=len(steps.ids))))  # fmt: skip
    opening = (
        _(N_("One stretch without words, here in rows"))
        if without_words(steps)
        else _(N_("Words, each cut by itself"))
    )
    titles = [opening, *(title for _event, title in events)]
    words = [_word(row) for row in rows]
    return {
        "kind": "encoding",
        "model": steps.cut.tokenizer.algorithm,
        "mode": steps.cut.tokenizer.algorithm,
        "first": 0,
        "last": len(events),
        "total": len(events),
        "titles": titles,
        "spoken": titles,
        "words": words,
        "steps": [event for event, _title in events],
        "colors": _colors(words, [event for event, _title in events]),
    }


def _word(row: Row) -> Story:
    return {
        "label": row.label,
        "symbols": [row.text(at, at + 1) for at in range(row.start, row.end)],
        "pieces": [list(token.pieces) for token in row.tokens],
        "ids": [list(token.ids) for token in row.tokens],
        "spans": [[token.start - row.start, token.end - row.start] for token in row.tokens],
        "special": row.word.special,
        "unknown": [token.unknown for token in row.tokens],
    }


Event = tuple[Story, str]
"""A step of the story and its title."""


def _events(rows: list[Row], number: int, _: Translate) -> Iterator[Event]:
    row = rows[number]
    word = row.word
    if word.special:
        return
    if word.found_whole:
        title = _(N_("{word} is in the vocabulary: it is taken whole"))
        yield (
            {"action": "whole", "word": number, "token": word.text},
            title.format(word=isolated(word.text)),
        )
    elif word.matches:
        yield from _matches(row, number, _)
    elif word.lattice:
        yield from _filling(row, number, _)
        yield from _walk(row, number, _)
    else:
        yield from _merges(row, number, _)


def _merges(row: Row, number: int, _: Translate) -> Iterator[Event]:
    word, now = row.word, dict(row.word.spans_after(0))
    for merge in word.merges:
        if not row.start <= merge.start < row.end:
            continue
        left = row.text(merge.start, merge.middle)
        right = row.text(merge.middle, merge.end)
        waiting = _waiting(row, [span for span in now.items() if row.start <= span[0] < row.end])
        now[merge.start] = merge.end
        del now[merge.middle]
        yield (
            {
                "action": "merge",
                "word": number,
                "start": merge.start - row.start,
                "middle": merge.middle - row.start,
                "end": merge.end - row.start,
                "rank": merge.rank,
                "left": left,
                "right": right,
                "token": left + right,
                "waiting": waiting,
            },
            _(N_("Merge of rank {rank}: {left} + {right}")).format(
                rank=f"{merge.rank:,}", left=isolated(left), right=isolated(right)
            ),
        )


def _waiting(row: Row, spans: list[tuple[int, int]]) -> list[list[Any]]:
    """The pairs of a row that could be merged, the lowest rank first: left, right, rank."""
    rank = row.word.rank
    if rank is None:
        return []
    ranked: dict[tuple[str, str], float] = {}
    for left, right in pairwise(row.text(*span) for span in spans):
        value = rank((left, right))
        if value is not None:
            ranked[left, right] = value
    best = sorted(ranked.items(), key=lambda item: item[1])[:WAITING]
    return [[*pair, int(value)] for pair, value in best]


def _matches(row: Row, number: int, _: Translate) -> Iterator[Event]:
    for match in row.word.matches:
        if not row.start <= match.start < row.end:
            continue
        event = {
            "action": "match",
            "word": number,
            "start": match.start - row.start,
            "end": match.end - row.start,
            "tried": list(match.tried),
            "prefix": CONTINUES,
        }
        if match.end > match.start:
            title = _(N_("{piece} is in the vocabulary")).format(piece=isolated(match.tried[-1]))
        else:
            title = _(N_("Nothing fits at {rest}: the whole word is unknown")).format(
                rest=isolated(row.text(match.start, row.end))
            )
        yield event, title


def _filling(row: Row, number: int, _: Translate) -> Iterator[Event]:
    """Viterbi, a character at a time: the pieces that end there, and which of them is kept."""
    lattice = row.word.lattice
    assert lattice is not None
    best = {row.start: 0.0}
    for place in range(row.start + 1, row.end + 1):
        edges = [
            edge
            for start in range(row.start, place)
            for edge in lattice.edges[start]
            if edge.end == place and start in best
        ]
        if not edges:
            continue
        totals = [best[edge.start] + edge.score for edge in edges]
        kept = max(range(len(edges)), key=lambda at: (totals[at], -edges[at].start))
        best[place] = totals[kept]
        yield (
            {
                "action": "fill",
                "word": number,
                "at": place - row.start,
                "edges": [
                    [*_edge(row, edge), total, at == kept]
                    for at, (edge, total) in enumerate(zip(edges, totals))
                ],
            },
            _(N_("Best way to here ends with {piece}, log-probability {score:.2f}")).format(
                piece=isolated(edges[kept].piece), score=totals[kept]
            ),
        )


def _walk(row: Row, number: int, _: Translate) -> Iterator[Event]:
    lattice = row.word.lattice
    assert lattice is not None
    for edge in reversed([edge for edge in lattice.best if row.start <= edge.start < row.end]):
        yield (
            {"action": "walk", "word": number, "edge": _edge(row, edge)},
            _(N_("On the best path: {piece}, log-probability {score:.2f}")).format(
                piece=isolated(edge.piece), score=edge.score
            ),
        )


def _edge(row: Row, edge: Edge) -> list[Any]:
    return [edge.start - row.start, edge.end - row.start, edge.piece, edge.score]


def _colors(words: list[Story], events: list[Story]) -> dict[str, str]:
    colors: dict[str, str] = {}
    for word in words:
        for pieces, unknown in zip(word["pieces"], word["unknown"]):
            colors |= {text: UNKNOWN_COLOR if unknown else token_color(text) for text in pieces}
        colors |= {symbol: token_color(symbol) for symbol in word["symbols"]}
    for event in events:
        texts = [event.get(name) for name in ("left", "right", "token")]
        texts += event.get("tried", [])[-1:]
        texts += [edge[2] for edge in event.get("edges", [])]
        texts += event["edge"][2:3] if "edge" in event else []
        colors |= {text: token_color(text) for text in texts if text and text not in colors}
    return colors
