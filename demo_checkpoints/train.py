"""Train a demo checkpoint anew, in its place: `python -m demo_checkpoints.train NAME`."""

import argparse
import os

# Two threads on small matrices wait for each other longer than they work. Read at import.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from . import FOLDER
from .card import write_card
from .recipe import checkpoints, recipe

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=checkpoints())
    name = parser.parse_args().name
    recipe(name).train(FOLDER / name)
    write_card(name)
