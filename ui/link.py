"""Choices that a link restores, whatever language it is opened in."""

from collections.abc import Callable

import streamlit as st

HIDDEN = "linked-"


def hide_link_holders() -> None:
    """Once a run: do not show the widgets that hold a choice for the URL."""
    st.html(f"<style>[class*='st-key-{HIDDEN}'] {{ display: none; }}</style>")


def linked_choice(
    widget: Callable,
    label: str,
    labels: dict[str, str],
    key: str,
    default: str | None = None,
    **options,
):
    """Draw a choice between the keys of `labels` and keep it in the URL as ?key=name.

    With a `default` one key is chosen, else any number of them, none at first. `widget` is
    `st.segmented_control`, `st.pills`, `st.selectbox` or `st.multiselect`; `options` go to
    it. The choice is in `st.session_state[key]` too.
    """
    # Streamlit's own binding writes the label into the URL, and labels change with the
    # language. So a second widget, which is not shown, is bound: its labels are the names.
    names = list(labels)
    with st.container(key=HIDDEN + key):
        if default is None:
            st.multiselect(key, names, key=key, bind="query-params")
        else:
            st.selectbox(key, names, index=names.index(default), key=key, bind="query-params")
    shown = f"{key}-shown"
    st.session_state[shown] = st.session_state[key]

    def choose():
        st.session_state[key] = st.session_state[shown]

    return widget(label, names, format_func=labels.get, key=shown, on_change=choose, **options)


def link_to(page: str, label: str, icon: str, **parameters: str) -> None:
    """A link to a page of the app with choices in it; the reader's language goes along."""
    language = {"lang": st.session_state["lang"]} if "lang" in st.session_state else {}
    st.page_link(page, label=label, icon=icon, query_params=language | parameters)
