"""Named entities: words of a text with the kind of thing that they name."""

from collections.abc import Iterator
from html import escape

from i18n import N_, Translate
from palette import label_colors

from ..figures.texts import PROSE
from ..metrics import ENTITIES
from ..stand_in import bert, labels
from ..task import DEMO_CHECKPOINTS, Example, Input, Item, Option, Part, Row, Task
from ..views import Html, View


def answer(
    pipe, items: list[Item], aggregation_strategy: str = "simple", stride: int = 16, **batch
) -> list[list[Row]]:
    """For each text its entities in order, with character offsets `start` and `end`.

    A text longer than the model reads goes through it in windows that share `stride` tokens;
    without a strategy ("none": each token for itself) the pipeline cannot join windows, and
    what is beyond the model's length is lost.
    """
    windows = {}
    if aggregation_strategy != "none" and pipe.tokenizer.model_max_length < 10**6:
        windows["stride"] = min(stride, pipe.tokenizer.model_max_length // 2)
    return [
        pipe(item["text"], aggregation_strategy=aggregation_strategy, **windows) for item in items
    ]


def rows(output: list[Row]) -> list[Row]:
    names = ("word", "score", "start", "end")
    return [{"label": _label(row)} | {name: row[name] for name in names} for row in output]


def _label(row: Row) -> str:
    return row.get("entity_group") or row["entity"]


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [marked_text(item["text"], output, _)]


def marked_text(text: str, entities: list[Row], _: Translate = str) -> Html:
    """The text with its entities marked, each with its label and, on hover, its score.

    A label in the legend hides its marks.
    """
    colors = label_colors(sorted({_label(row) for row in entities}))
    names = {label: f"k{at}" for at, label in enumerate(colors)}
    pieces, done = [], 0
    for row in sorted(entities, key=lambda row: row["start"]):
        if row["start"] < done:
            continue
        label = _label(row)
        pieces += [
            escape(text[done : row["start"]]),
            f'<mark class="{names[label]}" title="{row["score"]:.4f}" style="--c:{colors[label]}">'
            f"{escape(text[row['start'] : row['end']])}<small>{escape(_(label))}</small></mark>",
        ]
        done = row["end"]
    pieces.append(escape(text[done:]))
    legend = "".join(
        f'<label style="--c:{colors[label]}"><input type="checkbox" checked class="{name}">'
        f"{escape(_(label))}</label>"
        for label, name in names.items()
    )
    hidden = "".join(HIDDEN.replace("NAME", name) for name in names.values())
    nothing = "" if entities else "<p><em>" + escape(_(N_("Nothing found."))) + "</em></p>"
    return Html(
        f'<style>{STYLE}{hidden}</style><div class="marked"><div>{legend}</div>'
        f'<p style="{PROSE}">{"".join(pieces)}</p>{nothing}</div>'
    )


STYLE = (
    ".marked mark{background:color-mix(in srgb,var(--c) 22%,transparent);color:inherit;"
    "border-bottom:2px solid var(--c);border-radius:4px;padding:2px 4px}"
    ".marked mark small{margin-left:6px;font-size:.7em;font-weight:600;color:var(--c);"
    "filter:brightness(1.15)}"
    ".marked label{margin-right:16px;cursor:pointer;border-bottom:3px solid var(--c)}"
    ".marked input{margin-right:6px;accent-color:var(--c)}"
)
HIDDEN = (
    ".marked:has(input.NAME:not(:checked)) mark.NAME{background:none;border-color:transparent}"
    ".marked:has(input.NAME:not(:checked)) mark.NAME small{display:none}"
)
"""Hides the marks of a label that is not checked in the legend."""


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
            N_("Join tokens"),
            "simple",
            choices=(
                ("simple", N_("Neighbours with the same label")),
                ("first", N_("Words, by their first token")),
                ("average", N_("Words, by the average of their tokens")),
                ("max", N_("Words, by their surest token")),
                ("none", N_("Not: each token for itself")),
            ),
        ),
        Option("stride", N_("Tokens that windows of a long text share"), 16, 0, 256),
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
            N_("Where it fails: titles of works, plants, weekdays as names"),
            {
                "text": "The Lord of the Rings was on the table. Rose likes May flowers and "
                "Friday is a parrot.",
            },
        ),
    ),
    checkpoint=DEMO_CHECKPOINTS / "ner",
    domain=N_("sentences of news and everyday life, in English and Chinese"),
    columns={"word": N_("Word")},
    metrics={"f1_new_patterns": N_("F1 in sentences of new kinds")},
    measure=ENTITIES,
    stand_in=stand_in,
)
