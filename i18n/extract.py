"""The sentences that code marks for translation, as `make messages` and the tests find them.

Babel's own extractor reads tokens, and from Python 3.12 on those inside f-strings too: there it
takes the key in `f"{_(row['label'])}"` for a sentence. A syntax tree is the same in every release.
"""

import ast
from collections.abc import Collection, Iterator
from typing import BinaryIO


def extract(
    file: BinaryIO, keywords: Collection[str], comment_tags: object, options: object
) -> Iterator[tuple[int, str, str | tuple[str, str], list[str]]]:
    """Every call of a function in `keywords` whose first argument is a string as it stands.

    This is an extraction method of Babel: a line, a function, a sentence and no comments of each;
    of `ngettext` both sentences, that of one and that of many.
    """
    calls = [node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        match call:
            case ast.Call(
                ast.Name("ngettext"), [ast.Constant(str(one)), ast.Constant(str(many)), *_]
            ):
                yield call.lineno, "ngettext", (one, many), []
            case ast.Call(ast.Name(name), [ast.Constant(str(sentence)), *_]) if name in keywords:
                yield call.lineno, name, sentence, []
