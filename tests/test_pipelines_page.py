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
    app.text_area(key="fill-mask.text").set_value("no blank").run()
    app = ran(app)
    assert "<mask>" in app.error[0].value.replace("\\", "") or "MASK" in app.error[0].value
    assert app.text_area(key="fill-mask.text").value == "no blank"


def test_what_is_missing_is_asked_for_by_what_can_be_given():
    app = page("sentiment-analysis")
    app.text_area(key="sentiment-analysis.text").set_value("  ").run()
    (said,) = ran(app).error
    assert said.value.endswith("type a text.")
    app = page("question-answering")
    app.text_input(key="question-answering.question").set_value("").run()
    (said,) = ran(app).error
    assert "“Question” is empty" in said.value


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


@pytest.mark.parametrize(
    "task, own", [("visual-question-answering", True), ("zero-shot-image-classification", False)]
)
def test_scores_that_are_no_shares_of_a_whole_say_so(task, own):
    app = ran(page(task))
    assert own == any("can exceed 100 %" in each.value for each in app.caption)


def stale(app: AppTest) -> bool:
    return any("of an earlier input" in each.value for each in app.markdown)


def test_earlier_runs_of_a_visit_can_be_looked_at_and_compared():
    app = page("sentiment-analysis")
    for text in ("很好看", "太差了", "一般"):
        app.text_area(key="sentiment-analysis.text").set_value(text).run()
        app = ran(app)
    shown = app.button_group(key="sentiment-analysis-runs-shown")
    assert shown.value == "3"
    assert list(shown.options) == ["1 · 很好看", "2 · 太差了", "3 · 一般"]
    beside = app.selectbox(key="sentiment-analysis-runs-beside")
    assert list(beside.options) == ["1 · 很好看", "2 · 太差了"]
    beside.set_value("1").run()
    assert len(app.get("plotly_chart")) == 2 and not app.exception and not stale(app)


def test_runs_that_begin_alike_are_told_apart_by_what_follows():
    app = page("visual-question-answering")
    for question in ("What color is the heart?", "What color is the circle?"):
        app.text_input(key="visual-question-answering.question").set_value(question).run()
        app = ran(app)
    titles = app.button_group(key="visual-question-answering-runs-shown").options
    assert "heart" in titles[0] and "circle" in titles[1]


def look_at(app: AppTest, task: str, number: str) -> AppTest:
    app.button_group(key=f"{task}-runs-shown").set_value(number).run()
    assert not app.exception and not app.error and not stale(app)
    return app


def go_back(app: AppTest) -> AppTest:
    next(each for each in app.button if "Restore the earlier content" in each.label).click().run()
    assert not app.exception
    return app


def test_an_earlier_run_brings_back_its_text_options_and_device_and_back_undoes_it():
    task = "sentiment-analysis"
    app = page(task)
    text, top = app.text_area(key=f"{task}.text"), app.number_input(key=f"{task}.top_k")
    text.set_value("很好看\n\n太差了")
    top.set_value(1)
    app.number_input(key="batch").set_value(4)
    app = ran(app.run())
    app.text_area(key=f"{task}.text").set_value("一般")
    app.number_input(key=f"{task}.top_k").set_value(0)
    app.number_input(key="batch").set_value(1)
    app.selectbox(key="device-shown").set_value("cpu")
    app = ran(app.run())
    app.text_area(key=f"{task}.text").set_value("还没有运行").run()
    assert stale(app)
    look_at(app, task, "1")
    assert app.text_area(key=f"{task}.text").value == "很好看\n\n太差了"
    assert app.number_input(key=f"{task}.top_k").value == 1
    assert (app.number_input(key="batch").value, app.session_state["device"]) == (4, "auto")
    look_at(app, task, "2")
    assert app.text_area(key=f"{task}.text").value == "一般"
    assert (app.number_input(key="batch").value, app.session_state["device"]) == (1, "cpu")
    go_back(app)
    assert app.text_area(key=f"{task}.text").value == "还没有运行" and stale(app)
    assert not any("Restore the earlier" in each.label for each in app.button)


def test_back_leads_to_what_was_typed_last_after_several_runs_were_looked_at():
    task = "sentiment-analysis"
    app = page(task)
    for text in ("很好看", "太差了"):
        app.text_area(key=f"{task}.text").set_value(text).run()
        app = ran(app)
    look_at(app, task, "1")
    app.text_area(key=f"{task}.text").set_value("还没有运行")  # and at once another run
    look_at(app, task, "2")
    look_at(app, task, "1")
    go_back(app)
    assert app.text_area(key=f"{task}.text").value == "还没有运行" and stale(app)
    assert app.session_state[f"{task}-runs-shown"] == "1"


def test_an_earlier_run_brings_back_its_picture():
    task = "image-classification"
    samples = inference.task(task).samples("image")
    app = page(task)
    app.button_group(key=f"{task}.image-sample-shown").set_value("7.png").run()
    app = ran(app)
    app.button_group(key=f"{task}.image-source").set_value("file").run()
    own = ("mine.png", samples[2].read_bytes(), "image/png")
    app = ran(app.file_uploader(key=f"{task}.image-file").set_value(own).run())
    look_at(app, task, "1")
    assert app.session_state[f"{task}.image-sample"] == "7.png"
    look_at(app, task, "2")
    assert app.button_group(key=f"{task}.image-source").value == "kept"
    assert "open('mine.png'" in " ".join(each.value for each in app.code)
    app = ran(app)  # it can be run again, and gives the same
    assert not app.error and not stale(app)
    go_back(look_at(app, task, "1"))
    assert app.session_state[f"{task}-runs-shown"] == "3" and not stale(app)


def test_a_file_still_stands_in_its_task_after_another_was_looked_at():
    picture = inference.task("image-classification").samples("image")[2].read_bytes()
    app = page("image-classification")
    source = "image-classification.image-source"
    app.button_group(key=source).set_value("file").run()
    uploader = app.file_uploader(key="image-classification.image-file")
    app = ran(uploader.set_value(("mine.png", picture, "image/png")).run())
    for _time in range(2):
        app = look_at_task(app, "sentiment-analysis")
        app = look_at_task(app, "image-classification")
        assert app.button_group(key=source).value == "kept" and not stale(app)
    app.button_group(key=source).set_value("sample").run()
    app = look_at_task(look_at_task(app, "sentiment-analysis"), "image-classification")
    assert app.button_group(key=source).value == "sample"


def look_at_task(app: AppTest, task: str) -> AppTest:
    app.session_state["task"] = task
    app.run()
    assert not app.exception
    return app


def test_an_earlier_run_brings_back_its_table_and_its_rows():
    task = "sentiment-analysis"
    app = page(task)
    app = ran(app)
    app.button_group(key="amount-shown").set_value("batch").run()
    rows = ("r.csv", "文本,标签\n很好看,正面\n太差了,负面\n".encode(), "text/csv")
    app = ran(app.file_uploader(key=f"{task}-csv").set_value(rows).run())
    look_at(app, task, "1")
    assert app.session_state["amount"] == "one" and app.text_area(key=f"{task}.text").value
    look_at(app, task, "2")
    assert app.session_state["amount"] == "batch" and not app.file_uploader
    assert any("Inputs of an earlier run: 2" in each.value for each in app.markdown)
    assert any(each.value == "r.csv" for each in app.caption)
    next(each for each in app.button if each.label == "Upload others").click().run()
    assert app.file_uploader(key=f"{task}-csv") and stale(app)


def test_an_earlier_run_brings_back_its_edited_table_and_question():
    task = "table-question-answering"
    app = ran(page(task))
    question = app.text_input(key=f"{task}.question").value
    app.text_input(key=f"{task}.question").set_value("What else?").run()
    app = ran(app)
    look_at(app, task, "1")
    assert app.text_input(key=f"{task}.question").value == question
    look_at(app, task, "2")


def test_a_recording_has_one_player():
    task = "automatic-speech-recognition"
    app = page(task)
    assert len(app.get("audio")) == 1
    app = ran(app)
    assert len(app.get("audio")) == 1 and not stale(app)
    key = f"{task}.audio-sample-shown"
    other = app.button_group(key=key)
    other.set_value(inference.task(task).samples("audio")[1].name).run()
    assert stale(app) and len(app.get("audio")) == 2


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_chinese_sample_says_in_english_what_it_means(language):
    said = [each.value for each in page("sentiment-analysis", language).caption]
    assert any("I like playing games." in each for each in said) == (language == "en")


def test_unknown_words_are_named_before_the_run():
    app = page("ner")
    assert not app.warning
    app.text_area(key="ner.text").set_value("Ada 🙂 Reykjavík").run()
    said = "Unknown to this small model: 1 of 3 words or Chinese characters (🙂)"
    assert said in app.warning[0].value


def test_a_text_in_a_language_that_was_not_learned_is_said_by_itself():
    app = page("question-answering")
    assert not app.warning
    app.text_input(key="question-answering.question").set_value("谁住在里斯本？").run()
    assert "there is none in 1 of 2 texts looked at" in app.warning[0].value


@pytest.mark.parametrize("language, limits", [("en", "**Limits:**"), ("zh", "**局限**：")])
def test_the_card_of_a_demo_is_a_click_away_in_the_readers_language(language, limits):
    app = page("sentiment-analysis", language)
    card = next(each.value for each in app.markdown if "snownlp" in each.value)
    assert limits in card and "---" not in card


@pytest.mark.parametrize(
    ("language", "tried", "beside", "others"),
    [
        (
            "en",
            "On {count} items of another origin than its training data: {metric} **{value:.2f}**.",
            "On {count} items of another origin than its training data (in brackets",
            "On what was held out of its own data:",
        ),
        (
            "zh",
            "在 {count} 个与训练数据来源不同的样本上：{metric} **{value:.2f}**。",
            "在 {count} 个与训练数据来源不同的样本上（括号内",
            "在其自身数据的留出部分上：",
        ),
    ],
)
def test_what_nobody_generated_is_said_before_what_was_held_out(language, tried, beside, others):
    task = inference.task("question-answering")
    stated = inference.independent(task.checkpoint)
    app, say = page("question-answering", language), i18n.translations(language).gettext
    figure = stated.figures["exact_match"].value
    said = tried.format(count=stated.items, metric=say("exact match"), value=figure)
    assert any(said in caption.value for caption in app.caption)
    texts = [element.value for element in app.markdown]
    first, second = (
        next(place for place, text in enumerate(texts) if text.startswith(start))
        for start in (beside.format(count=stated.items), others)
    )
    assert first < second
    assert f"**{figure:.3f}" in texts[first + 1]
    held_out = inference.held_out(task.checkpoint)
    assert all(f"**{value:.3f}**" in texts[second + 1] for value in held_out.values())


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
