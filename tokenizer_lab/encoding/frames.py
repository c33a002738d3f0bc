"""The way to the tokens as scenes to play: what stands in every row, and what is said of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from i18n import N_, Sentence

from ..tokenizers import SPACE, SentencePieceTokenizer
from .steps import Steps, Word


@dataclass(frozen=True)
class Bar:
    """A stretch of a row, `width` symbols wide; `under` stands below its text."""

    text: str
    width: int
    role: str = "symbol"
    """`symbol`, `token`, `lit` (about to be joined), `tried`, `lost` (unknown) or `special`."""
    under: str = ""


@dataclass(frozen=True)
class Row:
    """Part of a word, from symbol `start` to `end`: all of it, where the text has words."""

    word: Word
    start: int
    end: int
    label: str

    def text(self, start: int, end: int) -> str:
        """What stands at symbols `start` to `end` of the word."""
        return "".join(self.word.symbols[start:end]) or self.word.text[start:end]

    def inside(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Those of `spans` that lie in this row."""
        return [span for span in spans if self.start <= span[0] < self.end]


@dataclass(frozen=True)
class Scene:
    """One picture: a headline, and the bars of every row."""

    headline: Sentence
    rows: tuple[tuple[Bar, ...], ...]
    halt: bool = True
    """Whether the slider stops here."""


WIDEST = 36
"""Symbols of a row, unless one token alone has more."""


def rows_of(steps: Steps) -> list[Row]:
    """A row a word; long words go on in the next row, and no token is torn.

    SentencePiece reads a text as one stretch: it is parted before each ▁.
    """
    rows, stretch = [], _without_words(steps)
    for word in steps.words:
        size = max((end for _start, end in word.spans), default=0)
        text = Row(word, 0, size, "").text
        edges = [0]
        for at, end in word.spans:
            begins = stretch and text(at, at + 1)[0] == SPACE
            if at and (begins or end - edges[-1] > WIDEST):
                edges.append(at)
        labels = ["" if stretch else steps.text[word.start : word.end]]
        labels += [""] * (len(edges) - 1)
        rows += [
            Row(word, start, end, label)
            for start, end, label in zip(edges, [*edges[1:], size], labels)
            if end > start
        ]
    return rows


def _without_words(steps: Steps) -> bool:
    return isinstance(steps.cut.tokenizer, SentencePieceTokenizer)


def scenes(steps: Steps, rows: list[Row]) -> list[Scene]:
    """What happens in `rows`, which `rows_of` gave, from the words to the ids."""
    opening = tuple((_whole(row, row.label or row.text(row.start, row.end)),) for row in rows)
    start = tuple(tuple(_symbols(row)) for row in rows)
    return [
        Scene(
            Sentence(N_("One stretch without words, here in rows"))
            if _without_words(steps)
            else Sentence(N_("Words, each cut by itself")),
            opening,
        ),
        Scene(Sentence(N_("The model starts from symbols")), start),
        *_model(rows, list(start)),
        Scene(
            Sentence(N_("Tokens and ids: {count} in all"), count=len(steps.ids)),
            tuple(tuple(_with_ids(row)) for row in rows),
        ),
    ]


def _whole(row: Row, text: str) -> Bar:
    return Bar(text, row.end - row.start, "special" if row.word.special else "symbol")


def _symbols(row: Row) -> Iterator[Bar]:
    if row.word.special:
        yield _whole(row, row.word.text)
        return
    for at in range(row.start, row.end):
        yield Bar(row.text(at, at + 1), 1)


def _model(rows: list[Row], now: list[tuple[Bar, ...]]) -> Iterator[Scene]:
    """The scenes of the model; `now` is what stands in the rows, and goes along."""
    words: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        words.setdefault(id(row.word), []).append(number)
    for numbers in words.values():
        word = rows[numbers[0]].word
        if word.special:
            continue
        if word.found_whole:
            said = Sentence(N_("{word} is in the vocabulary: it is taken whole"), word=word.text)
            yield from _changed(now, numbers[0], (_whole(rows[numbers[0]], word.text),), said)
        elif word.matches:
            yield from _matches(rows[numbers[0]], numbers[0], now)
        elif word.lattice:
            yield from _best_path(rows, numbers, now)
        else:
            yield from _merges(rows, numbers, now)


def _changed(now: list, number: int, bars: tuple, said: Sentence, halt: bool = True):
    now[number] = bars
    yield Scene(said, tuple(now), halt)


def _merges(rows: list[Row], numbers: list[int], now: list) -> Iterator[Scene]:
    word = rows[numbers[0]].word
    symbols = word.spans_after(0)
    spans = {number: rows[number].inside(symbols) for number in numbers}
    for merge in word.merges:
        number = next((n for n in numbers if rows[n].start <= merge.start < rows[n].end), None)
        if number is None:  # in a row that is not shown
            continue
        row, here = rows[number], spans[number]
        at = next(n for n, span in enumerate(here) if span[0] == merge.start)
        pair = here[at : at + 2]
        left, right = (row.text(*span) for span in pair)
        said = Sentence(
            N_("Merge of rank {rank}: {left} + {right}"),
            rank=merge.rank,
            left=left,
            right=right,
        )
        lit = tuple(_piece(row, span, span in pair) for span in here)
        yield from _changed(now, number, lit, said, halt=False)
        here[at : at + 2] = [(merge.start, merge.end)]
        yield from _changed(now, number, tuple(_piece(row, span, False) for span in here), said)


def _piece(row: Row, span: tuple[int, int], lit: bool) -> Bar:
    size = span[1] - span[0]
    role = "lit" if lit else "token" if size > 1 else "symbol"
    return Bar(row.text(*span), size, role)


def _matches(row: Row, number: int, now: list) -> Iterator[Scene]:
    """WordPiece looks for the longest piece, one character less each time."""
    done: list[Bar] = []
    for match in row.word.matches:
        for tried, end in zip(match.tried, range(row.end, match.start, -1)):
            found = end == match.end
            said = (
                Sentence(N_("{piece} is in the vocabulary"), piece=tried)
                if found
                else Sentence(N_("{piece} is not in the vocabulary"), piece=tried)
            )
            here = Bar(tried, end - match.start, "token" if found else "tried")
            rest = tuple(Bar(row.text(at, at + 1), 1) for at in range(end, row.end))
            yield from _changed(now, number, (*done, here, *rest), said, halt=found)
            if found:
                done.append(here)
        if match.end == match.start:
            said = Sentence(
                N_("Nothing fits at {rest}: the whole word is unknown"),
                rest=row.text(match.start, row.end),
            )
            yield from _changed(now, number, tuple(_with_ids(row)), said)


def _best_path(rows: list[Row], numbers: list[int], now: list) -> Iterator[Scene]:
    edges = rows[numbers[0]].word.lattice.best
    for number in numbers:
        row = rows[number]
        mine = [edge for edge in edges if row.start <= edge.start < row.end]
        for count, edge in enumerate(mine, start=1):
            done = [
                Bar(e.piece, e.end - e.start, "lost" if e.unknown else "token")
                for e in mine[:count]
            ]
            rest = [Bar(row.text(at, at + 1), 1) for at in range(edge.end, row.end)]
            said = Sentence(
                N_("On the best path: {piece}, log-probability {score:.2f}"),
                piece=edge.piece,
                score=edge.score,
            )
            yield from _changed(now, number, (*done, *rest), said)


def _with_ids(row: Row) -> Iterator[Bar]:
    """The tokens of a row with their ids. One symbol can have become several bytes."""
    word = row.word
    if word.special or len(word.spans) == len(word.pieces) == 1:
        role = "special" if word.special else "token"
        lost = bool(word.matches) and word.matches[-1].end < len(word.text)
        yield Bar(word.pieces[0], row.end - row.start, "lost" if lost else role, str(word.ids[0]))
        return
    at = 0
    for start, end in word.spans:
        text = row.text(start, end)
        several = len(text.encode()) if word.pieces[at : at + 1] and _is_byte(word, at, text) else 1
        ids = word.ids[at : at + several]
        if row.start <= start < row.end:
            name = " ".join(word.pieces[at : at + several])
            yield Bar(name, end - start, "token", " ".join(map(str, ids)))
        at = min(at + several, len(word.pieces))


def _is_byte(word: Word, at: int, text: str) -> bool:
    return word.pieces[at] != text and word.pieces[at].startswith("<0x")
