"""Print figures of checkpoints: `python -m demo_checkpoints.evaluate [NAME ...]` (default: all).

"held out" are of what a recipe's own generator or data set made and training did not see;
"independent" are of the items in `independent/`, which no recipe made, with where they lie with a
confidence of 95 %. Where something that is needed is missing, that is said, all others have their
figures, and the command fails at the end.
"""

import argparse
import sys
from collections.abc import Callable

from transformers.utils import logging

from . import FOLDER, independent
from .figures import Figure, by_source
from .recipe import checkpoints, recipe


def held_out(name: str) -> str:
    figures = recipe(name).evaluate(FOLDER / name)
    return " ".join(f"{metric}={value:.4f}" for metric, value in figures.items())


def of_independent(name: str) -> str:
    """The figures on the independent items, and the first one for each of their sources."""
    answered, judge = independent.ask(FOLDER / name), recipe(name).independent
    said = [_said(metric, figure) for metric, figure in judge(answered).items()]
    said += [
        f"\n    {source}: {figure.value:.3f} of {figure.count}"
        for source, figure in by_source(judge, answered).items()
    ]
    return f"{len(answered.outputs)} items: {' '.join(said)}"


def _said(metric: str, figure: Figure) -> str:
    low, high = figure.between
    return f"{metric}={figure.value:.4f} ({low:.3f} to {high:.3f})"


SETS: dict[str, Callable[[str], str]] = {"held out": held_out, "independent": of_independent}


def print_figures(name: str, which: str) -> bool:
    """Print the figures of a checkpoint on a set, or what is missing for them: then False."""
    try:
        figures = SETS[which](name)
    except SystemExit as reason:
        print(f"{name}, {which}: {reason}", file=sys.stderr)
        return False
    print(f"{name}, {which}: {figures}", flush=True)
    return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="*", choices=[[], *checkpoints()], metavar="NAME")
    parser.add_argument("--only", choices=list(SETS), help="one of the two sets")
    asked = parser.parse_args()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    complete = [
        print_figures(name, which)
        for name in asked.name or checkpoints()
        for which in ([asked.only] if asked.only else SETS)
    ]
    sys.exit(not all(complete))
