"""The texts to count: a file in whatever encoding and form, or lines that are typed."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

import tables
import tokenizer_lab as lab
from i18n import N_, Problem
from ui import (
    _,
    escape_markdown,
    linked_text,
    ngettext,
    read_once,
    show_faults,
    text_in_code,
    upload,
)

LARGEST_MB = 20
MOST_CHARACTERS = 200_000
SAMPLE = "\n".join(lab.sample())
TYPES = [*tables.KINDS, "xlsx", "xls"]
"""The endings of files. A workbook is none: it gets a sentence that says what to do."""
ANSWERS = ("answer", "response", "output", "completion", "assistant", "target", "回答", "输出")
"""What people call a column of answers, the likeliest first."""
FORMS = {"lines": N_("One text per line"), "separated": N_("A table")}


@dataclass(frozen=True)
class Texts:
    """Texts with the numbers of their rows, from 1; the answer to each, if there are any."""

    what: tuple
    """Tells these texts from all others."""
    columns: dict[str, list[str]]
    """All that the file has, a cell for each row."""
    numbers: list[int]
    texts: list[str]
    answers: list[str] | None
    code: tuple[str, ...]
    """The lines of Python that make `texts`, and `answers` where there are some."""


def choose() -> Texts:
    """A place for a file and one for lines; raises `i18n.Problem` for what cannot be read."""
    file = upload(
        _("A file of texts: CSV, JSON Lines, Parquet, lines or a ZIP, up to {megabytes} MB"),
        TYPES,
        key="batch-file",
        most=LARGEST_MB,
        stays=True,
    )
    if file is not None:
        return _of_file(file)
    lines = linked_text(
        _("Or paste texts, one per line"),
        key="batch-lines",
        default=SAMPLE,
        max_chars=MOST_CHARACTERS,
        height=130,
    )
    texts = [line for line in lines.splitlines() if line.strip()]
    if not texts:
        raise Problem(N_("There is no text yet: choose a file or type a line."))
    read = f"texts = [line for line in {text_in_code(lines)}.splitlines() if line.strip()]"
    numbers = list(range(1, len(texts) + 1))
    return Texts(("lines", lines), {"text": texts}, numbers, texts, None, (read,))


def _of_file(file: Any) -> Texts:
    chosen = {
        name: value
        for name in ("encoding", "header", "kind")
        if (value := st.session_state.get(f"batch-{name}-{file.file_id}")) is not None
    }
    known, asked, table = st.session_state.get("batch-table", ("", {}, None))
    if known != file.file_id:
        asked, table = {}, None
    # A widget has the guess for its choice at first, and nothing is asked with that.
    changed = {name: value for name, value in chosen.items() if getattr(table, name, "") != value}
    if table is None or changed:
        asked = asked | changed
        try:
            table = tables.read_file(file.name, file.getvalue(), **asked)
        except Problem:
            _how_it_is_read(file, None)  # what was chosen may be the reason
            raise
        st.session_state["batch-table"] = file.file_id, asked, table
    how = (file.file_id, *asked.items())
    show_faults(table.faults)
    column, answers = _columns(file, table)
    _how_it_is_read(file, table)
    read = partial(_texts, file.name, how, asked, table, column, answers)
    return read_once("batch-texts", (how, column, answers), read)


def _columns(file: Any, table: tables.Table) -> tuple[str, str | None]:
    """The column of texts, as guessed or chosen, and that of answers, None where there is none."""
    names = list(table.columns)
    if len(names) == 1:
        return names[0], None

    def guess() -> tuple[str | None, str]:
        found = tables.named(names, ANSWERS)
        rest = {name: cells for name, cells in table.columns.items() if name != found}
        return found, tables.likely(rest or table.columns, ["prompt"])["prompt"]

    shown = st.columns(2)
    found, likely = read_once("batch-guess", (file.file_id, tuple(names)), guess)
    key = f"{file.file_id}-{hash(tuple(names))}"
    column = shown[0].selectbox(
        _("Column with the text"), names, index=names.index(likely), key=f"batch-column-{key}"
    )
    choices = [None, *(name for name in names if name != column)]
    none = _("none")
    answers = shown[1].selectbox(
        _("Column with the answer"),
        choices,
        index=choices.index(found) if found in choices else 0,
        format_func=lambda name: none if name is None else name,
        key=f"batch-answers-{key}-{column}",
        help=_("What a model wrote, or is to write: it costs the price of output."),
    )
    return column, answers


def _how_it_is_read(file: Any, table: tables.Table | None) -> None:
    """How a file was read, and what can be chosen about that."""
    said = []
    if table:
        said.append(
            ngettext("{count:,} row", "{count:,} rows", len(table)).format(count=len(table))
        )
    if table and table.encoding:
        said.append(tables.ENCODINGS[table.encoding])
    if table and table.separator:
        separator = _(tables.SEPARATORS[table.separator])
        said.append(_("separated by {separator}").format(separator=separator))
    kind = table.kind if table else tables.kind_of(file.name)
    with st.popover(" · ".join(said) or _("How the file is read"), icon=":material/tune:"):
        if kind != "parquet":
            names = list(tables.ENCODINGS)
            st.selectbox(
                _("Encoding"),
                names,
                index=names.index(table.encoding) if table else None,
                format_func=lambda name: tables.ENCODINGS[name],
                key=f"batch-encoding-{file.file_id}",
            )
        if kind in FORMS:
            forms = {name: _(form) for name, form in FORMS.items()}
            st.selectbox(
                _("Read as"),
                list(forms),
                index=list(forms).index(kind),
                format_func=forms.__getitem__,
                key=f"batch-kind-{file.file_id}",
            )
        of_header = f"batch-header-{file.file_id}"
        if kind == "separated" and (table or of_header in st.session_state):
            st.checkbox(
                _("The first line names the columns"),
                table.header if table else True,
                key=of_header,
            )


def _texts(
    filename: str,
    how: tuple,
    asked: dict[str, Any],
    table: tables.Table,
    column: str,
    answers: str | None,
) -> Texts:
    """The rows that have a text."""
    rows = [number for number, text in enumerate(table.columns[column]) if text.strip()]
    if not rows:
        raise Problem(
            N_("The column {column} of this file holds no text: choose another."), column=column
        )
    more = "".join(f", {name}={value!r}" for name, value in asked.items())
    blank = len(rows) < len(table)
    return Texts(
        what=(how, column, answers),
        columns=table.columns,
        numbers=[row + 1 for row in rows],
        texts=[table.columns[column][row] for row in rows],
        answers=[table.columns[answers][row] for row in rows] if answers else None,
        code=(
            f'table = tables.read_file({filename!r}, open({filename!r}, "rb").read(){more})',
            f"texts = {_cells(column, column, blank)}",
            *([f"answers = {_cells(answers, column, blank)}"] if answers else []),
        ),
    )


def _cells(column: str, of: str, blank: bool) -> str:
    """The expression for the cells of a column, those left out that stand beside no text."""
    if not blank:
        return f"table.columns[{column!r}]"
    if column == of:
        return f"[text for text in table.columns[{column!r}] if text.strip()]"
    pairs = f"zip(table.columns[{column!r}], table.columns[{of!r}])"
    return f"[answer for answer, text in {pairs} if text.strip()]"


def said_of_blank(texts: Texts) -> str:
    """How many rows have no text and are not counted; "" where all have one."""
    rows = len(next(iter(texts.columns.values())))
    blank = rows - len(texts.texts)
    if not blank:
        return ""
    return escape_markdown(_("Rows without a text, not counted: {count:,}.").format(count=blank))
