"""The way to the tokens as frames to play: what stands in every row, and a headline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from i18n import N_, Sentence

from ..cutting import SPACE_MARK, Lattice
from ..tokenizers import SentencePieceTokenizer
from .steps import Steps
from .word import Word


@dataclass(frozen=True)
class Bar:
    """A stretch of a row, `width` symbols wide; `under` stands below its text."""

    text: str
    width: int
    role: str = "symbol"
    """`symbol`, `token`, `lit` (about to be joined, or looked up) or `lost` (unknown)."""
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
class Frame:
    """One picture: a headline, and the bars of every row."""

    headline: Sentence
    rows: tuple[tuple[Bar, ...], ...]
    halt: bool = True
    """Whether the slider stops here."""


Rows = list[tuple[Bar, ...]]
"""What stands in the rows."""

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
            begins = stretch and text(at, at + 1)[0] == SPACE_MARK
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


def frames(steps: Steps, rows: list[Row]) -> list[Frame]:
    """What happens in `rows`, which `rows_of` gave, from the words to the ids."""
    opening = tuple((_whole(row, row.label or row.text(row.start, row.end)),) for row in rows)
    start = tuple(tuple(_symbols(row)) for row in rows)
    return [
        Frame(
            Sentence(N_("One stretch without words, here in rows"))
            if _without_words(steps)
            else Sentence(N_("Words, each cut by itself")),
            opening,
        ),
        Frame(Sentence(N_("The model starts from symbols")), start),
        *_model(rows, list(start)),
        Frame(
            Sentence(N_("Tokens and ids: {count} in all"), count=len(steps.ids)),
            tuple(tuple(_with_ids(row)) for row in rows),
        ),
    ]


def _whole(row: Row, text: str) -> Bar:
    return Bar(text, row.end - row.start, "token" if row.word.special else "symbol")


def _symbols(row: Row) -> Iterator[Bar]:
    if row.word.special:
        yield _whole(row, row.word.text)
        return
    for at in range(row.start, row.end):
        yield Bar(row.text(at, at + 1), 1)


def _model(rows: list[Row], now: Rows) -> Iterator[Frame]:
    """The frames of the model; `now` is what stands in the rows, and goes along."""
    words: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        words.setdefault(id(row.word), []).append(number)
    for numbers in words.values():
        word = rows[numbers[0]].word
        if word.special:
            continue
        if word.found_whole:
            headline = Sentence(
                N_("{word} is in the vocabulary: it is taken whole"), word=word.text
            )
            yield _change(now, numbers[0], [_whole(rows[numbers[0]], word.text)], headline)
        elif word.matches:
            yield from _matches(rows[numbers[0]], numbers[0], now)
        elif word.lattice:
            yield from _best_path(word.lattice, rows, numbers, now)
        else:
            yield from _merges(rows, numbers, now)


def _change(
    now: Rows, number: int, bars: Iterable[Bar], headline: Sentence, halt: bool = True
) -> Frame:
    """The frame in which row `number` holds `bars`; so do the rows that stand `now`."""
    now[number] = tuple(bars)
    return Frame(headline, tuple(now), halt)


def _merges(rows: list[Row], numbers: list[int], now: Rows) -> Iterator[Frame]:
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
        headline = Sentence(
            N_("Merge of rank {rank}: {left} + {right}"),
            rank=merge.rank,
            left=left,
            right=right,
        )
        lit = [_piece(row, span, span in pair) for span in here]
        yield _change(now, number, lit, headline, halt=False)
        here[at : at + 2] = [(merge.start, merge.end)]
        yield _change(now, number, [_piece(row, span, False) for span in here], headline)


def _piece(row: Row, span: tuple[int, int], lit: bool) -> Bar:
    size = span[1] - span[0]
    role = "lit" if lit else "token" if size > 1 else "symbol"
    return Bar(row.text(*span), size, role)


def _matches(row: Row, number: int, now: Rows) -> Iterator[Frame]:
    """WordPiece looks for the longest piece, one character less each time."""
    tokens: list[Bar] = []
    for match in row.word.matches:
        for tried, end in zip(match.tried, range(row.end, match.start, -1)):
            known = end == match.end
            headline = (
                Sentence(N_("{piece} is in the vocabulary"), piece=tried)
                if known
                else Sentence(N_("{piece} is not in the vocabulary"), piece=tried)
            )
            here = Bar(tried, end - match.start, "token" if known else "lit")
            rest = [Bar(row.text(at, at + 1), 1) for at in range(end, row.end)]
            yield _change(now, number, (*tokens, here, *rest), headline, halt=known)
            if known:
                tokens.append(here)
        if match.end == match.start:
            headline = Sentence(
                N_("Nothing fits at {rest}: the whole word is unknown"),
                rest=row.text(match.start, row.end),
            )
            yield _change(now, number, _with_ids(row), headline)


def _best_path(lattice: Lattice, rows: list[Row], numbers: list[int], now: Rows) -> Iterator[Frame]:
    for number in numbers:
        row = rows[number]
        tokens: list[Bar] = []
        for edge in lattice.best:
            if not row.start <= edge.start < row.end:
                continue
            tokens.append(
                Bar(edge.piece, edge.end - edge.start, "lost" if edge.unknown else "token")
            )
            rest = [Bar(row.text(at, at + 1), 1) for at in range(edge.end, row.end)]
            headline = Sentence(
                N_("On the best path: {piece}, log-probability {score:.2f}"),
                piece=edge.piece,
                score=edge.score,
            )
            yield _change(now, number, (*tokens, *rest), headline)


def _with_ids(row: Row) -> Iterator[Bar]:
    """The tokens of a row with their ids. One symbol can have become several bytes."""
    word = row.word
    if word.special or len(word.spans) == len(word.pieces) == 1:
        lost = bool(word.matches) and word.matches[-1].end < len(word.text)
        role = "lost" if lost else "token"
        yield Bar(word.pieces[0], row.end - row.start, role, str(word.ids[0]))
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
