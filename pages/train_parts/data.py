"""What is learned from: built-in examples, a table or a ZIP of pictures; and a look at it."""

from collections.abc import Callable
from typing import TypeVar

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

import tables
from i18n import N_, Problem, visible
from inference import media
from palette import MARGIN, label_colors, plotly_text, shortened
from ui import (
    _,
    chart,
    escape_markdown,
    linked_choice,
    listed,
    read_once,
    show_faults,
    upload,
)
from workbench import training
from workbench.training import Examples

OWN = "own"
SOURCES = {
    "en": N_("Messages"),
    "zh": N_("Messages, Chinese"),
    "digits": N_("Digits"),
    OWN: N_("Your file"),
}
ENDINGS = ["csv", "tsv", "txt", "json", "jsonl", "parquet", "zip", "xlsx", "xls"]
"""Of files that can be handed in. A workbook is none: it gets a sentence that says what to do."""
MOST_MEGABYTES = 50
SHOWN, PICTURES_SHOWN, BARS = 6, 8, 12
LONGEST = 120
"""Characters of a text in the table of examples."""
CELL = 24
"""Columns of a label beside its bar."""

Value = TypeVar("Value")


def choose() -> Examples | None:
    """Widgets for what is learned from; None while there is none.

    Raises `i18n.Problem` for what cannot be learned from.
    """
    source = linked_choice(
        st.pills,
        _("Training data"),
        {name: _(label) for name, label in SOURCES.items()},
        key="examples",
        default="en",
        required=True,
        wrap=True,
    )
    if source != OWN:
        st.caption(f"{_(training.NAMES[source])} · {_(training.ABOUT[source])}")
        return training.checked(training.built_in(source))
    return _own()


def _own() -> Examples | None:
    file = upload(
        _(
            "A table with a text and a label in each row, or a ZIP with a folder of pictures for "
            "each label"
        ),
        ENDINGS,
        key="train-file",
        most=MOST_MEGABYTES,
        stays=True,
    )
    if file is None:
        return None
    data = file.getvalue()
    found = _once("train-read", file.file_id, lambda: _read(file.name, data))
    if isinstance(found, Examples):
        return _once("train-checked", file.file_id, lambda: training.checked(found))
    show_faults(found.faults)
    text, label = _columns(found, file.file_id)
    return _once(
        "train-checked",
        (file.file_id, text, label),
        lambda: training.checked(training.from_table(found, file.name, text, label)),
    )


def _once(key: str, what: object, read: Callable[[], Value]) -> Value:
    """`read_once` that remembers a problem too."""

    def answer() -> Value | Problem:
        try:
            return read()
        except Problem as problem:
            return problem

    found = read_once(key, what, answer)
    if isinstance(found, Problem):
        raise found
    return found


def _read(name: str, data: bytes) -> tables.Table | Examples:
    """A table, or of a ZIP the pictures in it."""
    if not name.lower().endswith(".zip"):
        return tables.read_file(name, data)
    try:
        return training.unpacked(name, data)
    except Problem as problem:
        try:
            return tables.read_file(name, data)
        except Problem:
            raise problem from None


def _columns(table: tables.Table, file: str) -> tuple[str, str]:
    """Widgets for the columns of texts and labels, with those that they are likely to be."""
    guessed = training.columns(table)
    names = list(table.columns)
    labels = _("Column with the texts"), _("Column with the labels")
    text, label = (
        place.selectbox(title, names, index=names.index(guess), key=f"{title}-{file}")
        for place, title, guess in zip(st.columns(2), labels, guessed)
    )
    return text, label


def say_notes(examples: Examples) -> None:
    """What was left out of the examples."""
    if examples.notes:
        st.caption(escape_markdown(" ".join(note.said(_) for note in examples.notes)))


def look(examples: Examples) -> None:
    """How many examples each label has, and some of them."""
    counts = examples.counts
    st.header(_("What it will be trained on"), anchor=False)
    st.markdown(
        _("{count:,} examples, {labels} labels: {names}").format(
            count=len(examples),
            labels=len(counts),
            names=escape_markdown(listed([visible(name) for name in counts], BARS)),
        )
    )
    chart(_bars(dict(counts.most_common(BARS))), _("Examples by label"), key="train-labels")
    if examples.kind == "texts":
        rows = list(zip(examples.labels, examples.inputs))[:SHOWN]
        table = {
            _("Label"): [label for label, _text in rows],
            _("Text"): [shortened(str(text), LONGEST) for _label, text in rows],
        }
        st.dataframe(pd.DataFrame(table), hide_index=True)
        return
    step = max(1, len(examples) // PICTURES_SHOWN)
    with st.container(horizontal=True):
        for at in range(0, len(examples), step)[:PICTURES_SHOWN]:
            if picture := _seen(bytes(examples.inputs[at])):  # type: ignore[arg-type]  # pictures
                label = examples.labels[at]
                st.image(picture, caption=escape_markdown(label), width=72, alt=label)


@st.cache_data(max_entries=128, show_spinner=False)
def _seen(file: bytes) -> bytes | None:
    """A small picture of a file; None for one that cannot be read."""
    try:
        return media.preview("image", media.HandedIn(file)).file
    except Problem:
        return None


def _bars(counts: dict[str, int]) -> go.Figure:
    colors = label_colors(counts)
    figure = go.Figure(
        go.Bar(
            x=list(counts.values()),
            y=list(range(len(counts))),
            orientation="h",
            width=0.7,
            marker={"color": [colors[label] for label in counts], "cornerradius": 4},
            text=[f"{count:,}" for count in counts.values()],
            textangle=0,
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(visible=False, range=[0, 1.12 * max(counts.values())], fixedrange=True)
    figure.update_yaxes(
        tickvals=list(range(len(counts))),
        ticktext=[plotly_text(shortened(label, CELL)) for label in counts],
        range=[len(counts) - 0.4, -0.6],
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    figure.update_layout(height=30 + 26 * len(counts), margin=MARGIN)
    return figure
