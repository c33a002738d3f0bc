"""Small checkpoints that come with the app, and the recipes that trained them.

Each folder is an ordinary transformers checkpoint with its model card and its `recipe.py`:

    python -m demo_checkpoints.train sentiment      # data, training, weights, card
    python -m demo_checkpoints.evaluate sentiment   # the held-out figure of the card
"""

from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parent
DATA = FOLDER / ".data"
"""Where recipes keep what they download; not part of the project."""


def names() -> list[str]:
    """The checkpoints that have a recipe."""
    return sorted(path.parent.name for path in FOLDER.glob("*/recipe.py"))


def trained() -> list[str]:
    """The checkpoints whose weights are there."""
    return [name for name in names() if any((FOLDER / name).glob("*.safetensors"))]


def recipe(name: str):
    """The recipe module of a checkpoint: `train(folder)` and `evaluate(folder)`."""
    return import_module(f"{__name__}.{name}.recipe")
