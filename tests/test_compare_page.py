"""Compare: panels first, tokens by tap and by key, and colours that tell neighbours apart."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

import palette
import tokenizer_lab as lab
from pages.compare_parts.text import SAMPLES

from .conftest import settle
from .pages import opened

NAMES = ["gpt2", "bert", "mistral", "qwen"]
PHONE = {"width": 390, "height": 844}


def colors(view: dict) -> tuple[list[tuple[str, str]], dict[str, set[str]]]:
    """The colours of neighbours that both are known, and all colours that each text has."""
    beside, of_text = [], {}
    for column in view["columns"]:
        for left, right in pairwise(column["tokens"]):
            if not (left["unknown"] and right["unknown"]):
                beside.append((left["color"], right["color"]))
        for token in column["tokens"]:
            if not token["unknown"]:
                text = (token["text"] or token["pieces"][0]).strip(palette.EDGES)
                of_text.setdefault(text, set()).add(token["color"])
    return beside, of_text


@pytest.mark.parametrize("text", [*SAMPLES.values(), *lab.SAMPLES.values()])
def test_neighbours_differ_and_a_text_has_one_colour_in_all_panels(text):
    comparison = lab.compare(text[:1_000], [lab.tokenizer(name) for name in NAMES])
    beside, of_text = colors(comparison.view())
    assert all(left != right for left, right in beside)
    doubled = {
        text.strip()
        for cut in comparison.cuts
        for text, other in pairwise(lab.unit_texts(cut))
        if text and other and text.strip(palette.EDGES) == other.strip(palette.EDGES)
    }
    torn = {text for text, found in of_text.items() if len(found) > 1}
    assert torn <= doubled
    assert palette.UNKNOWN not in set().union(*of_text.values())


@given(st.lists(st.lists(st.text("ab c", min_size=1, max_size=3), max_size=12), max_size=4))
def test_no_row_has_two_neighbours_of_one_colour(rows):
    told = palette.TokenColors(rows)
    for row in rows:
        assert all(left != right for left, right in pairwise(told.row(row)))


def test_what_can_have_its_own_colour_has_it():
    told = palette.TokenColors([["believ", "able"], [" believ", "ing"]])
    assert told.row(["believ"]) == told.row([" believ"]) == [palette.token_color("believ")]


def test_a_page_of_one_tokenizer_has_one_colour_for_a_text():
    cut = lab.tokenizer("gpt2").encode("tokenizers tokenize tokens")
    told = palette.TokenColors([lab.unit_texts(cut)])
    (column,) = lab.Comparison(cut.text, (cut,)).view(colors=told)["columns"]
    assert [each["color"] for each in column["tokens"]] == told.row(lab.unit_texts(cut))


def test_a_sample_is_compared_and_stays_lit():
    app = opened("compare")
    for name in reversed(SAMPLES):
        app.button_group(key="compare-sample").set_value(name).run()
        assert not app.exception
        assert app.text_area(key="compare-text").value == SAMPLES[name]
        assert app.session_state["compare-sample"] == name
    app.text_area(key="compare-text").set_value("of my own").run()
    assert app.session_state["compare-sample"] is None


def test_the_rare_word_is_one_token_of_gpt2_alone():
    counts = {name: len(lab.tokenizer(name).encode(" SolidGoldMagikarp").ids) for name in NAMES}
    assert counts["gpt2"] == 1 and counts["qwen"] == 5


def panels(page: Page) -> list[dict]:
    page.locator(".column").first.wait_for()
    settle(page)
    return page.locator(".column").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect()).map(({ x, y }) => ({ x, y }))"
    )


def test_panels_come_first_and_fill_their_rows(visit):
    page = visit("/compare", viewport={"width": 1440, "height": 900})
    tops = [each["y"] for each in panels(page)]
    assert len(tops) == 4 and len(set(tops)) == 1 and tops[0] < 480
    expect(page.locator(".where")).to_have_text("8 differences")
    expect(page.locator(".text .here")).to_have_text(list("izers"))
    page.get_by_role("button", name="Next difference").click()
    expect(page.locator(".where")).to_have_text("Difference 2 of 8")

    more = "&".join(f"compare-with={name}" for name in (*NAMES, "qwen3"))
    page.goto(page.url.partition("?")[0] + f"?{more}")
    expect(page.locator(".column")).to_have_count(5)
    rows = [each["y"] for each in panels(page)]
    assert [rows.count(top) for top in sorted(set(rows))] == [3, 2]


def test_a_token_is_pinned_by_a_tap_and_by_keys(visit):
    page = visit("/compare", viewport=PHONE, has_touch=True)
    assert len({each["x"] for each in panels(page)}) == 1
    bubble = page.locator(".bubble")
    tokens = page.locator(".column").nth(3).locator(".token")
    tokens.nth(1).tap()
    expect(bubble).to_be_visible()
    expect(bubble).to_contain_text("izers")
    tokens.nth(1).tap()
    expect(bubble).to_be_hidden()

    tokens.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(tokens.nth(2)).to_be_focused()
    expect(bubble).to_contain_text("don")
    page.mouse.move(5, 5)
    expect(bubble).to_be_visible()
    page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()
    expect(page.locator(".lit")).to_have_count(0)
