"""Where models are made: classes, configurations, building, training, saving and export.

It stands over `catalogue`, of which it takes how architectures are built without weights. Nothing
here imports torch or transformers before a function needs them.

    import workbench

    workbench.classes.heads("bert")               # every auto class and what it gives
    workbench.classes.known("TFBertModel")        # any class by its name, also one that left
    workbench.snippet("bert", head, "my-folder")  # the Python that loads and runs it
    workbench.configure("distilbert", {"n_layers": 12}).parameters    # a configuration, counted
    workbench.read_configuration(open("config.json", "rb").read())    # what it changes
    workbench.released_start("Qwen/Qwen3-8B").changes                 # a checkpoint's numbers
    needs = workbench.needs(config, batch=8, length=512)   # memory to run and to train, FLOPs
    workbench.needs_figure(needs, device.memory_total)
    workbench.building.build(config, "BertForMaskedLM")    # saved, loaded again and compared
    workbench.export.export("ner", folder, {"text": "Ada lives in London."}).formats["onnx"]
    workbench.frameworks.to_pytorch("tensorflow", "old-folder", "new-folder")    # the commands

`workbench.training` teaches a checkpoint, and says how in its own words.
"""

from . import building, classes, export, frameworks, training
from .changes import changed_fields, changed_modules, is_damaged, read_changes, said, written
from .configuration import (
    Configured,
    Start,
    configure,
    needed,
    open_fields,
    read_configuration,
    released,
    released_start,
)
from .fields import Field
from .groups import GROUPS
from .memory import Needs, fits, needs, needs_figure
from .presets import PRESETS, Preset
from .snippets import snippet
from .zipping import zipped

__all__ = [
    "GROUPS",
    "PRESETS",
    "Configured",
    "Field",
    "Needs",
    "Preset",
    "Start",
    "building",
    "changed_fields",
    "changed_modules",
    "classes",
    "configure",
    "export",
    "fits",
    "frameworks",
    "is_damaged",
    "needed",
    "needs",
    "needs_figure",
    "open_fields",
    "read_changes",
    "read_configuration",
    "released",
    "released_start",
    "said",
    "snippet",
    "training",
    "written",
    "zipped",
]
