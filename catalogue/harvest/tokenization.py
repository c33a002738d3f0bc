"""The tokenizer of an architecture, and the algorithm that the code of its class states."""

import ast
import re
from dataclasses import dataclass
from functools import cache

from ..tables import BY_CHECKPOINT
from .release import Release

BACKEND = "TokenizersBackend"
"""The class that takes everything from a tokenizer.json: `AutoTokenizer` loads it where the
table names none."""
BACKENDS = {BACKEND, "PreTrainedTokenizerFast", "MistralCommonBackend"}
FORCED = re.compile(r"^MODELS_WITH_INCORRECT_HUB_TOKENIZER_CLASS\b[^{]*\{([^}]*)\}", re.MULTILINE)

BUILT = re.compile(r"\bTokenizer\(\s*(?:models\.)?(BPE|Unigram|WordPiece|WordLevel)\(")
ALGORITHMS = (
    ("SentencePiece", r"SentencePieceBackend|sp_model|SentencePieceProcessor"),
    ("WordPiece", r"WordpieceTokenizer\("),
    ("byte-level BPE", r"bytes_to_unicode"),
    ("BPE", r"bpe_ranks|\bbpe\("),
    ("longest match", r"SubWordJapaneseTokenizer\("),
    ("bytes", r'\.encode\("utf-8"\)'),
    ("characters", r"tokens = list\(text\)|list\(text|char_tokens|char_list|ord\("),
    ("phonemes", r"phonemi|g2p"),
    ("words", r"text\.split\(\)|sym2idx"),
)  # fmt: skip
"""Looked for in this order in a class that cuts in Python, then in its file."""


@dataclass(frozen=True)
class Class:
    """A tokenizer class: its own code, that of its file, and the classes it is built on."""

    code: str
    file: str
    bases: tuple[str, ...]


def forced(release: Release) -> set[str]:
    """The model types whose checkpoints name a wrong class, so that the backend is taken."""
    match = FORCED.search(release.wheel.auto("tokenization_auto"))
    return set(re.findall(r'"([^"]+)"', match[1])) if match else set()


def own_class(release: Release, model: str) -> str:
    """The tokenizer class that the folder of an architecture defines, empty where none."""
    files = release.wheel.folders.get(release.folder(model), ())
    code = "".join(release.wheel.text(file) for file in files if "/tokenization_" in file)
    match = re.search(r"^class (\w+Tokenizer)\(", code, re.MULTILINE)
    return match[1] if match else ""


def algorithm(release: Release, tokenizer: str) -> str:
    """How a tokenizer class cuts; `BY_CHECKPOINT` where its code leaves that to the files."""
    classes = _classes(release)
    for name in _line(_known(tokenizer, release), classes):
        if name in BACKENDS:
            return BY_CHECKPOINT
        if found := _built(classes[name].code) or _written(classes[name]):
            return found
    return ""


def _known(tokenizer: str, release: Release) -> str:
    """The class whose code says how `tokenizer` cuts."""
    classes = _classes(release)
    # The fast class of a release before 5 leaves the algorithm to the slow one.
    slow = tokenizer.removesuffix("Fast")
    if slow in classes and (tokenizer not in classes or not BUILT.search(classes[tokenizer].code)):
        tokenizer = slow
    if tokenizer not in classes:  # a class without a file, named only beside its converter
        converters = release.wheel.text("transformers/convert_slow_tokenizer.py")
        if match := re.search(rf'"{slow}": (\w+)Converter', converters):
            return f"{match[1]}Tokenizer"
    return tokenizer


def _written(tokenizer: Class) -> str:
    """The algorithm of a class that cuts in Python: what its code speaks of, else its file."""
    if BUILT.search(tokenizer.file):
        return ""
    for text in (tokenizer.code, tokenizer.file):
        for name, pattern in ALGORITHMS:
            if re.search(pattern, text):
                return name
    return ""


def _built(code: str) -> str:
    """The algorithm of the `Tokenizer` that a class builds for itself."""
    if not (match := BUILT.search(code)):
        return ""
    if match[1] == "BPE" and "ByteLevel(" in code:
        return "byte-level BPE"
    if match[1] == "BPE" and "byte_fallback=True" in code:
        return "BPE with byte fallback"
    return {"WordLevel": "words"}.get(match[1], match[1])


def _line(name: str, classes: dict[str, Class]):
    """A class and those that it is built on, the nearest first, up to a backend."""
    while name in classes or name in BACKENDS:
        yield name
        if name in BACKENDS:
            return
        name = next((base for base in classes[name].bases if base in {*classes, *BACKENDS}), "")


@cache
def _classes(release: Release) -> dict[str, Class]:
    """Every tokenizer class of a release; a name for another class is built on that."""
    classes: dict[str, Class] = {}
    for files in release.wheel.folders.values():
        for file in files:
            if "/tokenization_" not in file:
                continue
            text = release.wheel.text(file)
            lines = text.splitlines()
            for node in ast.parse(text).body:
                match node:
                    case ast.ClassDef(name=name, bases=bases):
                        code = "\n".join(lines[node.lineno - 1 : node.end_lineno])
                        classes[name] = Class(code, text, tuple(_name(base) for base in bases))
                    case ast.ImportFrom(names=names):
                        for item in names:
                            if item.asname and "Tokenizer" in item.asname:
                                classes[item.asname] = Class("", "", (item.name,))
                    case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)):
                        classes[name] = Class("", "", (other.lstrip("_"),))
    return classes


def _name(node: ast.expr) -> str:
    # Some files import a class of another model under its own name with an underscore.
    return getattr(node, "id", "").lstrip("_")
