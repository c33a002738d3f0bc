"""Table question answering: the cells of a table that answer a question."""

from i18n import N_

from .. import figures
from ..task import Example, Input, Task

CITIES = "City,Country,Inhabitants\nShanghai,China,24870895\nLondon,England,8799800\nParis,France,2102650\n"  # noqa: E501


def answer(pipe, items: list[dict], **batch) -> list[dict]:
    """For each question {"answer", "coordinates", "cells", "aggregator"}."""
    return [
        {"coordinates": [], "cells": []} | pipe(table=item["table"], query=item["question"])
        for item in items
    ]


def rows(output: dict) -> list[dict]:
    return [
        {"answer": output["answer"], "row": row, "column": column, "cell": cell}
        for (row, column), cell in zip(output["coordinates"], output["cells"])
    ] or [{"answer": output["answer"]}]


def draw(item: dict, output: dict, _=str):
    return [figures.lit_table(item["table"], output, _)]


TASK = Task(
    name="table-question-answering",
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
)
