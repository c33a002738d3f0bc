"""The colours of labels on this page: one for each, in every picture and table of a visit."""

from collections.abc import Hashable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from inference import Task, metrics
from palette import HUES, LabelColors, label_colors, remembered
from ui import _, of_visit

if TYPE_CHECKING:
    from .results import Submission

MOST_COLORED = 100
"""Rows of a table whose labels have their colours."""


def of_task(task: Task) -> AbstractContextManager[None]:
    """What is drawn within has the colours that labels of this task have in this visit."""
    return remembered(of_visit(f"colours of {task.name}", LabelColors))


def learn(task: Task, submissions: "Iterable[Submission]", drawing: dict[str, Any]) -> None:
    """Give the labels that are about to be seen together their colours; of a checkpoint with few
    labels all that it has, so that they do not hang on what is found first."""
    labels: list[str] = []
    for submission in submissions:
        folder = submission.job.loaded.folder or task.checkpoint
        known = configured(str(folder)) if folder else []
        labels += known if len(known) <= len(HUES) else []
        if submission.job.run and submission.job.run.output:
            labels += submission.shown(task, drawing)[2]
    label_colors(labels)


@st.cache_data(max_entries=64, show_spinner=False)
def configured(folder: str) -> list[str]:
    """The labels in the configuration of a checkpoint, by their numbers."""
    return metrics.configured(Path(folder))


def colored(rows: pd.DataFrame, columns: Iterable[str], said: Mapping[str, str]) -> Any:
    """A table for `st.dataframe` with labels in their colours, unless it is long.

    `said` has for each label what it is called in these columns.
    """
    there: list[Hashable] = [column for column in columns if column in rows]
    if not said or not there or len(rows) > MOST_COLORED:
        return rows
    colors = {said[label]: color for label, color in label_colors(said).items()}

    def style(cell: object) -> str:
        color = colors.get(cell) if isinstance(cell, str) else None
        return f"color: {color}; font-weight: 600" if color else ""

    return rows.style.format(precision=4, na_rep="").map(style, subset=there)


def column(task: Task) -> str:
    """What the column of labels is called."""
    return _(task.column_name("label"))
