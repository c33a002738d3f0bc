"""What the pages on real tokenizers have in common."""

from collections.abc import Sequence

import tokenizer_lab as lab

TITLES = {name: source.title for name, source in lab.BUILT_IN.items()}
"""The built-in tokenizers, by their names in links and code."""


def imports(tokenizers: Sequence[lab.Tokenizer]) -> str:
    """The first lines of a code panel that names `tokenizers`.

    One that was trained here is made from its trace, in the file as which that is taken away.
    """
    lines = ["import tokenizer_lab as lab", ""]
    for tokenizer in tokenizers:
        if tokenizer.origin == "trace":
            file = f'open("{tokenizer.name}-trace.json", encoding="utf-8")'
            lines.append(f"trace = lab.Trace.from_json({file}.read())")
    return "\n".join(lines)


def in_code(tokenizers: Sequence[lab.Tokenizer]) -> str:
    """The list of `tokenizers` as an expression, after `imports`."""
    return f"[{', '.join(tokenizer.python() for tokenizer in tokenizers)}]"
