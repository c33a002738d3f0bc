"""Small checkpoints that come with the app, and the recipes that trained them.

Each folder is an ordinary transformers checkpoint with its model card and its `recipe.py`:

    python -m demo_checkpoints.train sentiment      # data, training, weights, card
    python -m demo_checkpoints.evaluate sentiment   # the held-out figures
    python -m demo_checkpoints.card sentiment       # the card anew, with these
"""

from pathlib import Path

FOLDER = Path(__file__).parent
DATA = FOLDER / ".data"
"""Where recipes keep what they download; not part of the project."""
