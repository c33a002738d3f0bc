"""What the documents say of the code is so."""

import re
import tomllib
from pkgutil import resolve_name

import pytest

from docs import picture

from .conftest import ROOT

DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/security.md",
    "docs/deployment.md",
]
PACKAGES = {path.parent.name for path in ROOT.glob("*/__init__.py")}
FREE = {"tests", "benchmarks"}
"""Packages that may import whatever they like."""


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def quotes(document: str) -> set[str]:
    """What stands in backquotes, and what links lead to."""
    text = re.sub(r"^```.*?^```$", "", read(document), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", text)
    return {*re.findall(r"`([^`\n]+)`", text), *(link for link in links if "://" not in link)}


def paths(document: str) -> set[str]:
    """The files and folders that a document names; a part in capitals, `my_task` or * is open."""
    places = {path.name for path in ROOT.iterdir()}
    return {
        quote
        for quote in quotes(document)
        if re.fullmatch(r"[\w./*-]+", quote)
        and quote.split("/")[0] in places
        and "my_" not in quote
    }


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_exists(document):
    assert paths(document)
    missing = [path for path in paths(document) if not any(ROOT.glob(path.rstrip("/")))]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_names_exists(document):
    text = read(document)
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^ {4}|`)make ([a-z]+)", text, re.MULTILINE)) <= targets
    for module in re.findall(r"python -m ((?:\w+)(?:\.\w+)*)", text):
        place = ROOT / module.replace(".", "/")
        if (ROOT / module.split(".")[0]).is_dir():
            assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), module


@pytest.mark.parametrize("document", ["README.md", "docs/architecture.md"])
def test_the_table_of_packages_names_every_package(document):
    cells = re.findall(r"^\| ((?:`\w+/`(?:, )?)+) \|", read(document), re.MULTILINE)
    assert {name for cell in cells for name in re.findall(r"`(\w+)/`", cell)} == PACKAGES


def test_the_words_are_names_of_the_code():
    rows = re.findall(
        r"^\| [\w ,-]+ \| .* \| (`.*`) \|$", read("docs/architecture.md"), re.MULTILINE
    )
    names = {name for row in rows for name in re.findall(r"`([\w.]+)`", row)}
    assert len(names) > 20
    for name in names:
        resolve_name(name)


def test_the_import_contracts_speak_of_every_package():
    settings = tomllib.loads(read("pyproject.toml"))["tool"]
    assert set(settings["importlinter"]["root_packages"]) == PACKAGES - FREE
    floors = next(
        contract for contract in settings["importlinter"]["contracts"] if "layers" in contract
    )["layers"]
    assert {name for floor in floors for name in floor.split(" | ")} == PACKAGES - FREE
    assert set(settings["mypy"]["packages"]) >= PACKAGES - FREE


def test_the_picture_is_what_the_imports_make():
    page = read("docs/architecture.md")
    assert page == picture.redrawn(page), "the imports have changed: make picture"
