"""Print held-out figures: `python -m demo_checkpoints.evaluate [NAME ...]` (default: all)."""

import argparse

from . import FOLDER, names, recipe, trained

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", choices=[[], *names()], metavar="NAME")
    for name in parser.parse_args().name or trained():
        figures = recipe(name).evaluate(FOLDER / name)
        print(name, " ".join(f"{metric}={value:.4f}" for metric, value in figures.items()))
