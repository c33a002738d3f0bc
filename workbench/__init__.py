"""Where models are made: classes, configurations, building, training, saving and export.

It stands over `catalogue`, of which it takes how architectures are built without weights. Nothing
here imports torch or transformers before a function needs them.

    workbench.classes.heads("bert")               # every auto class and what it gives
    workbench.classes.known("TFBertModel")        # any class by its name, also one that left
    workbench.snippet("bert", head, "my-folder")  # the Python that loads and runs it
"""

from . import classes
from .snippets import snippet

__all__ = ["classes", "snippet"]
