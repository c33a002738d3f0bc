"""Guessing where a tokenizer cuts, and which pair merges next."""

import re

import pytest
from playwright.sync_api import expect

import tokenizer_lab as lab

from .conftest import settle
from .pages import opened
from .random_texts import random_texts

TEXT = "Unbelievable tokenizers: 你好世界 🤗👩‍🚀 9.11!"


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_the_cuts_are_the_tokens_of_the_library(name):
    tokenizer = lab.tokenizer(name)
    for text in random_texts(40):
        cut = tokenizer.encode(text, special=False)
        cuts = lab.cut_gaps(cut)
        covers = [set(range(start, end)) for start, end in zip(cut.starts, cut.ends)]
        covered = set().union(*covers)
        for number, gap in enumerate(lab.gaps(cut.text)):
            beside = {gap.start - 1, gap.end}
            if any(beside <= cover for cover in covers):
                assert number not in cuts, (text, gap)
            elif beside <= covered:
                assert number in cuts, (text, gap)


def test_gaps_tear_no_character_and_take_white_space_as_one():
    assert lab.gaps(" a  b\n") == [lab.Gap(2, 4)]
    assert lab.gaps("👩‍🚀é") == [lab.Gap(3, 3)]
    assert lab.gaps("") == lab.gaps("x") == lab.gaps(" \n") == []


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_each_reason_is_true(name):
    tokenizer = lab.tokenizer(name)
    pieces = {tokenizer.reading(piece) for piece in tokenizer.pieces}
    for text in (TEXT, "unaffordability of antidisestablishmentarianism", "чтобы résumé ﬁ"):
        steps = lab.encode_steps(tokenizer, text, special=False)
        every = range(len(lab.gaps(text)))
        verdicts = lab.judge(steps, every)
        assert [verdict.gap for verdict in verdicts] == list(every)
        cuts = lab.cut_gaps(steps.cut)
        assert [verdict.gap for verdict in verdicts if verdict.kind == "found"] == cuts
        assert {verdict.kind for verdict in lab.judge(steps, [])} <= {"missed"}
        for verdict in verdicts:
            assert (verdict.kind == "extra") == (verdict.gap not in cuts)
            if verdict.reason == "absent":
                assert verdict.token not in pieces
            if verdict.reason in ("unreachable", "likelier", "merged", "longest", "probable"):
                assert verdict.token in pieces
            if verdict.reason == "merged" and verdict.token.isascii():  # not in parts of letters
                assert verdict.left + verdict.right == verdict.token
            if verdict.reason == "likelier":
                both, one = verdict.logarithms
                assert both >= one


def test_a_merge_is_named_by_its_place_in_the_file():
    tokenizer = lab.tokenizer("gpt2")
    [verdict] = lab.judge(lab.encode_steps(tokenizer, "able", special=False), [0])
    assert (verdict.reason, verdict.left, verdict.right) == ("merged", "ab", "le")
    assert list(tokenizer.state["model"]["merges"][verdict.rank]) == ["ab", "le"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_guess_in_a_link_is_judged_and_the_next_text_has_none(language):
    app = opened("guess", language)
    app.query_params["guess-cuts"] = "1.4.900.x"
    said = " ".join(element.value for element in app.run().markdown)
    assert not app.exception
    found = {"en": "2 of 6 cuts found", "zh": "6 处切分猜中 2 处"}[language]
    assert found in said and "ievable" in said
    following = next(b for b in app.button if b.label in ("Next text", "下一段文本"))
    following.click().run()
    assert "guess-cuts" not in app.query_params
    assert app.session_state["guess-text"] == "人工智能正在改变世界。"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("algorithm", "winner", "count"), [("bpe", "u + g", "20"), ("wordpiece", "##g + ##s", "5")]
)
def test_the_pair_that_merges_next_is_told_with_its_count(language, algorithm, winner, count):
    app = opened("guess", language)
    app.button_group(key="guess-shown").set_value("merges").run()
    app.button_group(key="guess-algorithm-shown").set_value(algorithm).run()
    pairs = [button for button in app.button if " + " in button.label]
    assert len(pairs) == 5 and app.dataframe.len == 0
    next(button for button in pairs if button.label == winner).click().run()
    assert not app.exception
    said = " ".join(element.value for element in app.markdown)
    assert f"**{winner}**" in said and count in said
    assert app.dataframe[0].value.iloc[0, 0] == winner
    assert any(word in said for word in ("**Right.**", "**猜对了。**"))


def test_merges_are_asked_of_a_text_of_ones_own_and_nothing_to_merge_says_so():
    app = opened("guess")
    app.button_group(key="guess-shown").set_value("merges").run()
    app.button_group(key="guess-corpus-shown").set_value("text").run()
    app.text_area(key="guess-words").set_value("a b c").run()
    assert "No two symbols" in app.info[0].value
    app.text_area(key="guess-words").set_value("x\\*y x\\*y").run()
    assert not app.exception and len([b for b in app.button if " + " in b.label]) == 3


def test_click_the_cuts_and_read_why(visit):
    page = visit("/guess?guess-text=" + "believable%20<b>人")
    gaps = page.locator(".gap")
    expect(gaps).to_have_count(13)
    parts = page.locator(".part").all_inner_texts()
    assert "".join(parts) == "believable<b>人"
    gaps.nth(2).click()
    gaps.nth(2).press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Cuts: 2")).to_be_visible()
    page.get_by_role("button", name="Show the cuts").click()
    expect(page.locator(".gap.found, .gap.missed").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"guess-cuts=2\.3"))
    settle(page)
    page.locator(".gap.missed").first.hover()
    expect(page.locator(".bubble")).to_be_visible()
    shown = [gap.get_attribute("aria-label") for gap in page.locator(".gap").all()]
    cut = lab.tokenizer("gpt2").encode("believable <b>人", special=False)
    told = [at for at, label in enumerate(shown) if re.search(": (found|missed)", label or "")]
    assert told == lab.cut_gaps(cut)
    path = page.url[page.url.index("/guess") :] + "&lang=zh"
    copied = visit(path, viewport={"width": 390, "height": 844}, has_touch=True)
    missed = copied.locator(".gap.missed").first
    expect(missed).to_be_visible()
    settle(copied)
    missed.tap()
    expect(copied.locator(".bubble")).to_contain_text("漏掉")
    assert copied.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Guess again").click()
    expect(page.get_by_role("button", name="Show the cuts")).to_be_visible()
