"""Where models are made: classes, configurations, building, training, saving and export.

It stands over `catalogue`, of which it takes how architectures are built without weights. Nothing
here imports torch or transformers before a function needs them.
"""

__all__: list[str] = []
