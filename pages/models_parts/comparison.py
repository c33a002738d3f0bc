"""The models that are ticked: a bar at the bottom, and a drawer that holds them side by side."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from i18n import compact
from pages.catalogue_parts.words import COLUMNS, HUB, famous_first, said
from palette import LOOK
from ui import _, escape_markdown, hold_choice, link_to

from .rows import LARGE, LINKS, in_words


def ticked(models: pd.DataFrame) -> list[str]:
    """The model types that are ticked; they are in `st.session_state["compare"]`, and in links."""
    if "compare" in st.session_state:  # a model of a file that has been taken away is no option
        known = set(models["model"])
        st.session_state["compare"] = [m for m in st.session_state["compare"] if m in known]
    return hold_choice("compare", list(models["model"]))


def bar(models: pd.DataFrame, ticks: list[str]) -> None:
    """From the first tick on: what is ticked, a button that compares it, one that clears it."""
    if not ticks:
        return
    rows = models.set_index("model", drop=False).loc[ticks]

    def clear() -> None:
        st.session_state["compare"] = []

    with st.bottom.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escape_markdown(' + '.join(rows['name']))}**", width="stretch")
        if st.button(
            _("Compare") if len(ticks) > 1 else _("Tick another to compare"),
            icon=":material/compare:",
            type="primary",
            disabled=len(ticks) < 2,
        ):
            st.dialog(_("Side by side"), width="large", position="right")(_side_by_side)(rows)
        st.button(_("Clear"), key="clear-ticks", on_click=clear)


def _side_by_side(models: pd.DataFrame) -> None:
    with st.container(horizontal=True):
        for model, name in models["name"].items():
            link_to("pages/model.py", name, ":material/open_in_new:", model=str(model))
    st.html(_table(models))


def _table(models: pd.DataFrame) -> str:
    """What differs, marked, then what all have alike; a row a fact or a task, a column a model."""
    rows = [
        (label, cells)
        for label, cells in _facts(models)
        if any(cell not in ("", "–") for cell in cells)
    ]
    differing = [row for row in rows if len(set(row[1])) > 1]
    alike = [row for row in rows if len(set(row[1])) == 1]
    names = "".join(f"<th>{escape(name)}</th>" for name in models["name"])
    parts = [f"<tr><th></th>{names}</tr>"]
    for title, kind, part in (
        (_("Different"), "differs", differing),
        (_("The same"), "same", alike),
    ):
        if part:
            count = len(models) + 1
            parts.append(f"<tr><td class='part' colspan='{count}'>{title} · {len(part)}</td></tr>")
        parts += [
            f"<tr class='{kind}'><th>{escape(label)}</th>"
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + "</tr>"
            for label, cells in part
        ]
    return f"{STYLE}<div class='sides'><table>{''.join(parts)}</table></div>"


STYLE = f"""<style>
.sides {{ overflow-x: auto; font-size: 0.9rem; }}
.sides table {{ border-collapse: collapse; width: 100%; }}
.sides th, .sides td {{
  text-align: left; vertical-align: top; padding: 4px 12px; overflow-wrap: anywhere;
  border-bottom: 1px solid rgba(128,138,150,0.2); font-weight: 400; min-width: 110px;
}}
.sides tr:first-child th {{ font-weight: 600; }}
.sides a {{ color: inherit !important; text-decoration: underline; }}
.sides .differs th {{ box-shadow: inset 3px 0 {LOOK}; }}
.sides .differs td {{ font-weight: 600; }}
.sides .part {{ padding-top: 16px; font-weight: 600; opacity: 0.75; }}
</style>"""


def _facts(models: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """A label and a cell of HTML for each model; tasks one by one, as ticks."""
    shown = in_words(models)
    facts = []
    for column, label in COLUMNS.items():
        if column == "tasks":
            every = {task for tasks in models["tasks"] for task in tasks}
            facts += [
                (said(task), ["✓" if task in tasks else "–" for tasks in models["tasks"]])
                for task in famous_first(sorted(every))
            ]
        elif column in models and column != "name":
            facts.append((_(label), [_cell(column, value) for value in shown[column]]))
    return facts


def _cell(column: str, value: Any) -> str:
    if isinstance(value, list):
        return escape(_(", ").join(value))
    if pd.isna(value) or value == "":
        return ""
    if pd.api.types.is_bool(value):
        return "✓" if value else "–"
    address = HUB + str(value) if column == "checkpoint" else str(value)
    if column in (*LINKS, "checkpoint") and address.startswith("https://"):
        name = str(value).rstrip("/").rsplit("/", 1)[-1] if column in LINKS else str(value)
        return f"<a href='{escape(address)}' target='_blank' rel='noopener'>{escape(name)}</a>"
    if column in LARGE:
        return compact(value)
    if pd.api.types.is_integer(value):
        return f"{value:,}"
    return escape(str(value))
