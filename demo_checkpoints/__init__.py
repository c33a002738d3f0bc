"""Small checkpoints that come with the app, and the recipes that trained them.

Each folder is an ordinary transformers checkpoint with its model card, its `recipe.py`, and
`independent/`, items that no recipe made:

    python -m demo_checkpoints.train sentiment      # data, training, weights, card
    python -m demo_checkpoints.evaluate sentiment   # the figures, held out and independent
    python -m demo_checkpoints.card sentiment       # the card anew, with these
    python -m demo_checkpoints.card sentiment --words   # with those that it states

    python -m demo_checkpoints.cross_validation speech_recognition  # without each speaker in turn
"""

from pathlib import Path

FOLDER = Path(__file__).parent
DATA = FOLDER / ".data"
"""Where recipes keep what they download; not part of the project."""
