"""Every public class that transformers ever had, read from its wheels."""

import re
from collections.abc import Iterator

import pandas as pd
from tqdm import tqdm

from .release import Release
from .wheels import Wheel

KINDS = {
    "configuration": "configuration",
    "modeling": "model",
    "tokenization": "tokenizer",
    "image_processing": "image processor",
    "video_processing": "video processor",
    "feature_extraction": "feature extractor",
    "processing": "processor",
    "pipelines": "pipeline",
}
"""What a file defines, by how its name, or that of its folder, begins."""
OTHER = "other"
AUTO = re.compile(r"(TF|Flax)?Auto[A-Z]\w*")
DEFINED = re.compile(r"^class ([A-Za-z]\w+)|^([A-Z]\w+) = \w+$", re.MULTILINE)
EXPORTED = re.compile(r"^__all__ = \[(.*?)\]", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"transformers/(?:(?P<rest>.+)/)?(?P<file>\w+)\.py")
MODELS = re.compile(r"models/(?:deprecated/)?(\w+)")


def classes(releases: list[Release]) -> pd.DataFrame:
    """One row a class: class, kind, folder (below `models`, or ""), framework, first, last.

    First and last are the releases that have it; the rest is as the last says it.
    """
    rows: dict[str, tuple[str, str, str]] = {}
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for release in tqdm(releases, desc="classes", unit=" releases"):
        for name, described in _public(release.wheel):
            # Of two files that define a name, the first is the one that the folder is named after.
            if last.get(name) != release.wheel.release:
                rows[name], last[name] = described, release.wheel.release
            first.setdefault(name, release.wheel.release)
    columns = ["class", "kind", "folder", "framework", "first", "last"]
    table = [(name, *rows[name], first[name], last[name]) for name in sorted(rows)]
    return pd.DataFrame(table, columns=columns)


def _public(wheel: Wheel) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """The classes that can be imported from `transformers`, each with kind, folder, framework."""
    listed = _words(wheel.text("transformers/__init__.py"))
    for path in wheel.files:
        match = FILE.fullmatch(path)
        if match is None or match["file"].startswith(("__init__", "dummy_", "modular_")):
            continue
        rest, source = match["rest"] or "", wheel.text(path)
        public, folder = listed, MODELS.fullmatch(rest)
        if folder:
            # Up to 4.47 the folder's own list says which of its files' names are public.
            public = listed & _words(wheel.text(f"transformers/{rest}/__init__.py"))
            public |= _words("".join(EXPORTED.findall(source)))
        for name in (one or other for one, other in DEFINED.findall(source)):
            if name in public and not name.isupper():
                kind = "auto class" if AUTO.fullmatch(name) else _kind(rest, match["file"])
                yield name, (kind, folder[1] if folder else "", _framework(match["file"]))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _kind(folder: str, file: str) -> str:
    for begin, kind in KINDS.items():
        if file.startswith(begin) or folder.startswith(begin):
            return kind
    return OTHER


def _framework(file: str) -> str:
    for part, framework in {"tf": "tensorflow", "flax": "flax"}.items():
        if part in file.split("_"):
            return framework
    return "pytorch" if file.startswith("modeling") else ""
