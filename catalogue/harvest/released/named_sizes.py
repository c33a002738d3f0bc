"""Sizes as the names of checkpoints state them."""

import re

SIZE = re.compile(
    r"(?<![a-zA-Z\d.])(\d+(?:[._]\d+)?)([bm])(\d?)(?![a-zA-Z\d])(?!-s\d+B)", re.IGNORECASE
)
ACTIVE = re.compile(r"[-_]a(\d+(?:[._]\d+)?)b(?![a-z])", re.IGNORECASE)
BOTH = re.compile(r"[-_](\d+)B-A?(\d+)B\b")
TRAINED_ON = re.compile(r"laion2B-.*|datacomp.*|[-_]1m\b|UR50D.*", re.IGNORECASE)
"""Numbers in a name that are no parameters: of data, of a context."""


def named_sizes(checkpoint: str) -> tuple[int | None, int | None]:
    """Parameters and active parameters as the name states them: "Qwen3-30B-A3B"."""
    name = TRAINED_ON.sub("", checkpoint.split("/")[1])
    if both := BOTH.search(name):
        few, many = sorted(round(float(size) * 1e9) for size in both.groups())
        return many, few
    active = ACTIVE.search(name)
    total = SIZE.search(name)
    # "17B-16E" are the active parameters of sixteen experts, as are those of "MolmoE-1B".
    if total and (re.match(r"-\d+E\b", name[total.end() :]) or "moE-" in name):
        return None, _number(total)
    return (_number(total) if total else None), (
        round(float(active[1].replace("_", ".")) * 1e9) if active else None
    )


def _number(size: re.Match) -> int:
    """The number of "1.5b", "1_8B", "7b1" and "560m"."""
    digits = f"{size[1]}.{size[3]}" if size[3] else size[1].replace("_", ".")
    return round(float(digits) * (1e9 if size[2].lower() == "b" else 1e6))
