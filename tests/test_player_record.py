"""What a reader takes away from the player: pictures, a GIF, a video, opened by other programs."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import av
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

import palette
from ui.player import KINDS, LIGHT, _script, _style, player_labels, player_page, player_palette

from . import stories

COUNTS = {"hug": 10, "hugs": 5, "你好": 7, "مرحبا": 6, "<img src=x>": 1}
SPACE = "{http://www.w3.org/2000/svg}"

IN_A_SHADOW = """
async ([script, style, data]) => {
  const host = document.querySelector("#host");
  const shadow = host.attachShadow({ mode: "open" });
  const root = Object.assign(document.createElement("div"), { className: "player" });
  shadow.append(Object.assign(document.createElement("style"), { textContent: style }), root);
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const draw = (await import(url)).default;
  draw({ data, parentElement: shadow, setStateValue() {}, setTriggerValue() {} });
}
"""
"""Draws the player as Streamlit does: in a shadow root, with the theme's variables around it."""


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
    return stories.learning("bpe", COUNTS, 24, 0, 3)


@pytest.fixture
def show(browser: Browser, tmp_path):
    """Open the one-file page of a story from a file."""
    contexts = []

    def open_page(story: dict[str, Any], script: str = "", **options) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        file = tmp_path / "player.html"
        file.write_text(player_page(story, player_labels(), "A story"), encoding="utf-8")
        page.goto(file.as_uri())
        page.locator(".player.ready").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()


def take(page: Page, what: str, folder: Path) -> Path:
    """Choose `what` in the menu; the file that is downloaded."""
    page.get_by_role("button", name="Save as").click()
    with page.expect_download(timeout=120_000) as download:
        page.get_by_role("button", name=what).click()
    expect(page.get_by_role("button", name="Save as")).to_be_visible()
    assert page.locator(".player").count() == 1  # the second player is gone
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def colors(image: Image.Image) -> set[str]:
    found = image.convert("RGB").getcolors(1 << 24)
    return {"#{:02x}{:02x}{:02x}".format(*color) for _count, color in found}


def far(one: Image.Image, other: Image.Image) -> float:
    """The share of squares of 4 x 4 pixels that differ: letters may lie a little otherwise."""
    a, b = (np.asarray(image.convert("RGB").reduce(4), int) for image in (one, other))
    return float((abs(a - b).max(axis=2) > 42).mean())


def test_a_step_as_svg_holds_its_texts_and_no_markup(show, story, tmp_path):
    page = show(story)
    page.get_by_role("slider").fill("1.25")
    file = take(page, "Picture (SVG)", tmp_path)
    assert file.name == "bpe-step-1.svg"
    text = file.read_text("utf-8")
    assert "<script" not in text and "<img" not in text
    svg = ElementTree.fromstring(text)
    assert svg.get("width") == "960"
    assert svg.find(f"{SPACE}title").text == story["titles"][1]
    texts = [node.text for node in svg.iter(f"{SPACE}text")]
    assert texts[0] == story["titles"][1]
    assert {"hug", "×10", "你好", "مرحبا", "<img␣src=x>"} <= set(texts)
    fills = {node.get("fill") for node in svg.iter()}
    assert {palette.LOOK.lower(), LIGHT["--st-background-color"].lower()} <= fills


def test_films_end_with_the_picture_of_the_last_step(show, story, tmp_path):
    page = show(story)
    page.get_by_role("slider").fill("1.25")
    file = take(page, "Picture (PNG)", tmp_path)
    assert file.name == "bpe-step-1.png"
    lit = Image.open(file)
    assert lit.width == 2 * 960
    token = story["colors"][story["steps"][0]["token"]]
    wanted = {palette.LOOK, palette.SYMBOL, token, LIGHT["--st-background-color"]}
    assert {color.lower() for color in wanted} <= colors(lit)

    page.get_by_role("slider").fill("3")
    picture = Image.open(take(page, "Picture (PNG)", tmp_path))
    small = picture.resize((960, picture.height // 2), Image.Resampling.BOX)
    page.get_by_role("slider").fill("0.5")

    file = take(page, "GIF", tmp_path)
    assert file.name == "bpe-steps-1-3.gif"
    film = Image.open(file)
    assert film.size == small.size
    assert film.n_frames > 20
    time, first = 0, film.convert("RGB")
    for frame in range(film.n_frames):
        film.seek(frame)
        time += film.info["duration"]
    assert time == pytest.approx(3 * 1500 + 1500, abs=80)
    assert far(first, film) > 0.03
    assert far(small, film) < 0.002
    assert page.get_by_role("slider").input_value() == "0.5"  # the reader's player stands still

    file = take(page, "Video", tmp_path)
    assert file.name in ("bpe-steps-1-3.mp4", "bpe-steps-1-3.webm")
    assert file.stat().st_size > 10_000
    with av.open(str(file)) as video:
        frames = [frame.to_image() for frame in video.decode(video=0)]
    assert len(frames) > 30
    assert {frame.size for frame in frames} == {(1280, -(-small.height * 4 // 3 // 2) * 2)}
    assert far(small, frames[-1].resize(small.size)) < 0.005
    assert far(frames[0], frames[-1]) > 0.03


def test_the_component_gives_the_same_in_dark_and_in_chinese(browser, story, tmp_path):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_content("<!doctype html><div id=host style='--st-background-color: #10151C'></div>")
    labels = player_labels() | {"vocabulary": "词典"}
    data = {"story": story, "labels": labels, "palette": player_palette(), "step": 2}
    page.evaluate(IN_A_SHADOW, [_script(*KINDS), _style(), data])
    page.locator(".player.ready").wait_for()
    image = Image.open(take(page, "Picture (PNG)", tmp_path))
    assert image.width == 2 * 960  # whatever the screen
    assert image.getpixel((0, 0))[:3] == (0x10, 0x15, 0x1C)
    assert "词典" in take(page, "Picture (SVG)", tmp_path).read_text("utf-8")
    context.close()


@pytest.mark.parametrize("film", ["GIF", "Video"])
def test_a_film_can_be_given_up(show, story, film):
    page = show(story)
    page.on("download", lambda _download: pytest.fail("a film that was given up"))
    page.get_by_role("button", name="Save as").click()
    page.get_by_role("button", name=film).click()
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_contain_text("%")
    cancel.click()
    expect(page.get_by_role("button", name="Save as")).to_be_visible()
    expect(page.locator(".player")).to_have_count(1)
    page.wait_for_timeout(300)


def test_a_browser_without_a_recorder_says_so(show, story):
    page = show(story, "delete window.MediaRecorder;")
    page.get_by_role("button", name="Save as").click()
    video = page.get_by_role("button", name="Video")
    expect(video).to_be_disabled()
    expect(video).to_have_attribute("title", "This browser cannot record a video")


def test_the_menu_closes_without_a_choice(show, story):
    page = show(story)
    menu = page.locator(".menu")
    page.get_by_role("button", name="Save as").click()
    expect(page.get_by_role("button", name="Picture (SVG)")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name="Save as")).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.get_by_role("slider").click()
    expect(menu).to_be_hidden()


@pytest.mark.parametrize(
    "broken",
    [
        "HTMLCanvasElement.prototype.getContext = new Proxy("
        "HTMLCanvasElement.prototype.getContext, {apply(get, canvas, given) {"
        "if (window.broken) throw new Error('no canvas');"
        "return Reflect.apply(get, canvas, given); }});",
        "const after = Element.prototype.after; Element.prototype.after = function (...nodes) {"
        "if (window.broken) throw new Error('no place'); after.apply(this, nodes); };",
    ],
    ids=["while it is drawn", "before it is drawn"],
)
def test_what_cannot_be_made_is_said_in_the_menu(show, story, broken):
    page = show(story, broken)
    page.evaluate("window.broken = true")
    page.get_by_role("button", name="Save as").click()
    failure = page.get_by_role("alert")
    expect(failure).to_be_hidden()
    page.get_by_role("button", name="GIF").click()
    expect(failure).to_have_text("This could not be made")
    expect(page.get_by_role("button", name="Save as")).to_be_visible()
    expect(page.locator(".player")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(failure).to_be_hidden()
