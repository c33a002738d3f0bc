"""Write the tables of `catalogue/data`: `python -m catalogue.harvest [PART ...]`.

Parts are `releases`, `models`, `classes`, `sizes` and `released`; without one all are written. A
wheel that has been downloaded is not downloaded again, and a run with nothing new changes no byte.
"""

import argparse
import re
from functools import cache
from importlib.metadata import version

import pandas as pd
from tqdm import tqdm

from ..files import DATA
from ..tables import DOCUMENTED_RELEASE, documented, letters
from . import examples, history, names
from .abilities import abilities
from .classes import classes
from .details import details, listed_papers, paper
from .families import CHECKPOINTS, TOKENIZERS
from .release import Release
from .released import checkpoints
from .sizes import sizes
from .wheels import fetch, versions

LAST_4 = "4.57.6"
"""The last release with TensorFlow and Flax; its docstrings name checkpoints too."""

ALSO = {
    "image-segmentation": ("MODEL_FOR_INSTANCE_SEGMENTATION", "MODEL_FOR_UNIVERSAL_SEGMENTATION")
}
"""Heads that a pipeline runs, as its own check of the model says, though the table of pipelines
does not name them."""


def documented_architectures(names: list[str], release: Release) -> pd.DataFrame:
    """For each name of the documentation its architecture, and why where the name is another's.

    `kind` is "architecture", "checkpoints" or "tokenizer". ValueError for a name that has none.
    """
    by_name = {letters(name): model for model, name in release.names.items()}
    by_name |= {letters(model): model for model in release.configs}
    rows = []
    for name in names:
        if name in CHECKPOINTS:
            rows.append((name, CHECKPOINTS[name], "checkpoints"))
        elif name in TOKENIZERS:
            rows.append((name, TOKENIZERS[name], "tokenizer"))
        elif letters(name) in by_name:
            rows.append((name, release.parent[by_name[letters(name)]], "architecture"))
        else:
            raise ValueError(f"no architecture is called {name!r}")
    return pd.DataFrame(rows, columns=["name", "model", "kind"])


def models(releases: list[Release], patches: dict[str, list[str]]) -> pd.DataFrame:
    """One row an architecture, from the last release that has it.

    A name that this release does not state, or a paper, is taken from the one before it that
    does.
    """
    spelling = history.spellings(releases)
    last: dict[str, tuple[Release, str]] = {
        spelling[model]: (release, model) for release in releases for model in release.support()
    }
    stated = {model: name for release in releases for model, name in release.names.items()}
    papers = listed_papers(releases)
    since = history.since(releases, patches, spelling)
    aliases = _aliases(releases, spelling)
    checkpoints = examples.settled({model: _named(model, releases, spelling) for model in last})
    rows = []
    for model, (release, own) in tqdm(sorted(last.items()), desc="models", unit=" models"):
        row, takes = details(release, own)
        row["name"] = names.name(model, row["config"], stated.get(own, ""))
        row["checkpoint"] = checkpoint = checkpoints[model]
        row["example_head"] = head = examples.head(release, own, checkpoint)
        row["example_loader"] = examples.loader(model, row, takes, head)
        row["paper"] = (
            papers.get(letters(model))
            or papers.get(letters(row["folder"]))
            or next(filter(None, (paper(one, own) for one in releases[::-1])), "")
        )
        row["documentation"] = names.documentation(release, own)
        row["aliases"] = ";".join(aliases.get(model, ()))
        row["since"], row["since_date"] = since[model]
        rows.append({"model": model} | row)
    return pd.DataFrame(rows)


def _named(model: str, releases: list[Release], spelling: dict[str, str]) -> list[str]:
    """Hub ids that the newest release and the last 4.x name for an architecture: first what the
    configurations of both state, then what their code loads."""
    found = []
    for of in (examples.stated, examples.loaded):
        for release in (releases[-1], *(one for one in releases if one.wheel.release == LAST_4)):
            found += [
                name
                for own in release.configs
                if release.parent[own] == own and spelling.get(own) == model
                for name in of(release, own)
            ]
    return list(dict.fromkeys(found))


def _aliases(releases: list[Release], spelling: dict[str, str]) -> dict[str, list[str]]:
    """Other model types that load as an architecture: earlier spellings and second names."""
    pairs = {(model, newest) for model, newest in spelling.items() if model != newest}
    for release in releases:
        pairs |= {(model, spelling[own]) for model, own in release.second_names.items()}
    return {
        newest: sorted(model for model, own in pairs if own == newest)
        for _, newest in sorted(pairs)
    }


def heads(releases: list[Release]) -> pd.DataFrame:
    """One row a head of an architecture: its class, and the tasks that it serves, if any."""
    tasks, spelling = _tasks(releases), history.spellings(releases)
    classes_of: dict[tuple[str, str], str] = {}
    for release in releases:
        current = {
            (spelling[model], head): classes[0]
            for head, table in sorted(release.heads().items())
            for model, classes in table.items()
            if release.parent[model] == model and head.startswith("MODEL_FOR_")
        }
        # A model that the release still has is described by this release alone.
        present = {spelling[model] for model in release.support()}
        older = {key: name for key, name in classes_of.items() if key[0] not in present}
        classes_of = older | current
    rows = [
        (model, head.removeprefix("MODEL_FOR_").lower(), name, tasks.get(head, ""))
        for (model, head), name in sorted(classes_of.items())
    ]
    return pd.DataFrame(rows, columns=["model", "head", "class", "tasks"])


def _tasks(releases: list[Release]) -> dict[str, str]:
    """The tasks that pipelines run each table of heads for, in 4.57.6 and in the newest."""
    tasks: dict[str, list[str]] = {}
    for release in releases:
        if release.wheel.release not in (LAST_4, releases[-1].wheel.release):
            continue
        auto = release.wheel.auto("modeling_auto")
        table = dict(re.findall(r"class (\w+)\(\w+\):\s+_model_mapping = (\w+?)_MAPPING\n", auto))
        source = release.wheel.text("transformers/pipelines/__init__.py")
        for task, loaded in re.findall(
            r'^    "([\w-]+)": \{[^{}]*?"pt": \(([^()]*)\)', source, re.MULTILINE
        ):
            for name in re.findall(r"\w+", loaded):
                if name in table:
                    tasks.setdefault(table[name], []).append(task)
            for head in ALSO.get(task, ()):
                tasks.setdefault(head, []).append(task)
    return {head: ";".join(dict.fromkeys(served)) for head, served in tasks.items()}


def write(name: str, table: pd.DataFrame, source: str) -> None:
    """One CSV; its first line is a comment that says where it comes from."""
    header = f"# source: {source}; written by: python -m catalogue.harvest\n"
    path = DATA / f"{name}.csv"
    path.write_text(header + table.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    print(f"{path.name}: {len(table)} rows")


def write_documented(release: Release) -> None:
    """The architectures of the names in the documentation of `release`.

    Those names themselves, `documented.csv`, were typed once from a page that no wheel carries.
    """
    architectures = documented_architectures(list(documented()["model"]), release)
    source = f"the code of transformers {release.wheel.release} ({release.wheel.date})"
    write("documented_architectures", architectures, source)


@cache
def _releases() -> tuple[list[Release], dict[str, list[str]]]:
    """The last patch of every minor release up to the installed one; and all patches of each."""
    patches = history.minors(versions(), version("transformers"))
    bar = tqdm(patches.values(), desc="wheels", unit=" wheels")
    return [Release(fetch(numbers[-1])) for numbers in bar], patches


def _code(releases: list[Release]) -> str:
    first, last = releases[0].wheel, releases[-1].wheel
    return f"the code of transformers {first.release} to {last.release} ({last.date})"


def write_releases() -> None:
    """The releases, what each supported, and the names of the documentation."""
    releases, _ = _releases()
    write_documented(next(one for one in releases if one.wheel.release == DOCUMENTED_RELEASE))
    dates = [(release.wheel.release, release.wheel.date) for release in releases]
    write("releases", pd.DataFrame(dates, columns=["release", "date"]), "the wheels' files")
    table = history.support(releases, history.spellings(releases))
    write("support", table, _code(releases))


def write_models() -> None:
    """The architectures and their heads."""
    releases, patches = _releases()
    write("models", models(releases, patches), _code(releases))
    write("heads", heads(releases), _code(releases))


def write_classes() -> None:
    """Every public class, with the releases that had it."""
    releases, _ = _releases()
    write("classes", classes(releases), _code(releases))


def write_sizes() -> None:
    """How big they are, by the installed transformers."""
    newest = fetch(version("transformers"))
    build = f"transformers {newest.release} ({newest.date}), torch's meta device"
    for name, table in zip(("sizes", "modules", "abilities"), (*sizes(), abilities())):
        write(name, table, build)


def write_released() -> None:
    """The checkpoints that were released, as the tables of several packages state them."""
    table, packages = checkpoints()
    write("checkpoints", table, packages)


PARTS = {
    "releases": write_releases,
    "models": write_models,
    "classes": write_classes,
    "sizes": write_sizes,
    "released": write_released,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m catalogue.harvest", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parts = parser.parse_args().parts
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
    for name in parts or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()
