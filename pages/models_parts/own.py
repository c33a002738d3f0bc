"""A file of the reader's own models."""

from typing import NamedTuple

import pandas as pd
import streamlit as st

import catalogue
from i18n import Problem
from ui import File, _, escape_markdown, forget_file, keep_file, kept_file, show_problem, upload

KEY = "own"


class Own(NamedTuple):
    """A file that was taken, and what it gave."""

    file: File
    read: catalogue.OwnFile


def own_models() -> pd.DataFrame | None:
    """The models of the file that was handed in last; None where there is none."""
    own = _own()
    return own and own.read.models


def own_file() -> None:
    """Take a file of one's own models; one that cannot be read leaves the last one in place."""
    with st.expander(_("Your own models"), icon=":material/upload_file:"):
        st.markdown(
            _(
                "Upload a CSV to list your own models here. Its first line names the "
                "columns, of which only `name` is required: {columns}. Further columns "
                "are kept; a table downloaded here can be uploaded too."
            ).format(columns=_(", ").join(f"`{name}`" for name in catalogue.OWN_COLUMNS))
        )
        _take(upload(_("CSV file"), ["csv", "tsv", "txt"], key="own-file", most=5))
        if (own := _own()) is not None:
            _say(own)
            if st.button(_("Remove them"), icon=":material/delete:"):
                forget_file(KEY)
                st.session_state[KEY] = None
                st.rerun()


def models_in_code(site: pd.DataFrame | None) -> str:
    """The expression for all models, those of the site and the reader's own among them."""
    frames = []
    if (own := _own()) is not None:
        frames.append(f'catalogue.own_models(open({own.file.name!r}, "rb").read())')
    if site is not None:
        frames.append("catalogue.site_models()[0]")
    return f"catalogue.models({', '.join(frames)})"


def _own() -> Own | None:
    """What this visit took; at its beginning, what the browser handed in before a reload."""
    if KEY not in st.session_state:
        file = kept_file(KEY)
        st.session_state[KEY] = file and Own(file, catalogue.read_own_file(file.data))
    return st.session_state[KEY]


def _take(handed_in) -> None:
    """Read a file once, and show why it was refused for as long as it lies there."""
    if handed_in is None:
        return
    seen, refused = st.session_state.get("own-seen", ("", None))
    if handed_in.file_id != seen:
        file, refused = File(handed_in.name, handed_in.getvalue()), None
        try:
            st.session_state[KEY] = Own(file, catalogue.read_own_file(file.data))
        except Problem as problem:
            refused = problem
        st.session_state["own-seen"] = handed_in.file_id, refused
        if refused is None:
            st.rerun()
    if refused is not None:
        show_problem(refused)


def _say(own: Own) -> None:
    """How the file was read, and what in it was not."""
    count = _("Your own models among these: {count}, from {file}.").format(
        count=len(own.read.models), file=escape_markdown(own.file.name)
    )
    remarks = [escape_markdown(remark.said(_)) for remark in own.read.remarks]
    st.markdown(" ".join([count, *remarks]))
    if own.read.problem:
        show_problem(own.read.problem, st.warning)
    keep_file(KEY, own.file)
    st.caption(
        _(
            "They are kept for this browser alone, until it is closed or has not "
            "asked for them for twelve hours; no link carries them."
        )
    )
