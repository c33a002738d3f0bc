"""A visitor's own files on the Pipelines page in Chromium: pictures, sounds, videos and tables."""

import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import inference

from . import real_files
from .conftest import run_button, settle
from .test_journeys_pipelines import run
from .waiting import until

PAIRS = ("good thing", "yes"), ("bad thing", "no")


@pytest.fixture
def on_disk(tmp_path) -> Callable[[str, str], Path]:
    """A file of `tests.real_files` as a visitor has it: `on_disk("image", "iphone.heic")`."""

    def written(kind: str, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(real_files.KINDS[kind]()[name].data)
        return path

    return written


def hand_in(page: Page, file: Path) -> None:
    settle(page)
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_text(file.name).first).to_be_visible()
    settle(page)


def choose_file(page: Page) -> None:
    settle(page)
    page.get_by_role("radio", name="File", exact=True).click()


def no_fault(page: Page) -> None:
    assert page.get_by_test_id("stException").count() == 0
    expect(page.get_by_role("alert").filter(has_text="cannot be read")).to_have_count(0)


@pytest.mark.parametrize(
    "name", ["iphone-turned.heic", "sticker-palette.png", "scan-16.tif", "new.avif", "moving.gif"]
)
def test_a_picture_from_a_phone_or_a_scanner_is_shown_and_run(visit, on_disk, name):
    page = visit("/pipelines?task=image-classification")
    choose_file(page)
    hand_in(page, on_disk("image", name))
    expect(page.get_by_test_id("stImage").locator("img").first).to_be_visible()
    if name == "moving.gif":
        expect(page.get_by_text("This file holds 3 pictures: the first is read.")).to_be_visible()
    run(page)
    no_fault(page)
    expect(page.locator(".js-plotly-plot .bartext").first).to_be_visible()


@pytest.mark.parametrize("name", ["memo.m4a", "browser.webm", "chat.opus", "opposite.m4a"])
def test_a_voice_memo_is_played_and_run(visit, on_disk, name):
    page = visit("/pipelines?task=audio-classification")
    choose_file(page)
    hand_in(page, on_disk("audio", name))
    expect(page.get_by_test_id("stAudio")).to_be_visible()
    cancelled = page.get_by_text("The channels of this recording cancel each other")
    expect(cancelled).to_have_count(int(name == "opposite.m4a"))
    run(page)
    no_fault(page)
    expect(page.locator(".js-plotly-plot .bartext").first).to_be_visible()


def test_a_long_clip_from_a_phone_says_what_is_read_of_it(visit, on_disk):
    page = visit("/pipelines?task=video-classification&lang=zh")
    settle(page)
    page.get_by_role("radio", name="文件", exact=True).click()
    hand_in(page, on_disk("video", "long.mp4"))
    said = page.get_by_text("这 60.0 秒共 1,500 帧，读取其中 64 帧。")
    expect(said).to_be_visible()
    run_button(page).click()
    expect(page.get_by_role("heading", name="结果", exact=True)).to_be_visible(timeout=60_000)
    no_fault(page)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "excel-german.csv",
            "Rows: 3, of which without a text: 1 · UTF-8 · separated by semicolons",
        ),
        ("excel-chinese.csv", "Rows: 3, of which without a text: 1 · GBK · separated by commas"),
        ("excel-unicode.txt", "Rows: 3, of which without a text: 1 · UTF-16 · separated by tabs"),
    ],
)
def test_a_spreadsheet_finds_its_column_of_texts_which_can_be_changed(visit, on_disk, name, said):
    page = visit("/pipelines?amount=batch")
    hand_in(page, on_disk("table", name))
    expect(page.get_by_text(said)).to_be_visible()
    column = page.get_by_role("combobox", name="Column with the texts")
    expect(column).to_have_value("评论")
    encoding = page.get_by_role("combobox", name="Encoding")
    expect(encoding).to_have_count(int("GBK" in said))
    run(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download rows as CSV")).click()
    table = download.value.path().read_text("utf-8-sig")
    assert "很好" in table and "浪费时间" in table
    settle(page)
    option = page.get_by_role("option", name="标签")

    def opened() -> bool:  # what is drawn anew meanwhile closes it again
        if not option.is_visible():
            column.press("ArrowDown")
        return option.is_visible()

    until(opened, "the list of columns")
    option.click()
    expect(page.get_by_text("3 rows ·")).to_be_visible()
    expect(page.get_by_text("without a text")).to_have_count(0)


def test_an_encoding_that_cannot_be_told_is_chosen(visit, tmp_path):
    file = tmp_path / "taiwan.csv"
    file.write_bytes("編號,內容\n1,這本書寫得太好了\n".encode("big5"))
    page = visit("/pipelines?amount=batch")
    hand_in(page, file)
    expect(page.get_by_role("alert")).to_contain_text("encoding of this file cannot be told")
    page.get_by_role("combobox", name="Encoding").click()
    page.get_by_role("option", name="Big5").click()
    expect(page.get_by_text("1 row · Big5 · separated by commas")).to_be_visible()
    expect(page.get_by_role("combobox", name="Column with the texts")).to_have_value("內容")


def test_a_workbook_gets_a_sentence_that_says_what_to_do(visit, tmp_path):
    file = tmp_path / "reviews.xlsx"
    file.write_bytes(b"PK\x03\x04" + bytes(40))
    page = visit("/pipelines?amount=batch")
    hand_in(page, file)
    expect(page.get_by_role("alert")).to_contain_text("save it as CSV in your spreadsheet first")


def test_a_table_of_ones_own_is_asked_and_its_whole_numbers_stay_whole(visit, on_disk):
    page = visit("/pipelines?task=table-question-answering")
    settle(page)
    page.get_by_text("A table of your own").click()
    hand_in(page, on_disk("table", "whole.csv"))
    run(page)
    shown = page.locator(".stHtml table")
    expect(shown).to_contain_text("2102650")
    assert "2102650.0" not in shown.text_content()
    assert "nan" not in shown.text_content().lower()
    assert shown.locator("td").all_text_contents() == ["Paris", "2102650", "Rome", ""]


def paste(page: Page, label: str, text: str) -> None:
    """Paste as people do: select all, then the text at once."""
    box = page.get_by_label(label, exact=True)
    box.click()
    box.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)
    box.blur()


def test_a_paste_beyond_the_limit_is_cut_and_said_so(visit):
    page = visit("/pipelines?task=ner")
    settle(page)
    paste(page, "Text", "新" * 25_000)
    said = page.get_by_text("This text has 25,000 characters; the first 20,000 of them are here.")
    expect(said).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value("新" * 20_000)
    settle(page)
    expect(said).to_be_visible()
    paste(page, "Text", "A short text.")
    expect(said).to_have_count(0)
    page.goto(page.url.partition("/pipelines")[0] + "/pipelines?task=question-answering")
    settle(page)
    paste(page, "Question", "Who " * 300)
    expect(page.get_by_text("This text has 1,200 characters; the first 1,000")).to_be_visible()


def test_a_sentence_without_a_place_for_the_label_says_so(visit):
    page = visit("/pipelines?task=zero-shot-classification")
    expect(page.get_by_text("Press Run: the answer appears here.")).to_be_visible(timeout=60_000)
    paste(page, "Labels, one per line", "sport, politics, music")
    settle(page)
    page.get_by_role("button", name=re.compile("Device and options")).click()
    box = page.get_by_label("Hypothesis template")
    box.fill("It is about {label}.")
    box.press("Enter")
    said = page.get_by_role("alert").filter(has_text="nothing says where the label goes")
    expect(said).to_be_visible()  # before it is run, below the field
    assert 0 < said.bounding_box()["y"] - box.bounding_box()["y"] < 120
    run(page, result=False)
    expect(said.first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name=re.compile("Device and options")).click()
    box.fill("It is about {}.")
    box.press("Enter")
    run(page)
    expect(page.locator(".js-plotly-plot").first).to_contain_text("politics")


PASTE = """([files, text]) => {
    const held = new DataTransfer();
    for (const [name, type, data] of files) {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        held.items.add(new File([bytes], name, { type }));
    }
    if (text) held.setData("text/plain", text);
    const how = { clipboardData: held, bubbles: true, cancelable: true, composed: true };
    return !document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def paste_files(page: Page, names: list[str], text: str = "") -> bool:
    """Paste a sample under these names, beside a text; whether it is taken."""
    expect(page.get_by_text(re.compile("^or paste")).last).to_be_visible()
    settle(page)
    samples = inference.task("image-classification").samples("image")
    digit = next(path for path in samples if path.stem == "7")
    data = b64encode(digit.read_bytes()).decode()
    return page.evaluate(PASTE, [[[name, "image/png", data] for name in names], text])


def test_a_pasted_picture_is_uploaded_and_run(visit):
    page = visit("/pipelines?task=image-classification")
    files = page.get_by_test_id("stFileChipName")
    assert paste_files(page, ["image.png", "other.png"])  # one is taken where one is read
    expect(files).to_have_text(["image.png"])
    expect(page.get_by_role("radio", name="File", exact=True)).to_be_checked()
    run(page)
    no_fault(page)
    expect(page.locator(".js-plotly-plot .ytick text").first).to_have_text("7")
    assert paste_files(page, ["second.png"])  # takes the place of the first
    expect(files).to_have_text(["second.png"])
    assert paste_files(page, ["notes.docx"])  # the uploader's own limits hold
    expect(page.get_by_text(re.compile("not allowed"))).to_be_visible()


def test_pasted_pictures_go_where_there_is_none_and_texts_stay_in_their_fields(visit):
    page = visit("/pipelines?task=keypoint-matching")
    files = page.get_by_test_id("stFileChipName")
    for names in (["one.png"], ["one.png", "two.png"]):
        assert paste_files(page, names[-1:])
        expect(files).to_have_text(names)
    page.goto(page.url.partition("?")[0] + "?task=visual-question-answering")
    page.get_by_label("Question", exact=True).click()
    assert not paste_files(page, ["cells.png"], text="a cell")  # the field's own, with its text
    page.get_by_role("heading", level=1).click()
    assert not paste_files(page, ["cells.ods"], text="a cell")
    expect(files).to_have_count(0)
    page.goto(page.url.partition("?")[0] + "?task=image-classification&amount=batch")
    expect(page.get_by_text("or paste files")).to_be_visible()
    assert paste_files(page, ["a.png", "b.png"])
    expect(files).to_have_text(["a.png", "b.png"])


def test_files_stay_where_they_were_handed_in_while_other_pages_are_open(visit, tmp_path):
    table = tmp_path / "mine.csv"
    rows = [f"{text} {number},{label}" for number in range(9) for text, label in PAIRS]
    table.write_text("\n".join(["text,label", *rows]))
    page = visit("/train?examples=own")
    main, sidebar = page.get_by_test_id("stMain"), page.get_by_test_id("stSidebar")
    page.locator("input[type=file]").set_input_files(table)
    expect(main).to_contain_text("18 examples, 2 labels")
    settle(page)
    sidebar.get_by_text("Models", exact=True).click()
    settle(page)
    sidebar.get_by_text("Fine-tuning", exact=True).click()
    expect(main).to_contain_text("18 examples, 2 labels")
    settle(page)
    main.get_by_role("button", name="Remove").click()
    expect(main).not_to_contain_text("18 examples")
    expect(main).not_to_contain_text("mine.csv")
