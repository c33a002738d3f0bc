"""Which architecture a link asks for, also where it does not name one as the catalogue does."""

import pandas as pd
import streamlit as st

import catalogue
from palette import shortened
from ui import _, escape_markdown, open_page

KNOWN = ("bert", "gpt2", "llama", "t5", "vit", "whisper")
"""Architectures that everybody knows."""


def correct_the_link(models: pd.DataFrame) -> str:
    """Open the architecture that ?model= means; where there is none, the name that it has.

    Empty where the link is right, or asks for none. `models` is indexed by model type.
    """
    asked = st.query_params.get("model", "")
    if not asked or "model" in st.session_state or asked in models.index:
        return ""
    wanted = asked.casefold()
    for column in ("model", "name", "checkpoint"):
        named = models.index[models[column].str.casefold() == wanted]
        if len(named):
            open_page("pages/model.py", model=str(named[0]))
    return asked


def suggest(models: pd.DataFrame, unknown: str) -> None:
    """Architectures to choose from: those that are near to an unknown name, else known ones."""
    if unknown:
        st.markdown(
            _("No architecture is named “{name}”.").format(
                name=escape_markdown(shortened(unknown, 60))
            )
        )
    near = catalogue.choose(models.reset_index(drop=True), catalogue.Choice(query=unknown))
    near_models = list(near["model"])[:6] if unknown else []
    with st.container(horizontal=True):
        for model in near_models or [model for model in KNOWN if model in models.index]:
            st.button(
                escape_markdown(models.loc[model, "name"]),
                key=f"known-{model}",
                on_click=_show(model),
            )


def _show(model: str):
    def show() -> None:
        st.session_state["model"] = model

    return show
