"""Table question answering: the cells of a table that answer a question."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from i18n import N_, Translate
from palette import ABSENT

from ..figures.texts import LARGE, LIT
from ..metrics import answers
from ..stand_in import HIDDEN, read_from
from ..task import Example, Input, Item, Part, Row, Task
from ..views import Html, View

if TYPE_CHECKING:
    import pandas as pd

CITIES = "City,Country,Inhabitants\nShanghai,China,24870895\nLondon,England,8799800\nParis,France,2102650\n"  # noqa: E501


def answer(pipe, items: list[Item], **batch) -> list[Row]:
    """For each question {"answer", "coordinates", "cells", "aggregator"}."""
    return [
        {"coordinates": [], "cells": []} | pipe(table=item["table"], query=item["question"])
        for item in items
    ]


def rows(output: Row) -> list[Row]:
    return [
        {"answer": output["answer"], "row": row, "column": column, "cell": cell}
        for (row, column), cell in zip(output["coordinates"], output["cells"])
    ] or [{"answer": output["answer"]}]


def said(output: Row) -> str:
    """What is compared with the right answer: the cells, without what is done with them."""
    return ", ".join(map(str, output["cells"])) or str(output["answer"])


def draw(item: Item, output: Row, _: Translate = str) -> list[View]:
    return [lit_table(item["table"], output, _)]


def lit_table(table: "pd.DataFrame", output: Row, _: Translate = str) -> Html:
    """A table with the cells that answer a question lit, under the answer."""
    answers = {tuple(place) for place in output["coordinates"]}
    style = f"padding:6px 14px;border:1px solid {ABSENT}"
    head = "".join(f'<th style="{style};text-align:left">{escape(str(c))}</th>' for c in table)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{style}'
            + (f";{LIT};font-weight:600" if (row, column) in answers else "")
            + f'">{escape(str(value))}</td>'
            for column, value in enumerate(values)
        )
        + "</tr>"
        for row, values in enumerate(table.itertuples(index=False))
    )
    said = escape(output["answer"]) or escape(_(N_("The text does not say.")))
    return Html(
        f'<p style="{LARGE};margin:0 0 .6rem">{said}</p>'
        f'<div style="overflow-x:auto"><table style="border-collapse:collapse"><tr>{head}</tr>'
        f"{body}</table></div>"
    )


def stand_in() -> Iterator[Part]:
    import transformers as t

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[EMPTY]"]
    words = sorted(set("".join(map(chr, range(33, 127))).lower()))
    vocabulary = [*special, *words, *(f"##{letter}" for letter in words)]
    config = t.TapasConfig(
        vocab_size=len(vocabulary),
        max_position_embeddings=512,
        num_aggregation_labels=4,
        aggregation_labels={0: "NONE", 1: "SUM", 2: "AVERAGE", 3: "COUNT"},
        **HIDDEN,
    )
    yield t.TapasForQuestionAnswering(config)
    yield read_from(
        "vocab.txt",
        "\n".join(vocabulary),
        lambda path: t.TapasTokenizer(path, model_max_length=512),
    )


TASK = Task(
    name="table-question-answering",
    order=21,
    title=N_("Table question answering"),
    modality=N_("Multimodal"),
    inputs=(
        Input("table", "table", N_("Table"), CITIES),
        Input("question", "line", N_("Question"), "How many inhabitants has London?", 500),
    ),
    answer=answer,
    rows=rows,
    draw=draw,
    examples=(Example(N_("A city"), {"question": "How many inhabitants has London?"}),),
    columns={"row": N_("Row"), "column": N_("Column"), "cell": N_("Cell")},
    measure=replace(answers(), said=said),
    stand_in=stand_in,
)
