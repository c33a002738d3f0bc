"""Where models are made: classes, configurations, building, training, saving and export.

It stands over `catalogue`, of which it takes how architectures are built without weights. Nothing
here imports torch or transformers before a function needs them.

    import workbench

    workbench.configure("distilbert", {"n_layers": 12}).parameters    # a configuration, counted
    workbench.read_configuration(open("config.json", "rb").read())    # what it changes
    workbench.released_start("Qwen/Qwen3-8B").changes                 # a checkpoint's numbers
    workbench.classes.heads("bert")               # every auto class and what it gives
    workbench.classes.known("TFBertModel")        # any class by its name, also one that left
    workbench.snippet("bert", head, "my-folder")  # the Python that loads and runs it
    workbench.building.build(config, "BertForMaskedLM")    # saved, loaded again and compared
    workbench.export.export("ner", folder, {"text": "Ada lives in London."}).formats["onnx"]
"""

from . import building, classes, export
from .changes import changed_fields, changed_modules, read_changes, said, written
from .configuration import (
    Configured,
    Start,
    configure,
    open_fields,
    read_configuration,
    released,
    released_start,
)
from .fields import Field
from .groups import GROUPS
from .presets import PRESETS, Preset
from .snippets import snippet

__all__ = [
    "GROUPS",
    "PRESETS",
    "Configured",
    "Field",
    "Preset",
    "Start",
    "building",
    "changed_fields",
    "changed_modules",
    "classes",
    "configure",
    "export",
    "open_fields",
    "read_changes",
    "read_configuration",
    "released",
    "released_start",
    "said",
    "snippet",
    "written",
]
