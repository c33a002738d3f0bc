"""What a visitor does where algorithms learn, in Chromium."""

import json
import re

import pytest
from playwright.sync_api import Page, expect
from tokenizers import Tokenizer

from .conftest import settle
from .waiting import until

HEADLINES = """title => {
    window.headlines = [];
    new MutationObserver(() => {
        const text = title.ariaLabel;
        if (text !== window.headlines.at(-1)) window.headlines.push(text);
    }).observe(title, {attributes: true, attributeFilter: ["aria-label"]});
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


def headline(page: Page):
    return page.locator(".player .title")


def says(text: str) -> re.Pattern:
    """A headline that begins with `text`."""
    return re.compile("^" + re.escape(text))


def tokens(page: Page) -> list[str]:
    """The tokens of the words that can be seen."""
    return page.locator(".player .row .token").evaluate_all(
        """tokens => tokens
            .filter(token => getComputedStyle(token).opacity > 0.5)
            .map(token => token.querySelector(".text").textContent)"""
    )


def test_play_the_merges_and_read_the_tokens(visit):
    page = visit("/learn?step=0")
    title = headline(page)
    expect(title).to_have_attribute("aria-label", says("Start"))
    assert tokens(page) == list("hugpugpunbunhugs")
    title.evaluate(HEADLINES)
    page.get_by_role("button", name="4×").click()
    page.get_by_role("button", name="Play").click()
    expect(title).to_have_attribute("aria-label", says("Merge 7: b + un → bun, 4 times"))
    seen = page.evaluate("window.headlines")
    assert seen == [step for step in seen if step.startswith("Merge")]
    assert seen[1:3] == ["Merge 2: u + n → un, 16 times", "Merge 3: h + ug → hug, 15 times"]
    finished = ["hug", "pug", "pun", "bun", "hugs"]
    until(lambda: tokens(page) == finished, "the tokens of the last merge")
    # At rest the page stands where the player stands.
    expect(page).to_have_url(re.compile("step=7"))
    expect(page.get_by_text("Step 7 of 7")).to_be_visible()


def test_pause_and_keys_move_the_one_clock_of_player_page_and_link(visit):
    page = visit("/learn?step=0")
    title = headline(page)
    page.get_by_role("button", name="Play").click()
    expect(title).to_have_attribute("aria-label", says("Merge 2"))
    page.get_by_role("button", name="Pause").click()
    stopped = title.get_attribute("aria-label")
    page.wait_for_timeout(2_500)  # there is no state to wait for: another step would be seen
    assert title.get_attribute("aria-label") == stopped
    page.locator(".player").focus()
    page.keyboard.press("Home")
    expect(title).to_have_attribute("aria-label", says("Start"))
    page.keyboard.press("End")
    expect(title).to_have_attribute("aria-label", says("Merge 7"))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("step=6"))
    expect(page.get_by_text("Step 6 of 7")).to_be_visible()
    expect(title).to_have_attribute("aria-label", says("Merge 6"))


def test_the_player_goes_on_beyond_its_window(visit):
    page = visit("/learn?corpus=english&step=22")
    title = headline(page)
    expect(title).to_have_attribute("aria-label", says("Merge 22"))
    page.get_by_role("button", name="4×").click()
    page.get_by_role("button", name="Play").click()
    later = re.compile(r"^Merge (4[6-9]|[5-9]\d|10\d):")
    expect(title).to_have_attribute("aria-label", later, timeout=60_000)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Last step").click()
    expect(title).to_have_attribute("aria-label", says("Merge 102"))


@pytest.mark.parametrize("algorithm", sorted(LAST))
def test_every_algorithm_plays_here_and_as_a_file_of_its_own(visit, browser, algorithm, tmp_path):
    page = visit(f"/learn?learns={algorithm}&section=take&size={LAST[algorithm][0]}&step=0")
    # The page hears of a step when the player has come to rest, and draws its buttons anew.
    play_through(page, algorithm)
    expect(page).to_have_url(re.compile("step=[1-9]"))
    rewind(page)
    expect(page).to_have_url(re.compile("step=0"))
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="The animation, one HTML file").click()
    file = tmp_path / "animation.html"
    download.value.save_as(file)

    context = browser.new_context(offline=True)
    alone = context.new_page()
    asked = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(file.as_uri())
    alone.locator(".player.ready").wait_for()
    play_through(alone, algorithm)
    rewind(alone)
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)
    context.close()


def play_through(page: Page, algorithm: str) -> None:
    """Play from the start to the end."""
    title = headline(page)
    expect(title).to_have_attribute("aria-label", says("Start"))
    page.get_by_role("button", name="4×").click()
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Next step")).to_be_disabled(timeout=60_000)
    expect(title).to_have_attribute("aria-label", says(LAST[algorithm][1]))


def rewind(page: Page) -> None:
    page.get_by_role("button", name="First step").click()
    expect(headline(page)).to_have_attribute("aria-label", says("Start"))


def test_what_is_taken_away_speaks_the_language_of_the_reader(visit):
    page = visit("/learn?section=take&lang=zh")
    with page.expect_download() as download:
        page.get_by_role("button", name="动画").click()
    assert '<html lang="zh">' in download.value.path().read_text("utf-8")


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
    page.get_by_role("button", name="Next step").click()
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
    expect(page.get_by_text(re.compile("Stopped at"))).to_be_visible(timeout=60_000)
    expect(headline(page)).to_be_visible()

    binary = tmp_path / "picture.png"
    binary.write_bytes(bytes(range(256)) * 20)
    page.locator("input[type=file]").set_input_files(binary)
    expect(page.get_by_text("This file is not plain text")).to_be_visible()
