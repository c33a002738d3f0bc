"""Ids as people paste them: from Python, JSON, NumPy, PyTorch or a log."""

import re

from i18n import N_, Problem

MOST = 5_000
"""Ids that are read."""
_WRAPPED = re.compile(
    r"\s*(?:[{(]?\s*['\"]?(?:input_ids|ids|tokens)['\"]?\s*[:=]\s*)?"  # of a dict, or a name
    r"(?:(?:np\.|numpy\.|torch\.)?(?:tensor|array|IntTensor|LongTensor)\s*\()?\s*"
    r"(?P<open>[\[(]*)(?P<ids>[\s,;\d]*\d[\s,;\d]*)[\])]*"
    r"(?:\s*,\s*(?:dtype|device)\s*=\s*[\w.'\":]+)*\s*\)?\s*,?\s*[})]?\s*"
)


def read_ids(text: str) -> list[int] | None:
    """The ids that `text` lists: `[101, 2023]`, `101 2023`, `tensor([[101, 2023]])`,
    `{"input_ids": [101, 2023]}`; None where it is none of these. A number alone is a text.

    Raises `i18n.Problem` for more than `MOST` ids.
    """
    found = _WRAPPED.fullmatch(text)
    if not found:
        return None
    numbers = re.findall(r"\d+", found["ids"])
    if len(numbers) == 1 and not found["open"]:
        return None
    if len(numbers) > MOST:
        raise Problem(
            N_("There are {count:,} IDs; at most {most:,} are read."),
            count=len(numbers),
            most=MOST,
        )
    return [int(number[:20]) for number in numbers]


def given_ids(text: str) -> list[int]:
    """The ids of `text`, a number alone too. Raises `i18n.Problem` where they are none."""
    ids = read_ids(text) or read_ids(f"[{text}]")
    if not ids:
        raise Problem(N_("This is not a list of IDs: write them as [101, 2023] or 101 2023."))
    return ids
