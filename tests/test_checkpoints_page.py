"""Which checkpoint fits, as a visitor finds out."""

import re

import pytest
from playwright.sync_api import Page, expect

import catalogue
import i18n

from .conftest import settle
from .pages import opened
from .test_models_page import click_cell

DESK = {"width": 1440, "height": 900}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_list_of_checkpoints_opens(language):
    app = opened("models", language)
    app.button_group(key="list-shown").set_value("checkpoints").run()
    assert not app.exception
    assert len(app.dataframe[0].value) == len(catalogue.checkpoints())
    app.button_group(key="can-shown").set_value(["tools"]).run()
    app.number_input(key="fits").set_value(12.0).run()
    assert not app.exception
    assert app.dataframe[0].value["memory"].max() <= 12


def test_what_is_cleared_out_of_sight_stays_cleared(visit):
    page = visit("/models?list=checkpoints&can=chat&can=tools&speaks=zh", viewport=DESK)
    more = page.get_by_role("button", name="More filters")
    settle(page)
    more.click()
    expect(page.get_by_text("All abilities")).to_be_visible()
    page.keyboard.press("Escape")
    click(page, "Clear all")
    total = len(catalogue.checkpoints())
    expect(page.get_by_text(f"{total} of {total} checkpoints")).to_be_visible()
    page.get_by_placeholder("qwen 7b").fill("kimi")
    expect(page).to_have_url(re.compile("q=kimi"))
    settle(page)
    assert "can=" not in page.url and "speaks=" not in page.url
    expect(page.get_by_text(re.compile(r"^[1-9]\d* of \d+ checkpoints"))).to_be_visible()


def test_without_a_wish_the_great_makers_come_first():
    app = opened("models")
    app.button_group(key="list-shown").set_value("checkpoints").run()
    makers = catalogue.checkpoints().set_index("checkpoint")["maker"]
    first = makers[app.dataframe[0].value["checkpoint"].iloc[0]]
    whole = catalogue.checkpoints().query("format == 'full'")
    assert first in list(whole["maker"].value_counts().index[:3])


def test_a_wish_that_nothing_grants_can_be_taken_away():
    app = opened("models")
    app.button_group(key="list-shown").set_value("checkpoints").run()
    app.number_input(key="fits").set_value(0.1).run()
    app.button_group(key="can-shown").set_value(["tools"]).run()
    assert any("No checkpoint has all of this" in info.value for info in app.info)
    app.button(key="clear").click().run()
    assert len(app.dataframe[0].value) == len(catalogue.checkpoints())


def test_a_language_out_of_sight_stays_chosen_beside_those_in_sight():
    app = opened("models")
    app.button_group(key="list-shown").set_value("checkpoints").run()
    app.multiselect(key="language-all").set_value(["sw"]).run()
    # What was chosen elsewhere makes another widget of the pills.
    pills = next(group for group in app.button_group if group.key.startswith("speaks-shown"))
    pills.set_value(["sw", "en"]).run()
    assert sorted(app.session_state["speaks"]) == ["en", "sw"]


def click(page: Page, name: str) -> None:
    settle(page)
    button = page.get_by_role("button", name=re.compile(f"^{re.escape(name)}"))
    button.or_(page.get_by_role("radio", name=re.compile(f"^{re.escape(name)}"))).first.click()


def test_a_chat_model_with_tools_that_fits_is_found_in_four_clicks(visit):
    page = visit("/models?list=checkpoints", viewport=DESK)
    for name, part in (
        ("tools (", "can=tools"),
        ("Chinese (", "speaks=zh"),
        ("32k", "least=32k"),
        ("12 GB", "fits=12"),
    ):
        click(page, name)
        expect(page).to_have_url(re.compile(re.escape(part)))
    settle(page)
    answer = page.get_by_text(re.compile(r"^\d+ of \d+ checkpoints")).inner_text()
    choice = catalogue.CheckpointChoice(
        ability=("tools",), language=("zh",), context=32_768, gigabytes=12
    )
    rows = catalogue.choose_checkpoints(catalogue.checkpoints(), choice)
    assert answer.startswith(f"{len(rows)} of ")

    page.goto(page.url)  # the link restores it
    expect(page.get_by_text(answer)).to_be_visible()
    click_cell(page, 0, 100)
    expect(page.get_by_text("Released checkpoints", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_text(answer)).to_be_visible()
    expect(page).to_have_url(re.compile("fits=12"))


def test_the_memory_of_a_checkpoint_is_shown_in_numbers(visit):
    page = visit("/models?list=checkpoints&fits=24&least=8k&q=mistral+7b", viewport=DESK)
    settle(page)
    first = page.get_by_text(re.compile(r"needs .* GB")).inner_text()
    assert " × 8,192 × 1 × 2" in page.get_by_text(re.compile("^parameters × bits")).inner_text()
    click_cell(page, 3, 400)
    expect(page.get_by_text(re.compile(r"needs .* GB"))).not_to_have_text(first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Models")


def test_the_page_of_an_architecture_leads_to_its_checkpoints(visit):
    page = visit("/model?model=mistral", viewport=DESK)
    page.get_by_role("link", name=re.compile("which one fits")).click()
    count = (catalogue.checkpoints()["model"] == "mistral").sum()
    expect(page.get_by_text(re.compile(rf"^{count} of \d+ checkpoints"))).to_be_visible()
    page.get_by_role("button", name="mistral", exact=True).click()
    total = len(catalogue.checkpoints())
    expect(page.get_by_text(f"{total} of {total} checkpoints")).to_be_visible()


@pytest.mark.parametrize("gigabytes", [None, 12.0])
def test_the_python_shown_gives_the_rows_in_the_order_of_the_page(gigabytes):
    app = opened("models")
    app.button_group(key="list-shown").set_value("checkpoints").run()
    app.number_input(key="fits").set_value(gigabytes).run()
    *statements, last = app.code[-1].value.splitlines()
    names: dict = {}
    exec("\n".join(statements), names)
    rows = eval(last, names)
    assert list(rows["checkpoint"]) == list(app.dataframe[0].value["checkpoint"])
