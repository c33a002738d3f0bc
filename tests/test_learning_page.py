"""The page on which algorithms learn, on good input and on bad."""

import pytest
from streamlit.testing.v1 import AppTest

import i18n
import tokenizer_lab as lab

from .pages import learned, opened
from .random_texts import random_prose


def learning(language: str = "en", **choices) -> AppTest:
    """The page with choices made by clicks: `learns`, `corpus`, `section`."""
    app = learned(opened("learn", language))
    for key, name in choices.items():
        learned(app.button_group(key=f"{key}-shown").set_value(name).run())
    return app


@pytest.mark.slow
@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("algorithm", sorted(lab.ALGORITHMS))
def test_every_algorithm_learns_from_words_and_texts(algorithm, language):
    app = learning(language, learns=algorithm)
    for corpus in ("classic", "chinese", "mixed"):
        app.button_group(key="corpus-shown").set_value(corpus).run()
        learned(app)
        assert not app.error
        last = app.number_input(key="step").max
        assert last > 1
        app.number_input(key="step").set_value(last).run()
        assert not app.exception
        assert app.get("bidi_component")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("section", ["how", "all", "cut", "pretokenizers", "against", "take"])
def test_every_section_opens(section, language):
    app = learning(language, corpus="english", section=section)
    assert not app.error


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no word"),
        ("   \n ", "There is no word"),
        ("a b c", "There is no step to play"),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 300))), "more than a vocabulary of"),
    ],
)
def test_a_text_that_cannot_be_learned_from_gets_a_sentence(text, sentence):
    app = learning(corpus="text")
    app.text_area(key="text").set_value(text).run()
    assert not app.exception
    assert sentence in " ".join(said.value for said in [*app.error, *app.info])
    assert app.text_area(key="text").value == text
    app.text_area(key="text").set_value("hug hugs hugging").run()
    assert learned(app).get("bidi_component")


def test_a_long_text_is_played_around_a_chosen_step():
    app = learning(corpus="text")
    app.text_area(key="text").set_value(random_prose(3_000)).run()
    app.number_input(key="size").set_value(1_500).run()
    step = learned(app).number_input(key="step")
    step.set_value(step.max).run()
    assert not app.exception
    # A shorter trace has no such step any more.
    app.text_area(key="text").set_value("hug hugs").run()
    assert not learned(app).error


def test_the_worked_example_is_corrected_on_the_page():
    app = learning(learns="wordpiece")
    said = " ".join(element.value for element in app.markdown)
    assert "10 / (15 × 15) = 2/45" in said
    app.button_group(key="learns-shown").set_value("unigram").run()
    said = " ".join(element.value for element in app.markdown)
    assert "17/210" in said and "169.803" in said and "23.514" in said


def test_two_algorithms_are_compared_on_one_corpus():
    app = learning(section="against")
    table = app.dataframe[-1].value
    assert list(table.columns) == ["Step", "BPE", "Unigram"]
    assert table["BPE"][0] == "u + g → ug  (20)"


def test_a_text_that_yields_fewer_tokens_than_asked_for_says_so():
    app = learning(learns="sentencepiece", corpus="english")
    learned(app.number_input(key="size").set_value(400).run())
    assert "yields 126 tokens, not 400" in app.info[0].value


def test_chinese_words_are_found_before_wordpiece_learns():
    app = learning(learns="wordpiece", corpus="chinese")
    assert app.selectbox(key="pretokenizer-chinese-shown").value == "jieba"
    assert any("jieba finds them first" in caption.value for caption in app.caption)


def test_a_size_that_is_no_number_is_the_suited_one():
    app = opened("overview")
    app.query_params["size"] = "abc"
    app.switch_page("pages/learn.py").run()
    assert learned(app).number_input(key="size").value == 20
