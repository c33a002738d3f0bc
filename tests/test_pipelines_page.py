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


@pytest.mark.parametrize("task", inference.tasks())
def test_every_task_runs_from_its_sample_and_draws_its_result(task):
    app = page(task, "zh")
    if missing := inference.tasks()[task].missing:
        assert f"pip install {missing[0]}" in app.info[0].value
        return
    app = ran(app)
    assert not app.error
    kinds = ("plotly_chart", "imgs", "bidi_component")
    assert any(map(app.get, kinds)) or len(app.get("html")) > 2
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
