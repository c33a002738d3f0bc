"""What an answer rests on: how its probability changes when a part of the input is not there.

Nothing here knows the inside of a model: it is asked again and again, with one part hidden each
time. That is occlusion (Zeiler and Fergus 2014, https://arxiv.org/abs/1311.2901) for pictures,
and leaving one out (Li, Monroe and Jurafsky 2016, https://arxiv.org/abs/1612.08220) for texts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from i18n import N_, Problem

from .task import Option, Row

if TYPE_CHECKING:
    from PIL.Image import Image

Ask = Callable[[Iterable[Any]], Iterable[float]]
"""The probability of the answer that is asked about, for each of some inputs."""

GRID = 9
"""Places of the patch from left to right, and from top to bottom."""
PATCH = 0.25
"""Side of the patch, as a share of the picture's."""
SIDE = 256
"""Pixels of a picture's longer side that patches are laid on: a larger one is made smaller."""
MOST_TOKENS = 128
MOST_PARAMETERS = 150_000_000
"""Of a model: one of BERT's size answers a hundred times within a minute on two cores."""
AT_ONCE = 8
"""Inputs that go through the model in one pass of it."""

OPTION = "attribution"
"""The name of the option, and of what it adds to the row of the best answer."""
EXPLAIN = Option(
    OPTION,
    N_("Show what the answer rests on"),
    False,
    help=N_(
        "The model answers again with one part of the input hidden each time: a picture takes 82 "
        "passes more, a text one for each token and one besides. For small models."
    ),
)


def check_size(model: Any) -> None:
    """Raises `i18n.Problem` for a model that is too large to be asked a hundred times."""
    count = sum(parameter.numel() for parameter in model.parameters())
    if count > MOST_PARAMETERS:
        raise Problem(
            N_(
                "What an answer rests on takes about a hundred answers more: this model is too "
                "large for that ({count:,} parameters, at most {most:,}). Switch it off."
            ),
            count=count,
            most=MOST_PARAMETERS,
        )


def asking(pipe: Any, label: str, **options: Any) -> Ask:
    """The probability of a label for each of some inputs of a pipeline that classifies."""

    def ask(inputs: Iterable[Any]) -> Iterator[float]:
        for rows in pipe(inputs, batch_size=AT_ONCE, **options):
            yield next(row["score"] for row in rows if row["label"] == label)

    return ask


def occlusion(ask: Ask, image: "Image") -> Row:
    """What a patch over each place takes from the probability of the answer to a picture.

    {"passes", "patch", "score", "drops"}: how often the model was asked; the side of the patch, a
    share of the picture's; the probability without one; and rows from top to bottom of drops from
    left to right, positive where the patch makes the answer less probable. The patch has the
    picture's mean colour, and its places are evenly spread from edge to edge.
    """
    image = image.copy()
    image.thumbnail((SIDE, SIDE))
    score, *rest = ask(_patched(image))
    drops = [score - other for other in rest]
    return {
        "passes": 1 + len(rest),
        "patch": PATCH,
        "score": score,
        "drops": [drops[row : row + GRID] for row in range(0, len(drops), GRID)],
    }


def _patched(image: "Image") -> "Iterator[Image]":
    from PIL import ImageStat  # a page that lists the tasks needs it not

    yield image
    grey = tuple(round(mean) for mean in ImageStat.Stat(image).mean)
    for top in range(GRID):
        for left in range(GRID):
            hidden = image.copy()
            hidden.paste(grey, _box(image.size, left, top))
            yield hidden


def _box(size: tuple[int, int], left: int, top: int) -> tuple[int, int, int, int]:
    """The pixels of a patch at a place of the grid: left, upper, right and lower edge."""
    starts = [side * (1 - PATCH) * at / (GRID - 1) for side, at in zip(size, (left, top))]
    (x, y), (width, height) = starts, (side * PATCH for side in size)
    return round(x), round(y), round(x + width), round(y + height)


def leave_one_out(ask: Ask, text: str, spans: Sequence[tuple[int, int]]) -> Row:
    """What the probability of the answer to a text loses with each of its parts.

    {"passes", "score", "drops"}: how often the model was asked, the probability of the whole, and
    a drop for each of `spans`, the {"start", "end", "drop"} of a part in characters. Raises
    `i18n.Problem` where these are too many.
    """
    if len(spans) > MOST_TOKENS:
        raise Problem(
            N_(
                "What an answer rests on is found by leaving out one token after the other: this "
                "text has {count}, at most {most} can be left out. Shorten it, or switch it off."
            ),
            count=len(spans),
            most=MOST_TOKENS,
        )
    score, *rest = ask([text, *(text[:start] + text[end:] for start, end in spans)])
    return {
        "passes": 1 + len(rest),
        "score": score,
        "drops": [
            {"start": start, "end": end, "drop": score - other}
            for (start, end), other in zip(spans, rest)
        ],
    }


def spans(tokenizer: Any, text: str) -> list[tuple[int, int]]:
    """Where the tokens of a text stand in it; those that share characters are one.

    A tokenizer that does not know is asked for none: then the words are taken, by white space.
    """
    if not tokenizer.is_fast:
        return _words(text)
    cut = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, truncation=True)
    found: list[tuple[int, int]] = []
    for start, end in cut["offset_mapping"]:
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif text[start:end].strip():
            found.append((start, end))
    return found


def _words(text: str) -> list[tuple[int, int]]:
    found, end = [], 0
    for word in text.split():
        start = text.index(word, end)
        end = start + len(word)
        found.append((start, end))
    return found
