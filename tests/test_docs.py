"""What the documents say of the code is so."""

import re
import tomllib
from pkgutil import resolve_name

import pytest

from docs import picture

from .conftest import ROOT

DOCUMENTS = [
    "README.md",
    "README.zh.md",
    "CONTRIBUTING.md",
    "benchmarks/README.md",
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


def test_the_table_of_packages_names_every_package():
    page = read("docs/architecture.md")
    cells = re.findall(r"^\| ((?:`\w+/`(?:, )?)+) \|", page, re.MULTILINE)
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


APP = re.compile(r"\]\(http://localhost:8501/(\w*)")


def test_the_table_of_pages_links_every_page():
    files = {path.stem for path in (ROOT / "pages").glob("[a-z]*.py")}
    assert set(APP.findall(read("docs/pages.md"))) == files - {"overview"} | {""}


READMES = {"en": "README.md", "zh": "README.zh.md"}


def test_both_editions_of_the_readme_lead_to_the_same_places():
    english, chinese = (read(readme) for readme in READMES.values())
    assert "(README.zh.md)" in english and "(README.md)" in chinese
    for links in (APP, re.compile(r"\]\(((?:docs|benchmarks)/[^)]+)\)"), re.compile(r"`make \w+")):
        assert links.findall(english) == links.findall(chinese)
        assert links.findall(english)
    assert english.count("```python") == chinese.count("```python") == 1


@pytest.mark.parametrize(("language", "readme"), READMES.items())
def test_every_picture_is_shown_on_both_grounds_in_its_language(language, readme):
    shown = re.findall(r'(?:src|srcset)="([^"]+)"', read(readme))
    taken = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/pictures").iterdir()}
    of_language = {path for path in taken if f"-{language}-" in path}
    assert sorted(shown) == sorted(of_language)
    light, dark = (
        {path for path in shown if path.endswith(f"-{ground}.webp")} for ground in ("light", "dark")
    )
    assert light and dark == {path.replace("-light.", "-dark.") for path in light}


def test_the_pictures_are_light_enough_for_a_page():
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs/pictures").iterdir()}
    films = [size for name, size in sizes.items() if name.startswith("player")]
    assert max(films) < 2e6 and sum(sizes.values()) < 2.5e6
