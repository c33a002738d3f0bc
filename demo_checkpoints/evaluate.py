"""Print held-out figures: `python -m demo_checkpoints.evaluate [NAME ...]` (default: all).

Where a program or a recording that a checkpoint's card asks for is missing, that is said, the
others have their figures, and the command fails at the end.
"""

import argparse
import sys

from transformers.utils import logging

from . import FOLDER, names, recipe, trained


def evaluate(name: str) -> bool:
    """Print the figures of a checkpoint, or what is missing for them: then False."""
    try:
        figures = recipe(name).evaluate(FOLDER / name)
    except SystemExit as missing:
        print(f"{name}: {missing}", file=sys.stderr)
        return False
    print(name, " ".join(f"{metric}={value:.4f}" for metric, value in figures.items()), flush=True)
    return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="*", choices=[[], *names()], metavar="NAME")
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    printed = [evaluate(name) for name in parser.parse_args().name or trained()]
    sys.exit(not all(printed))
