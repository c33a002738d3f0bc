"""Which releases there are, and which of them had which architecture in which framework."""

from collections.abc import Iterator
from itertools import groupby

import pandas as pd
from tqdm import tqdm

from ..tables import FRAMEWORKS, letters
from .release import Release
from .wheels import fetch


def minors(versions: list[str], newest: str) -> dict[str, list[str]]:
    """The patches of every minor release from 4.0 to `newest`, oldest first, by the minor.

    `versions` are those of the package index; pre-releases do not count.
    """
    numbers = {tuple(map(int, version.split("."))): version for version in versions}
    last = tuple(map(int, newest.split(".")))
    chosen = sorted(number for number in numbers if (4, 0) <= number <= last)
    return {
        f"{major}.{minor}": [numbers[number] for number in patches]
        for (major, minor), patches in groupby(chosen, key=lambda number: number[:2])
    }


def spellings(releases: list[Release]) -> dict[str, str]:
    """Each model type that was ever one with its newest spelling: `megatron_bert` has become
    `megatron-bert`."""
    newest = {letters(model): model for release in releases for model in release.support()}
    return {model: newest[letters(model)] for release in releases for model in release.support()}


def support(releases: list[Release], spelling: dict[str, str]) -> pd.DataFrame:
    """From which to which release an architecture was there, and in which framework.

    Columns: model, framework ("code" for the architecture itself, else out of `FRAMEWORKS`),
    first, last. A gap makes a row more.
    """
    places: dict[tuple[str, str], list[int]] = {}
    for place, release in enumerate(tqdm(releases, desc="support", unit=" releases")):
        for model, frameworks in release.support().items():
            there = ["code", *(name for name in FRAMEWORKS if frameworks[name])]
            for framework in there:
                places.setdefault((spelling[model], framework), []).append(place)
    names = [release.wheel.release for release in releases]
    order = ["code", *FRAMEWORKS]
    rows = [
        (model, framework, names[first], names[last])
        for (model, framework), found in sorted(
            places.items(), key=lambda item: (item[0][0], order.index(item[0][1]))
        )
        for first, last in _runs(found)
    ]
    return pd.DataFrame(rows, columns=["model", "framework", "first", "last"])


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches of neighbouring numbers in a rising list: their first and last."""
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        stretch = [place for _, place in run]
        yield stretch[0], stretch[-1]


def since(
    releases: list[Release], patches: dict[str, list[str]], spelling: dict[str, str]
) -> dict[str, tuple[str, str]]:
    """The very release that brought each architecture, or the folder of its name, with its date.

    LayoutXLM had a tokenizer and a page long before a configuration of its own. `releases` are
    the last patches of the minor releases; where one has something new, the patches before it
    are read too.
    """
    known: dict[str, tuple[str, str]] = {}
    for release in tqdm(releases, desc="since", unit=" releases"):
        minor = release.wheel.release.rsplit(".", 1)[0]
        for patch in patches[minor]:
            new = _present(release, spelling) - set(known)
            if not new:
                break
            earlier = release if patch == release.wheel.release else Release(fetch(patch))
            for model in _present(earlier, spelling) & new:
                known[model] = (patch, earlier.wheel.date)
    return known


def _present(release: Release, spelling: dict[str, str]) -> set[str]:
    """The architectures that a release has, or has a folder for."""
    folders = {letters(folder) for folder in release.wheel.folders}
    named = {model for model in spelling.values() if letters(model) in folders}
    return named | {spelling.get(model, model) for model in set(release.parent.values())} & set(
        spelling.values()
    )
