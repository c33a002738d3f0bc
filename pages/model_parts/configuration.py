"""The configuration of an architecture, to change and to count again."""

import pandas as pd
import streamlit as st

import catalogue
from i18n import Problem
from ui import _, show_problem


def size_metric(label: str, parameters: int, size: int) -> None:
    """A number of parameters, and the bytes that they take in float32."""
    st.metric(
        label,
        f"{parameters:,}",
        delta=_("{gigabytes:.2f} GB in float32").format(gigabytes=size / 1e9),
        delta_color="off",
        delta_arrow="off",
    )


@st.fragment
def change_the_configuration(architecture: str) -> None:
    """Tables of the configuration's whole numbers; a changed one is built and counted again."""
    st.markdown(_("Change a number, and the model is built again, without weights, and counted."))
    try:
        default = catalogue.configuration(architecture)
        values = _edited(architecture, default)
        changes = {field: value for field, value in values.items() if value != default[field]}
        size = catalogue.size(architecture, **changes)
    except Problem as problem:
        show_problem(problem)
        return
    size_metric(_("Parameters of this configuration"), size.parameters, size.bytes)
    if size.active != size.parameters:
        st.caption(_("{count} of them for each token").format(count=f"{size.active:,}"))
    st.code(f"import catalogue\n\n{_call(architecture, changes)}", language="python")


def _edited(architecture: str, default: dict[str, int]) -> dict[str, int]:
    """The fields as the tables have them, a table for each configuration inside another."""
    parts: dict[str, list[str]] = {}
    for field in default:
        # The entries of a list stay with their configuration: `depths.0` in "".
        name = field.rpartition(".")[0] if field.rpartition(".")[2].isdigit() else field
        parts.setdefault(name.rpartition(".")[0], []).append(field)
    values: dict[str, int] = {}
    tabs = st.tabs([part or architecture for part in parts])
    for tab, (part, fields) in zip(tabs, parts.items()):
        table = tab.data_editor(
            pd.DataFrame(
                {
                    "field": [field.removeprefix(f"{part}.") for field in fields],
                    "value": [default[field] for field in fields],
                }
            ),
            hide_index=True,
            disabled=["field"],
            column_config={
                "field": _("Field"),
                "value": st.column_config.NumberColumn(_("Value"), step=1),
            },
            key=f"configuration-{architecture}-{part}",
        )
        values |= zip(fields, table["value"].fillna(0).astype(int).tolist())
    return values


def _call(architecture: str, changes: dict[str, int]) -> str:
    """The Python that counts a changed configuration; dotted names are no keywords."""
    plain = "".join(f", {field}={value}" for field, value in changes.items() if "." not in field)
    dotted = {field: value for field, value in changes.items() if "." in field}
    return f'catalogue.size("{architecture}"{plain}{f", **{dotted}" if dotted else ""})'
