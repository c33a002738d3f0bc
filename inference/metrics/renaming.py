"""Labels of a file, as the model calls them."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from i18n import LANGUAGES, translations

from ..names import SAME_LABELS


def renamed(wanted: Iterable[str], known: Sequence[str]) -> dict[str, str]:
    """For each label of a file the model's, where there is one.

    `known` are the labels of the model by their numbers. A label is the same if it is but for case
    and white space, in a translation, or by `SAME_LABELS`; where none is, and all are numbers or
    `LABEL_1`, they are those of the model's labels.
    """
    ours = {label: label for label in known}
    loosely = {_plain(label): label for label in reversed(known)}
    for language in LANGUAGES:
        said = translations(language).gettext
        loosely = {_plain(said(label)): label for label in reversed(known) if label} | loosely
    loosely = _meaning_the_same(loosely) | loosely
    found, left = {}, []
    for label in dict.fromkeys(wanted):
        if match := ours.get(label) or loosely.get(_plain(label)):
            found[label] = match
        else:
            left.append(label)
    numbers = [_number(label) for label in left]
    if not found and all(number is not None and number < len(known) for number in numbers):
        found = {label: known[number] for label, number in zip(left, numbers) if number is not None}
    return found


def _meaning_the_same(loosely: dict[str, str]) -> dict[str, str]:
    """The labels of a model by the other names that `SAME_LABELS` has for them."""
    return {
        name: next(loosely[each] for each in names if each in loosely)
        for names in SAME_LABELS
        if any(each in loosely for each in names)
        for name in names
    }


def _plain(label: str) -> str:
    return " ".join(label.casefold().replace("_", " ").split())


_NUMBERED = re.compile(r"(?:label[-_ ]*)?(\d{1,9})", re.IGNORECASE | re.ASCII)


def _number(label: str) -> int | None:
    """The number that a label is, or that transformers calls it by where it has no name."""
    match = _NUMBERED.fullmatch(label)
    return int(match[1]) if match else None


def configured(folder: Path) -> list[str]:
    """The labels in the configuration of a checkpoint, by their numbers; empty without one."""
    file = folder / "config.json"
    if not file.is_file():
        return []
    labels = json.loads(file.read_text("utf-8")).get("id2label") or {}
    return [str(labels[number]) for number in sorted(labels, key=int)]
