"""What a configuration needs: memory to run it and to train it, and operations for an input."""

from .figure import fits, needs_figure
from .need import Needs, needs

__all__ = ["Needs", "fits", "needs", "needs_figure"]
