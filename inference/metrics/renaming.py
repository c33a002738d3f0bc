"""Labels of a file, as the model calls them."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from i18n import LANGUAGES, translations


def renamed(wanted: Iterable[str], known: Sequence[str]) -> dict[str, str]:
    """For each label of a file the model's, where there is one.

    `known` are the labels of the model by their numbers. A label is the same if it is but for case
    and white space, or in a translation; where all that are left are numbers, they are those of the
    model's labels.
    """
    ours = {label: label for label in known}
    loosely = {_plain(label): label for label in reversed(known)}
    for language in LANGUAGES:
        said = translations(language).gettext
        loosely = {_plain(said(label)): label for label in reversed(known) if label} | loosely
    found, left = {}, []
    for label in dict.fromkeys(wanted):
        if match := ours.get(label) or loosely.get(_plain(label)):
            found[label] = match
        else:
            left.append(label)
    if left and not found and all(_is_number(label, len(known)) for label in left):
        found = {label: known[int(label)] for label in left}
    return found


def _plain(label: str) -> str:
    return " ".join(label.casefold().replace("_", " ").split())


def _is_number(label: str, count: int) -> bool:
    return label.isascii() and label.isdigit() and int(label) < count


def configured(folder: Path) -> list[str]:
    """The labels in the configuration of a checkpoint, by their numbers; empty without one."""
    file = folder / "config.json"
    if not file.is_file():
        return []
    labels = json.loads(file.read_text("utf-8")).get("id2label") or {}
    return [str(labels[number]) for number in sorted(labels, key=int)]
