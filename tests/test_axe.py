"""Pages that all can read: what axe finds on every page, in both languages and themes."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import run_button, settle


def run(page: Page) -> None:
    run_button(page).click()
    expect(page.get_by_role("heading", name="Result", exact=True)).to_be_visible(timeout=60_000)


def train(page: Page) -> None:
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("Try it", exact=True)).to_be_visible(timeout=90_000)


def export(page: Page) -> None:
    page.get_by_role("button", name="Export", exact=True).click()
    file = page.get_by_test_id("stDownloadButton").filter(has_text="ONNX")
    expect(file).to_be_visible(timeout=120_000)


def reveal(page: Page) -> None:
    page.get_by_role("button", name="Show the cuts").click()


PAGES: dict[str, Callable[[Page], None] | None] = {
    "/": None,
    "/models?q=bert&compare=bert&compare=gpt2": None,
    "/models?list=checkpoints": None,
    "/documented?q=gpt": None,
    "/model?model=bert": None,
    "/pipelines?task=sentiment-analysis": run,
    "/pipelines?task=ner": run,
    "/pipelines?task=object-detection": run,
    "/pipelines?task=text-generation": run,
    "/pipelines?task=automatic-speech-recognition": run,
    "/classes": None,
    "/configure": None,
    "/train?epochs=1": train,
    "/export": export,
    "/learn?step=3": None,
    "/learn?learns=unigram&section=cut": None,
    "/encode": None,
    "/compare": None,
    "/languages": None,
    "/languages?languages-view=code": None,
    "/guess": reveal,
    "/chat": None,
    "/drift": None,
    "/batch": None,
    "/vocabulary?vocabulary-q=hug": None,
}
"""Links that open every page with a result on it, and what is done there to have one."""

STREAMLIT = {
    ("list", "stSidebarNavItems"): "the pages of a section are in a div between list and items",
    ("listitem", "stSidebarNavItems"): "the same",
    ("presentation-role-conflict", "stFileUploaderDropzone"): "its button takes the keys",
    ("scrollable-region-focusable", "stMarkdownContainer"): "a formula wider than its column",
    ("scrollable-region-focusable", "stCode"): "code that is longer than its box",
}
"""What Streamlit itself causes: a rule of axe, the test id of the part, and what is wrong there. (A
region that scrolls can be scrolled by keys all the same: browsers give it the focus.)"""

TEST_IDS = """target => {
    const ids = [];
    for (let node = document.querySelector(target); node; node = node.parentElement)
        if (node.dataset.testid) ids.push(node.dataset.testid);
    return ids;
}"""


def findings(page: Page, *rules: str) -> list[str]:
    """What axe finds, by all of its rules or by these, that is not Streamlit's."""
    options: dict = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = []
    for violation in Axe().run(page, options=options).response["violations"]:
        for node in violation["nodes"]:
            first = node["target"][0]
            # A list goes into the shadow of a component, which is ours.
            inside = [] if isinstance(first, list) else page.evaluate(TEST_IDS, first)
            if not any((violation["id"], part) in STREAMLIT for part in inside):
                said = f"{violation['impact']} {violation['id']}: {node['failureSummary']}"
                found.append(f"{said}\n{node['html'][:300]}")
    return found


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_a_page_with_a_result_in_both_languages_and_themes(visit, path):
    # At rest: what fades in or out has no contrast of its own.
    still = {"reduced_motion": "reduce", "color_scheme": "light"}
    page = visit(path, viewport={"width": 1440, "height": 900}, **still)
    if act := PAGES[path]:
        act(page)
    for language, name in (("en", "English"), ("zh", "简体中文")):
        page.get_by_test_id("stSidebar").get_by_text(name, exact=True).click()
        settle(page)
        assert page.evaluate("document.documentElement.lang").startswith(language)
        page.emulate_media(color_scheme="light")
        settle(page)
        assert findings(page) == []
        # The theme changes colours alone.
        page.emulate_media(color_scheme="dark")
        settle(page)
        assert findings(page, "color-contrast") == []
