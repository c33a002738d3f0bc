"""What a visitor does where algorithms learn, in Chromium."""

import json
import re

import pytest
from playwright.sync_api import Page, expect
from tokenizers import Tokenizer

from .conftest import settle
from .waiting import until

HEADLINES = """chart => {
    window.headlines = [];
    new MutationObserver(() => {
        const text = chart.querySelector('.gtitle')?.textContent;
        if (text && text !== window.headlines.at(-1)) window.headlines.push(text);
    }).observe(chart, {subtree: true, childList: true, characterData: true});
}"""
"""Note every headline that the visitor sees go by, however slow the machine."""

LAST = {
    "bpe": (10, "Merge 3: h + ug → hug, 15 times"),
    "byte_bpe": (259, "Merge 3: h + ug → hug, 15 times"),
    "wordpiece": (10, "Merge 3: hu + ##gs → hugs, score 0.0667"),
    "unigram": (14, "Step"),
    "sentencepiece": (10, "Step"),
}
"""A size that is soon reached, and how the headline of the last step begins."""


def animation(page: Page):
    chart = page.locator(".js-plotly-plot").filter(has=page.locator(".slider-container"))
    return chart.first


def event(chart, name: str) -> str:
    """An expression that is true in the page once an event of the chart, from now on, is there."""
    chart.evaluate(f"chart => {{ window.{name} = 0; chart.on('{name}', () => window.{name}++); }}")
    return f"window.{name}"


def written(texts) -> list[str]:
    return [text for text in texts.all_text_contents() if text]


def test_play_the_merges_and_read_the_tokens(visit):
    page = visit("/learn")
    chart = animation(page)
    title, tokens = chart.locator(".gtitle"), chart.locator(".subplot.xy .bartext")
    # It opens with the first choice lit, nothing merged yet.
    expect(title).to_have_text("Merge 1: u + g → ug, 20 times")
    assert written(tokens) == list("hugpugpunbunhugs")
    chart.evaluate(HEADLINES)
    chart.locator(".updatemenu-button", has_text="4×").click()
    expect(title).to_have_text("Merge 7: b + un → bun, 4 times")
    seen = page.evaluate("window.headlines")
    assert "Merge 2: u + n → un, 16 times" in seen and "Merge 3: h + ug → hug, 15 times" in seen
    expect(tokens.filter(has_text="hugs")).to_be_visible()
    finished = ["hug", "pug", "pun", "bun", "hugs"]
    until(lambda: written(tokens) == finished, "the tokens of the last merge")


def test_pause_stops_and_the_slider_goes_to_a_step(visit):
    page = visit("/learn")
    chart = animation(page)
    title, tokens = chart.locator(".gtitle"), chart.locator(".subplot.xy .bartext")
    chart.locator(".updatemenu-button", has_text="▶ 1×").click()
    expect(title).to_have_text(re.compile("Merge 2"))
    interrupted = event(chart, "plotly_animationinterrupted")
    chart.locator(".updatemenu-button", has_text="❚❚").click()
    page.wait_for_function(interrupted)
    stopped = title.text_content()
    page.wait_for_timeout(2_500)  # there is no state to wait for: two more steps would be seen
    assert title.text_content() == stopped

    rail = chart.locator(".slider-rail-touch-rect").bounding_box()
    page.mouse.click(rail["x"] + rail["width"] * 3 / 7, rail["y"] + rail["height"] / 2)
    expect(title).to_have_text("Merge 3: h + ug → hug, 15 times")
    third = ["hug", "p", "ug", "p", "un", "b", "un", "hug", "s"]
    until(lambda: written(tokens) == third, "the tokens of the third merge")


@pytest.mark.parametrize("algorithm", sorted(LAST))
def test_every_algorithm_plays_here_and_as_a_file_of_its_own(visit, browser, algorithm, tmp_path):
    page = visit(f"/learn?learns={algorithm}&section=take&size={LAST[algorithm][0]}")
    chart = animation(page)
    played_through(page, chart, algorithm)
    with page.expect_download() as download:
        page.get_by_role("button", name="The animation, one HTML file").click()
    file = tmp_path / "animation.html"
    download.value.save_as(file)

    context = browser.new_context(offline=True)
    alone = context.new_page()
    asked = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(file.as_uri())
    chart = alone.locator(".js-plotly-plot")
    chart.locator(".gtitle").wait_for()
    played_through(alone, chart, algorithm)
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)
    context.close()


def played_through(page: Page, chart, algorithm: str) -> None:
    """Play to the end and scrub back to the start."""
    steps = chart.locator(".slider-label").last.text_content()
    title = chart.locator(".gtitle")
    animated = event(chart, "plotly_animated")
    chart.locator(".updatemenu-button", has_text="4×").click()
    expect(title).to_have_text(re.compile(rf"^(Merge|Step) {steps}:"), timeout=60_000)
    assert title.text_content().startswith(LAST[algorithm][1])
    page.wait_for_function(animated)
    rail = chart.locator(".slider-rail-touch-rect").bounding_box()
    page.mouse.click(rail["x"] + 2, rail["y"] + rail["height"] / 2)
    expect(title).to_have_text(re.compile("^Start"))


def test_take_the_tokenizer_and_the_trace_away(visit, tmp_path):
    page = visit("/learn?section=take")
    for button, name in (("The trained tokenizer.json", "t.json"), ("The trace as JSON", "s.json")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        download.value.save_as(tmp_path / name)
    tokenizer = Tokenizer.from_file(str(tmp_path / "t.json"))
    assert tokenizer.encode("unhug mug").tokens == ["un", "hug", "[UNK]", "ug"]
    assert len(json.loads((tmp_path / "s.json").read_text())["steps"]) == 7


def test_a_link_restores_the_text_the_options_and_the_step(visit):
    page = visit("/learn?corpus=text")
    text = page.get_by_label("Text", exact=True)
    text.fill("low lower lowest 低 低低")
    text.press("Control+Enter")
    page.get_by_text("lower case", exact=True).click()
    expect(page).to_have_url(re.compile("normalizers=lower"))
    page.get_by_text("WordPiece", exact=True).click()
    # Another algorithm suggests another size; ours comes after it.
    expect(page).to_have_url(re.compile("learns=wordpiece.*size="))
    size = page.get_by_role("spinbutton", name="Vocabulary size")
    size.fill("13")
    size.press("Enter")
    expect(page).to_have_url(re.compile("size=13"))
    settle(page)
    slider = page.get_by_role("slider", name="Step")
    slider.focus()
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("step=2"))
    expect(page).to_have_url(re.compile("text="))

    copied = visit(page.url[page.url.index("/learn") :] + "&lang=zh")
    expect(copied.get_by_label("文本", exact=True)).to_have_value("low lower lowest 低 低低")
    expect(copied.get_by_role("spinbutton", name="词典大小")).to_have_value("13")
    expect(copied.get_by_text(re.compile("第 2 步，共"))).to_be_visible()


def test_a_large_file_shows_its_progress_and_can_be_stopped(visit, tmp_path):
    words = [f"{a}{b}{c}" for a in range(100, 160) for b in "abcdefgh" for c in range(700)]
    file = tmp_path / "large.txt"
    file.write_text(" ".join(words))
    page = visit("/learn?corpus=file&size=50000")
    page.locator("input[type=file]").set_input_files(file)
    stop = page.get_by_role("button", name="Stop and keep what is learned")
    stop.click(timeout=60_000)
    expect(page.get_by_text(re.compile("Stopped after"))).to_be_visible(timeout=60_000)
    expect(animation(page)).to_be_visible()

    binary = tmp_path / "picture.png"
    binary.write_bytes(bytes(range(256)) * 20)
    page.locator("input[type=file]").set_input_files(binary)
    expect(page.get_by_text("This file is no plain text")).to_be_visible()
