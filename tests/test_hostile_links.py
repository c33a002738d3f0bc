"""Links that nobody would write, and what only a forged message of a browser can say."""

import pytest
from streamlit.testing.v1 import AppTest

from .conftest import ROOT


def opened(page: str, **parameters: str | list[str]) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.switch_page(f"pages/{page}.py")
    for key, value in parameters.items():
        app.query_params[key.replace("__", ".")] = value
    return app.run()


@pytest.mark.parametrize("endless", ["1e400", "-inf", "Infinity"])
@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("learn", "size"),
        ("learn", "step"),
        ("encode", "encode-step"),
        ("pipelines", "batch"),
        ("pipelines", "sentiment-analysis.top_k"),
    ],
)
def test_an_endless_number_in_a_link_is_left_out(page, key, endless):
    app = opened(page, **{key: endless})
    assert not app.exception
    assert key not in app.query_params


def test_endless_numbers_of_other_views_are_left_out_too():
    assert not opened("models", list="checkpoints", **{"fit-batch": "1e400"}).exception
    assert not opened("learn", learns="unigram", em="1e400").exception


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("learn", "step"),
        ("encode", "encode-word"),
        ("guess", "guess-cuts"),
        ("vocabulary", "vocabulary-q"),
    ],
)
def test_more_digits_than_python_reads_are_a_number_that_is_too_large(page, key):
    assert not opened(page, **{key: "9" * 5_000}).exception


def test_a_word_in_a_text_is_no_number():
    assert opened("models", q="infinity").text_input(key="q").value == "infinity"


def test_what_must_be_chosen_stays_chosen():
    app = opened("pipelines")
    app.button_group(key="modality-of-task").set_value(None).run()
    assert not app.exception
    app.button_group(key="lang-shown").set_value(None).run()
    assert not app.exception
    assert app.session_state["lang"] == "en"
    again = opened("pipelines", task="image-classification")
    again.button_group(key="image-classification.image-sample-shown").set_value(None).run()
    assert not again.exception
