"""What a player shows of a training: a window of its steps as small, plain data.

Nothing is drawn here and no HTML is written. The state of the words is given for the first step of
the window; each step says what it changes, so that a player derives every picture from a number.
"""

from collections.abc import Sequence
from math import exp
from typing import Any

from i18n import N_, Translate, isolated
from palette import shortened, token_color

from ..cutting import CONTINUES, Lattice, bytes_of_letters, text_of_letters
from .trace import Candidate, Expectation, Merge, Prune, Trace

SYMBOLS = 100
"""Symbols of a word that are shown."""
WORDS = 10
NEWEST = 10
"""Tokens of the vocabulary that are shown."""
FIELD = 60
"""Pieces of a Unigram vocabulary that are shown."""
REMOVED, SPARED, CUTS = 30, 8, 3
COLUMNS = 24
"""How much of a token a title names; a Chinese character takes two columns."""

Story = dict[str, Any]


def story(
    trace: Trace,
    first: int = 0,
    last: int | None = None,
    words: Sequence[str] | None = None,
    _: Translate = str,
) -> Story:
    """Steps `first` to `last` of a trace as data that `json` can write: words, steps, sentences.

    `words` are those of the corpus that are shown, by default `shown_words`. Of a word of more
    than `SYMBOLS` symbols the first ones stand for it, and `more` says how many are left out.
    """
    last = len(trace.steps) if last is None else last
    words = shown_words(trace, first, last) if words is None else list(words)
    window = (_pruning if trace.rounds else _merging)(trace, first, last, words)
    numbers = range(first, last + 1)
    return {
        "first": first,
        "last": last,
        "total": len(trace.steps),
        "mode": trace.algorithm,
        "titles": [headline(trace, step, _) for step in numbers],
        "spoken": [spoken(trace, step, _) for step in numbers],
        **window,
    }


def _merging(trace: Trace, first: int, last: int, words: Sequence[str]) -> Story:
    shown = [_beginning(trace, word) for word in words]
    tokens = [trace.state(word, first) for word in shown]
    rows = [
        {
            "label": word,
            "count": trace.counts[word],
            "tokens": list(state),
            "sizes": _sizes(trace, state),
            "more": len(trace.spell(word)) - len(trace.spell(beginning)),
            **_characters(trace, beginning),
        }
        for word, beginning, state in zip(words, shown, tokens)
    ]
    written = {token for state in tokens for token in state}
    steps = []
    size, known = len(trace.vocab(first)), set(trace.vocab(first))
    for merge in trace.merges[first:last]:
        gained = None if merge.token in known else merge.token
        known.add(merge.token)
        size += gained is not None
        places = [
            [word, place]
            for word, state in enumerate(tokens)
            for place in _join(trace, state, merge)
        ]
        steps.append(
            {
                "left": merge.pair[0],
                "right": merge.pair[1],
                "token": merge.token,
                "count": merge.count,
                "score": merge.score,
                "tied": merge.tied,
                "places": places,
                "candidates": [_candidate(trace, each) for each in merge.candidates],
                "after": None,
                "vocabulary": size,
                "gained": gained,
            }
        )
        written |= {merge.token, *(part for each in merge.candidates for part in each.pair)}
    rest = [_candidate(trace, each) for each in trace.candidates(last)]
    if steps:
        steps[-1]["after"] = rest
    written |= {part for row in rest for part in row[:2]}
    newest = list(dict.fromkeys(merge.token for merge in trace.merges[max(0, first - 99) : first]))
    newest = newest[-NEWEST:]
    written |= {*newest}
    return {
        "kind": "merges",
        "words": rows,
        "steps": steps,
        "candidates": steps[0]["candidates"] if steps else rest,
        "vocabulary": {"size": len(trace.vocab(first)), "newest": newest},
        "colors": {token: _color(trace, token) for token in written},
        **_display(trace, written),
    }


def _beginning(trace: Trace, word: str) -> str:
    """As much of a word as has at most `SYMBOLS` symbols."""
    if trace.algorithm == "byte_bpe":
        return word.encode()[:SYMBOLS].decode(errors="ignore")
    return word[:SYMBOLS]


def _sizes(trace: Trace, tokens: list[str]) -> list[int]:
    """How many of the symbols that a word starts from are in each of its tokens."""
    inside = len(CONTINUES) if trace.algorithm == "wordpiece" else 0
    return [len(token) - (inside if place else 0) for place, token in enumerate(tokens)]


def _characters(trace: Trace, word: str) -> Story:
    """At byte level the characters of a word, and how many bytes each has."""
    if trace.algorithm != "byte_bpe":
        return {}
    return {"characters": [[char, len(char.encode())] for char in word]}


def _join(trace: Trace, tokens: list[str], merge: Merge) -> list[int]:
    """Carry out a merge in `tokens`: the places, in symbols, at which its left token began."""
    places, at, symbol = [], 0, 0
    while at < len(tokens):
        joins = tuple(tokens[at : at + 2]) == merge.pair
        if joins:
            places.append(symbol)
            tokens[at : at + 2] = [merge.token]
        inside = at > 0 and trace.algorithm == "wordpiece"
        symbol += len(tokens[at]) - (len(CONTINUES) if inside else 0)
        at += 1
    return places


def _candidate(trace: Trace, candidate: Candidate) -> list[Any]:
    """Left and right token, count, score, and the count, or the fraction that the score is."""
    text = f"{candidate.count:,}"
    if trace.rules.get("rule") == "score":
        text += f"/{round(candidate.count / candidate.score):,}"
    return [*candidate.pair, candidate.count, candidate.score, text]


def _color(trace: Trace, token: str) -> str:
    return token_color(token, trace.reading(token))


def _display(trace: Trace, tokens: set[str]) -> Story:
    """At byte level how each token reads: its text, or its bytes, and the bytes below it."""
    if trace.algorithm != "byte_bpe":
        return {}
    display = {}
    for token in tokens:
        data, text = bytes_of_letters(token).hex(" ").upper(), text_of_letters(token)
        # What is left of spaces parts bytes; a space of the text can be seen.
        display[token] = [data, ""] if text is None else [text.replace(" ", "␣"), data]
    return {"display": display}


def _pruning(trace: Trace, first: int, last: int, words: Sequence[str]) -> Story:
    rounds = trace.rounds[first:last]
    field = _field(trace, first, last)
    lattices = [_cuts(trace, step, words) for step in range(first, last + 1)]
    states = [
        {
            "pieces": len(trace.pieces(step)),
            "loss": trace.loss(step),
            "field": [
                [piece, exp(score)]
                for piece in field
                if (score := trace.pieces(step).get(piece)) is not None
            ],
            "cuts": cuts,
        }
        for step, cuts in zip(range(first, last + 1), lattices)
    ]
    steps = [_round(step) for step in rounds]
    written = {*field, *(piece for cuts in lattices for word in cuts for cut in word
                         for piece in cut["pieces"])}  # fmt: skip
    for step in steps:
        written |= {piece for piece, _rise in (*step["removed"], *step["spared"])}
    return {
        "kind": "pruning",
        "words": [{"label": word, "count": trace.counts[word]} for word in words],
        "states": states,
        "steps": steps,
        "colors": {piece: token_color(piece) for piece in written},
    }


def _field(trace: Trace, first: int, last: int) -> list[str]:
    """The pieces that are shown: those that go in the window, then the most probable ones."""
    start = trace.pieces(first)
    going = [
        removal.piece
        for step in trace.rounds[first:last]
        if isinstance(step, Prune)
        for removal in step.removed[-REMOVED:]
    ]
    chosen = dict.fromkeys([*going[: FIELD // 2], *list(start)[:FIELD]])
    names = {*[*chosen][:FIELD]}
    return [piece for piece in start if piece in names]


def _cuts(trace: Trace, step: int, words: Sequence[str]) -> list[list[dict[str, Any]]]:
    """For each word its most probable segmentations after `step` steps, best first."""
    pieces = trace.scored_pieces(step, with_lost=True)
    return [
        [
            {"pieces": path.pieces, "probability": path.probability}
            for path in Lattice(word[:SYMBOLS], pieces).n_best(CUTS)
        ]
        for word in words
    ]


def _round(step: Expectation | Prune) -> dict[str, Any]:
    if isinstance(step, Expectation):
        return {"action": "expectation", "removed": [], "removed_count": 0, "spared": []}
    return {
        "action": "prune",
        "removed": [list(removal) for removal in step.removed[-REMOVED:]],
        "removed_count": len(step.removed),
        "spared": [list(removal) for removal in step.spared[:SPARED]],
    }


def shown_words(trace: Trace, first: int, last: int, most: int = WORDS) -> list[str]:
    """The words that a picture of these steps shows, in the order of the corpus.

    All of a small corpus; of a larger one those that the steps change, then the most frequent
    ones that have much to merge.
    """
    if len(trace.counts) <= most:
        return [*trace.counts]
    words: dict[str, None] = {}
    for step in range(first + 1, last + 1):
        if len(words) < most:
            words |= dict.fromkeys(trace.changed(step, most=2))
    fitting = [word for word in trace.counts if len(word) <= SYMBOLS // 4]
    fitting.sort(key=lambda word: -trace.counts[word] * (len(word) - 1))
    words |= dict.fromkeys(fitting[:most])
    chosen = {*[*words][:most]}
    return [word for word in trace.counts if word in chosen]


def headline(trace: Trace, step: int, _: Translate = str) -> str:
    """What step number `step` does, in one line."""
    if step == 0:
        if trace.rounds:
            return _(N_("Start: {size} pieces")).format(size=len(trace.seeds))
        return _(N_("Start: every word is a row of symbols"))
    match trace.steps[step - 1]:
        case Expectation():
            loss = trace.loss(step)
            assert loss is not None, "a trace of rounds knows its losses"
            gone = len(trace.pieces(step - 1)) - len(trace.pieces(step))
            template = _(N_("Step {number}: probabilities re-estimated, loss {loss}"))
            if gone:
                template = _(
                    N_(
                        "Step {number}: probabilities re-estimated, pieces removed: {gone}, loss "
                        "{loss}"
                    )
                )
            return template.format(number=step, gone=gone, loss=number(loss))
        case Prune(removed=removed, pieces=pieces):
            template = _(N_("Step {number}: pieces removed: {gone}, kept: {left}"))
            return template.format(number=step, gone=len(removed), left=len(pieces))
        case Merge() as merge:
            return _merge_headline(trace, step, merge, _)
    raise TypeError(f"step {step} is of no known kind")


def _merge_headline(trace: Trace, step: int, merge: Merge, _: Translate) -> str:
    left, right, token = (
        isolated(shortened(trace.reading(each), COLUMNS)) for each in (*merge.pair, merge.token)
    )
    if trace.rules.get("rule") == "score":
        template = N_("Merge {number}: {left} + {right} → {token}, score {score}")
    elif merge.count == 1:
        template = N_("Merge {number}: {left} + {right} → {token}, once")
    else:
        template = N_("Merge {number}: {left} + {right} → {token}, {count} times")
    return _(template).format(
        number=step,
        left=left,
        right=right,
        token=token,
        score=number(merge.score),
        count=f"{merge.count:,}",
    )


def spoken(trace: Trace, step: int, _: Translate = str) -> str:
    """A step for those who do not see it: what it does, and how large the vocabulary is then."""
    return _(N_("{title}. Vocabulary: {size}.")).format(
        title=headline(trace, step, _), size=len(trace.vocab(step))
    )


def number(value: float) -> str:
    """A count as it is, anything else with three significant digits."""
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"
