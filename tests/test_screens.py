"""Every page on a phone, where nothing is wider than the screen and the first result within two
screens, and on a wide screen, where it begins with its point."""

import pytest
from playwright.sync_api import expect

from .conftest import ROOT, settle
from .test_axe import PAGES

WIDTH, HEIGHT = 390, 844
WIDE = {"width": 1440, "height": 900}
CHART, TABLE, ALERT = ".js-plotly-plot", "[data-testid=stDataFrame]", "[data-testid=stAlert]"

FIRST = {
    "/": f"[data-testid=stMetric], .player, .token, {CHART}",
    "/models": TABLE,
    "/models?list=checkpoints": TABLE,
    "/documented": "[data-testid=stMetric]",
    "/model?model=bert": "[data-testid=stMetric]",
    "/pipelines": ".st-key-place-of-results",
    "/pipelines?task=object-detection": ".st-key-place-of-results",
    "/classes": ".blocks",
    "/configure": CHART,
    "/train": f"{CHART}, {TABLE}",
    "/export": ALERT,
    "/learn": ".player .token",
    "/encode": "[data-testid=stHtml] table",
    "/compare": ".column",
    "/languages": ".heat .row",
    "/guess": ".text",
    "/chat": ".chat-bars",
    "/drift": TABLE,
    "/batch": CHART,
    "/vocabulary": TABLE,
}
"""Every page, and where its first result stands; where one is asked for, the place that waits."""


@pytest.mark.parametrize("links", [FIRST, PAGES], ids=["phone", "axe"])
def test_no_page_is_forgotten(links):
    named = {link.partition("?")[0].strip("/") or "overview" for link in links}
    assert named == {path.stem for path in ROOT.glob("pages/*.py")} - {"__init__"}


FIRST_CONTROL = """() => {
  const parts = "button, input, textarea, a[href], [role=combobox], [role=radio]";
  const seen = [...document.querySelectorAll("[data-testid=stMain] :is(" + parts + ")")]
    .map((part) => part.getBoundingClientRect()).filter((box) => box.width > 2 && box.height > 2);
  return Math.min(...seen.map((box) => box.top));
}"""
"""How far down the first thing stands that can be acted upon."""


@pytest.mark.parametrize("path", FIRST)
def test_a_page_fits_a_phone_and_begins_with_its_point(visit, path):
    page = visit(path, viewport={"width": WIDTH, "height": HEIGHT})
    main = page.get_by_test_id("stMain")
    first = main.locator(FIRST[path]).first
    expect(first).to_be_visible()
    settle(page)
    assert first.bounding_box()["y"] < 2 * HEIGHT
    assert main.evaluate("main => main.scrollWidth") <= WIDTH
    page.set_viewport_size(WIDE)
    settle(page)
    assert page.evaluate(FIRST_CONTROL) < 150
    title = page.get_by_role("heading", level=1).inner_text()
    assert page.title().startswith(title)
