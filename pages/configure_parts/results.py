"""What a configuration makes: its size, its modules, and what changed against another."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

import catalogue
import workbench
from catalogue import figures
from i18n import N_, Problem
from pages.configure_parts.chosen import Side, choose_side
from ui import _, chart, download_rows, escape_markdown, said_bytes

FORMATS = {"float32": "float32", "bfloat16": "bfloat16", "int8": "INT8", N_("4 bit"): "NF4"}
"""How weights are stored, with the formats of the catalogue."""


@st.cache_resource(max_entries=200, show_spinner=False)
def _configured(model_type: str, changes: str) -> workbench.Configured:
    return workbench.configure(model_type, workbench.read_changes(changes))


@st.cache_resource(max_entries=200, show_spinner=False)
def _opened(model_type: str, changes: str) -> list[workbench.Field]:
    return workbench.open_fields(model_type, workbench.read_changes(changes))


def configured(start: workbench.Start, side: Side) -> workbench.Configured:
    """A configuration, counted; raises `i18n.Problem` for one that cannot be."""
    return _configured(start.model_type, workbench.written(start.changes | side.changes))


def opened(start: workbench.Start) -> list[workbench.Field]:
    """The fields of a start."""
    return _opened(start.model_type, workbench.written(start.changes))


def totals(now: workbench.Configured, before: workbench.Configured | None) -> None:
    """The parameters, the bytes that they take, and how much more or less that is."""
    difference = now.parameters - before.parameters if before else 0
    st.metric(
        _("Parameters"),
        f"{now.parameters:,}",
        delta=f"{difference:+,}" if difference else None,
        delta_color="off",
    )
    sizes = [
        f"**{said_bytes(catalogue.weight_bytes(now.parameters, stored).bytes)}** {_(name)}"
        for name, stored in FORMATS.items()
    ]
    st.markdown(" · ".join(sizes))
    counted = (
        _("Counted: {model}, the base model without a head.")
        if now.is_base
        else _("Counted: {model}.")
    )
    st.caption(counted.format(model=f"`{now.class_name}`"))
    if now.active != now.parameters:
        st.caption(_("{count} of them for each token").format(count=f"{now.active:,}"))


@st.cache_resource(max_entries=200, show_spinner=False)
def _treemap(modules: tuple[tuple[str, int], ...], name: str, height: int = 340) -> go.Figure:
    rows = pd.DataFrame(modules, columns=["module", "parameters"])
    return figures.module_treemap(rows, name).update_layout(height=height)


def modules(now: workbench.Configured, name: str) -> None:
    """The parameters by module, as a picture and as a table."""
    rows = pd.DataFrame({"module": list(now.modules), "parameters": list(now.modules.values())})
    picture, table = st.tabs([_("By module"), _("As a table")])
    with picture:
        chart(_treemap(tuple(now.modules.items()), name), _("Parameters by module, as areas"))
    with table:
        share = rows["parameters"] / max(now.parameters, 1)
        st.dataframe(
            rows.assign(share=share),
            hide_index=True,
            height=310,
            column_config={
                "module": _("Module"),
                "parameters": st.column_config.NumberColumn(_("Parameters"), format="localized"),
                "share": st.column_config.ProgressColumn(
                    _("Share"), format="percent", min_value=0, max_value=1
                ),
            },
        )
        download_rows(rows, "modules.csv", key="configure-modules")


def changes(side: Side) -> None:
    """The changed fields, each to be taken back by a click."""
    if not side.changes:
        return
    with st.container(horizontal=True, gap="xsmall"):
        for place, (name, value) in enumerate(list(side.changes.items())[:12]):
            st.button(
                escape_markdown(f"{name} = {workbench.said(value)[:40]}"[:90]),
                key=f"configure-change-{place}",
                icon=":material/close:",
                icon_position="right",
                on_click=choose_side,
                args=(side.without(name),),
                help=_("Undo this change"),
            )


def differences(
    before: workbench.Configured, now: workbench.Configured, names: tuple[str, str], key: str
) -> None:
    """What differs between two configurations: their fields, and their modules."""
    fields = workbench.changed_fields(before.fields, now.fields)
    parts = workbench.changed_modules(before.modules, now.modules)
    parts = parts[parts["change"] != 0]
    left, right = st.columns([2, 3], gap="medium")  # the right one has four columns
    columns = {"before": names[0], "after": names[1]}
    with left:
        st.caption(_("Fields that differ: {count}").format(count=len(fields)))
        st.dataframe(
            fields,
            hide_index=True,
            height="content" if len(fields) < 9 else 320,
            column_config={"field": _("Field"), **columns},
            key=f"{key}-fields",
        )
    with right:
        if parts.empty:
            st.caption(_("All modules have as many parameters as before."))
            return
        st.caption(_("Modules that differ: {count}").format(count=len(parts)))
        numbers = {
            name: st.column_config.NumberColumn(title, format="localized")
            for name, title in (columns | {"change": _("Change")}).items()
        }
        st.dataframe(
            parts,
            hide_index=True,
            height="content" if len(parts) < 9 else 320,
            column_config={
                "module": st.column_config.TextColumn(_("Module"), width=200),
                **numbers,
            },
            key=f"{key}-modules",
        )


def beside(
    now: workbench.Configured,
    name: str,
    other: workbench.Configured | Problem,
    other_name: str,
) -> None:
    """Two configurations side by side."""
    st.header(_("Side by side"), anchor=False)
    if isinstance(other, Problem):
        raise other
    for column, each, title in zip(st.columns(2, gap="large"), (other, now), (other_name, name)):
        with column:
            st.markdown(f"**{title}**")
            st.metric(
                _("Parameters"),
                f"{each.parameters:,}",
                delta=said_bytes(each.parameters * 2) + " bfloat16",
                delta_color="off",
                delta_arrow="off",
            )
            chart(
                _treemap(tuple(each.modules.items()), title, 240),
                _("Parameters by module, as areas"),
            )
    differences(other, now, (other_name, name), "configure-beside-table")


def python(start: workbench.Start, side: Side, now: workbench.Configured) -> tuple[str, str]:
    """The Python that makes the same configuration: with this project, with transformers alone."""
    changed = start.changes | side.changes
    ours = f"import workbench\n\nworkbench.configure({start.model_type!r}, {changed!r}).parameters"
    keywords = "".join(f",\n    {name}={value!r}" for name, value in now.keywords.items())
    end = "\n" if keywords else ""
    make = "AutoModel.from_config(config)"
    imports = "from transformers import AutoConfig, AutoModel"
    if not now.is_base:
        make = f"{now.class_name}._from_config(config)"
        imports = f"from transformers import AutoConfig, {now.class_name}"
    plain = (
        f"import torch\n{imports}\n\n"
        f"config = AutoConfig.for_model(\n    {now.built_type!r}{keywords}{end})\n"
        f"with torch.device('meta'):  # without it, with random weights\n"
        f"    model = {make}\n"
        "print(f'{model.num_parameters():,}')"
    )
    return ours, plain


def take_away(now: workbench.Configured) -> None:
    """A button that takes the configuration away as a config.json."""
    st.download_button(
        "config.json",
        now.json,
        file_name="config.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
        key="configure-json",
    )


def published(start: workbench.Start) -> None:
    """What a reader should know of a start."""
    if start.remark:
        st.caption(escape_markdown(start.remark.said(_)))
