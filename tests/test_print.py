"""A page that one hands out: printed by Chromium, read again by a reader of PDF."""

import re
from io import BytesIO
from unicodedata import normalize

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from .conftest import run_button, settle

PAPER = "A4", {841, 842}
"""A size, and the points that it is wide when it lies on its side."""


def answered(page: Page) -> None:
    run_button(page).click()
    expect(page.get_by_role("heading", name="Result", exact=True)).to_be_visible(timeout=60_000)
    expect(page.locator(".js-plotly-plot .bartext").first).to_be_visible()


def cut(page: Page) -> None:
    expect(page.locator(".column")).to_have_count(4)


def drawn(page: Page) -> None:
    expect(page.locator(".js-plotly-plot .slice").first).to_be_visible()


def read(text: str) -> str:
    """A text of a PDF, which has its own signs for some characters and sets spaces by place."""
    return re.sub(r"\s", "", normalize("NFKC", text))


@pytest.mark.parametrize(
    "path, ready, shown",
    [
        ("/compare", cut, ["Compare", "GPT-2", "BERT uncased", "Mistral v1", "Qwen 2.5", "[CLS]"]),
        ("/pipelines", answered, ["Result", "我讨厌吃苦瓜。", "positive", "negative", "accuracy"]),
        ("/model?model=bert", drawn, ["BERT", "109M", "from_pretrained", "2026", "WordPiece"]),
    ],
)
def test_a_page_prints_its_result_without_what_is_clicked(visit, tmp_path, path, ready, shown):
    page = visit(path, viewport={"width": 1440, "height": 900})
    ready(page)
    settle(page)
    clicked = page.get_by_test_id("stSidebarNav").get_by_role("link").all_inner_texts()
    page.pdf(path=tmp_path / "page.pdf", format=PAPER[0], prefer_css_page_size=True)
    sheets = PdfReader(tmp_path / "page.pdf").pages
    text = "\n".join(sheet.extract_text() for sheet in sheets)
    for each in shown:
        assert each.replace(" ", "") in read(text)
    assert sum(name in text.splitlines() for name in clicked) <= 1  # the page's own title
    assert all(sheet.extract_text().strip() for sheet in sheets)  # none is empty
    assert all(int(sheet.mediabox.width) in PAPER[1] for sheet in sheets)


def test_the_dark_theme_is_printed_dark_on_white(visit):
    page = visit("/model?model=bert", color_scheme="dark", viewport={"width": 1440, "height": 900})
    drawn(page)
    settle(page)
    page.emulate_media(media="print")
    shown = Image.open(BytesIO(page.screenshot())).convert("L").histogram()
    assert sum(shown[240:]) > sum(shown) / 2
    heading = page.get_by_role("heading", name="BERT", exact=True)
    expect(heading).to_have_css("color", "rgb(26, 34, 48)")
    tick = page.locator(".js-plotly-plot .xtick text").first
    expect(tick).to_have_css("fill", "rgb(26, 34, 48)")
