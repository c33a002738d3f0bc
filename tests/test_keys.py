"""The main journey by keyboard alone: Tab, Enter, arrow keys and what is typed."""

import re

from playwright.sync_api import Locator, Page, expect

from .conftest import run_button, settle

FOCUSED = """node => {
    let focus = document.activeElement;
    while (focus?.shadowRoot?.activeElement) focus = focus.shadowRoot.activeElement;
    return focus === node;
}"""


def tab_to(page: Page, wanted: Locator, most: int = 20) -> None:
    """Press Tab until the focus is there; `most` are as many as one has patience for."""
    settle(page)
    expect(wanted).to_be_visible()
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate(FOCUSED):
            return
    raise AssertionError(f"{most} times Tab do not lead to {wanted}")


def skip_to_content(page: Page) -> None:
    """On a page that was just opened: the first Tab is a way past the navigation."""
    settle(page)
    page.keyboard.press("Tab")
    link = page.get_by_test_id("stSkipToContent")
    assert link.evaluate(FOCUSED)
    assert link.bounding_box()["width"] > 40  # it can be seen
    page.keyboard.press("Enter")


def title(page: Page):
    return page.get_by_role("heading", level=1)


def test_from_the_start_to_a_model_and_what_it_answers(visit):
    page = visit("/", viewport={"width": 1440, "height": 900})
    main = page.get_by_test_id("stMain")
    skip_to_content(page)
    tab_to(page, main.locator("a[href*='models?lang=']").first)
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Models")

    tab_to(page, page.get_by_placeholder("bert, gpt2"), 40)
    page.keyboard.type("bert")
    expect(page.get_by_text(re.compile(r"^\d\d of \d+ architectures"))).to_be_visible()
    # The first row is the best match; to come to it opens nothing.
    said = page.get_by_text("Enter opens BERT", exact=True)
    for _ in range(10):
        page.keyboard.press("Tab")
        settle(page)
        if said.is_visible():
            break
    expect(said).to_be_visible()
    expect(title(page)).to_have_text("Models")
    page.keyboard.press("ArrowDown")
    expect(said).to_be_hidden()
    page.keyboard.press("ArrowUp")
    expect(said).to_be_visible()
    settle(page)
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("BERT")

    tab_to(page, page.get_by_role("button", name="Try a task"), 40)
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem").and_(page.locator(":focus"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Pipelines")

    tab_to(page, run_button(page), 60)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Result", exact=True)).to_be_visible(timeout=60_000)


def test_from_a_training_step_by_step_to_tokens_compared(visit):
    page = visit("/learn?step=0", viewport={"width": 1440, "height": 900})
    skip_to_content(page)
    player = page.locator(".player")
    expect(page.locator(".player.ready")).to_be_visible()
    tab_to(page, player)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".player .title")).to_have_attribute("aria-label", re.compile("^Merge 1:"))
    expect(page).to_have_url(re.compile("step=1"))
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile("step=7"))

    # The navigation is links: the way to another page.
    page.goto(page.url.split("/learn")[0] + "/compare")
    skip_to_content(page)
    tokens = page.locator(".column").first.locator(".token")
    tab_to(page, tokens.first)
    page.keyboard.press("ArrowRight")
    bubble = page.locator(".bubble")
    expect(bubble).to_be_visible()
    expect(tokens.nth(1)).to_have_class(re.compile("lit"))
    page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()


def test_what_was_just_typed_runs_by_control_and_enter(visit):
    page = visit("/pipelines?task=ner")
    page.get_by_test_id("stMain").locator("textarea").first.fill("Olga Nowak lives in Lisbon.")
    page.keyboard.press("Control+Enter")
    # Of an input, what is typed is no text of the page.
    expect(page.get_by_text("Nowak").first).to_be_visible(timeout=60_000)
