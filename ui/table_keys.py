"""A table whose rows are opened by a click, or by Enter where keys have moved to one.

Streamlit tells of the cell that keys move to as of one that is clicked, so that whoever only wants
to pass a table with Tab would be led away by its first row.
"""

from typing import Any

import streamlit as st

from .language import _
from .parts import escape_markdown
from .player import source

_table_keys = st.components.v2.component("table-keys", html="", js=source("table_keys.js"))


def choose_row(table: str, row: str, name: str) -> None:
    """In the callback of a table: a cell of this row was chosen, to be opened if by a click."""
    if by_keys(table):
        st.session_state[_pointed(table)] = row, name
    else:
        st.session_state["open"] = row


def by_keys(table: str) -> bool:
    """Whether the table was last used by keys."""
    state: Any = st.session_state.get(f"{table}-keys")
    return bool(state) and state.by == "keys"


def table_keys(table: str) -> None:
    """After a table, by its key: tell keys from clicks, and open the row that Enter is pressed on.

    What is to be opened is in `st.session_state["open"]` at the next run.
    """

    def enter() -> None:
        if pointed := st.session_state.get(_pointed(table)):
            st.session_state["open"] = pointed[0]

    now = "keys" if by_keys(table) else "pointer"
    _table_keys(
        data={"table": table, "by": now},
        key=f"{table}-keys",
        default={"by": "pointer"},
        on_by_change=lambda: None,
        on_enter_change=enter,
        height="content",
    )
    if now == "keys" and (pointed := st.session_state.get(_pointed(table))):
        st.caption(_("Enter opens {name}").format(name=escape_markdown(pointed[1])))


def _pointed(table: str) -> str:
    return f"{table}-pointed"
