"""Who uploads what would end the server gets a sentence, and others notice nothing."""

import pytest
from playwright.sync_api import expect

from . import hostile
from .conftest import settle


@pytest.mark.parametrize("name", ["nul.model", "precompiled.json", "replaces.json"])
def test_a_hostile_tokenizer_ends_in_a_sentence_and_others_go_on(visit, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(hostile.TOKENIZERS[name]())
    other = visit("/encode")
    page = visit("/compare")
    settle(page)
    page.get_by_role("button", name="From the Hub or a file").click()
    page.locator("input[type=file]").set_input_files(path)
    said = page.get_by_text(f"{path.stem} cannot be used: Reading this")
    text = other.get_by_label("Text", exact=True)
    text.fill("another")
    text.press("Control+Enter")
    expect(said.first).to_be_visible()
    expect(other.get_by_text("another").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare")


def test_an_upload_that_holds_too_much_gets_a_sentence(visit, tmp_path):
    path = tmp_path / "bomb.zip"
    path.write_bytes(hostile.zipped())
    page = visit("/pipelines?task=image-classification&amount=batch")
    settle(page)
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("Unpacked, this ZIP is too large").first).to_be_visible()
