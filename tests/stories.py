"""Small stories for the tests of the player, told from real traces and real tokenizers."""

from fractions import Fraction
from itertools import pairwise
from math import exp
from typing import Any

from tokenizer_lab.cut import byte_characters, text_of_bytes
from tokenizer_lab.lattice import Lattice, Vocabulary

import tokenizer_lab as lab
from palette import token_color

ALARM = "<img src=x onerror=document.title='stolen'>"
MOST = 100
"""Symbols of a word that are drawn."""


def merges(
    algorithm: str,
    counts: dict[str, int],
    size: int,
    first: int = 0,
    last: int | None = None,
    **rules,
) -> dict[str, Any]:
    """A story of kind "merges", by replaying the trace's own merges over all words."""
    trace = lab.train(algorithm, counts, size, **rules)
    last = min(len(trace.steps), first + 24) if last is None else last
    words = list(counts)
    states = [[trace.state(word, k) for word in words] for k in range(first, last + 1)]
    shown = [
        {
            "label": word,
            "count": counts[word],
            "tokens": _first(tokens, trace)[0],
            "sizes": _first(tokens, trace)[1],
            "more": max(0, len(trace.spell(word)) - MOST),
        }
        | ({"characters": _characters(word)} if algorithm == "byte_bpe" else {})
        for word, tokens in zip(words, states[0])
    ]
    steps = [
        _merge(trace, number, [_first(tokens, trace) for tokens in states[number - first]])
        for number in range(first, last)
    ]
    if steps:
        end = trace.steps[last : last + 1]
        steps[-1]["after"] = _candidates(end[0]) if end else []
    tokens = {token for state in states for word in state for token in word}
    tokens |= {step["token"] for step in steps}
    return {
        "kind": "merges",
        "first": first,
        "last": last,
        "total": len(trace.steps),
        "mode": algorithm,
        "titles": ["Every word in symbols" if first == 0 else f"After merge {first}"]
        + [
            f"Merge {number}: {step['left']} + {step['right']}, {step['count']} times"
            for number, step in enumerate(steps, first + 1)
        ],
        "spoken": [f"Step {number}" for number in range(first, last + 1)],
        "colors": {token: token_color(token) for token in sorted(tokens)},
        "words": shown,
        "steps": steps,
        "vocabulary": {
            "size": len(trace.vocab(first)),
            "newest": [step.token for step in trace.steps[max(0, first - 10) : first]],
        },
    } | (
        {"display": {token: _display(token) for token in tokens}} if algorithm == "byte_bpe" else {}
    )


def _first(tokens: list[str], trace: lab.Trace) -> tuple[list[str], list[int]]:
    sizes = [_size(token, trace.algorithm) for token in tokens]
    kept = sum(sum(sizes[: n + 1]) <= MOST for n in range(len(sizes)))
    return tokens[:kept], sizes[:kept]


def _size(token: str, algorithm: str) -> int:
    return len(token.removeprefix("##")) if algorithm == "wordpiece" else len(token)


def _merge(
    trace: lab.Trace, number: int, words: list[tuple[list[str], list[int]]]
) -> dict[str, Any]:
    step = trace.steps[number]
    assert isinstance(step, lab.Merge)
    places = []
    for word, (tokens, sizes) in enumerate(words):
        at = skip = 0
        for pair, size in zip(pairwise(tokens), sizes):
            if pair == step.pair and at >= skip:
                places.append([word, at])
                skip = at + size + _size(pair[1], trace.algorithm)
            at += size
    before, after = len(trace.vocab(number)), len(trace.vocab(number + 1))
    return {
        "left": step.pair[0],
        "right": step.pair[1],
        "token": step.token,
        "count": step.count,
        "score": step.score,
        "tied": step.tied,
        "places": places,
        "candidates": _candidates(step),
        "after": None,
        "vocabulary": after,
        "gained": step.token if after > before else None,
    }


def _candidates(step: lab.Step) -> list[list]:
    assert isinstance(step, lab.Merge)
    return [
        [
            *pair,
            count,
            score,
            str(count) if score == count else str(Fraction(score).limit_denominator(999)),
        ]
        for pair, count, score in step.candidates[:10]
    ]


def _characters(word: str) -> list[list]:
    found, left = [], MOST
    for char in word:
        if size := min(left, len(char.encode())):
            found.append([char, size])
        left -= size
    return found


def _display(token: str) -> list[str]:
    table = {char: byte for byte, char in enumerate(byte_characters())}
    codes = " ".join(f"{table[char]:02X}" for char in token)
    text = text_of_bytes(token)
    return [codes, ""] if "\ufffd" in text else [text.replace(" ", "␣"), codes]


def pruning(counts: dict[str, int], size: int, **rules) -> dict[str, Any]:
    """A story of kind "pruning", the whole of a small Unigram training."""
    trace = lab.train("unigram", counts, size, **rules)
    words, total = list(counts), len(trace.steps)
    colors: dict[str, str] = {}
    states = []
    for k in range(total + 1):
        scores = trace.pieces(k)
        vocabulary = Vocabulary(scores, min(scores.values()) - 10, single=False)
        cuts = [
            [
                {"pieces": path.pieces, "probability": path.probability}
                for path in Lattice(word, vocabulary).n_best(3)
            ]
            for word in words
        ]
        best = sorted(scores.items(), key=lambda item: -item[1])
        field = [[piece, exp(score)] for piece, score in best[:60]]
        colors |= {piece: token_color(piece) for piece in scores}
        loss = trace.steps[k].loss if k < total else None
        states.append({"pieces": len(scores), "loss": loss, "field": field, "cuts": cuts})
    return {
        "kind": "pruning",
        "first": 0,
        "last": total,
        "total": total,
        "mode": "unigram",
        "titles": ["Every frequent stretch is a piece"]
        + [f"Round {n}: {step.kind}" for n, step in enumerate(trace.steps, 1)],
        "spoken": [f"Step {n}" for n in range(total + 1)],
        "colors": colors,
        "words": [{"label": word, "count": counts[word]} for word in words],
        "states": states,
        "steps": [_round(step) for step in trace.steps],
    }


def _round(step: lab.Step) -> dict[str, Any]:
    if not isinstance(step, lab.Prune):
        return {"action": "expectation", "removed": [], "removed_count": 0, "spared": []}
    return {
        "action": "prune",
        "removed": [list(removal) for removal in step.removed[-30:]],
        "removed_count": len(step.removed),
        "spared": [list(removal) for removal in step.spared[:8]],
    }


def encoding(name: str | lab.Trace, text: str) -> dict[str, Any]:
    """A story of kind "encoding": a built-in tokenizer or a trained one, and a text."""
    steps = lab.encode_steps(lab.tokenizer(name), text)
    words = [word for word in steps.words if word.text]
    acts = [act for number, word in enumerate(words) for act in _acts(number, word)][:47]
    acts.append({"action": "ids"})
    colors = {piece: token_color(piece) for word in words for piece in word.pieces}
    for act in acts:
        names = [
            act.get("token"),
            *act.get("tried", [])[-1:],
            *(e[2] for e in act.get("edges", [])),
        ]
        colors |= {each: token_color(each) for each in names if each}
    model = "wordpiece" if name == "bert" else "bpe"
    if any(word.lattice for word in words):
        model = "unigram"
    return {
        "kind": "encoding",
        "first": 0,
        "last": len(acts),
        "total": len(acts),
        "model": model,
        "titles": ["The model starts from symbols"]
        + [f"Step {n}: {a['action']}" for n, a in enumerate(acts, 1)],
        "spoken": [f"State {n}" for n in range(len(acts) + 1)],
        "colors": colors,
        "words": [
            {
                "label": text[word.start : word.end] if model != "unigram" else word.text,
                "symbols": [word.text] if word.special else list(word.symbols or word.text)[:MOST],
                "more": max(0, len(word.symbols or word.text) - MOST),
                "start_hidden": False,
                "ids": list(word.ids),
                "pieces": list(word.pieces),
                "spans": [list(span) for span in word.spans],
                "special": word.special,
                "unknown": [piece in ("[UNK]", "<unk>") for piece in word.pieces],
            }
            for word in words
        ],
        "steps": acts,
    }


def _acts(number: int, word: lab.Word) -> list[dict[str, Any]]:
    if word.special:
        return []
    if word.found_whole:
        return [{"action": "whole", "word": number, "token": word.text}]
    if word.matches:
        return [
            {
                "action": "match",
                "word": number,
                "start": m.start,
                "end": m.end,
                "tried": list(m.tried),
                "prefix": "##",
            }
            for m in word.matches
        ]
    if word.lattice:
        return _lattice(number, word.lattice)
    acts = []
    for n, merge in enumerate(word.merges):
        later = word.merges[n:]
        spans = dict(word.spans_after(n))
        ready = [
            m for m in later if spans.get(m.start) == m.middle and spans.get(m.middle) == m.end
        ]
        text = [
            "".join(word.symbols[a:b])
            for a, b in ((merge.start, merge.middle), (merge.middle, merge.end))
        ]
        waiting = {
            (
                "".join(word.symbols[m.start : m.middle]),
                "".join(word.symbols[m.middle : m.end]),
                m.rank,
            )
            for m in ready
        }
        acts.append(
            {
                "action": "merge",
                "word": number,
                "start": merge.start,
                "middle": merge.middle,
                "end": merge.end,
                "rank": merge.rank,
                "left": text[0],
                "right": text[1],
                "token": text[0] + text[1],
                "waiting": [list(each) for each in sorted(waiting, key=lambda each: each[2])[:8]],
            }
        )
    return acts


def _lattice(number: int, lattice: Lattice) -> list[dict[str, Any]]:
    totals, acts = {0: 0.0}, []
    for at in range(1, len(lattice.word) + 1):
        ending = [edge for edges in lattice.edges for edge in edges if edge.end == at]
        sums = {edge: totals[edge.start] + edge.score for edge in ending}
        kept = max(ending, key=lambda edge: sums[edge])
        totals[at] = sums[kept]
        edges = [[e.start, e.end, e.piece, e.score, sums[e], e is kept] for e in ending]
        acts.append({"action": "fill", "word": number, "at": at, "edges": edges})
    for edge in reversed(lattice.best):
        acts.append(
            {
                "action": "walk",
                "word": number,
                "edge": [edge.start, edge.end, edge.piece, edge.score],
            }
        )
    return acts


def hostile(story: dict[str, Any]) -> dict[str, Any]:
    """The same story in which every text that a visitor may have typed is markup."""
    return story | {
        "titles": [ALARM] * len(story["titles"]),
        "spoken": [ALARM] * len(story["spoken"]),
        "words": [word | {"label": ALARM} for word in story["words"]],
    }
