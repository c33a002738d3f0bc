"""The pages of the catalogue: results first, everything opens, Back undoes, ticks compare."""

import re

import pandas as pd
import pyarrow.ipc
import pytest
from packaging.version import Version
from playwright.sync_api import Page, expect

import catalogue
import i18n

from .conftest import settle
from .pages import opened

HEAD, ROW = 36, 35
"""Pixels of a table's head and of a row."""
LATIN = re.compile(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}")
"""What reads as an English sentence."""


@pytest.mark.parametrize("page", ["models", "documented", "model"])
def test_no_english_sentence_stands_in_chinese(page):
    app = opened(page, "zh")
    if page == "model":
        app.selectbox(key="model").set_value("bert").run()
    said = [text.value for text in (*app.markdown, *app.caption, *app.title, *app.header)]
    said += [metric.label for metric in app.metric] + [button.label for button in app.button]
    assert not [text for text in said if LATIN.search(text)]


def test_values_of_the_table_are_in_the_language_of_the_reader():
    app = opened("models", "zh")
    app.text_input(key="q").set_value("bert").run()
    row = app.dataframe[0].value.set_index("name").loc["BERT"]
    assert row["modality"] == "文本"
    assert "掩码填充" in row["tasks"]


def test_every_task_of_the_catalogue_has_words_and_decision_comes_last():
    app = opened("models", "zh")
    labels = app.button_group(key="serves-shown").options
    assert len(labels) == len({task for tasks in catalogue.models()["tasks"] for task in tasks})
    assert all(re.search("[\u4e00-\u9fff]", label) for label in labels)
    assert labels[-1].startswith("选项决策")
    assert any("决策：" in caption.value for caption in app.caption)


def test_without_a_query_the_newest_come_first():
    app = opened("models")
    app.multiselect(key="columns-shown").set_value(["model", "since"]).run()
    shown = [Version(release.removeprefix("≤ ")) for release in app.dataframe[0].value["since"]]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] == Version(catalogue.releases()["release"].iloc[-1])


@pytest.mark.parametrize("name, since", {"Mistral": "4.34.0", "BERT": "≤ 4.0.0"}.items())
def test_the_table_says_the_very_release_that_brought_an_architecture(name, since):
    app = opened("models")
    app.text_input(key="q").set_value(name).run()
    row = app.dataframe[0].value.set_index("name").loc[name]
    assert row["since"] == since
    assert row["since_date"] == catalogue.models().set_index("name").loc[name, "since_date"]


def test_pills_take_one_filter_away_and_clear_takes_all():
    app = opened("models")
    app.button_group(key="modality-shown").set_value(["text", "vision"]).run()
    app.number_input(key="gb").set_value(12.0).run()
    labels = [button.label for button in app.button if button.key.startswith("pill-")]
    assert labels == ["text", "vision", "fits into 12 GB as float32"]
    app.button(key="pill-1").click().run()
    assert app.session_state["modality"] == ["text"]
    app.button(key="clear").click().run()
    assert not [button for button in app.button if button.key.startswith("pill-")]
    assert f"{len(catalogue.models())}" in next(
        text.value for text in app.markdown if "architectures" in text.value
    )


def test_a_limit_on_size_counts_what_it_leaves_out_for_want_of_a_size():
    app = opened("models")
    app.number_input(key="gb").set_value(12.0).run()
    unknown = catalogue.unknown_sizes(catalogue.models(), catalogue.Choice(gigabytes=12.0))
    assert any(f"{unknown} of unknown size left out" in text.value for text in app.markdown)


def test_nothing_found_offers_a_way_on():
    app = opened("models")
    app.text_input(key="q").set_value("zzzz").run()
    assert any("Nothing named “zzzz”" in text.value for text in app.markdown)
    app.button_group(key="famous").set_value("BERT").run()
    assert app.text_input(key="q").value == "BERT"
    assert app.dataframe[0].value["name"].iloc[0] == "BERT"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("view", ["frameworks", "tasks"])
def test_a_map_has_a_row_for_every_model(view, language):
    app = opened("models", language)
    app.button_group(key="view-shown").set_value(view).run()
    assert not app.exception
    grid = app.get("bidi_component")
    assert grid


@pytest.mark.parametrize("asked", ["BERT", "Bert", "google-bert/bert-base-uncased"])
def test_a_link_to_a_model_folds_case_and_knows_its_checkpoint(asked, visit):
    page = visit(f"/model?model={asked}")
    expect(page.get_by_role("heading", level=1)).to_have_text("BERT")
    expect(page).to_have_url(re.compile(r"model=bert$"))
    expect(page).to_have_title("BERT · Transformers Atlas")


def test_a_link_to_no_model_is_answered_with_some(visit):
    page = visit("/model?model=berd")
    expect(page.get_by_text("There is no architecture 'berd'. Did you mean")).to_be_visible()
    page.get_by_role("button", name="BERT", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("BERT")


def click_cell(page: Page, row: int, x: int) -> None:
    settle(page)
    table = page.get_by_test_id("stDataFrame").first
    expect(table.locator("canvas").first).to_be_visible()
    box = table.bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + HEAD + ROW * row + ROW / 2)


def test_a_press_on_the_head_of_the_table_opens_no_model(visit):
    page = visit("/models?q=bert", viewport={"width": 1440, "height": 900})
    for _time in range(3):
        click_cell(page, -1, 250)
        settle(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Models")
    click_cell(page, 0, 250)
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Models")


@pytest.mark.parametrize(("size", "top"), [((1440, 900), 450), ((390, 844), 700)])
def test_results_are_in_the_first_screen(size, top, visit):
    page = visit("/models", viewport={"width": size[0], "height": size[1]})
    settle(page)
    assert page.get_by_test_id("stDataFrame").first.bounding_box()["y"] < top


def test_a_click_on_a_cell_opens_and_back_returns(visit):
    page = visit("/models?q=whisper", viewport={"width": 1440, "height": 900})
    click_cell(page, 0, 250)
    expect(page.get_by_role("heading", level=1)).to_have_text("Whisper")
    marked = page.get_by_test_id("stSidebarNavLink").filter(has_text="Models")
    assert marked.evaluate("link => getComputedStyle(link).fontWeight") == "600"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Models")
    expect(page.get_by_placeholder("bert, gpt2")).to_have_value("whisper")
    click_cell(page, 0, 250)  # and again: what was clicked before is forgotten
    expect(page.get_by_role("heading", level=1)).to_have_text("Whisper")


def test_back_undoes_one_filter_after_the_other(visit):
    page = visit("/", viewport={"width": 1440, "height": 900})
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Models").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Models")
    for pill, key in (("vision (", "modality=vision"), ("Object detection (", "serves=object")):
        settle(page)
        places = page.evaluate("history.length")
        page.get_by_test_id("stPopover").first.get_by_role("button").first.click()
        page.get_by_role("button", name=re.compile(f"^{re.escape(pill)}")).click()
        expect(page).to_have_url(re.compile(key))
        page.keyboard.press("Escape")
        page.wait_for_function(f"history.length > {places}")
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?modality=vision$"))
    expect(page.get_by_role("button", name=re.compile("^vision"))).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/models$"))
    expect(page.get_by_text(re.compile(r"^(\d+) of \1 architectures"))).to_be_visible()
    page.go_forward()
    expect(page).to_have_url(re.compile(r"\?modality=vision$"))
    expect(page.get_by_role("button", name=re.compile("^vision"))).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/models$"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Transformers Atlas")


@pytest.mark.parametrize("view", ["By framework", "By task"])
def test_the_rows_of_a_map_open(view, visit):
    page = visit("/models", viewport={"width": 1440, "height": 900})
    settle(page)
    page.get_by_role("radio", name=view).or_(page.get_by_role("button", name=view)).first.click()
    row = page.locator(".matrix .row").nth(3)
    row.wait_for()
    assert page.locator(".matrix .row").count() == len(catalogue.models())
    name = row.locator(".name").inner_text()
    row.locator(".mark").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_ticks_compare_in_a_drawer_that_marks_what_differs(visit):
    page = visit("/models?compare=bert&compare=gpt2", viewport={"width": 1440, "height": 900})
    compare = page.get_by_test_id("stBottom").get_by_role("button", name="Compare")
    expect(compare).to_be_in_viewport()
    compare.click()
    drawer = page.get_by_role("dialog")
    rows = drawer.locator(".differs")
    expect(rows.filter(has_text="Fill-mask").locator("td")).to_have_text(["✓", "–"])
    kinds = drawer.locator("tr.differs, tr.same").evaluate_all("rows => rows.map(r => r.className)")
    assert kinds == sorted(kinds)  # what differs first
    hub = drawer.get_by_role("link", name="google-bert/bert-base-uncased")
    assert hub.get_attribute("href") == "https://huggingface.co/google-bert/bert-base-uncased"
    page.keyboard.press("Escape")
    page.get_by_test_id("stBottom").get_by_role("button", name="Clear").click()
    expect(page).to_have_url(re.compile("/models$"))


def test_a_documented_name_opens_its_architecture(visit):
    page = visit("/documented?documented=bartpho", viewport={"width": 1440, "height": 900})
    click_cell(page, 0, 60)
    expect(page).to_have_url(re.compile("model=mbart"))


def test_the_page_of_a_model_says_what_was_released_before_its_default():
    app = opened("model")
    metrics = app.selectbox(key="model").set_value("falcon_mamba").run().metric
    assert [metric.label for metric in metrics][:2] == [
        "Parameters released",
        "Default configuration",
    ]
    assert metrics[0].value == "7B"
    assert metrics[1].value == "159M"
    app.selectbox(key="model").set_value("llama").run()
    assert " to " in app.metric[0].value
    text = " ".join(markdown.value for markdown in app.markdown)
    assert "Released attention  \n**multi-head, grouped-query**" in text
    assert "Default attention  \n**multi-head**" in text


@pytest.mark.parametrize("chosen", ["architectures", "checkpoints"])
def test_parameters_read_as_people_say_them_and_stay_numbers(chosen):
    app = opened("models")
    app.button_group(key="list-shown").set_value(chosen).run()
    table = app.dataframe[0]
    written = pyarrow.ipc.open_stream(table.proto.arrow_data.styler.display_values)
    said = written.read_pandas()["parameters"]
    known = table.value["parameters"].notna()
    assert pd.api.types.is_integer_dtype(table.value["parameters"])
    assert list(said[known]) == [i18n.compact(count) for count in table.value["parameters"][known]]
    assert set(said[~known]) == {""}
