"""Names in links, spelled as people spell them."""

from collections.abc import Callable, Collection

import streamlit as st

from i18n import Problem

from .parts import show_problem


def settle_names(
    key: str,
    known: Collection[str],
    resolve: Callable[[str], str],
    many: bool = False,
) -> None:
    """Before the box of `known` names that is bound to ?key=: read a link that spells them freely.

    `resolve` gives the known name that is meant, and the page opens anew with that in its link;
    where it raises a `Problem`, that is shown, for Streamlit itself drops what it does not know
    without a word. Of `many` names several may stand in one, with commas between them.
    """
    for each in st.session_state.pop(f"{key}-unknown", ()):
        show_problem(each)
    links = st.query_params.get_all(key)
    if key in st.session_state or all(name in known for name in links):
        return
    names, unknown = [], []
    for link in links:
        for name in [link] if link in known or not many else link.split(","):
            try:
                names.append(name if name in known else resolve(name))
            except Problem as problem:
                unknown.append(problem)
    if not names:
        for each in unknown:
            show_problem(each)
        return
    st.session_state[f"{key}-unknown"] = unknown
    st.query_params[key] = list(dict.fromkeys(names))
    st.rerun()
