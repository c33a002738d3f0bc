"""Print held-out figures: `python -m demo_checkpoints.evaluate [NAME ...]` (default: all).

Where a program or a recording that a checkpoint's card asks for is missing, that is said, the
others have their figures, and the command fails at the end.
"""

import argparse
import sys

from transformers.utils import logging

from . import FOLDER
from .recipe import checkpoints, recipe


def print_figures(name: str) -> bool:
    """Print the figures of a checkpoint, or what is missing for them: then False."""
    try:
        figures = recipe(name).evaluate(FOLDER / name)
    except SystemExit as reason:
        print(f"{name}: {reason}", file=sys.stderr)
        return False
    print(name, " ".join(f"{metric}={value:.4f}" for metric, value in figures.items()), flush=True)
    return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="*", choices=[[], *checkpoints()], metavar="NAME")
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    complete = [print_figures(name) for name in parser.parse_args().name or checkpoints()]
    sys.exit(not all(complete))
