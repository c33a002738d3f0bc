"""Export: a checkpoint in the formats of production, and in the frameworks that left."""

import streamlit as st

from pages.export_parts import formats, frameworks
from ui import _, heading, keep_started, linked_choice, started_here

heading(
    _("Export"),
    _(
        "A checkpoint as ONNX, TorchScript and torch.export: each is run on the same input as "
        "PyTorch, and may be taken away."
    ),
)
started_here()
view = linked_choice(
    st.segmented_control,
    _("View"),
    {"formats": "ONNX · TorchScript · torch.export", "frameworks": _("TensorFlow and Flax")},
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
