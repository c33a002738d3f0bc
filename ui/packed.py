"""Plain values as a short word that a link can carry."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from i18n import N_, Problem

DAMAGED = N_("A part of this link is damaged: what it held is not restored.")
"""What is said of a link where it cannot be read; the rest of it is good."""
MOST_UNPACKED = 1_000_000
"""Bytes of a value that a link may hold when it is unpacked."""


def pack(value: Any) -> str:
    """`value`, of what JSON has, compressed into letters that an address takes as they are."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    packed = zlib.compress(text.encode("utf-8", "surrogatepass"), 9)
    return urlsafe_b64encode(packed).rstrip(b"=").decode()


def unpack(text: str) -> Any:
    """The value that `pack` has written; raises `i18n.Problem` for anything else."""
    try:
        data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        unzip = zlib.decompressobj()
        whole = unzip.decompress(data, MOST_UNPACKED)
        if not unzip.eof:
            raise ValueError("too long, or cut off")
        return json.loads(whole.decode("utf-8", "surrogatepass"))
    except (ValueError, zlib.error, RecursionError) as error:
        raise Problem(DAMAGED) from error
