"""Which transformers models exist, and what they support.

For example:

    import catalogue

    models = catalogue.documented()
    catalogue.select(models, query="gpt", frameworks=["flax"])
"""

from .tables import FRAMEWORKS, documented, select

__all__ = ["FRAMEWORKS", "documented", "select"]
