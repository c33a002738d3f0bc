"""Round trip: what is lost on the way to ids and back, and where two tokenizers part."""

import streamlit as st

from pages.drift_parts import many, one, two
from ui import _, heading, linked_choice

heading(
    _("Round trip"),
    _(
        "Text to IDs and back, or IDs to text and back: the first place that "
        "differs, the stage that changed it and why; and where two tokenizers "
        "differ that should be the same."
    ),
)

views = {
    "one": _("One text or IDs"),
    "many": _("Many texts"),
    "two": _("Two tokenizers"),
}
with st.container(horizontal=True, vertical_alignment="center"):
    view = linked_choice(
        st.segmented_control,
        _("View"),
        views,
        key="drift-view",
        default="one",
        required=True,
        label_visibility="collapsed",
    )
    clean = view != "two" and st.toggle(
        _("Clean up spaces as transformers does"),
        key="drift-clean",
        bind="query-params",
        help=_("What decode does there with clean_up_tokenization_spaces=True."),
    )

if view == "one":
    one.show(clean)
elif view == "many":
    many.show(clean)
else:
    two.show()
