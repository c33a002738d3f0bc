"""Small stories for the tests of the player, told of real traces and real tokenizers."""

from typing import Any

import tokenizer_lab as lab
from palette import token_color

ALARM = "<img src=x onerror=document.title='stolen'>"


def learning(
    algorithm: str, counts: dict[str, int], size: int, first: int = 0, last: int | None = None
) -> dict[str, Any]:
    """The story of a training; `first` and `last` are its window."""
    trace = lab.train(algorithm, counts, size)
    return lab.story(trace, first, last, words=list(counts))


def encoding(source: str | lab.Trace, text: str) -> dict[str, Any]:
    """The story of a text on its way to the tokens of a tokenizer."""
    steps = lab.encode_steps(lab.tokenizer(source), text)
    return lab.encode_story(steps, lab.rows_of(steps))


def fallen_back() -> dict[str, Any]:
    """The story of `a☃b` in which the snowman became bytes and `b` is unknown."""
    pieces = [["a"], ["<0xE2>", "<0x98>", "<0x83>"], ["<unk>"]]
    titles = ["Words, each split by itself", "Tokens and IDs: 5 in all"]
    return {
        "kind": "encoding", "model": "bpe", "mode": "bpe",
        "first": 0, "last": 1, "total": 1, "titles": titles, "spoken": titles,
        "words": [{
            "label": "a☃b", "symbols": list("a☃b"), "more": 0, "special": False,
            "spans": [[0, 1], [1, 2], [2, 3]], "pieces": pieces,
            "ids": [[97], [226, 152, 131], [0]], "unknown": [False, False, True],
        }],
        "steps": [{"action": "ids"}],
        "colors": {text: token_color(text) for text in ("a", "☃", "b", "<0xE2>")},
    }  # fmt: skip


def hostile(story: dict[str, Any]) -> dict[str, Any]:
    """The same story in which every text that a visitor may have typed is markup."""
    return story | {
        "titles": [ALARM] * len(story["titles"]),
        "spoken": [ALARM] * len(story["spoken"]),
        "words": [word | {"label": ALARM} for word in story["words"]],
    }
