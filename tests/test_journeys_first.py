"""What a visitor sees first, and the tour that shows the rest, in Chromium."""

import re

import pytest
from playwright.sync_api import Page, expect

import i18n
from pages.overview_parts.tour import STOPS

from .conftest import settle

WIDE = {"width": 1440, "height": 900}


def test_a_sentence_is_counted_four_times_while_it_is_typed(visit):
    page = visit("/", viewport=WIDE)
    assert page.get_by_test_id("stSidebar").bounding_box()["width"] <= 240
    panels = page.locator(".column")
    assert counts(page) == [22, 11, 12, 5]
    boxes = [panel.bounding_box() for panel in panels.all()]
    assert max(box["y"] + box["height"] for box in boxes) < 600
    page.get_by_label("Text", exact=True).press_sequentially("2026, ", delay=30)
    expect(panels.first.locator(".count")).not_to_have_text("22")
    settle(page)
    assert all(now > before for now, before in zip(counts(page), [22, 11, 12, 5]))
    page.get_by_role("link", name="Compare tokenizers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare")


def counts(page: Page) -> list[int]:
    return [int(count) for count in page.locator(".column .count").all_inner_texts()]


def test_one_tokenizer_learns_once_and_rests(visit):
    page = visit("/", viewport=WIDE)
    player = page.locator(".player")
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    player.get_by_role("button", name="4×").click()
    expect(player.get_by_role("button", name="Play")).to_be_visible()
    expect(player.get_by_role("slider")).to_have_attribute("aria-valuetext", "7 / 7")


def test_whoever_wants_little_motion_sees_it_still(visit):
    page = visit("/", reduced_motion="reduce")
    expect(page.locator(".player").get_by_role("button", name="Play")).to_be_visible()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_tour_goes_from_stop_to_stop_by_a_key(visit, language):
    page = visit(f"/?tour=1&lang={language}", viewport=WIDE)
    bar = page.locator(".st-key-tour")
    for number, stop in enumerate(STOPS, start=1):
        expect(bar).to_contain_text(f"{number} / {len(STOPS)}")
        address = "" if stop.page == "overview" else stop.page
        expect(page).to_have_url(re.compile(rf"/{address}\?.*tour={number}\b"))
        settle(page)
        expect(bar).to_be_in_viewport()
        page.keyboard.press("n")
    expect(bar).not_to_contain_text(f"/ {len(STOPS)}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Transformers")
    settle(page)
    page.keyboard.press("p")
    expect(bar).to_contain_text(f"{len(STOPS)} / {len(STOPS)}")
    settle(page)
    page.keyboard.press("e")
    expect(bar).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/languages(\?(?!.*tour).*)?$"))


def test_a_stop_of_the_tour_opens_what_it_speaks_of(visit):
    page = visit("/?tour=5", viewport=WIDE)
    expect(page.get_by_role("heading", name="Result")).to_be_visible()
    expect(page.get_by_label("Text, one per line")).to_have_value(re.compile("I love this book."))
    page.get_by_role("button", name="Previous stop").click()
    expect(page.locator(".st-key-tour")).to_contain_text("4 / 8")
    expect(page.get_by_label("Text, one per line")).to_have_value(re.compile("我喜欢打游戏。"))
    settle(page)
    page.go_back()
    expect(page.locator(".st-key-tour")).to_contain_text("5 / 8")
    expect(page.get_by_label("Text, one per line")).to_have_value(re.compile("I love this book."))
    # A visitor who leaves the tour's way is left alone.
    settle(page)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Encode").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Encode")
    expect(page.locator(".st-key-tour")).to_have_count(0)


def test_a_stop_takes_the_place_of_what_the_visitor_had_there(visit):
    page = visit("/compare", viewport=WIDE)
    page.get_by_label("Text", exact=True).fill("of my own")
    page.get_by_label("Text", exact=True).press("Control+Enter")
    settle(page)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Overview").click()
    page.get_by_role("button", name="Tour in three minutes").click()
    bar = page.locator(".st-key-tour")
    for number in range(1, 7):
        expect(bar).to_contain_text(f"{number} / 8")
        settle(page)
        page.keyboard.press("n")
    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile("人工智能"))


def test_a_text_of_one_page_of_the_lab_is_there_on_the_next(visit):
    page = visit("/encode", viewport=WIDE)
    page.get_by_label("Text", exact=True).fill("a text of my own")
    page.get_by_label("Text", exact=True).press("Control+Enter")
    settle(page)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Compare").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value("a text of my own")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_link_to_a_section_opens_with_it_in_view(visit, width):
    page = visit("/", viewport={"width": width, "height": 720})
    page.get_by_role("link", name="Pre-tokenizers").click()
    shown = page.get_by_role("radio", name="Compare pre-tokenizers")
    expect(shown).to_be_checked()
    settle(page)
    expect(shown).to_be_in_viewport()
    expect(page.get_by_text("5 words").first).to_be_in_viewport()
    header = page.get_by_test_id("stHeader").bounding_box()
    assert shown.bounding_box()["y"] >= header["y"] + header["height"]


@pytest.mark.parametrize(
    "link, name",
    [
        ("/compare?compare-section=built", "What each is built of"),
        ("/batch?batch-part=lengths", "Lengths"),
    ],
)
def test_a_link_that_is_passed_on_opens_with_its_section_in_view(visit, link, name):
    page = visit(link)
    expect(page.get_by_role("radio", name=name)).to_be_in_viewport()
