"""The player, frame by frame in Chromium: what a reader sees at twenty moments of every step."""

import json
import re
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from playwright.sync_api import Browser, Page, expect

import tokenizer_lab as lab
from i18n import visible
from palette import UNKNOWN, token_color
from ui.player import _script, _style, player_labels, player_page, player_palette, source

from . import stories
from .random_texts import random_texts

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
CLASSIC = lab.CLASSIC_COUNTS
SCRIPTS = {
    "مرحبا": 9, "مرحب": 5, "שלום": 7, "你好吗": 6, "你好": 3, "a\u200db c": 5,
    "👩\u200d🚀👩\u200d🚀": 4, "banana": 8, "ffin": 2, "ffi": 3,
}  # fmt: skip
RAW = lab.word_counts(lab.SAMPLES["english"][:400], "metaspace")
BYTES = {"hug": 10, " 你好": 7, "café": 4, "hugs": 5, "🙂": 6, " 你们": 3}

STORIES = {
    "bpe": lambda: stories.learning("bpe", CLASSIC, 20),
    "scripts": lambda: stories.learning("bpe", SCRIPTS, 44),
    "byte_bpe": lambda: stories.learning("byte_bpe", BYTES, 272),
    "wordpiece": lambda: stories.learning("wordpiece", CLASSIC, 20),
    "unigram": lambda: stories.learning("unigram", CLASSIC, 10),
    "sentencepiece": lambda: stories.learning("sentencepiece", RAW, 40),
    "encode bpe": lambda: stories.encoding("gpt2", "Unbelievable hugs"),
    "encode wordpiece": lambda: stories.encoding("bert", "Transformers tokenizing hugs ☃"),
    "encode unigram": lambda: stories.encoding(lab.train("unigram", CLASSIC, 12), "hugs bun"),
    "encode bytes": stories.fallen_back,
}

LOOK = Path(__file__).with_name("player_frames.js").read_text("utf-8")
"""Says what is wrong at twenty moments of a step, and which texts can be read there."""


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Any]]:
    return {name: tell() for name, tell in STORIES.items()}


@pytest.fixture
def show(browser: Browser, tmp_path):
    """Open the one-file page of a story, from a file, with the network cut."""
    contexts = []

    def open_page(story: dict[str, Any], **options) -> Page:
        context = browser.new_context(**({"viewport": DESK} | options))
        contexts.append(context)
        context.route(re.compile("^http"), lambda route: route.abort())
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(_file(story, tmp_path))
        page.locator(".player.ready").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()


def _file(story: dict[str, Any], folder) -> str:
    file = folder / "player.html"
    file.write_text(player_page(story, player_labels(), "A story"), encoding="utf-8")
    return file.as_uri()


def touched(story: dict[str, Any], step: int) -> list[int]:
    """The words that a step may move."""
    made = story["steps"][step]
    if story["kind"] == "merges":
        return sorted({word for word, _symbol in made["places"]})
    if story["kind"] == "pruning" or made["action"] == "ids":
        return list(range(len(story["words"])))
    return [made["word"]] if made["action"] != "fill" else []


@pytest.mark.parametrize(
    "options", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["wide", "narrow"]
)
@pytest.mark.parametrize("name", STORIES)
def test_no_frame_lies(show, told, name, options):
    story = told[name]
    page = show(story, **options)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for step in range(len(story["steps"])):
        seen = page.evaluate(LOOK, [story["first"] + step, touched(story, step), 0])
        assert not seen["wrong"], seen["wrong"][:5]
        for moment in seen["titles"]:
            state = step + (moment["time"] >= 420)
            assert moment["title"] == story["titles"][state]
            assert moment["counter"] == f"{story['first'] + state} / {story['total']}"
            if story["kind"] == "merges":
                assert_counts(story, step, state, moment)


def assert_counts(story: dict[str, Any], step: int, state: int, moment: dict[str, Any]) -> None:
    """Size and numbers at a moment of a step are those of the state that the title tells."""
    sizes = [story["vocabulary"]["size"], *(each["vocabulary"] for each in story["steps"])]
    assert moment["size"] == str(sizes[state])
    steps = story["steps"]
    now = steps[state]["candidates"] if state < len(steps) else steps[-1]["after"]
    shown = story.get("display", {})
    known = {}
    for left, right, _count, _score, text in now:
        pair = [shown.get(token, [token])[0] for token in (left, right)]
        known[" + ".join(pair)] = text
    for label, number in moment["numbers"]:
        assert number in ("", known.get(label.replace("\u202f", " "))), (label, number)


@pytest.mark.parametrize("broken", [18, -18])
def test_a_box_that_stands_wrong_is_found(show, told, broken):
    page = show(told["bpe"])
    assert page.evaluate(LOOK, [1, touched(told["bpe"], 1), broken])["wrong"]


MANY = {"".join("abcde"[(n * n + at * (n + 3)) % 5] for at in range(26)): n + 1 for n in range(40)}


def test_forty_long_words_stay_in_their_rows(show):
    story = stories.learning("bpe", MANY, 80, 5, 29)
    for viewport in (PHONE, DESK):
        page = show(story, viewport=viewport)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for step in (0, 23):
            assert not page.evaluate(LOOK, [5 + step, touched(story, step), 0])["wrong"]


def test_a_word_of_five_thousand_letters_says_what_is_left_out(show):
    page = show(stories.learning("bpe", {"a" * 5000: 3, "hug": 4}, 7))
    expect(page.locator(".more")).to_have_text("… 4,900 more")
    expect(page.locator(".more")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def state_of(page: Page) -> str:
    return page.locator(".title").get_attribute("aria-label")


def test_keys_and_buttons_move_one_clock(show, told):
    story = told["bpe"]
    titles = story["titles"]
    page = show(story)
    player = page.locator(".player")
    title = page.locator(".title")
    player.focus()
    for key, state in [
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
        ("End", 7),
        ("Home", 0),
    ]:
        page.keyboard.press(key)
        expect(title).to_have_attribute("aria-label", titles[state])
        page.wait_for_timeout(1_300 if key == "ArrowRight" else 0)
    expect(page.get_by_role("button", name="Previous step")).to_be_disabled()
    page.get_by_role("button", name="Last step").click()
    expect(title).to_have_attribute("aria-label", titles[7])
    expect(page.get_by_role("button", name="Next step")).to_be_disabled()
    page.get_by_role("button", name="Previous step").click()
    expect(title).to_have_attribute("aria-label", titles[6])
    expect(page.locator(".live")).to_have_text(story["spoken"][6])
    page.get_by_role("button", name="4×").click()
    page.get_by_role("button", name="Play").click()  # goes on from where it stands
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(title).to_have_attribute("aria-label", titles[7])
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    player.focus()
    page.keyboard.press(" ")  # at the end it starts anew
    expect(title).to_have_attribute("aria-label", titles[1])
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.get_by_role("slider").fill("4.9")
    expect(title).to_have_attribute("aria-label", titles[5])


def test_full_screen_is_readable_from_the_last_row(show, told):
    page = show(told["bpe"], viewport={"width": 1920, "height": 1080})
    page.locator(".player").focus()
    page.keyboard.press("f")
    expect(page.locator(".player:fullscreen")).to_be_visible()
    page.wait_for_function(
        "parseFloat(getComputedStyle(document.querySelector('.track .text')).fontSize) >= 28"
    )
    assert not page.evaluate(LOOK, [2, touched(told["bpe"], 2), 0])["wrong"]


STILL = """
time => {
  const root = document.querySelector(".player");
  const range = root.querySelector(".scrub");
  range.value = 1.001;
  range.dispatchEvent(new Event("input"));
  for (const animation of root.getAnimations({ subtree: true })) {
    animation.pause();
    animation.currentTime = time;
  }
}
"""


def test_reduced_motion_has_no_picture_in_between(show, told):
    for name in ("bpe", "byte_bpe", "unigram", "encode wordpiece"):
        story = told[name]
        page = show(story, reduced_motion="reduce")
        pictures = []
        for time in (0, 200, 419, 421, 600, 900, 1500):
            page.evaluate(STILL, time)
            pictures.append(page.locator(".stage").screenshot())
        assert len(set(pictures[:3])) == 1 and len(set(pictures[3:])) == 1, name
        assert pictures[0] != pictures[3]


@pytest.mark.parametrize("name", ["bpe", "encode bpe", "unigram"])
def test_what_a_visitor_typed_is_never_markup(show, told, name):
    alarm = stories.ALARM
    text = json.dumps(stories.hostile(told[name]), ensure_ascii=False)
    for token in ('"hug"', '"u"', '"able"'):
        text = text.replace(token, json.dumps(alarm + "</script>"))
    page = show(json.loads(text))
    page.locator(".player").focus()
    page.keyboard.press("End")
    page.wait_for_timeout(200)
    assert page.title() == "A story"
    assert page.locator(".player img").count() == 0
    expect(page.locator(".label").first).to_contain_text("<img")


def test_light_and_dark_have_grounds_of_their_own(show, told):
    grounds = set()
    for scheme in ("light", "dark"):
        page = show(told["bpe"], color_scheme=scheme)
        grounds.add(
            page.evaluate("getComputedStyle(document.querySelector('.player')).backgroundColor")
        )
    assert len(grounds) == 2


def test_one_file_is_small(told):
    for name, story in (told | {"many": stories.learning("bpe", MANY, 80, 5, 29)}).items():
        page = player_page(story, player_labels(), "A story").encode()
        assert len(page) < 60_000, name
        assert b"http://" not in page.replace(b"http://www.w3.org/2000/svg", b"")


# The component, as Streamlit calls it

HOST = """
async ([script, style]) => {
  document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const draw = (await import(url)).default;
  const host = document.querySelector("#host");
  window.told = [];
  window.draw = (data) => void draw({
    data, parentElement: host,
    setStateValue: (name, value) => told.push([name, value]),
    setTriggerValue: (name, value) => told.push([name, value]),
  });
}
"""


@pytest.fixture
def component(browser: Browser):
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.set_content("<!doctype html><div id=host><div class=player></div></div>")
    kinds = ("merges", "encoding", "pruning")
    page.evaluate(HOST, [_script(*kinds), _style()])
    page.wait_for_function("() => Boolean(window.draw)")
    yield page
    context.close()


def given(story: dict[str, Any], step: int = 0, turn: int = 0) -> dict[str, Any]:
    data = {"story": story, "labels": player_labels(), "palette": player_palette()}
    return data | {"step": step, "go": {"step": step, "turn": turn}}


def test_the_page_hears_of_whole_steps_when_the_reader_rests(component, told):
    page = component
    page.evaluate("draw", given(told["bpe"]))
    page.locator(".player").focus()
    for _press in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("told.length")
    page.wait_for_timeout(1_500)
    assert page.evaluate("told") == [["step", 4]]
    page.get_by_role("button", name="4×").click()
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(600)
    assert page.evaluate("told.length") == 1  # not while it plays
    page.get_by_role("button", name="Pause").click()
    page.wait_for_function("told.length === 2")
    shown = told["bpe"]["titles"].index(state_of(page))
    assert page.evaluate("told[1]") == ["step", shown]


def test_the_page_can_ask_once_for_a_step(component, told):
    page = component
    page.evaluate("draw", given(told["bpe"], step=3))
    title = page.locator(".title")
    expect(title).to_have_attribute("aria-label", told["bpe"]["titles"][3])
    page.evaluate("draw", given(told["bpe"], step=5, turn=1))
    expect(title).to_have_attribute("aria-label", told["bpe"]["titles"][5])
    page.locator(".player").focus()
    page.keyboard.press("ArrowLeft")
    expect(title).to_have_attribute("aria-label", told["bpe"]["titles"][4])
    page.evaluate("draw", given(told["bpe"], step=5, turn=1))
    expect(title).to_have_attribute("aria-label", told["bpe"]["titles"][4])


def test_it_plays_on_into_the_next_window(component):
    page = component
    windows = [
        stories.learning("bpe", CLASSIC, 20, first, last) for first, last in ((0, 3), (3, 7))
    ]
    page.evaluate("draw", given(windows[0]))
    page.get_by_role("button", name="4×").click()
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("told.length")
    assert page.evaluate("told") == [["more", 3]]
    page.evaluate("draw", given(windows[1]))
    title = page.locator(".title")
    expect(title).to_have_attribute("aria-label", windows[1]["titles"][-1])
    page.wait_for_function("told.length === 2")
    assert page.evaluate("told[1]") == ["step", 7]


def test_it_plays_on_over_a_rerun_and_another_language(component, told):
    page = component
    data = given(told["bpe"])
    page.evaluate("draw", data)
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(300)
    page.evaluate("draw", data)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.evaluate("draw", data | {"labels": data["labels"] | {"pause": "暂停"}})
    expect(page.get_by_role("button", name="暂停")).to_be_visible()
    expect(page.locator(".title")).to_have_attribute("aria-label", told["bpe"]["titles"][2])


def test_streamlits_own_keys_stay_out(component, told):
    page = component
    page.evaluate("draw", given(told["bpe"]))
    page.evaluate("document.addEventListener('keydown', event => told.push(event.key))")
    page.locator(".player").focus()
    for key in ("r", "c", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("told") == []


def test_a_jump_beyond_the_window_is_not_taken_back(component):
    page = component
    windows = [
        stories.learning("bpe", CLASSIC, 20, first, last) for first, last in ((0, 3), (3, 7))
    ]
    page.evaluate("draw", given(windows[0]))
    page.locator(".player").focus()
    page.get_by_role("slider").fill("1")
    page.locator(".player").press("End")
    page.wait_for_timeout(500)
    (more,) = page.evaluate("told")
    assert more[0] == "more"
    page.evaluate("draw", given(windows[1]))
    page.wait_for_function("told.length === 2")
    assert page.evaluate("told[1]") == ["step", 7]


def test_a_character_that_became_bytes_shows_each_with_its_id(show, told):
    page = show(told["encode bytes"])
    page.locator(".player").press("End")
    boxes = page.locator(".track > .token.two")
    expect(boxes.locator(".text")).to_have_text(["a", "<0xE2>\u202f<0x98>\u202f<0x83>", "<unk>"])
    expect(boxes.locator(".small")).to_have_text(["97", "226\u202f152\u202f131", "0"])
    for n, color in enumerate([token_color("a"), token_color("<0xE2>"), UNKNOWN]):
        red, green, blue = bytes.fromhex(color.removeprefix("#"))
        expect(boxes.nth(n)).to_have_css("background-color", f"rgb({red}, {green}, {blue})")


def test_nothing_of_a_text_stays_unseen(browser):
    page = browser.new_page()
    shown = (
        f"(text) => {{ {source('visible.js')} return visible(text).map((part) => part.shown); }}"
    )
    assert page.evaluate(shown, "a b\r\n\t") == ["a", "␣", "b", "␍⏎", "→"]
    assert page.evaluate(shown, "\u200b\u00a0\u3164") == ["U+200B", "⍽", "U+3164"]
    assert page.evaluate(shown, "👩\u200d🚀é") == ["👩\u200d🚀", "é"]
    # Sentences and lists write the same as the pictures; what is assigned is a matter of the year.
    for text in random_texts(400):
        text = "".join(char for char in text if category(char) not in ("Cn", "Cs"))
        assert "".join(page.evaluate(shown, text)) == visible(text)
    page.close()


# What a reader sees at rest and on the way, faults that once were

GO = "at => { const range = document.querySelector('.scrub'); range.value = at; range.oninput(); }"
LISTED = """
() => [...document.querySelectorAll('.rank')].filter((row) => getComputedStyle(row).opacity > 0.05)
  .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
  .map((row) => [row.querySelector('.rank-label').title, row.querySelector('.number')])
  .map(([label, number]) =>
    [label, getComputedStyle(number).opacity > 0.05 ? number.textContent : ''])
"""


def test_at_rest_title_boxes_and_list_are_of_one_step(show, told):
    for name in ("encode wordpiece", "encode unigram", "encode bpe"):
        story = told[name]
        page = show(story)
        assert page.evaluate(LISTED) == []
        for state, step in enumerate(story["steps"], 1):
            page.evaluate(GO, state)
            rows = page.evaluate(LISTED)
            if step["action"] == "match":
                found = step["end"] > step["start"]
                marks = ["✗"] * (len(step["tried"]) - found) + ["✓"] * found
                assert rows == [list(row) for row in zip(step["tried"], marks)]
            elif step["action"] == "fill":
                best = max(step["edges"], key=lambda edge: edge[4])
                assert rows[0][0] == best[2] and best[2] in story["titles"][state]
                assert len(rows) == len(step["edges"])
            elif step["action"] == "merge":
                assert rows[0] == [f"{step['left']} + {step['right']}", str(step["rank"])]
            else:
                assert rows == []


def test_letters_light_up_when_the_piece_is_found(show, told):
    story = told["encode wordpiece"]
    state = next(n for n, step in enumerate(story["steps"]) if len(step.get("tried", "")) > 3)
    page = show(story)
    lit = "[...document.querySelectorAll('.track > .token')].some((box) => "
    lit += "/26, 34, 48/.test(getComputedStyle(box).boxShadow))"
    for time, marks, lights in ((130, 0, False), (300, 1, False), (415, 2, True)):
        page.evaluate(GO, state + time / 1500)
        shown = [number for _label, number in page.evaluate(LISTED) if number]
        assert bool(shown) == bool(marks) and ("✓" in shown) == (marks == 2), time
        assert page.evaluate(lit) == lights, time


@pytest.mark.parametrize("name", ["encode bpe", "encode wordpiece", "encode unigram"])
def test_long_rows_are_scrolled_smoothly_and_come_back(show, name):
    text = "Unbelievableness internationalization"
    source = lab.train("unigram", {text: 1}, 40) if name == "encode unigram" else None
    story = stories.encoding(source or {"encode bpe": "gpt2"}.get(name, "bert"), text)
    page = show(story, viewport=PHONE)
    places = "[...document.querySelectorAll('.words .row, .net .row')].map((row) => row.scrollLeft)"
    last, moved = page.evaluate(places), 0
    for tick in range(20 * len(story["steps"])):
        page.evaluate(GO, tick / 20)
        now = page.evaluate(places)
        if "unigram" not in name or tick % 20:
            assert max(abs(a - b) for a, b in zip(last, now)) < 140, tick / 20
        moved += now != last
        last = now
    assert moved
    page.evaluate(GO, 4.5)
    there = page.evaluate(places)
    page.evaluate(GO, len(story["steps"]))
    page.evaluate(GO, 4.5)
    assert page.evaluate(places) == there  # the position alone decides
    page.evaluate(GO, len(story["steps"]))
    over = "[...document.querySelectorAll('.words .row')].filter((row) => row.scrollLeft > 0.5 && "
    over += "[...row.querySelectorAll('.token')].every((box) => box.getBoundingClientRect().right "
    over += "+ row.scrollLeft <= row.getBoundingClientRect().right + 1)).length"
    assert page.evaluate(over) == 0


def test_the_place_that_a_lattice_fills_is_in_sight(show):
    text = "unbelievable" * 3
    story = stories.encoding(lab.train("unigram", {text: 2, "believe": 3}, 30), text)
    page = show(story, viewport=PHONE)
    seen = """
    piece => {
      const frame = document.querySelector('.net .row').getBoundingClientRect();
      return [...document.querySelectorAll('.edge')].some((edge) => {
        const { left, right } = edge.getBoundingClientRect();
        return edge.textContent === piece
          && right > frame.left && left < frame.right && right <= frame.right + 1;
      });
    }
    """
    for state, step in enumerate(story["steps"], 1):
        if step["action"] == "fill":
            page.evaluate(GO, state)
            piece = next(edge[2] for edge in step["edges"] if edge[5])
            assert page.evaluate(seen, piece), state


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_next_and_back_count_from_the_step_that_the_title_tells(show, told, motion):
    titles = told["bpe"]["titles"]
    page = show(told["bpe"], reduced_motion=motion)
    title = page.locator(".title")
    for at, told_state in ((1.5, 2), (1.1, 1), (6.5, 7)):
        for button, step in (("Next step", 1), ("Previous step", -1)):
            page.evaluate(GO, at)
            expect(title).to_have_attribute("aria-label", titles[told_state])
            page.get_by_role("button", name=button).click()
            wanted = titles[min(7, told_state + step)]
            expect(title).to_have_attribute("aria-label", wanted)
            page.wait_for_timeout(1_000)
            expect(title).to_have_attribute("aria-label", wanted)
            whole = page.get_by_role("slider").input_value()
            assert float(whole) == min(7, told_state + step)


def test_every_press_counts_while_a_window_is_awaited(component):
    page = component
    trace = lab.train("bpe", RAW, 90)
    total = len(trace.steps)

    def window(step: int) -> dict[str, Any]:
        first = min(max(0, step - 1), total - 8)
        return given(lab.story(trace, first, first + 8), step)

    def answer() -> None:
        """The page gives the window that was asked for last, when it gets to it."""
        page.wait_for_timeout(400)
        asked = [value for name, value in page.evaluate("told") if name == "more"]
        page.evaluate("draw", window(asked[-1]))
        page.wait_for_timeout(400)

    page.evaluate("draw", window(0))
    slider = page.get_by_role("slider")
    assert [slider.get_attribute(name) for name in ("min", "max")] == ["0", str(total)]
    page.locator(".player").focus()
    for _press in range(20):
        page.keyboard.press("ArrowRight")
    page.evaluate("draw", window(9))  # what the first of them asked for comes late
    for _press in range(4):
        page.keyboard.press("ArrowRight")
    answer()
    title = page.locator(".title")
    expect(title).to_have_attribute("aria-label", window(24)["story"]["titles"][1])
    for _press in range(12):
        page.keyboard.press("ArrowLeft")
    answer()
    expect(title).to_have_attribute("aria-label", window(12)["story"]["titles"][1])
    page.wait_for_function("told.at(-1)[0] === 'step'")
    assert page.evaluate("told.at(-1)") == ["step", 12]
    slider.fill(str(total - 20))  # the scrubber covers the whole training
    answer()
    expect(title).to_have_attribute("aria-label", window(total - 20)["story"]["titles"][1])
    assert float(slider.input_value()) == total - 20


CONTRAST = """
() => {
  const pen = document.createElement('canvas').getContext('2d');
  const light = (css) => {
    pen.fillStyle = css;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  return Math.min(...[...document.querySelectorAll('.cut .token')].map((box) => {
    const { color, backgroundColor, opacity } = getComputedStyle(box);
    const [a, b] = [light(color), light(backgroundColor)];
    const pale = opacity < 1 || getComputedStyle(box.parentElement).opacity < 1;
    return pale ? 0 : Math.max(a, b) / Math.min(a, b);
  }));
}
"""


def test_cuts_that_lose_can_be_read(show, told):
    for scheme in ("light", "dark"):
        page = show(told["unigram"], color_scheme=scheme)
        for state in (0, 2):
            page.evaluate(GO, state)
            assert page.evaluate(CONTRAST) >= 4.5


def test_what_a_removal_costs_stands_beside_the_probability_and_is_named(show, told):
    story = told["unigram"]
    piece, rise = story["steps"][0]["removed"][0]
    page = show(story)
    slot = page.locator(".slot").filter(has=page.locator(f".rank-label[title='{piece}']"))
    legend, strike = page.locator(".legend"), slot.locator(".strike")
    for time, costs, struck in ((0, "0", "0"), (300, "1", "0"), (1400, "0", "1")):
        page.evaluate(GO, time / 1500)
        for node in (legend, slot.locator(".cost")):
            expect(node).to_have_css("opacity", costs)
        expect(strike).to_have_css("opacity", struck)
    page.evaluate(GO, 0.2)
    expect(slot.locator(".cost")).to_have_text(f"+{rise:.2f}")
    expect(legend).to_have_text("+ loss without it")
    share = slot.locator(".number").inner_text().split("\n")[0]
    assert share == f"{100 * dict(story['states'][0]['field'])[piece]:.1f} %"
    page.evaluate(GO, 0.4)  # the line comes with the going, not after it
    assert 0 < float(strike.evaluate("node => getComputedStyle(node).opacity")) < 1


def test_no_number_is_cut_off_in_any_script(show):
    text = "السلام عليكم ورحمة الله وبركاته مرحبا بالعالم سلام " * 3
    page = show(stories.learning("unigram", lab.word_counts(text, "whitespace"), 40))
    page.evaluate(GO, 0.2)
    assert page.evaluate("""
      [...document.querySelectorAll('.slot')].every((slot) => slot.scrollWidth <= slot.clientWidth
        && [...slot.children].every((part) =>
          part.getBoundingClientRect().right <= slot.getBoundingClientRect().right + 0.5))
    """)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_picture_and_controls_are_seen_together(show, told, viewport):
    for name in ("bpe", "wordpiece", "encode bpe", "encode wordpiece"):
        page = show(told[name], viewport=viewport)
        assert page.locator(".player").bounding_box()["height"] <= viewport["height"], name
    page = show(told["unigram"], viewport={"width": viewport["width"], "height": 500})
    page.evaluate("document.body.style.paddingTop = '200px'")
    bar = page.locator(".controls").bounding_box()
    assert bar["y"] + bar["height"] <= 500  # in sight though the player goes on below
    expect(page.get_by_role("button", name="Full screen")).to_be_in_viewport()


def test_nothing_is_cut_off_in_a_full_screen(show):
    story = stories.learning("byte_bpe", CLASSIC, 270)
    page = show(story, viewport={"width": 1920, "height": 1080})
    page.locator(".player").focus()
    page.keyboard.press("f")
    expect(page.locator(".player:fullscreen")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("""
      (() => { const { scrollHeight, clientHeight } = document.querySelector('.stage');
        return scrollHeight <= clientHeight + 1; })()
    """)
    for node in ("letters", "speed"):
        size = page.locator(".track .text" if node == "letters" else ".speed").first
        pixels = float(size.evaluate("node => parseFloat(getComputedStyle(node).fontSize)"))
        assert pixels >= (28 if node == "letters" else 18)


def test_a_long_title_wraps_and_takes_no_room_from_the_others(show, told):
    story = told["bpe"] | {"titles": ["Start", "Merge " + "m" * 300, *told["bpe"]["titles"][2:]]}
    page = show(story, viewport=PHONE)
    lines = "node => node.offsetHeight / parseFloat(getComputedStyle(node).lineHeight)"
    page.evaluate(GO, 4)
    assert page.locator(".title").evaluate(lines) < 2.2
    page.evaluate(GO, 1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".title span").first.evaluate(
        "node => node.scrollWidth <= node.clientWidth"
    )


def test_what_is_left_out_of_a_word_hides_no_token(show):
    page = show(stories.learning("bpe", {"a" * 5000: 3, "hug": 4}, 7), viewport=PHONE)
    more, row = (page.locator(name).first.bounding_box() for name in (".more", ".row"))
    assert more["y"] >= row["y"] + row["height"] - 8


def test_rows_without_names_keep_no_column_for_them(show):
    story = stories.encoding("j2", "hugs unbelievable")
    page = show(story)
    words, box = (page.locator(name).first.bounding_box() for name in (".words", ".track > .token"))
    assert box["x"] == pytest.approx(words["x"], abs=1)


def test_what_flies_to_the_vocabulary_hides_no_text(show, told):
    page = show(told["bpe"])
    page.evaluate(GO, 0.6)
    outline = page.locator(".flyer > *")
    expect(outline).to_have_text("")
    expect(outline).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    page.evaluate(GO, 900 / 1500)
    expect(outline).to_have_css("opacity", "1")
