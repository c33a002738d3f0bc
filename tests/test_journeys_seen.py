"""Results that let one see, in Chromium: candidates, words that light up, a pad to draw on."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import run_button, settle


def run(page: Page) -> None:
    settle(page)
    run_button(page).click()
    expect(page.get_by_role("heading", name="Result", exact=True)).to_be_visible(timeout=60_000)
    settle(page)


def percent(text: str) -> float:
    return float(re.search(r"[0-9.]+", text)[0])


def test_a_token_shows_what_else_could_have_come_by_mouse_and_by_keys(visit):
    page = visit("/pipelines?task=text-generation")
    run(page)
    tokens, bubble = page.locator(".sample .token"), page.locator(".bubble")
    expect(bubble).to_be_hidden()
    tokens.nth(3).hover()
    expect(bubble).to_be_visible()
    shares = [
        percent(text) for text in bubble.locator(".bar:not(.chosen) .share").all_inner_texts()
    ]
    assert len(shares) >= 7
    assert shares == sorted(shares, reverse=True)
    expect(bubble.locator(".chosen .name")).to_have_text(tokens.nth(3).inner_text())
    page.get_by_role("heading", level=1).hover()
    expect(bubble).to_be_hidden()

    tokens.first.focus()
    for place in (1, 2):
        page.keyboard.press("ArrowRight")
        expect(bubble.locator(".chosen .name")).to_have_text(tokens.nth(place).inner_text())
    page.keyboard.press("End")
    expect(bubble.locator(".chosen .name")).to_have_text(tokens.last.inner_text())
    expect(tokens.last).to_have_text("</s>")
    page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()
    expect(page.get_by_text(re.compile(r"[0-9.]+ tokens a second"))).to_be_visible()


def test_a_tap_on_a_phone_shows_candidates_within_the_page(visit):
    page = visit(
        "/pipelines?task=text-generation&text-generation.num_return_sequences=2",
        viewport={"width": 390, "height": 844},
        has_touch=True,
    )
    run(page)
    expect(page.locator(".sample")).to_have_count(2)
    expect(page.locator(".sample .head b")).to_have_text(["Seed 0", "Seed 1"])
    last = page.locator(".sample").nth(1).locator(".token").nth(5)
    last.tap()
    bubble = page.locator(".bubble")
    expect(bubble.locator(".chosen .name")).to_have_text(last.inner_text())
    box = bubble.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_another_seed_writes_another_text_and_is_in_the_link(visit):
    page = visit("/pipelines?task=text-generation&text-generation.seed=5")
    run(page)
    first = page.locator(".sample .text").inner_text()
    page.get_by_role("button", name="Again with another seed").click()
    expect(page.locator(".sample .text")).not_to_have_text(first)
    expect(page).to_have_url(re.compile(r"text-generation\.seed=6"))


LIT = """at => {
    const audio = document.querySelector("[class*='st-key-spoken'] audio");
    return new Promise(done => {
        audio.addEventListener('seeked', () => done(audio.currentTime), { once: true });
        audio.currentTime = at;
    });
}"""


def test_words_light_up_as_the_sound_plays_and_a_click_plays_from_there(visit):
    page = visit("/pipelines?task=automatic-speech-recognition")
    run(page)
    words, lit = page.locator(".word"), page.locator(".word.lit")
    expect(words).to_have_text(["two", "zero", "two", "six"])
    expect(lit).to_have_count(0)
    player = page.locator("[class*='st-key-spoken'] audio")
    expect(player).to_have_count(1)
    player.evaluate(
        "audio => audio.readyState > 0 || new Promise(ok => audio.onloadedmetadata = ok)"
    )
    for at, word in ((0.25, 0), (0.75, 1), (1.3, 2), (1.7, 3)):
        page.evaluate(LIT, at)
        expect(lit).to_have_count(1)
        expect(words.nth(word)).to_have_class(re.compile("lit"))
    player.evaluate("audio => audio.onplay = () => (audio.dataset.from = audio.currentTime)")
    words.nth(1).click()
    expect(player).to_have_attribute("data-from", re.compile(r"0\.[67]"))


def test_without_times_there_is_the_text_and_the_player(visit):
    page = visit(
        "/pipelines?task=automatic-speech-recognition&automatic-speech-recognition.timestamps=false"
    )
    run(page)
    expect(page.locator(".words")).to_have_text("two zero two six")
    expect(page.locator(".word")).to_have_count(0)
    expect(page.locator("[class*='st-key-spoken'] audio")).to_have_count(1)


SEVEN = [(0.25, 0.2), (0.72, 0.2), (0.45, 0.85)]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_seven_that_is_drawn_is_read_as_seven(visit, width):
    page = visit("/pipelines?task=image-classification", viewport={"width": width, "height": 900})
    settle(page)
    page.get_by_role("radio", name="Draw", exact=True).click()
    settle(page)
    pad = page.locator("canvas.pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SEVEN]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=12)
    page.mouse.up()
    run(page)
    expect(page.locator(".js-plotly-plot .ytick text").first).to_have_text("7")
    share = page.locator(".js-plotly-plot .bartext").first
    assert percent(share.text_content()) > 50
    page.get_by_role("button", name="Clear", exact=True).click()
    settle(page)
    run_button(page).click()
    expect(page.get_by_role("alert")).to_contain_text("draw a digit first")


def test_what_a_digit_rests_on_stands_beside_it(visit):
    page = visit("/pipelines?task=image-classification&image-classification.attribution=true")
    run(page)
    expect(page.get_by_text(re.compile(r"82 passes through the model"))).to_be_visible()
    expect(page.get_by_test_id("stImage").locator("img")).to_have_count(2)


def test_what_a_sentiment_rests_on_is_tinted_and_markup_stays_text(visit):
    page = visit("/pipelines?task=sentiment-analysis&sentiment-analysis.attribution=true")
    settle(page)
    page.get_by_label("Text, one per line").fill("<b>很好看</b>")
    page.get_by_label("Text, one per line").blur()
    run(page)
    tinted = page.locator(".stHtml p").filter(has_text="很好看")
    expect(tinted).to_have_text("<b>很好看</b>")
    assert tinted.locator("span[title]").count() >= 3
    expect(page.get_by_text(re.compile("without each token"))).to_be_visible()
