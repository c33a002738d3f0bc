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
    """A table of the configuration's whole numbers; a changed one is built and counted again."""
    st.markdown(_("Change a number, and the model is built again, without weights, and counted."))
    try:
        default = catalogue.configuration(architecture)
        table = st.data_editor(
            pd.DataFrame({"field": default.keys(), "value": default.values()}),
            hide_index=True,
            disabled=["field"],
            column_config={
                "field": _("Field"),
                "value": st.column_config.NumberColumn(_("Value"), min_value=0, step=1),
            },
            key=f"configuration-{architecture}",
        )
        values = dict(zip(table["field"], table["value"].fillna(0).astype(int).tolist()))
        changes = {field: value for field, value in values.items() if value != default[field]}
        size = catalogue.size(architecture, **changes)
    except Problem as problem:
        show_problem(problem)
        return
    size_metric(_("Parameters of this configuration"), size.parameters, size.bytes)
    arguments = "".join(f", {field}={value}" for field, value in changes.items())
    st.code(f'import catalogue\n\ncatalogue.size("{architecture}"{arguments})', language="python")
