"""A file of the reader's own models."""

import pandas as pd
import streamlit as st

import catalogue
from i18n import Problem
from ui import _, show_problem


def own_models() -> pd.DataFrame | None:
    """The models of the file that was handed in last; None where there is none."""
    return st.session_state.get("own")


def own_file() -> None:
    """Take a file of one's own models; a faulty one leaves the last good one in place."""
    with st.expander(_("Your own models"), icon=":material/upload_file:"):
        st.markdown(
            _(
                "Add a CSV file of your own models, and they stand beside these. Its first line "
                "names the columns, of which only `name` must be there: {columns}."
            ).format(columns=", ".join(f"`{name}`" for name in catalogue.OWN_COLUMNS))
        )
        file = st.file_uploader(_("CSV file"), type="csv", key="own-file", max_upload_size=5)
        if file is not None and file.file_id != st.session_state.get("own-taken"):
            try:
                st.session_state["own"] = catalogue.own_models(file.getvalue())
                st.session_state["own-taken"] = file.file_id
                st.session_state["own-name"] = file.name
                st.rerun()
            except Problem as problem:
                show_problem(problem)
        if (own := own_models()) is not None:
            st.markdown(_("{count} of the models are your own.").format(count=len(own)))
            if st.button(_("Take them away"), icon=":material/delete:"):
                del st.session_state["own"]
                st.rerun()


def models_in_code(site: pd.DataFrame | None) -> str:
    """The expression for all models, those of the site and the reader's own among them."""
    frames = []
    if own_models() is not None:
        name = st.session_state["own-name"]
        frames.append(f'catalogue.own_models(open({name!r}, "rb").read())')
    if site is not None:
        frames.append("catalogue.site_models()[0]")
    return f"catalogue.models({', '.join(frames)})"
