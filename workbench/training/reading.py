"""Examples from what a visitor hands in: a table, or a ZIP with a folder for each label."""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import sandbox
from i18n import N_, Problem, Sentence
from inference import archives
from inference.metrics import sources
from tables import Table, likely

from .examples import MOST_LABELS, MOST_PICTURES, Examples

PICTURES = (
    "png", "jpg", "jpeg", "webp", "heic", "heif", "avif", "gif", "bmp", "tif", "tiff",
)  # fmt: skip
SIDE = 224
"""Pixels of the longer side of a picture that is kept; models of pictures take no more."""
AT_ONCE = 12_000_000
"""Bytes of files that are decoded in one call."""
LIMITS = sandbox.Limits(cpu=60, seconds=120)
SPLITS = {"train", "training", "test", "testing", "val", "valid", "validation", "dev"}
"""Folders that say for what pictures are meant, and not what is on them."""


def columns(table: Table) -> tuple[str, str]:
    """The columns that the texts and the labels are likely to be in.

    Raises `i18n.Problem` for a table of one column.
    """
    names = list(table.columns)
    if len(names) < 2:
        raise Problem(
            N_(
                "This table has one column: a text and its label are needed, each in a column of "
                "its own."
            )
        )
    text = likely(table.columns, ["text"])["text"]
    return text, sources.likely_column(names, [text]) or _fewest_values(table, text)


def _fewest_values(table: Table, text: str) -> str:
    """The column that tells rows apart by the fewest values, but by two at least."""
    others = [name for name in table.columns if name != text]
    kinds = {name: len({cell.strip() for cell in table.columns[name]} - {""}) for name in others}
    able = [name for name in others if 2 <= kinds[name] <= MOST_LABELS] or others
    return min(able, key=lambda name: kinds[name])


def from_table(table: Table, name: str, text: str, label: str) -> Examples:
    """The rows of a table by the names of two of its columns."""
    if text == label:
        raise Problem(N_("The text and the label are in the same column: choose two."))
    return Examples("texts", name, table.columns[text], table.columns[label])


def unpacked(name: str, data: bytes) -> Examples:
    """The pictures in a ZIP, each with the folder that it lies in as its label, not decoded yet.

    A table beside them may name their labels instead. Raises `i18n.Problem` where there is no ZIP
    of pictures, or they lie in one folder.
    """
    found = archives.unpacked(name, data, MOST_PICTURES, [*PICTURES, "csv", "tsv"])
    beside = sources.beside(
        [(each.replace("\\", "/"), content) for each, content in found.files], "labels"
    )
    if not beside.files:
        raise Problem(N_("There is no picture in this ZIP: put some in, one folder per label."))
    names = [each for each, _content in beside.files]
    labels = _by_folder(names) or next(iter(beside.sources.values()), {})
    if len(set(labels.values())) < 2:
        raise Problem(
            N_(
                "The pictures of this ZIP lie in one folder: put those of each label into a folder "
                "of its name."
            )
        )
    notes = []
    if others := found.others:
        said = N_("Files that are not pictures, and left out: {count:,}.")
        notes.append(Sentence(said, count=len(others)))
    return Examples(
        "pictures",
        name,
        [content for _name, content in beside.files],
        [str(labels.get(each, "")) for each in names],
        names,
        tuple(notes),
    )


def _by_folder(names: Sequence[str]) -> dict[str, str]:
    """The folder of each picture that is its label: the first in which they differ, unless it only
    says what they are meant for. Empty where they lie in one."""
    paths = {name: PurePosixPath(name).parts[:-1] for name in names}
    deepest = max(map(len, paths.values()), default=0)
    for level in range(deepest):
        folders = {
            name: parts[level] if level < len(parts) else "" for name, parts in paths.items()
        }
        kinds = Counter(folders.values())
        del kinds[""]
        if len(kinds) > 1 and not all(kind.lower() in SPLITS for kind in kinds):
            return folders
    return {}


def decoded(examples: Examples, go_on: sandbox.GoOn = lambda _done: True) -> Examples:
    """Pictures as small PNG files, opened in the sandbox; those that cannot be are left out.

    `go_on` is told how many of them are done; raises `sandbox.Ended` where it says so.
    """
    done: list[bytes | None] = []
    while len(done) < len(examples):
        if not go_on(len(done) / len(examples)):
            raise sandbox.stopped()
        batch: list[bytes] = []
        for file in examples.inputs[len(done) :]:
            assert isinstance(file, bytes)
            if batch and sum(map(len, batch)) + len(file) > AT_ONCE:
                break
            batch.append(file)
        done += sandbox.run(_small, b"", batch, limits=LIMITS)
    readable = [at for at, file in enumerate(done) if file is not None]
    notes: tuple[Sentence, ...] = ()
    if lost := len(done) - len(readable):
        notes = (Sentence(N_("Pictures that cannot be read, left out: {count:,}."), count=lost),)
    return replace(examples, inputs=[file or b"" for file in done]).of(readable, notes)


def _small(_data: bytes, files: list[bytes]) -> list[bytes | None]:
    return [_one(file) for file in files]


def _one(file: bytes) -> bytes | None:
    from PIL import Image

    from inference.decoding import pictures

    try:
        width, height, pixels = pictures.pixels(file)
    except Problem:
        return None
    image = Image.frombytes("RGB", (width, height), pixels)
    image.thumbnail((SIDE, SIDE))
    small = io.BytesIO()
    image.save(small, "PNG")
    return small.getvalue()
