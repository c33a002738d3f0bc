"""The picture in docs/architecture.md, drawn from the imports of the code: `make picture`."""

import tomllib
from collections import Counter
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- make picture -->", "<!-- end of the picture -->"
LAB = "tokenizer_lab"
"""The package that has rooms: a box each, one for what they stand on, and itself, the door."""

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = SETTINGS["tool"]["importlinter"]
PACKAGES: list[str] = CONTRACTS["root_packages"]


def arrows() -> Counter[tuple[str, str]]:
    """For each pair of boxes, importer and imported, how many imports go from one to the other.

    An import is a module that names another, however many names it takes from it.
    """
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)

    def box(module: str) -> str:
        package, *inside = module.split(".")
        if package != LAB or not inside or inside[0].startswith("__"):
            return package
        return f"{LAB}.{inside[0] if inside[0] in rooms() else 'ground'}"

    pairs = Counter(
        (box(importer), box(imported))
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    )
    return Counter({pair: count for pair, count in pairs.items() if pair[0] != pair[1]})


def rooms() -> list[str]:
    """The rooms of the lab: the upper floor of its contract in pyproject.toml."""
    contract = next(rule for rule in CONTRACTS["contracts"] if rule.get("containers") == [LAB])
    return contract["layers"][0].split(" | ")


def picture() -> str:
    """A Mermaid diagram: packages and rooms as boxes, imports as arrows with their number."""
    pairs = arrows()
    boxes = sorted({*PACKAGES, *(box for pair in pairs for box in pair)})
    lines = ["```mermaid", "flowchart TD"]
    lines += [f"    {box}" for box in boxes if "." not in box]
    lines += [f"    subgraph rooms [rooms of {LAB}]"]
    lines += [f"        {_id(box)}" for box in boxes if "." in box]
    lines += ["    end"]
    lines += [
        f"    {_id(importer)} -->|{count}| {_id(imported)}"
        for (importer, imported), count in sorted(pairs.items())
    ]
    return "\n".join([*lines, "```"])


def _id(box: str) -> str:
    return box.rpartition(".")[2]


def redrawn(page: str) -> str:
    """The text of a page with today's picture between its two marks."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{picture()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
