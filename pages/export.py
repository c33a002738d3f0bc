"""Export: a checkpoint in the formats of production, and in other frameworks."""

import streamlit as st

from i18n import N_
from pages.export_parts import formats, frameworks
from ui import _, heading, in_language, keep_started, linked_choice, started_here

VIEWS = {
    "formats": N_("ONNX, TorchScript, torch.export"),
    "frameworks": N_("TensorFlow and Flax"),
}

heading(
    _("Export"),
    _(
        "A checkpoint as ONNX, TorchScript and torch.export: each is run on the "
        "same input as PyTorch, and can be downloaded."
    ),
)
started_here()
view = linked_choice(
    st.segmented_control,
    _("View"),
    in_language(VIEWS),
    key="export-view",
    default="formats",
    required=True,
    label_visibility="collapsed",
)
if view == "formats":
    formats.show()
else:
    frameworks.show()
keep_started()
