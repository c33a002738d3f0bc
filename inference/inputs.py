"""What is handed to `run`, checked and brought into one form."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from i18n import N_, Problem, Sentence, listed

from . import media
from .decoding import pictures
from .task import Input, Item, Task

if TYPE_CHECKING:
    import pandas as pd


class Opening(dict[str, Any]):
    """An item whose pictures, sounds and videos are opened when they are asked for, and kept.

    Until then it holds its other values alone.
    """

    def __init__(self, ready: dict[str, Any], closed: dict[str, Callable[[], Any]]) -> None:
        super().__init__(ready)
        self._ready, self._closed = ready, closed

    def __missing__(self, name: str) -> Any:
        self[name] = self._closed[name]()
        return self[name]

    def copy(self) -> "Opening":
        """The same item with nothing opened yet: what is opened in it goes with it."""
        return Opening(self._ready, self._closed)


def items(task: Task, inputs: Any) -> list[Item]:
    """`inputs` as a list with a dict for each: a value for every input of the task.

    Files are opened when their value is asked for, so that a batch does not hold all of them.

    One input or a list of them; a bare value where the task takes a single thing. Pictures
    may be bytes of a file, `PIL.Image` or a `Path`; sounds bytes, a `Path` or
    `inference.Audio`. Raises `i18n.Problem` for what cannot be used.
    """
    several = isinstance(inputs, (list, tuple))
    if several and not inputs:
        raise Problem(N_("There is nothing to run on: give at least one input."))
    return [_item(task, value) for value in (inputs if several else [inputs])]


def _item(task: Task, value: Any) -> Opening:
    if not isinstance(value, dict):
        if len(task.inputs) > 1:
            raise Problem(
                N_("This task takes several things together: {names}."),
                names=listed(wanted.name for wanted in task.inputs),
            )
        value = {task.inputs[0].name: value}
    ready: dict[str, Any] = {}
    closed: dict[str, Callable[[], Any]] = {}
    for wanted in task.inputs:
        given = value.get(wanted.name)
        if wanted.drawn and isinstance(given, media.HandedIn) and not given and not given.name:
            raise Problem(N_("Nothing is drawn yet: draw a digit first."))
        if len(task.inputs) > 1 and _CHECKS[wanted.kind] is _text and _blank(given):
            raise Problem(
                N_("“{name}” is empty: type at least one line."), name=Sentence(wanted.label)
            )
        if wanted.is_media and isinstance(given, (bytes, Path)):
            media.check(wanted.kind, given)
            closed[wanted.name] = partial(_CHECKS[wanted.kind], wanted, given)
        else:
            ready[wanted.name] = _CHECKS[wanted.kind](wanted, given)
    return Opening(ready, closed)


def _blank(text: Any) -> bool:
    return not isinstance(text, str) or not text.strip()


def _text(wanted: Input, text: Any) -> str:
    if _blank(text):
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


_BETWEEN = re.compile("[,，、;；]")
_AROUND = " \t\r\n\u3000,，、;；"


def _choices(wanted: Input, choices: Any) -> list[str]:
    """Choices, each once. Those in one text stand on lines; on a single line, between commas."""
    if isinstance(choices, str):
        lines = [line for line in choices.splitlines() if line.strip()]
        choices = _BETWEEN.split(lines[0]) if len(lines) == 1 else lines
    stripped = (str(choice).strip(_AROUND) for choice in choices or ())
    choices = list(filter(None, stripped))
    if not choices:
        raise Problem(
            N_("There is nothing to choose from: write at least one choice, each on a line.")
        )
    _check_length(wanted, sum(map(len, choices)))
    return list(dict.fromkeys(choices))


def _table(wanted: Input, table: Any) -> "pd.DataFrame":
    import pandas as pd  # only a task with a table needs it

    if not isinstance(table, pd.DataFrame):
        try:
            table = pd.DataFrame(table)
        except (TypeError, ValueError):
            table = pd.DataFrame()
    table = table.apply(_as_written).rename(columns=str)
    filled = (table != "").any(axis=1)
    if not filled.any():
        raise Problem(N_("The table is empty: fill in at least one row."))
    table = table[filled].reset_index(drop=True)
    _check_length(wanted, int(table.map(len).to_numpy().sum()))
    return table


def _as_written(column: "pd.Series") -> "pd.Series":
    """The cells of a column as text: nothing where there is nothing, and whole numbers whole.

    A column of whole numbers with a gap is one of fractions to pandas.
    """
    there = column.notna()
    if column.dtype.kind == "f" and (column[there] % 1 == 0).all():
        column = column.map("{:.0f}".format)
    return column.astype(object).where(there, "").astype(str)


def _image(wanted: Input, value: Any) -> Image.Image:
    if value is None:
        raise Problem(N_("There is no picture: choose an example or upload a file."))
    if isinstance(value, np.ndarray):
        return pictures.from_array(value)
    return pictures.flat(value) if isinstance(value, Image.Image) else media.open_image(value)


def _audio(wanted: Input, value: Any) -> media.Audio:
    if value is None:
        raise Problem(N_("There is no recording: choose an example, upload a file or record one."))
    if isinstance(value, media.Audio):
        media.check_audio(value)
        return value
    return media.open_audio(value)


def _video(wanted: Input, value: Any) -> list[Image.Image]:
    if value is None:
        raise Problem(N_("There is no video: choose an example or upload a file."))
    return value if isinstance(value, list) else media.open_video(value)


_CHECKS = {
    "lines": _text, "text": _text, "line": _text, "choices": _choices, "table": _table,
    "image": _image, "audio": _audio, "video": _video,
}  # fmt: skip
