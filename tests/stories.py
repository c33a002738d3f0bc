"""Small stories for the tests of the player, told of real traces and real tokenizers."""

from typing import Any

import tokenizer_lab as lab

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


def hostile(story: dict[str, Any]) -> dict[str, Any]:
    """The same story in which every text that a visitor may have typed is markup."""
    return story | {
        "titles": [ALARM] * len(story["titles"]),
        "spoken": [ALARM] * len(story["spoken"]),
        "words": [word | {"label": ALARM} for word in story["words"]],
    }
