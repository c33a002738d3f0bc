"""Masks as run lengths, the way COCO writes them uncompressed."""

import numpy as np


def to_rle(mask: np.ndarray) -> dict:
    """A boolean mask (height, width) as {"size": [height, width], "counts": [...]}.

    The counts are lengths of runs down the columns, in turn outside and inside the mask.
    """
    flat = mask.flatten(order="F")
    edges = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    counts = np.diff([0, *edges, flat.size]).tolist()
    return {"size": list(mask.shape), "counts": [0, *counts] if flat[0] else counts}


def from_rle(rle: dict) -> np.ndarray:
    """The boolean mask (height, width) of its run lengths."""
    inside = np.arange(len(rle["counts"])) % 2 == 1
    return np.repeat(inside, rle["counts"]).reshape(rle["size"], order="F")


def thinned(rle: dict, longest: int) -> dict:
    """The mask with every n-th line and column alone, so that no side is longer than `longest`."""
    step = -(-max(rle["size"]) // longest)
    return rle if step <= 1 else to_rle(from_rle(rle)[::step, ::step])
