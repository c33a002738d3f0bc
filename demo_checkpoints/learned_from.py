"""Write what a checkpoint learned from, for those who ask it:
`python -m demo_checkpoints.learned_from [NAME ...]` (default: all that have a way to say it).

`learned_from.jpg` is a sheet of its pictures, `learned_from.txt` has the words that it was taught,
one a line, and the numbers as `first-last`.
"""

import argparse

import torch
from PIL import Image
from torch.nn.functional import interpolate

from inference.likeness import ACROSS, SHEET
from inference.vocabulary import WORDS

from . import FOLDER
from .recipe import checkpoints, recipe

SIDE = 64
"""Pixels of the side of a picture in the sheet."""


def write_sheet(name: str) -> None:
    """Write the sheet of a checkpoint, if it learned from pictures; its comment says how wide they
    were at most."""
    its = recipe(name)
    if draw := its.pictures:
        pictures = interpolate(draw(ACROSS**2), size=SIDE, mode="bilinear", antialias=True)
        rows = [torch.cat(list(row), dim=2) for row in pictures.split(ACROSS)]
        sheet = ((torch.cat(rows, dim=1) + 1) * 127.5).clamp(0, 255).byte()
        file = FOLDER / name / SHEET
        Image.fromarray(sheet.permute(1, 2, 0).numpy()).save(
            file, quality=90, comment=f"{its.widest}"
        )


def write_words(name: str) -> None:
    """Write the words of a checkpoint, if its recipe counts them."""
    if taught := recipe(name).words:
        (FOLDER / name / WORDS).write_text("\n".join(taught()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", choices=[[], *checkpoints()], metavar="NAME")
    for name in parser.parse_args().name or checkpoints():
        write_sheet(name)
        write_words(name)
