"""Where models are made: classes, configurations, building, training, saving and export.

It stands over `catalogue`, of which it takes how architectures are built without weights. Nothing
here imports torch or transformers before a function needs them.

    needs = workbench.needs(config, batch=8, length=512)   # memory to run and to train, FLOPs
    workbench.needs_figure(needs, device.memory_total)
"""

from .memory import Needs, fits, needs, needs_figure

__all__ = ["Needs", "fits", "needs", "needs_figure"]
