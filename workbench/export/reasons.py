"""Why a model cannot be exported, or a file not run: the reason behind a library's trace."""

import re
from typing import Any

from i18n import N_

MOST = 160
"""Characters of a library's own words."""
KNOWN = (
    (
        r"data-dependent|GuardOnDataDependent|Could not guard",
        N_("Its code decides by the numbers in a tensor what to compute: a graph cannot."),
    ),
    (
        r"No ONNX function found for <OpOverload\(op='(?P<what>[^']+)'",
        N_("ONNX has no counterpart here for an operation of the model: {what}."),
    ),
    (
        r"No decompositions? registered for .*op='(?P<what>[^']+)'",
        N_("ONNX has no counterpart here for an operation of the model: {what}."),
    ),
    (
        r"Got invalid dimensions for input: (?P<what>\w+)",
        N_("This shape was fixed when the file was written: the axes of {what} do not change."),
    ),
    (
        r"Guard failed|Expected input.*(shape|size)|shape.*to be equal to",
        N_("This shape was fixed when the file was written: it runs at that alone."),
    ),
    (
        r"must match the size|shape .* is invalid for input|size mismatch|Expanded size|"
        r"cannot be multiplied|by axis|broadcast|elements in a list but found",
        N_(
            "The tracer wrote a size down as a constant: it runs at the shape of its example alone."
        ),
    ),
    (
        r"can't allocate memory|bad_alloc|MemoryError",
        N_("It takes more memory than an export may take here."),
    ),
)
"""What a library writes, and what is behind it."""


def reason(error: BaseException) -> tuple[str, dict[str, Any]]:
    """A sentence on an error, as a template and its values; in the library's words where it is none
    of the known ones. Of a chain the innermost counts, which the others are about."""
    chain = list(_chain(error))
    for each in reversed(chain):
        for pattern, template in KNOWN:
            if found := re.search(pattern, f"{type(each).__name__}: {each}", re.DOTALL):
                return template, found.groupdict()
    last = chain[-1]
    lines = [line.strip() for line in str(last).splitlines() if line.strip()]
    words = lines[0] if lines else ""
    return N_("{library} gives up: {words}"), {
        "library": type(last).__module__.partition(".")[0].replace("builtins", "PyTorch"),
        "words": f"{type(last).__name__}: {words[:MOST]}",
    }


def _chain(error: BaseException):
    """An error and those that it was raised from."""
    now: BaseException | None = error
    while now:
        yield now
        now = now.__cause__ or now.__context__
