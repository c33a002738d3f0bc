"""What is handed to `run`, checked and brought into one form."""

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from i18n import N_, Problem

from . import media
from .task import Input, Item, Task

if TYPE_CHECKING:
    import pandas as pd


def items(task: Task, inputs: Any) -> list[Item]:
    """`inputs` as a list with a dict for each: a value for every input of the task.

    One input or a list of them; a bare value where the task takes a single thing. Pictures
    may be bytes of a file, `PIL.Image` or a `Path`; sounds bytes, a `Path` or
    `inference.Audio`. Raises `i18n.Problem` for what cannot be used.
    """
    several = isinstance(inputs, (list, tuple))
    if several and not inputs:
        raise Problem(N_("There is nothing to run on: give at least one input."))
    return [_item(task, value) for value in (inputs if several else [inputs])]


def _item(task: Task, value: Any) -> Item:
    if not isinstance(value, dict):
        if len(task.inputs) > 1:
            raise Problem(
                N_("This task takes several things together: {names}."),
                names=", ".join(wanted.name for wanted in task.inputs),
            )
        value = {task.inputs[0].name: value}
    return {wanted.name: checked(wanted, value.get(wanted.name)) for wanted in task.inputs}


def checked(wanted: Input, value: Any) -> Any:
    """One value in the form that the task's module expects. Raises `i18n.Problem`."""
    return _CHECKS[wanted.kind](wanted, value)


def _text(wanted: Input, text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise Problem(N_("There is no text: type at least one line of it."))
    _check_length(wanted, len(text))
    return text


def _check_length(wanted: Input, count: int) -> None:
    if count > wanted.longest:
        raise Problem(
            N_("This text has {count} characters; at most {most} can be read: shorten it."),
            count=count,
            most=wanted.longest,
        )


def _choices(wanted: Input, choices: Any) -> list[str]:
    if isinstance(choices, str):
        choices = choices.splitlines()
    choices = [choice.strip() for choice in choices or () if str(choice).strip()]
    if not choices:
        raise Problem(
            N_("There is nothing to choose from: write at least one choice, each on a line.")
        )
    _check_length(wanted, sum(map(len, choices)))
    return choices


def _table(wanted: Input, table: Any) -> "pd.DataFrame":
    import pandas as pd  # only a task with a table needs it

    if not isinstance(table, pd.DataFrame):
        try:
            table = pd.DataFrame(table)
        except (TypeError, ValueError):
            table = pd.DataFrame()
    if table.empty:
        raise Problem(N_("The table is empty: fill in at least one row."))
    table = table.astype(str).reset_index(drop=True)
    _check_length(wanted, int(table.map(len).to_numpy().sum()))
    return table


def _image(wanted: Input, value: Any) -> Image.Image:
    if value is None:
        raise Problem(N_("There is no picture: choose a sample or hand in a file."))
    if isinstance(value, np.ndarray):
        value = Image.fromarray(value)
    return value.convert("RGB") if isinstance(value, Image.Image) else media.open_image(value)


def _audio(wanted: Input, value: Any) -> media.Audio:
    if value is None:
        raise Problem(N_("There is no recording: choose a sample, hand in a file or record one."))
    if isinstance(value, media.Audio):
        media.check_audio(value)
        return value
    return media.open_audio(value)


def _video(wanted: Input, value: Any) -> list[Image.Image]:
    if value is None:
        raise Problem(N_("There is no video: choose a sample or hand in a file."))
    return value if isinstance(value, list) else media.open_video(value)


_CHECKS = {
    "lines": _text, "text": _text, "line": _text, "choices": _choices, "table": _table,
    "image": _image, "audio": _audio, "video": _video,
}  # fmt: skip
