"""What a visitor does with real tokenizers, in Chromium."""

import csv
import json
import re

from playwright.sync_api import Page, expect

import tokenizer_lab as lab

from .conftest import settle

ALARM = "<img src=x onerror=document.title='stolen'>"


def column(page: Page, name: str):
    return page.locator(".column").filter(has=page.get_by_role("heading", name=name))


def write(page: Page, label: str, text: str) -> None:
    box = page.get_by_label(label, exact=True)
    box.fill(text)
    box.press("Control+Enter")


def test_compare_counts_tokens_and_ties_them_together(visit):
    page = visit(
        "/compare?compare-with=gpt2&compare-with=bert&compare-text=Unbelievable+tokenizers"
    )
    for name in ("gpt2", "bert"):
        real = lab.tokenizer(name)
        shown = column(page, real.name)
        expect(shown.locator(".count")).to_have_text(
            str(len(real.encode("Unbelievable tokenizers")))
        )
    gpt2, bert = column(page, "GPT-2"), column(page, "BERT uncased")
    gpt2.locator(".token", has_text="iev").hover()
    expect(page.locator(".bubble")).to_contain_text("11203")
    expect(bert.locator(".lit")).to_have_text(re.compile("Unbelievable"))
    expect(page.locator(".text .lit")).to_have_text(list("iev"))

    expect(page.locator(".where")).to_have_text(re.compile(r"^\d+ differences?$"))
    expect(gpt2.locator(".here").first).to_be_visible()
    page.get_by_role("button", name="Show IDs").click()
    expect(gpt2.locator(".ids").first).to_have_text("3118")


def test_a_link_restores_the_comparison_in_the_other_language(visit):
    page = visit("/compare")
    write(page, "Text", "好 text\n  indented")
    expect(page).to_have_url(re.compile("compare-text="))
    settle(page)
    path = page.url[page.url.index("/compare") :]
    copied = visit(path + ("&" if "?" in path else "?") + "lang=zh")
    expect(copied.get_by_label("文本", exact=True)).to_have_value("好 text\n  indented")
    real = lab.tokenizer("gpt2")
    count = str(len(real.encode("好 text\n  indented")))
    expect(column(copied, real.name).locator(".count")).to_have_text(count)


def test_a_comparison_can_be_taken_away(visit):
    page = visit("/compare?compare-text=" + "a%20👩‍🚀")
    page.locator(".column").first.wait_for()
    taken = {}
    for kind in ("CSV", "JSON", "HTML"):
        with page.expect_download() as download:
            page.get_by_role("button", name=kind, exact=True).click()
        taken[kind] = download.value.path().read_text("utf-8-sig")
    rows = list(csv.DictReader(taken["CSV"].splitlines()))
    cuts = json.loads(taken["JSON"])["cuts"]
    assert len(rows) == sum(len(cut["ids"]) for cut in cuts)
    expected = lab.tokenizer("gpt2").encode("a 👩‍🚀").ids.tolist()
    assert [int(row["id"]) for row in rows if row["tokenizer"] == "GPT-2"] == expected
    assert "<section>" in taken["HTML"]


def test_steps_of_an_encoding_are_played_to_the_ids(visit):
    page = visit("/encode?encode-text=unbelievable")
    player = page.locator(".player")
    title = player.locator(".title")
    expect(title).to_have_attribute("aria-label", "Words, each split by itself")
    page.get_by_role("button", name="4×").click()
    page.get_by_role("button", name="Play").click()
    ids = lab.tokenizer("gpt2").encode("unbelievable").ids
    said = f"Tokens and IDs: {len(ids)} in all"
    expect(title).to_have_attribute("aria-label", said, timeout=60_000)
    for number in ids:
        expect(player.get_by_text(str(number), exact=True).first).to_be_visible()


def test_a_long_text_is_cut_in_a_child_and_read_in_parts(visit):
    page = visit("/compare?compare-with=gpt2&compare-with=qwen")
    page.locator(".column").first.wait_for()
    write(page, "Text", "The quick brown fox, 敏捷的棕色狐狸. " * 800)
    page.get_by_text("Part of the text").wait_for()
    page.get_by_role("button", name="Next difference").wait_for()


def test_the_next_difference_is_found_in_a_later_part(visit):
    page = visit("/compare?compare-with=gpt2&compare-with=qwen")
    page.locator(".column").first.wait_for()
    write(page, "Text", "the " * 900 + "1234567")
    expect(page.locator(".where")).to_have_text("1 difference")
    page.get_by_role("button", name="Next difference").click()
    expect(page.locator(".where")).to_have_text("Difference 1 of 1")
    expect(page.locator(".text .here")).to_have_text(list("1234567"))


def test_a_broken_upload_is_refused_with_the_reason_and_a_good_one_joins(visit, tmp_path):
    page = visit("/compare")
    page.get_by_role("button", name="From the Hub or a file").click()
    broken = tmp_path / "broken.json"
    broken.write_text('{"model": {"type": "BPE"}}')
    page.locator("input[type=file]").set_input_files(broken)
    expect(page.get_by_test_id("stAlert")).to_contain_text("broken cannot be used")
    good = tmp_path / "mine.json"
    trace = lab.train("bpe", lab.CLASSIC_COUNTS, vocab_size=20)
    good.write_text(trace.tokenizer_json())
    page.locator("input[type=file]").set_input_files(good)
    expect(column(page, "mine")).to_be_visible()


def test_what_was_trained_goes_to_the_other_pages(visit):
    page = visit("/learn?section=take")
    page.get_by_role("link", name="Compare it with real ones").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare")
    expect(page.locator(".column h2")).to_have_count(2)
    expect(page.locator(".column h2").filter(has_text="bpe")).to_be_visible()


def test_a_model_of_the_hub_without_a_network_gets_a_sentence(visit):
    page = visit("/compare?compare-with-hub=nobody/nothing")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("the Hub does not answer")
    expect(page.locator(".column").first).to_be_visible()


def test_text_that_looks_like_markup_stays_text_on_every_page(visit):
    for path, label in (
        ("/encode", "Text"),
        ("/compare", "Text"),
        ("/batch", "Or paste texts, one per line"),
    ):
        page = visit(path)
        write(page, label, ALARM)
        settle(page)
        assert page.locator("img[src=x]").count() == 0, path
        assert "stolen" not in page.title(), path
        if path != "/batch":
            expect(page.locator(".cut").first).to_contain_text("img")
            words = page.locator(".cut").first.locator(".word").all_text_contents()
            assert "onerror" in "".join(words)
    page = visit("/vocabulary?vocabulary-q=" + "%3Cimg+src%3Dx+onerror%3Dalert(1)%3E")
    settle(page)
    assert page.locator("img[src=x]").count() == 0


def test_a_link_opens_the_step_of_an_encoding_that_was_looked_at(visit):
    page = visit("/encode?encode-text=hugs+and+bugs&encode-step=2")
    expect(page.locator(".player.ready")).to_be_visible()
    counter = page.locator(".player .counter")
    expect(counter).to_have_text(re.compile(r"^2 / "))
    page.locator(".player").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("encode-step=3"))
    page.reload()
    expect(page.locator(".player .counter")).to_have_text(re.compile(r"^3 / "))


def test_the_start_of_a_training_can_be_linked_to(visit):
    page = visit("/learn?step=3")
    expect(page.locator(".player.ready")).to_be_visible()
    page.locator(".player").focus()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile("step=0"))
    page.reload()
    expect(page.locator(".player .counter")).to_have_text(re.compile(r"^0 / "))
