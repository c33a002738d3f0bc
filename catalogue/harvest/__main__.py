"""Write the tables of `catalogue/data`: `python -m catalogue.harvest`.

`python -m catalogue.harvest released` writes the table of released checkpoints alone.

A wheel that has been downloaded is not downloaded again, and a run with nothing new
changes no byte.
"""

import re
import sys
from importlib.metadata import version

import pandas as pd
from tqdm import tqdm

from ..tables import DATA, DOCUMENTED_RELEASE, documented, letters
from .abilities import abilities
from .details import details, listed_papers
from .families import CHECKPOINTS, TOKENIZERS
from .release import Release
from .released import checkpoints
from .sizes import sizes
from .wheels import fetch

RELEASES = (
    "4.0.1", "4.3.3", "4.6.1", "4.9.2", "4.12.5", "4.15.0", "4.18.0", "4.21.3", "4.24.0", "4.27.4",
    "4.30.2", "4.33.3", "4.36.2", "4.39.3", "4.42.4", "4.45.2", "4.48.3", "4.51.3", "4.54.1",
    "4.57.6", "5.0.0", "5.3.0", "5.6.2", "5.9.0", "5.12.1", "5.15.1", "5.18.0", "5.21.1",
)  # fmt: skip
"""Every third minor release, and with them 4.39.3, the release that `documented()`
describes, and 4.57.6, the last with TensorFlow and Flax. The installed release comes last."""

LAST_4 = "4.57.6"


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


def support(releases: list[Release]) -> pd.DataFrame:
    """One row a release and architecture: which frameworks have it."""
    return pd.DataFrame(
        {"release": release.wheel.release, "model": model} | frameworks
        for release in tqdm(releases, desc="support", unit=" releases")
        for model, frameworks in sorted(release.support().items())
    )


def models(releases: list[Release]) -> pd.DataFrame:
    """One row an architecture, from the last release that has it.

    What that release does not state (a name, a tokenizer, a paper) is taken from the one
    before it that does.
    """
    rows: dict[str, dict[str, str]] = {}
    papers = listed_papers(releases)
    for release in tqdm(releases[::-1], desc="details", unit=" releases"):
        for model in release.support():
            row = rows.get(model, {})
            if row and all(row[key] for key in ("name", "tokenizer_algorithm", "paper")):
                continue
            facts = details(release, model)
            facts["paper"] = (
                papers.get(letters(model)) or papers.get(letters(facts["folder"])) or facts["paper"]
            )
            rows[model] = facts | {key: value for key, value in row.items() if value}
    for row in rows.values():
        row["name"] = row["name"] or row["config"].removesuffix("Config")
    return pd.DataFrame(rows.values()).sort_values("model", ignore_index=True)


def heads(releases: list[Release]) -> pd.DataFrame:
    """One row a head of an architecture: its class, and the tasks that it serves, if any."""
    tasks = _tasks(releases)
    classes_of: dict[tuple[str, str], str] = {}
    for release in releases:
        current = {
            (release.parent[model], head): classes[0]
            for head, table in sorted(release.heads().items())
            for model, classes in table.items()
            if release.parent[model] == model and head.startswith("MODEL_FOR_")
        }
        # A model that the release still has is described by this release alone.
        present = set(release.parent.values())
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
        for task, classes in re.findall(
            r'^    "([\w-]+)": \{[^{}]*?"pt": \(([^()]*)\)', source, re.MULTILINE
        ):
            for name in re.findall(r"\w+", classes):
                if name in table:
                    tasks.setdefault(table[name], []).append(task)
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


def write_released() -> None:
    """The checkpoints that were released, as the tables of several packages state them."""
    table, packages = checkpoints()
    write("checkpoints", table, packages)


def main() -> None:
    if sys.argv[1:] == ["released"]:
        write_released()
        return
    installed = version("transformers")
    names = [*(name for name in RELEASES if name != installed), installed]
    releases = [Release(fetch(name)) for name in tqdm(names, desc="wheels", unit=" wheels")]
    newest = releases[-1].wheel
    code = f"the code of transformers {names[0]} to {installed} ({newest.date})"
    write_documented(next(item for item in releases if item.wheel.release == DOCUMENTED_RELEASE))
    dates = [(item.wheel.release, item.wheel.date) for item in releases]
    write("releases", pd.DataFrame(dates, columns=["release", "date"]), "the wheels' files")
    write("support", support(releases), code)
    write("models", models(releases), code)
    write("heads", heads(releases), code)
    build = f"transformers {installed} ({newest.date}), torch's meta device"
    for name, table in zip(("sizes", "modules", "abilities"), (*sizes(), abilities())):
        write(name, table, build)
    write_released()


if __name__ == "__main__":
    main()
