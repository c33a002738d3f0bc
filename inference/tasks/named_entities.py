"""Named entities: words of a text with the kind of thing that they name."""

from bisect import bisect_left
from collections.abc import Iterator

import regex

from i18n import N_, Translate
from palette import label_colors

from ..metrics import ENTITIES
from ..stand_in import bert, labels
from ..task import DEMO_CHECKPOINTS, Example, Input, Item, Option, Part, Row, Task
from ..views import Region, Regions, View


def answer(
    pipe, items: list[Item], aggregation_strategy: str = "first", stride: int = 16, **batch
) -> list[list[Row]]:
    """For each text its entities in order, with character offsets `start` and `end`; the `word`
    of one is the text between them.

    By default these are whole words, and the first token of a word says what it is. A text longer
    than the model reads goes through it in windows that share `stride` tokens; without a strategy
    ("none": each token for itself) the pipeline cannot join windows, and what is beyond the model's
    length is lost.
    """
    windows = {}
    if aggregation_strategy != "none" and pipe.tokenizer.model_max_length < 10**6:
        windows["stride"] = min(stride, pipe.tokenizer.model_max_length // 2)
    # transformers takes what stands between two spaces for a word where the vocabulary marks no
    # continuations: a full stop is a part of it, and so is all of a Chinese sentence.
    own = aggregation_strategy == "first"
    strategy = "simple" if own else aggregation_strategy
    outputs = []
    for item in items:
        found = pipe(item["text"], aggregation_strategy=strategy, **windows)
        output = whole_words(item["text"], found) if own else found
        outputs.append([row | {"word": item["text"][row["start"] : row["end"]]} for row in output])
    return outputs


_SPACELESS = r"[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
WORD = regex.compile(rf"(?V1){_SPACELESS}\p{{M}}*|[[\p{{L}}\p{{M}}\p{{N}}]--{_SPACELESS}]+|\S")
"""A word: letters and digits in a row, or a single sign of a script that puts no spaces."""


def whole_words(text: str, entities: list[Row]) -> list[Row]:
    """Entities that may begin or end inside of a word, as entities of whole words.

    A word belongs to the entity that its first character is in; an entity without such a word is
    dropped. Two of one label that only the rest of a word parted become one, with the mean of
    their scores, by characters.
    """
    words = [word.span() for word in WORD.finditer(text)]
    starts = [start for start, _end in words]
    whole: list[Row] = []
    broken = -1  # the word behind the one in which the last entity ended
    for row in sorted(entities, key=lambda row: row["start"]):
        first, behind = (bisect_left(starts, row[side]) for side in ("start", "end"))
        if first == behind:
            continue
        span = {"start": starts[first], "end": words[behind - 1][1]}
        if first == broken and _label(row) == _label(whole[-1]):
            whole[-1] |= {"score": _mean(whole[-1], row), "end": span["end"]}
        else:
            whole.append(row | span)
        broken = behind if row["end"] < span["end"] else -1
    return whole


def _mean(row: Row, other: Row) -> float:
    lengths = [each["end"] - each["start"] for each in (row, other)]
    return (row["score"] * lengths[0] + other["score"] * lengths[1]) / sum(lengths)


def rows(output: list[Row]) -> list[Row]:
    names = ("word", "score", "start", "end")
    return [{"label": _label(row)} | {name: row[name] for name in names} for row in output]


def _label(row: Row) -> str:
    return row.get("entity_group") or row["entity"]


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    colors = label_colors(map(_label, output))
    regions = (
        Region(
            colors[_label(row)],
            TASK.said(_label(row), _),
            row["word"],
            row["score"],
            span=(row["start"], row["end"]),
        )
        for row in output
    )
    return [Regions(tuple(regions), text=item["text"], measured=_(N_("Score")))]


def stand_in() -> Iterator[Part]:
    tags = labels("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
    return bert("BertForTokenClassification", **tags)


TASK = Task(
    name="ner",
    order=3,
    pipeline="token-classification",
    title=N_("Named entities"),
    modality=N_("Text"),
    inputs=(Input("text", "text", N_("Text"), "Anna Kowalski met David Brown in London."),),
    options=(
        Option(
            "aggregation_strategy",
            N_("Aggregation"),
            "first",
            choices=(
                ("first", N_("Words: first token")),
                ("simple", N_("Neighbours with the same label")),
                ("average", N_("Words: average of their tokens")),
                ("max", N_("Words: highest-scoring token")),
                ("none", N_("None: each token by itself")),
            ),
        ),
        Option("stride", N_("Window overlap (tokens)"), 16, 0, 256),
    ),
    answer=answer,
    rows=rows,
    draw=draw,
    examples=(
        Example(
            N_("People and places"),
            {
                "text": "Anna Kowalski moved from Warsaw to Berlin in 1998. She works for "
                "Silverline Software.",
            },
        ),
        Example(
            N_("News in Chinese"),
            {
                "text": "张伟和刘芳昨天去了上海。",
            },
        ),
        Example(
            N_("Fails on: titles of works, plants and weekdays as names"),
            {
                "text": "The Lord of the Rings was on the table. Rose likes May flowers and "
                "Friday is a parrot.",
            },
        ),
    ),
    checkpoint=DEMO_CHECKPOINTS / "ner",
    glosses={"张伟和刘芳昨天去了上海。": "Zhang Wei and Liu Fang went to Shanghai yesterday."},
    domain=N_("sentences of news and everyday life, in English and Chinese"),
    columns={"word": N_("Word")},
    metrics={"f1_new_patterns": N_("F1 in sentences of new kinds")},
    measure=ENTITIES,
    stand_in=stand_in,
)
