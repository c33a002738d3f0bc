"""Results in Chromium: whatever is pointed at, reached by keyboard or tapped lights its parts."""

import csv
import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import run_button, settle
from .waiting import until

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def result(page: Page) -> Locator:
    """Run the task on what stands there; the regions of its result."""
    settle(page)
    run_button(page).click()
    expect(page.locator(".regions .row").first).to_be_visible(timeout=60_000)
    settle(page)
    return page.locator(".regions")


def lit(regions: Locator, part: str) -> list[str]:
    """The numbers or texts of the parts of a kind that are lit."""
    return regions.locator(f"{part}.lit").all_inner_texts()


def rows(regions: Locator) -> list[str]:
    return [text.split("\n")[0].split()[0] for text in lit(regions, ".row")]


def middle(node: Locator) -> tuple[float, float]:
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_box_and_its_row_light_each_other(visit, theme):
    page = visit("/pipelines?task=object-detection", color_scheme=theme)
    regions = result(page)
    boxes, listed = regions.locator(".box"), regions.locator(".row")
    assert boxes.count() == listed.count() == 4
    for n in range(4):
        boxes.nth(n).hover()
        expect(listed.nth(n)).to_have_class(re.compile("lit"))
        assert rows(regions) == [str(n + 1)]
        assert boxes.nth(n).evaluate("box => box.classList.contains('lit')")
        listed.nth(n).hover()
        expect(boxes.nth(n)).to_have_class(re.compile("lit"))
        assert regions.locator(".box.lit").count() == 1
    # The others step back, and the ground does so as soon as nothing is pointed at.
    assert float(boxes.nth(0).evaluate("box => getComputedStyle(box).opacity")) < 0.5
    page.mouse.move(1, 1)
    expect(regions.locator(".lit")).to_have_count(0)
    assert boxes.nth(0).evaluate("box => getComputedStyle(box).opacity") == "1"


def test_a_label_lights_all_that_bear_it(visit):
    regions = result(visit("/pipelines?task=object-detection"))
    regions.get_by_role("button", name="cross 3", exact=True).hover()
    expect(regions.locator(".box.lit")).to_have_count(3)
    assert len(rows(regions)) == 3
    assert regions.locator(".row.lit bdi").all_inner_texts() == ["cross"] * 3


def test_a_mask_and_its_row_light_each_other(visit):
    page = visit("/pipelines?task=image-segmentation")
    regions = result(page)
    labels = regions.locator(".row .name").all_inner_texts()
    assert labels == ["ground", "cross", "triangle"]
    regions.locator(".row").nth(2).hover()
    expect(regions.locator(".mask").nth(2)).to_have_class(re.compile("lit"))
    stage = regions.locator(".stage")
    stage.scroll_into_view_if_needed()
    frame = stage.bounding_box()
    # In the middle of the white cross, and in a corner, where there is ground alone.
    page.mouse.move(frame["x"] + 0.7 * frame["width"], frame["y"] + 0.3 * frame["height"])
    expect(regions.locator(".row.lit")).to_have_count(1)
    assert rows(regions) == ["2"]
    page.mouse.move(frame["x"] + 5, frame["y"] + frame["height"] - 5)
    expect(regions.locator(".row").nth(0)).to_have_class(re.compile("lit"))
    assert rows(regions) == ["1"]


def test_a_word_and_its_row_light_each_other(visit):
    page = visit("/pipelines?task=ner")
    regions = result(page)
    word = regions.locator("mark", has_text="London")
    word.hover()
    expect(regions.locator(".row.lit .name")).to_have_text("London LOC")
    regions.locator(".row", has_text="David Brown").hover()
    expect(regions.locator("mark.lit")).to_have_text("David BrownPER")
    text = regions.locator(".text")
    assert text.evaluate("box => getComputedStyle(box).color") != word.evaluate(
        "box => getComputedStyle(document.body).color"
    )


def test_answers_that_overlap_light_every_word_they_have(visit):
    page = visit("/pipelines?task=question-answering")
    regions = result(page)
    for row in regions.locator(".row").all():
        row.hover()
        expect(row).to_have_class(re.compile("lit"))
        words = regions.locator("mark.lit > span").all_inner_texts()
        assert "".join(words).split() == row.locator("bdi").inner_text().split()


def test_a_token_is_put_into_its_gap_while_it_is_looked_at(visit):
    regions = result(visit("/pipelines?task=fill-mask"))
    row = regions.locator(".row").nth(1)
    token = row.locator("bdi").inner_text()
    row.hover()
    expect(regions.locator("mark.lit")).to_have_text(token)
    regions.locator(".hint").hover()
    expect(regions.locator("mark")).to_have_text("[MASK]")
    regions.locator("mark").hover()  # a gap belongs to all that fills it
    filling = regions.locator(".row").count()
    assert filling > 1
    expect(regions.locator(".row.lit")).to_have_count(filling)


def test_the_keyboard_reaches_every_part(visit):
    page = visit("/pipelines?task=object-detection")
    regions = result(page)
    regions.locator(".row").first.focus()
    page.keyboard.press("Shift+Tab")  # to the labels
    page.keyboard.press("Tab")
    assert rows(regions) == ["1"]
    for key, number in {"ArrowDown": "2", "End": "4", "ArrowUp": "3", "Home": "1"}.items():
        page.keyboard.press(key)
        assert rows(regions) == [number]
        assert regions.locator(".box.lit").get_attribute("aria-label").startswith(f"{number} ")
    page.keyboard.press("Shift+Tab")
    assert regions.locator(".box.lit").count() == 3  # of the label
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    assert rows(regions) == ["2"]
    assert regions.locator(".box.lit").evaluate("box => box.matches(':focus')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(regions.locator(".row[aria-pressed=true]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(regions.locator(".row[aria-pressed=true]")).to_have_count(0)


def test_on_a_phone_a_tap_stays_until_one_taps_elsewhere(visit):
    page = visit("/pipelines?task=object-detection", **PHONE)
    regions = result(page)
    stage, side = regions.locator(".stage").bounding_box(), regions.locator(".side").bounding_box()
    assert side["y"] >= stage["y"] + stage["height"]
    assert stage["width"] > 330
    regions.locator(".box").nth(1).tap()
    expect(regions.locator(".row.lit")).to_have_count(1)
    assert rows(regions) == ["2"]
    expect(regions.locator(".tag.lit")).to_have_text(re.compile("^2 "))
    regions.locator(".row").nth(3).tap()
    expect(regions.locator(".box").nth(3)).to_have_class(re.compile("lit"))
    assert rows(regions) == ["4"]
    page.get_by_role("heading", name="Result", exact=True).tap()
    expect(regions.locator(".lit")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("viewport", [(1440, 900), (390, 844)])
def test_tags_stay_within_the_picture_and_off_each_other(visit, viewport):
    width, height = viewport
    page = visit("/pipelines?task=object-detection", viewport={"width": width, "height": height})
    regions = result(page)
    page.get_by_role("slider", name="Minimum score").focus()
    page.keyboard.press("Home")  # as many boxes as there are
    expect(regions.locator(".box").nth(8)).to_be_attached()
    settle(page)
    frame = regions.locator(".stage").bounding_box()
    tags = [tag.bounding_box() for tag in regions.locator(".tag").all()]
    for tag in tags:
        assert tag["x"] >= frame["x"] - 0.5 and tag["y"] >= frame["y"] - 0.5
        assert tag["x"] + tag["width"] <= frame["x"] + frame["width"] + 0.5
        assert tag["y"] + tag["height"] <= frame["y"] + frame["height"] + 0.5
    covered = [
        (one, other)
        for at, one in enumerate(tags)
        for other in tags[:at]
        if one["x"] < other["x"] + other["width"] - 0.5
        and other["x"] < one["x"] + one["width"] - 0.5
        and one["y"] < other["y"] + other["height"] - 0.5
        and other["y"] < one["y"] + one["height"] - 0.5
    ]
    assert len(covered) <= len(tags) // 4, covered


def test_the_slider_acts_on_picture_table_and_files_alike(visit):
    page = visit("/pipelines?task=object-detection")
    regions = result(page)
    slider = page.get_by_role("slider", name="Minimum score")
    counts = []
    for key in ("Home", "End"):
        before = regions.locator(".row").count()
        slider.focus()
        page.keyboard.press(key)
        until(lambda: regions.locator(".row").count() != before, "other boxes")  # noqa: B023
        settle(page)
        counts.append(count := regions.locator(".box").count())
        assert regions.locator(".row").count() == count
        with page.expect_download() as download:
            page.get_by_role("button", name="Download as JSON").click()
        (kept,) = json.loads(download.value.path().read_text("utf-8"))
        assert len(kept) == count
        if not count:
            expect(regions.get_by_text("Nothing found.")).to_be_visible()
            continue
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download rows as CSV ({count})").click()
        written = list(csv.DictReader(download.value.path().open(encoding="utf-8-sig")))
        assert [row["Label"] for row in written] == [row["label"] for row in kept]
    assert counts[0] > 4 and counts[1] == 0


def test_a_picture_stands_once_beside_its_preview(visit):
    page = visit("/pipelines?task=object-detection", viewport={"width": 1440, "height": 900})
    regions = result(page)
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
    assert regions.locator("img").count() == 1
    assert regions.locator(".stage").bounding_box()["height"] > 400


def test_texts_of_a_visitor_stay_text(visit):
    page = visit("/pipelines?task=ner")
    alarm = "<img src=x onerror=alert(1)> Anna Kowalski met <b>David Brown</b> in London."
    box = page.get_by_label("Text", exact=True)
    box.fill(alarm)
    box.blur()
    regions = result(page)
    assert regions.locator("img, .text b").count() == 0
    said = regions.locator(".text").evaluate(
        "box => [...box.childNodes].map((n) => n.said ?? n.textContent).join('')"
    )
    assert said == alarm


def test_in_chinese_picture_list_and_table_say_the_same(visit):
    page = visit("/pipelines?task=object-detection&lang=zh")
    settle(page)
    run_button(page).click()
    regions = page.locator(".regions")
    expect(regions.locator(".row").first).to_be_visible(timeout=60_000)
    seen = regions.locator(".row bdi").all_inner_texts()
    assert sorted(seen) == ["三角形", "十字", "十字", "十字"]
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载各行为 CSV（4）").click()
    written = list(csv.DictReader(download.value.path().open(encoding="utf-8-sig")))
    assert [row["标签"] for row in written] == seen
