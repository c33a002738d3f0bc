"""Where models are made: classes, configurations, building, training, saving and export.

It stands over `catalogue`, of which it takes how architectures are built without weights. Nothing
here imports torch or transformers before a function needs them.

    import workbench

    workbench.configure("distilbert", {"n_layers": 12}).parameters    # a configuration, counted
    workbench.read_configuration(open("config.json", "rb").read())    # what it changes
    workbench.released_start("Qwen/Qwen3-8B").changes                 # a checkpoint's numbers
"""

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

__all__ = [
    "GROUPS",
    "PRESETS",
    "Configured",
    "Field",
    "Preset",
    "Start",
    "changed_fields",
    "changed_modules",
    "configure",
    "open_fields",
    "read_changes",
    "read_configuration",
    "released",
    "released_start",
    "said",
    "written",
]
