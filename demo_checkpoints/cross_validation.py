"""Train a recipe anew without each group of its data, and measure it on that group:
`python -m demo_checkpoints.cross_validation NAME [GROUP ...]` (default: every group).

A held-out group that was watched while settings were chosen flatters them; the mean over groups
that each were left out in turn does so less. It takes a training a group, so the figures are kept,
in `FILE` beside the card, and the other commands read them there.
"""

import argparse
import csv
import os
from pathlib import Path

# Two threads on small matrices wait for each other longer than they work. Read at import.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from . import FOLDER
from .recipe import checkpoints, recipe

FILE = "left_out.csv"


def kept(folder: Path) -> dict[str, float]:
    """The figure of each group that was left out, as `FILE` in a checkpoint's folder has it."""
    path = folder / FILE
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        _header, *rows = csv.reader(file)
    return {group: float(value) for group, value in rows}


def mean(folder: Path) -> float:
    """The mean over the groups that were left out. Raises SystemExit where none was yet."""
    figures = kept(folder).values()
    if not figures:
        raise SystemExit(
            f"{FILE} is missing: python -m demo_checkpoints.cross_validation {folder.name}"
        )
    return sum(figures) / len(figures)


def unwatched(folder: Path, watched: str) -> float:
    """The mean over the groups that were left out, but for the one that was watched while settings
    were chosen."""
    figures = [value for group, value in kept(folder).items() if group != watched]
    return sum(figures) / len(figures)


def leave_out(name: str, groups: list[str]) -> None:
    """Train without each of some groups, measure it on that, and keep the figures."""
    folder, folds = FOLDER / name, recipe(name).folds
    assert folds
    for group in groups or folds.groups:
        figures = kept(folder) | {group: round(folds.measure(group), 4)}
        print(f"without {group}: {folds.metric}={figures[group]:.4f}", flush=True)
        with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
            rows = [(one, figures[one]) for one in folds.groups if one in figures]
            csv.writer(file, lineterminator="\n").writerows([("left_out", folds.metric), *rows])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=[name for name in checkpoints() if recipe(name).folds])
    parser.add_argument("group", nargs="*")
    asked = parser.parse_args()
    folds = recipe(asked.name).folds
    assert folds
    if unknown := set(asked.group) - set(folds.groups):
        parser.error(f"no group: {', '.join(sorted(unknown))}")
    leave_out(asked.name, asked.group)
