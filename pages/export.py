"""Export: a checkpoint in the formats of production, beside PyTorch."""

from pages.export_parts import formats
from ui import _, heading, keep_started, started_here

heading(
    _("Export"),
    _(
        "A checkpoint as ONNX, TorchScript and torch.export: each is run on the same input as "
        "PyTorch, and may be taken away."
    ),
)
started_here()
formats.show()
keep_started()
