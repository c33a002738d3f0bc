"""A link restores every choice of every page of the lab, and one text goes from page to page."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from .conftest import ROOT
from .pages import learned, opened
from .waiting import until

LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenknopflochgarnfarbenmuster" * 2
WORDS = "unbelievable tokenizers and words " * 8
LINES = "one two\nthree"
CHOICES = [
    (
        "encode",
        {"encode-with": "j2", "encode-text": f"hugs {LONG_WORD}"},
        {
            "encode-special": False,
            "encode-lattice": 3,
            "encode-best": 5,
            "encode-alpha": 0.75,
            "encode-seed": 4,
        },
    ),
    (
        "encode",
        {"encode-with": "gpt2", "encode-text": WORDS},
        {"encode-row": 2, "encode-step": 1, "encode-origin": "izers", "encode-word": 2},
    ),
    (
        "compare",
        {"compare-text": "12345 is a number, " * 200},
        {
            "compare-with": ["gpt2", "mistral", "qwen"],
            "compare-special": False,
            "compare-part": 2,
            "compare-section": "back",
        },
    ),
    (
        "learn",
        {"corpus": "text", "text": "hug hugs hugging bug"},
        {
            "learns": "wordpiece",
            "pretokenizer": "bert",
            "normalizers": ["lower"],
            "rule": "frequency",
            "tie-wordpiece": "ids",
            "size": 22,
            "step": 2,
            "section": "cut",
            "words-text": "hugs bugs",
        },
    ),
    (
        "learn",
        {"learns": "unigram"},
        {"loss": "best", "prune": 15, "em": 2, "section": "against", "against": "bpe"},
    ),
    ("learn", {"learns": "sentencepiece"}, {"model-kind": "bpe"}),
    ("learn", {}, {"tie-bpe": "first"}),
    (
        "languages",
        {},
        {
            "languages-with": ["gpt2", "qwen"],
            "languages-order": "qwen",
            "languages-language": "deu_1996",
            "languages-by": "region",
            "languages-article": "26",
            "languages-find": "an",
            "languages-tokens": 5_000,
            "languages-price": 2.5,
        },
    ),
    ("languages", {"languages-view": "code"}, {"languages-program": "Rust"}),
    (
        "drift",
        {},
        {
            "drift-clean": True,
            "drift-with": ["gpt2", "bert"],
            "drift-as": "text",
            "drift-open": 2,
            "drift-text": "101 and 2023",
        },
    ),
    (
        "drift",
        {"drift-view": "many", "drift-sample": "own"},
        {"drift-many": ["gpt2", "bert"], "drift-lines": LINES},
    ),
    (
        "drift",
        {"drift-view": "two"},
        {"drift-two": ["gpt2", "bert"], "drift-pair-text": "a text"},
    ),
    ("guess", {}, {"guess-with": "bert", "guess-text": "Naïve cafés"}),
    (
        "guess",
        {"guess": "merges"},
        {
            "guess-algorithm": "wordpiece",
            "guess-corpus": "text",
            "guess-words": "a b ab abc",
            "guess-step": 2,
        },
    ),
    (
        "batch",
        {"batch-part": "longest"},
        {
            "batch-with": ["gpt2", "bert"],
            "batch-lines": LINES,
            "batch-special": False,
            "batch-row": "2",
            "batch-currency": "EUR",
            "batch-requests": 5,
            "batch-cached": 20,
            "batch-written": 30,
            "batch-limit": 50,
        },
    ),
    ("chat", {}, {"chat-with": ["mistral", "qwen"], "chat-checked": "qwen"}),
]
KINDS = (
    "checkbox",
    "multiselect",
    "number_input",
    "selectbox",
    "slider",
    "text_area",
    "text_input",
    "toggle",
)
NO_CHOICE = re.compile(
    r"batch-(input|cached|output)-"  # all prices stand in the link as one
    r"|chat-(\d+-|pasted|template-sample|(role|text|name|calls|turn)\b)"  # parts of the chat
    r"|(compare-sample|drift-example)$"  # they fill in the text
)
"""Widgets whose values are no parameters of their own, and why."""


def linked(page: str, link: dict) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.switch_page(f"pages/{page}.py")
    for key, value in link.items():
        app.query_params[key] = value
    return settled(page, app.run())


def settled(page: str, app: AppTest) -> AppTest:
    assert not app.exception
    return learned(app) if page == "learn" else app


def written(value: object) -> str | list[str]:
    """A value as Streamlit's browser writes it into a link."""
    if isinstance(value, list):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(("page", "given", "choices"), CHOICES)
def test_a_link_restores_every_choice_and_holds_it(page, given, choices):
    app = linked(page, given | {key: written(value) for key, value in choices.items()})
    # What takes long is counted in a child, and the page is drawn when it is done.
    until(lambda: all(key in app.session_state for key in choices) or not app.run(), "the page")
    assert {key: app.session_state[key] for key in choices} == choices
    for widget in (widget for kind in KINDS for widget in app.get(kind)):
        shows = re.sub(r"-shown(-\d+)?$", "", widget.key or "")
        if shows == widget.key and not NO_CHOICE.match(shows):
            in_link = {shows, f"{shows}-packed"} & set(app.query_params)
            assert in_link or widget.proto.query_param_key, shows


@pytest.mark.parametrize(
    ("page", "key"),
    [("encode", "encode-text"), ("compare", "compare-text")],
)
def test_a_text_of_the_beginning_is_not_in_the_link(page, key):
    app = opened(page)
    assert not [name for name in app.query_params if "text" in name]
    app.text_area(key=key).set_value("of my own").run()
    assert "of my own" in app.query_params[key]


def on(app: AppTest, page: str) -> AppTest:
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def test_what_is_typed_on_one_page_is_there_on_the_others():
    app = opened("encode")
    app.text_area(key="encode-text").set_value("9.11 is a number").run()
    for page in ("compare", "drift", "guess", "encode"):
        assert on(app, page).text_area(key=f"{page}-text").value == "9.11 is a number"
    on(app, "guess").text_area(key="guess-text").set_value("and back").run()
    assert on(app, "encode").text_area(key="encode-text").value == "and back"


def test_what_each_page_begins_with_and_ids_stay_where_they_are():
    app = opened("drift")
    begins = app.text_area(key="drift-text").value
    app.text_area(key="drift-text").set_value("[101, 2023]").run()
    text = on(app, "encode").text_area(key="encode-text").value
    assert text not in (begins, "[101, 2023]")
    app.text_area(key="encode-text").set_value("").run()
    assert on(app, "drift").text_area(key="drift-text").value == "[101, 2023]"


def test_a_longer_text_is_cut_where_less_fits_and_whole_where_it_came_from():
    app, text = opened("compare"), "a long text " * 400
    app.text_area(key="compare-text").set_value(text).run()
    assert on(app, "encode").text_area(key="encode-text").value == text[:2_000]
    assert any("4,800" in each.value for each in app.warning)
    app.run()
    assert any("4,800" in each.value for each in app.warning)
    assert on(app, "compare").text_area(key="compare-text").value == text


@pytest.mark.parametrize("page", ["encode", "compare", "guess", "drift"])
def test_an_old_link_brings_its_text_to_every_page(page):
    app = linked(page, {f"{page}-text": "from a link"})
    for other in ("encode", "compare"):
        assert on(app, other).text_area(key=f"{other}-text").value == "from a link"


@pytest.mark.parametrize("value", ["abc", "-5", "99999999", "1e400"])
def test_what_no_widget_can_be_is_left_out(value):
    keys = "encode-word", "encode-row", "encode-lattice", "encode-best", "encode-alpha"
    wrong = dict.fromkeys(keys, value)
    linked("encode", {"encode-with": "j2", "encode-text": f"a {LONG_WORD}"} | wrong)
