"""A checkpoint in the formats of production."""

from ui import _, heading

heading(_("Export"), _("A checkpoint as ONNX, TorchScript and torch.export, beside PyTorch."))
