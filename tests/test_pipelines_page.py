"""The Pipelines page: every task from its sample, in both languages, and bad input."""

import pytest
from streamlit.testing.v1 import AppTest

import i18n
import inference

from .pages import opened, ran


def page(task: str, language: str = "en") -> AppTest:
    app = opened("pipelines", language)
    app.session_state["task"] = task
    return app.run()


def drawn(app: AppTest) -> int:
    """How many figures, pictures, parts of our own and texts there are on a page."""
    kinds = ("plotly_chart", "imgs", "bidi_component", "html", "audio")
    return sum(len(app.get(kind)) for kind in kinds)


@pytest.mark.parametrize("task", inference.tasks())
def test_every_task_runs_from_its_sample_and_draws_its_result(task):
    app = page(task, "zh")
    if missing := inference.tasks()[task].missing:
        assert f"pip install {missing[0]}" in app.info[0].value
        return
    before = drawn(app)
    app = ran(app)
    assert not app.error
    assert drawn(app) > before
    badges = " ".join(element.value for element in app.markdown)
    assert inference.devices()[0].name in badges


def test_nothing_typed_gets_a_sentence_and_the_page_stays_usable():
    app = page("sentiment-analysis", "zh")
    app.text_area(key="sentiment-analysis.text").set_value(" \n ").run()
    app = ran(app)
    assert app.error[0].value.startswith("没有可运行的输入")
    app.text_area(key="sentiment-analysis.text").set_value("很好看").run()
    app = ran(app)
    assert not app.error
    assert app.get("plotly_chart")


def test_a_switch_of_language_keeps_the_text_and_the_result():
    app = page("sentiment-analysis")
    app.text_area(key="sentiment-analysis.text").set_value("很好看").run()
    app = ran(app)
    app.button_group(key="lang-shown").set_value("zh").run()
    assert app.text_area(key="sentiment-analysis.text").value == "很好看"
    assert app.get("plotly_chart")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_gap_that_is_missing_is_asked_for(language):
    app = page("fill-mask", language)
    app.text_area(key="fill-mask.text").set_value("no gap").run()
    app = ran(app)
    assert "<mask>" in app.error[0].value.replace("\\", "") or "MASK" in app.error[0].value
    assert app.text_area(key="fill-mask.text").value == "no gap"


def test_a_changed_input_says_that_the_result_is_of_an_earlier_one():
    app = page("ner")
    app = ran(app)
    assert not stale(app)
    before = app.text_area(key="ner.text").value
    app.text_area(key="ner.text").set_value("Ada Smith lives in Oslo.").run()
    assert stale(app) and app.get("imgs") is not None
    app.text_area(key="ner.text").set_value(before).run()
    assert not stale(app)
    app.text_area(key="ner.text").set_value("Ada Smith lives in Oslo.").run()
    assert not stale(ran(app))


def stale(app: AppTest) -> bool:
    return any("of an earlier input" in each.value for each in app.markdown)


def test_earlier_runs_of_a_visit_can_be_looked_at_and_compared():
    app = page("sentiment-analysis")
    for text in ("很好看", "太差了", "一般"):
        app.text_area(key="sentiment-analysis.text").set_value(text).run()
        app = ran(app)
    shown = "sentiment-analysis-runs-shown"
    assert app.session_state[shown] == ["3"]
    assert list(app.button_group(key=shown).options) == [
        "1 · 很好看",
        "2 · 太差了",
        "3 · 一般",
    ]
    app.button_group(key=shown).set_value(["1", "3"]).run()
    assert len(app.get("plotly_chart")) == 2 and not app.exception
    app.button_group(key=shown).set_value(["1"]).run()
    assert stale(app)


def test_unknown_words_are_named_before_the_run():
    app = page("translation")
    assert not app.warning
    app.text_area(key="translation.text").set_value("I do not eat meat.").run()
    assert "1 of 6 words are unknown to this small model: meat" in app.warning[0].value


@pytest.mark.parametrize("language, limits", [("en", "**Limits:**"), ("zh", "**局限**：")])
def test_the_card_of_a_demo_is_a_click_away_in_the_readers_language(language, limits):
    app = page("sentiment-analysis", language)
    card = next(each.value for each in app.markdown if "snownlp" in each.value)
    assert limits in card and "---" not in card


def test_a_stand_in_shows_what_a_trained_checkpoint_answers():
    app = ran(page("table-question-answering"))
    chosen = next(each for each in app.selectbox if each.label == "Task")
    assert any("untrained stand-in" in option for option in chosen.options)
    assert not any("Sentiment analysis · untrained" in option for option in chosen.options)
    codes = [each.value for each in app.code]
    assert any("tapas" in code for code in codes)
    assert any("'cells': ['36542']" in code for code in codes)


def test_a_chosen_sample_stands_in_the_link():
    app = page("image-classification")
    app.button_group(key="image-classification.image-sample-shown").set_value("7.png").run()
    assert app.query_params["image-classification.image-sample"] == "7.png"


def test_a_task_without_a_demo_offers_no_demo():
    options = page("table-question-answering").button_group(key="weights-shown").options
    assert "Stand-in" in options and "Demo" not in options


@pytest.mark.parametrize("language, said", [("en", "nothing says where"), ("zh", "{}")])
def test_a_template_without_its_place_is_told_before_it_is_run(language, said):
    app = page("zero-shot-classification", language)
    assert not app.error
    app.text_input(key="zero-shot-classification.template").set_value("About {").run()
    assert len(app.error) == 1 and said in app.error[0].value.replace("\\", "")
    app.text_input(key="zero-shot-classification.template").set_value("About {}.").run()
    assert not app.error
