"""Results as a table: one for all inputs of a run."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from i18n import Problem, Translate

from .task import Item, Row, Task

if TYPE_CHECKING:
    import pandas as pd

PROBLEM = "problem"
"""The column that says why an input could not be answered."""


def table(
    task: Task,
    items: list[Item],
    outputs: list[Any],
    _: Translate = str,
    places: Iterable[int] | None = None,
    problems: Mapping[int, Problem] | None = None,
) -> "pd.DataFrame":
    """All rows of all outputs: the input's number, its texts, then the row.

    What a row holds that is itself a list or a dict is no cell, and left out.

    The numbers count from 1, by `places` where the items are only some of the inputs; those that
    could not be answered have a row with the reason. The columns have the names that the task
    gives them for people, and its own labels are said by `_` too.
    """
    import pandas as pd  # a tenth of the first start, and no pipeline needs it

    places = range(len(items)) if places is None else places
    rows = [
        {"input": place + 1, **_texts(item), **_cells(task, row, _)}
        for place, item, output in zip(places, items, outputs)
        for row in task.rows(output)
    ]
    for place, problem in (problems or {}).items():
        rows.append({"input": place + 1, PROBLEM: problem.sentence.said(_)})
    frame = pd.DataFrame(rows)
    if problems:
        frame = frame.sort_values("input", kind="stable", ignore_index=True)
        frame[PROBLEM] = frame[PROBLEM].fillna("")
    return frame.rename(columns=lambda name: _(task.column_name(name)))


def _cells(task: Task, row: Row, _: Translate) -> Row:
    return {
        name: task.said(value, _) if isinstance(value, str) else value
        for name, value in row.items()
        if not isinstance(value, (list, dict))
    }


def _texts(item: Item) -> dict[str, str]:
    return {name: value for name, value in item.items() if isinstance(value, str)}
