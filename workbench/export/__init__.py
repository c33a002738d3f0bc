"""A checkpoint in the formats of production, each beside PyTorch on the same inputs.

from workbench import export

exported = export.export(folder, "sentiment-analysis", {"text": "我喜欢打游戏。"}, into)
exported.formats["onnx"].difference     # from PyTorch, the largest of all shapes and outputs
exported.formats["onnx"].file           # where it lies
"""

from .figures import TOLERANCE, differences, rounded, shape_name, times
from .python import elsewhere, script
from .result import EAGER, FORMATS, Exported, Format, Shape, export, under_way
from .sources import MOST_BYTES, Source, made_sources, sources

__all__ = [
    "EAGER",
    "FORMATS",
    "MOST_BYTES",
    "TOLERANCE",
    "Exported",
    "Format",
    "Shape",
    "Source",
    "differences",
    "elsewhere",
    "export",
    "made_sources",
    "rounded",
    "script",
    "shape_name",
    "sources",
    "times",
    "under_way",
]
