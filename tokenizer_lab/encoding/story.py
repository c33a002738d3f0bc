"""What a player shows of a text on its way to tokens: rows of a replay as small, plain data."""

from collections.abc import Callable, Iterator
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
ColorOf = Callable[[str, str], str]
Read = Callable[[str], str]
"""How a piece is read: `Tokenizer.reading`."""


def encode_story(
    steps: Steps, rows: list[Row], _: Translate = str, color_of: ColorOf = token_color
) -> Story:
    """How `rows`, some of those that `rows_of` gives, are cut, as data that `json` can write.

    The words go one after the other; in each the model carries out its merges, matches, or the
    filling of its lattice and the way back; at the end the ids stand below the tokens. `color_of`
    gives the colour of a piece and how it is read.
    """
    read = steps.cut.tokenizer.reading
    events = [event for number in range(len(rows)) for event in _events(rows, number, read, _)]
    events.append(({"action": "ids"}, _(N_("Tokens and IDs: {count} in all")).format(
        count=len(steps.ids))))  # fmt: skip
    opening = (
        _(N_("One stretch without words, here in rows"))
        if without_words(steps)
        else _(N_("Words, each split by itself"))
    )
    titles = [opening, *(title for _event, title in events)]
    words = [_word(row, read) for row in rows]
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
        "colors": _colors(rows, read, color_of),
    }


def _word(row: Row, read: Read) -> Story:
    return {
        "label": row.label,
        "symbols": [read(row.text(at, at + 1)) for at in range(row.start, row.end)],
        "pieces": [list(map(read, token.pieces)) for token in row.tokens],
        "ids": [list(token.ids) for token in row.tokens],
        "spans": [[token.start - row.start, token.end - row.start] for token in row.tokens],
        "special": row.word.special,
        "unknown": [token.unknown for token in row.tokens],
    }


Event = tuple[Story, str]
"""A step of the story and its title."""


def _events(rows: list[Row], number: int, read: Read, _: Translate) -> Iterator[Event]:
    row = rows[number]
    word = row.word
    if word.special:
        return
    if word.found_whole:
        title = _(N_("{word} is in the vocabulary: it is taken whole"))
        yield (
            {"action": "whole", "word": number, "token": read(word.text)},
            title.format(word=isolated(read(word.text))),
        )
    elif word.matches:
        yield from _matches(row, number, _)
    elif word.lattice:
        yield from _filling(row, number, _)
        yield from _walk(row, number, _)
    else:
        yield from _merges(row, number, read, _)


def _merges(row: Row, number: int, read: Read, _: Translate) -> Iterator[Event]:
    word, now = row.word, dict(row.word.spans_after(0))
    for merge in word.merges:
        if not row.start <= merge.start < row.end:
            continue
        left, right, token = (
            read(row.text(start, end))
            for start, end in (
                (merge.start, merge.middle),
                (merge.middle, merge.end),
                (merge.start, merge.end),
            )
        )
        waiting = _waiting(
            row, read, [span for span in now.items() if row.start <= span[0] < row.end]
        )
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
                "token": token,
                "waiting": waiting,
            },
            _(N_("Merge rule {rank}: {left} + {right}")).format(
                rank=f"{merge.rank:,}", left=isolated(left), right=isolated(right)
            ),
        )


def _waiting(row: Row, read: Read, spans: list[tuple[int, int]]) -> list[list[Any]]:
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
    return [[*map(read, pair), int(value)] for pair, value in best]


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


def _colors(rows: list[Row], read: Read, color_of: ColorOf) -> dict[str, str]:
    """The colour of everything that is written in these rows, by how it reads."""
    colors: dict[str, str] = {}
    for token in (token for row in rows for token in row.tokens if token.unknown):
        colors |= dict.fromkeys(map(read, token.pieces), UNKNOWN_COLOR)
    for piece in (piece for row in rows for piece in _written(row)):
        colors.setdefault(read(piece), color_of(piece, read(piece)))
    return colors


def _written(row: Row) -> Iterator[str]:
    word = row.word
    yield from (row.text(at, at + 1) for at in range(row.start, row.end))
    yield from (piece for token in row.tokens for piece in token.pieces)
    yield from (row.text(merge.start, merge.end) for merge in word.merges)
    yield from (match.tried[-1] for match in word.matches if match.tried)
    if word.lattice:
        yield from (
            edge.piece for start in range(row.start, row.end) for edge in word.lattice.edges[start]
        )
    if word.found_whole:
        yield word.text
