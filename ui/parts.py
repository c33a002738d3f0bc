"""Small pieces of a page."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import NoReturn

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from pandas.api.types import is_numeric_dtype
from pandas.io.formats.style import Styler

import palette
from i18n import N_, Problem, Sentence, visible

from .language import KEY, _
from .last import later
from .text import hold_text

MOST_IN_SEARCH = 200


def heading(title: str, story: str) -> None:
    """The title of a page, in its browser tab too, and one sentence on what it shows."""
    name_tab(title)
    with st.container(key="heading", horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(escape_markdown(title), anchor=False, width="content")
        st.caption(story)


def name_tab(title: str) -> None:
    """Give the browser tab the title of a page."""
    _with_app()
    app = "Transformers Atlas"
    st.set_page_config(page_title=title if title == app else f"{title} · {app}")


def _with_app() -> None:
    """Where a page runs without app.py, run it again: see ui/__init__.py."""
    if KEY not in st.session_state:
        st.rerun()


MOST_FAULTS = 20
"""Faults of one input that a page lists."""


def show_problem(problem: Problem, box: Callable = st.error) -> None:
    """Say in the reader's language what is wrong with an input and what to do.

    The box is `st.warning` where the input was used all the same.
    """
    first, *faults = (
        escape_markdown(sentence.said(_)) for sentence in (problem.sentence, *problem.details)
    )
    lines = [first, *(f"- {fault}" for fault in faults[:MOST_FAULTS])]
    if (more := len(problem.details) - MOST_FAULTS) > 0:
        lines.append(_("- and {count} more").format(count=more))
    box("\n".join(lines), icon=":material/error:")


def show_faults(faults: tuple[Sentence, ...]) -> None:
    """Name the lines of a file of rows that were left out or changed, where there are some."""
    if faults:
        said = N_("Lines of this file that need a look: {count}.")
        show_problem(Problem(said, count=len(faults), details=faults), st.warning)


def escape_markdown(text: str) -> str:
    """Text, some of it the visitor's, so that Markdown shows it as it is."""
    # No backslash keeps Streamlit from drawing :smile: as a picture, and :red not at all.
    text = re.sub(r":(?=[a-zA-Z]|[\w+-]+:)", ":\u2060", text)
    return re.sub(r"([\\`*_\[\]<>$~|])", r"\\\1", text)


def listed(names: Sequence[str], most: int) -> str:
    """Names in a sentence as the reader's language lists them, at most so many."""
    return _(", ").join(names[:most]) + (" …" if len(names) > most else "")


def search_box(placeholder: str, key: str, **options) -> str:
    """A search that answers while it is typed, kept in the URL as ?key=.

    `options` go to `st.text_input`.
    """
    hold_text(key, MOST_IN_SEARCH)
    return st.text_input(
        _("Search"),
        type="search",
        placeholder=placeholder,
        icon=":material/search:",
        key=key,
        bind="query-params",
        live=True,
        **options,
    )


def with_words(rows: pd.DataFrame, words: dict[str, Callable[[float], str]]) -> Styler:
    """A table for `st.dataframe` that says numbers as people do, by a function for each column, and
    is sorted by the numbers."""
    cells = [
        {"id": f"row{row}_col{column}", "display_value": "" if pd.isna(value) else say(value)}
        for column, name in enumerate(rows)
        if (say := words.get(str(name)))
        for row, value in enumerate(rows[name])
    ]
    styled = rows.style
    # Streamlit asks pandas for what each cell says, and pandas takes a second for the list of
    # checkpoints, most of whose cells say what they are: it is told of those that do not.
    styled._compute = lambda: styled  # type: ignore[attr-defined]
    styled._translate = lambda *_: {"body": [cells]}  # type: ignore[attr-defined]
    return styled


def download_rows(rows: pd.DataFrame, file_name: str, key: str | None = None) -> None:
    """A button that takes a table away as CSV; the file is written when it is asked for."""
    st.download_button(
        _("Download rows as CSV ({count})").format(count=len(rows)),
        lambda: csv_file(rows),
        file_name=file_name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )


RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠].", re.DOTALL)
"""How a text begins that a spreadsheet runs as a formula, and how one that is escaped does."""
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


def csv_file(rows: pd.DataFrame, index: bool = False) -> bytes:
    """A table as CSV, in UTF-8 that spreadsheets recognise, with no cell that they would run.

    Such a text gets an apostrophe in front, and numbers stay as they are. Whoever reads the file
    back takes one apostrophe from before `=+-@` or white space, as `catalogue.own_models` does.
    """
    table = rows.reset_index() if index else rows
    header = [str(_harmless(name)) for name in table.columns]
    table = table.set_axis(range(len(header)), axis=1)
    for place, dtype in enumerate(table.dtypes):
        if not is_numeric_dtype(dtype):
            table[place] = table[place].map(_harmless, na_action="ignore")
    # With these ends of lines, a text with either of their characters is quoted.
    text = table.to_csv(index=False, header=header, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _harmless(cell: object) -> object:
    text = cell if isinstance(cell, str) else ""
    return f"'{text}" if RUNS.match(text) and not NUMBER.fullmatch(text) else cell


def chart(figure: go.Figure, alt: str, key: str | None = None, **options):
    """Draw a figure as all pages do; `alt` says in words what is in it.

    `options` go to `st.plotly_chart`, whose result comes back; without any nothing does.
    """
    place, config = st.empty(), {"displayModeBar": False}
    draw = partial(place.plotly_chart, figure, config=config, alt=alt, key=key, **options)
    return draw() if options else later(draw)


def code_panel(code: str, plain: str | None = None) -> None:
    """The Python that reproduces what a page shows; `plain` does it without this project."""
    with st.expander(_("The Python that does the same"), icon=":material/code:") as panel:
        if plain is None:
            later(partial(panel.code, code, language="python"))
            return
        for tab, shown in zip(
            st.tabs([_("With this project"), _("With transformers alone")]), (code, plain)
        ):
            later(partial(tab.code, shown, language="python"))


MOST_IN_CODE = 500
"""Characters of a text that a code panel spells out."""


def text_in_code(text: str) -> str:
    """The expression for a text in a code panel: a longer one is read from a file."""
    if len(text) <= MOST_IN_CODE:
        return repr(text)
    return 'open("text.txt", encoding="utf-8").read()'


def said_bytes(count: float) -> str:
    """Bytes as people say them, in powers of ten: 438 MB."""
    for size, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= size * 0.9995:
            return f"{count / size:.3g} {unit}"
    return f"{count:.0f} B"


def device_badges(device: str, seconds: float, warm: bool, memory_bytes: int) -> None:
    """Where a model ran and what the run cost; the bytes are those that it added."""
    with st.container(horizontal=True, gap="small"):
        st.badge(device, icon=":material/memory:", color="blue")
        st.badge(_("{seconds:.3f} s").format(seconds=seconds), icon=":material/timer:")
        if warm:
            st.badge(_("warm"), icon=":material/local_fire_department:", color="orange")
        else:
            st.badge(_("first run after loading"), icon=":material/ac_unit:", color="gray")
        memory = _("+{size} while it ran").format(size=said_bytes(memory_bytes))
        st.badge(memory, icon=":material/database:", color="gray")


def link_to(page: str, label: str, icon: str, **parameters: str | list[str]) -> None:
    """A link to a page of the app with choices in it; the reader's language goes along."""
    _with_app()
    language = {KEY: st.session_state[KEY]}
    st.page_link(page, label=escape_markdown(label), icon=icon, query_params=language | parameters)


def open_page(page: str, **parameters: str | list[str]) -> NoReturn:
    """Go to a page of the app with choices in it; the reader's language goes along by itself."""
    st.switch_page(page, query_params=parameters)


CHIP = (
    "display:inline-block;margin:0 3px 6px 0;padding:1px 8px;border-radius:5px;"
    f"font-family:{palette.MONO};white-space:pre-wrap;overflow-wrap:anywhere;color:white;"
)


def token_chips(
    cuts: dict[str, list[str]],
    unknown: str,
    reading: Callable[[str], str] = str,
    written: dict[str, list[str]] | None = None,
    color_of: Callable[[str, str], str] = palette.token_color,
) -> None:
    """Each text with its tokens as coloured chips; `color_of` gives that of a token and reading.

    `cuts` maps a text to its tokens; `unknown` is the token for what a vocabulary does not hold.
    On a chip stands the `reading` of its token, or for a text what `written` gives; white space
    and invisible characters are written out.
    """
    rows = (
        f"<tr><td style='padding-right:16px;opacity:.75'>{escape(text)}</td><td>"
        + "".join(
            _chip(
                label,
                palette.UNKNOWN if token == unknown else color_of(token, reading(token)),
            )
            for token, label in zip(tokens, (written or {}).get(text) or map(reading, tokens))
        )
        + "</td></tr>"
        for text, tokens in cuts.items()
    )
    st.html(f"<table>{''.join(rows)}</table>")


def _chip(label: str, color: str) -> str:
    return f'<span style="{CHIP}background:{color}">{escape(visible(label))}</span>'
