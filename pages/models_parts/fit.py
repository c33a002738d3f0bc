"""Released checkpoints: which one fits, as a table, and the memory of one in numbers."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

import catalogue
from i18n import N_, compact
from pages.catalogue_parts.words import HUB, said
from ui import (
    _,
    choose_row,
    code_panel,
    download_rows,
    escape_markdown,
    open_page,
    table_keys,
    with_words,
)

from . import fit_filters
from .filters import clear_button, pill_buttons, remark, suggestions

COLUMNS = {
    "checkpoint": N_("Checkpoint"),
    "parameters": N_("Parameters"),
    "memory": N_("Memory"),
    "context": N_("Context"),
    "abilities": N_("Abilities"),
    "languages": N_("Languages"),
    "licence": N_("Licence"),
    "released": N_("Released"),
    "format": N_("Format"),
    "hub": N_("Hub"),
}
LOOKED_AT = "fit-looked-at"
"""The checkpoint whose memory is shown in numbers."""


def which_one_fits() -> None:
    """The released checkpoints that are asked for, those first that fill the memory best."""
    checkpoints = catalogue.checkpoints()
    choice, pills = fit_filters.choose(checkpoints)
    shown = catalogue.choose_checkpoints(checkpoints, choice)
    arrange = _arrangement(choice)
    if arrange:
        shown = arrange(shown)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="pills"):
        _count(checkpoints, shown, choice)
        pill_buttons(pills)
        if fit_filters.anything(choice):
            clear_button(fit_filters.clear)
    remark(choice.query)
    if shown.empty:
        st.info(
            _("No checkpoint has all of this: remove a filter, or allow more memory."),
            icon=":material/search_off:",
        )
        if near := catalogue.suggestions(choice.query, checkpoints):
            suggestions(near, fit_filters.clear)
    else:
        need = catalogue.needs(
            shown, choice.weights, choice.context or catalogue.CONTEXT, choice.batch
        )
        _table(shown, need)
        _in_numbers(shown, choice)
        download_rows(_flat(shown.assign(memory_bytes=need)), "checkpoints.csv")
    rows = "catalogue.choose_checkpoints(catalogue.checkpoints(), choice)"
    code_panel(
        f"""import catalogue

choice = catalogue.{choice}
{f"catalogue.{arrange.__name__}({rows})" if arrange else rows}"""
    )


def _arrangement(
    choice: catalogue.CheckpointChoice,
) -> Callable[[pd.DataFrame], pd.DataFrame] | None:
    """What puts the rows in order beyond what a choice asks for."""
    if not choice.order and not choice.query.strip():
        return catalogue.by_makers
    return catalogue.full_first if choice.gigabytes else None


def _count(
    checkpoints: pd.DataFrame, shown: pd.DataFrame, choice: catalogue.CheckpointChoice
) -> None:
    """How many there are, and how many are left out because what is asked is not known of them."""
    text = _("**{count}** of {total} checkpoints").format(count=len(shown), total=len(checkpoints))
    if missing := catalogue.left_out(checkpoints, choice):
        text += " · " + _("{count} left out, of which this is not known").format(count=missing)
    st.markdown(text, width="content")


def _table(rows: pd.DataFrame, need: pd.Series) -> None:
    """A click on the memory shows it in numbers; on any other cell it opens the architecture."""

    def select() -> None:
        for place, column in st.session_state["fit-rows"]["selection"]["cells"]:
            row = rows.iloc[place]
            st.session_state[LOOKED_AT] = row["checkpoint"]
            if column not in ("memory", "hub"):
                choose_row("fit-rows", row["model"], row["model"])

    table = rows.assign(
        memory=need / 10**9,
        abilities=rows["abilities"].map(lambda names: [said(name) for name in names]),
        languages=rows["languages"].map(_languages),
        format=rows["format"].map(said),
        hub=HUB + rows["checkpoint"],
    )[list(COLUMNS)]
    st.dataframe(
        with_words(table, {"parameters": compact}),
        hide_index=True,
        height=460,
        column_config=_column_config(),
        alt=_("Released checkpoints with what they can do and the memory that they need"),
        placeholder="",
        key="fit-rows",
        on_select=select,
        selection_mode="single-cell",
    )
    table_keys("fit-rows")


def _languages(codes: tuple[str, ...]) -> list[str]:
    """English and Chinese first, as that is asked for most."""
    first = [code for code in fit_filters.FIRST_LANGUAGES if code in codes]
    return [*first, *(code for code in codes if code not in first)]


def _column_config() -> dict[str, Any]:
    column = st.column_config
    config: dict[str, Any] = {name: _(label) for name, label in COLUMNS.items()}
    return config | {
        "checkpoint": column.TextColumn(_("Checkpoint"), width=290),
        "parameters": column.NumberColumn(_("Parameters")),
        "memory": column.NumberColumn(_("Memory"), format=_("%.3g GB")),
        "context": column.NumberColumn(_("Context"), format="localized", width=100),
        "abilities": column.ListColumn(_("Abilities"), width=190),
        "languages": column.ListColumn(_("Languages"), width=110),
        "hub": column.LinkColumn(_("Hub"), display_text=":material/open_in_new:"),
    }


def _in_numbers(rows: pd.DataFrame, choice: catalogue.CheckpointChoice) -> None:
    """The formula of one checkpoint's memory: of the one that was clicked, else of the first."""
    named = rows[rows["checkpoint"] == st.session_state.get(LOOKED_AT)]
    row = rows.iloc[0] if named.empty else named.iloc[0]
    tokens = choice.context or catalogue.CONTEXT
    need = catalogue.needs_of(row, choice.weights, tokens, choice.batch)
    name = escape_markdown(row["checkpoint"])
    if need is None:
        st.caption(
            _(
                "{name}: its parameters or layers are not stated, so its memory is not known."
            ).format(name=name)
        )
        return
    text = _(
        "**{name}** needs **{total:.2f} GB**: its weights {weights:.2f} GB as {format}, the keys "
        "and values of {tokens:,} tokens {cache:.2f} GB. What a runtime takes on top is not in it."
    ).format(
        name=name,
        total=need.bytes / 1e9,
        weights=need.weights.bytes / 1e9,
        format=need.format,
        tokens=tokens * choice.batch,
        cache=need.cache.bytes / 1e9,
    )
    st.markdown(text)
    st.caption(
        "  \n".join(
            _("{label}: {value}").format(label=_(formula), value=values)
            for formula, values in (
                (catalogue.WEIGHTS_FORMULA, need.weights.formula),
                (catalogue.CACHE_FORMULA, need.cache.formula),
            )
        )
    )


def _flat(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their lists as text."""
    return rows.assign(
        languages=rows["languages"].map(";".join), abilities=rows["abilities"].map(";".join)
    )


def open_what_was_clicked() -> None:
    """Go to the architecture of the checkpoint that was clicked, if one was."""
    model = st.session_state.pop("open", None)
    if model:
        open_page("pages/model.py", model=model)
    elif model == "":
        st.toast(_("transformers has no code for it: it loads with code of its own repository."))
