"""Every page runs in both languages, on good input and on bad."""

import subprocess
import sys

import pytest
from streamlit.testing.v1 import AppTest

import i18n
import inference

from .conftest import ROOT
from .pages import opened

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("[a-z]*.py"))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens(page, language):
    app = opened(page, language)
    (title,) = app.title
    speaks_chinese = any("\u4e00" <= char <= "\u9fff" for char in title.value)
    assert speaks_chinese == (language == "zh")


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_counts_follow_the_search_and_the_frameworks():
    app = opened("documented")
    assert metrics(app) == {"PyTorch": "260 → 240", "TensorFlow": "92 → 0", "Flax": "66 → 0"}
    app.text_input(key="documented").set_value("gpt").run()
    app.button_group(key="supported").set_value(["flax"]).run()
    table = app.dataframe[0].value
    assert all("gpt" in name.lower() for name in table["name"])
    assert metrics(app)["Flax"] == f"{len(table)} → 0" != "0 → 0"


def shown(app: AppTest) -> int:
    """How many architectures the Models page says it shows."""
    (said,) = (text.value for text in app.markdown if "architectures" in text.value[:30])
    return int(said.split("**")[1])


def test_a_search_without_a_match_says_what_to_do():
    app = opened("documented")
    app.text_input(key="documented").set_value("no such model").run()
    assert not app.exception
    assert "matches" in app.info[0].value
    app.text_input(key="documented").set_value("bert").run()
    assert app.dataframe


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_documented_support_is_checked_against_the_code_in_both_languages(language):
    app = opened("documented", language)
    assert "4.39.3" in " ".join(text.value for text in app.caption)
    assert len(app.dataframe[0].value) == 260


def test_facets_narrow_the_architectures_and_their_counts_follow():
    app = opened("models")
    app.button_group(key="modality-shown").set_value(["text"]).run()
    app.button_group(key="framework-shown").set_value(["flax"]).run()
    app.multiselect(key="columns-shown").set_value(
        ["modality", "flax", "tasks", "released_smallest", "parameters"]
    ).run()
    app.number_input(key="gb").set_value(1.0).run()
    assert not app.exception
    table = app.dataframe[0].value
    assert set(table["modality"]) == {"text"}
    assert (table["flax"] != "").all()
    smallest = table["released_smallest"].fillna(table["parameters"])
    assert smallest.max() * 4 <= 1e9
    assert shown(app) == len(table) != 0
    for task in app.button_group(key="serves-shown").options:
        name, count = task.rstrip(")").rsplit(" (", 1)
        assert int(count) == sum(name in tasks for tasks in table["tasks"])


def test_rows_come_in_the_order_and_with_the_columns_that_are_asked_for():
    app = opened("models")
    app.selectbox(key="order-shown").set_value("parameters").run()
    app.toggle(key="descending").set_value(True).run()
    app.multiselect(key="columns-shown").set_value(["model", "parameters"]).run()
    table = app.dataframe[0].value
    assert list(table.columns) == ["model", "parameters"]
    known = table["parameters"].dropna()
    assert list(known) == sorted(known, reverse=True)
    assert table["parameters"].isna().to_list() == sorted(table["parameters"].isna())


def test_the_memory_of_this_machine_is_a_filter():
    app = opened("models")
    app.button(key="gb-here").click().run()
    assert not app.exception
    assert app.number_input(key="gb").value == pytest.approx(
        inference.devices()[0].memory_free / 1e9, rel=0.2
    )


def test_models_of_ones_own_stand_beside_the_others_until_they_are_taken_away():
    app = opened("models")
    before = shown(app)
    good = b"name,tasks,parameters\nOurs <b>,fill-mask,1000\n"
    app.file_uploader(key="own-file").set_value(("ours.csv", good, "text/csv")).run()
    assert not app.exception
    assert shown(app) == before + 1
    assert app.dataframe[0].value["name"].iloc[0] == "Ours <b>"

    bad = b"name,parameters\nOurs <b>,many\n,1\n"
    app.file_uploader(key="own-file").set_value(("bad.csv", bad, "text/csv")).run()
    said = app.warning[0].value
    assert "Line 2, column 'parameters': 'many'" in said
    assert "Line 3, column 'name'" in said
    assert shown(app) == before + 1

    app.switch_page("pages/model.py").run()
    app.selectbox(key="model").set_value("Ours <b>").run()
    assert not app.exception
    assert app.title[0].value == r"Ours \<b\>"


def test_the_models_of_the_house_are_there_or_said_to_be_wrong(tmp_path, monkeypatch):
    file = tmp_path / "house.csv"
    monkeypatch.setenv("ATLAS_MODELS", str(file))
    assert "cannot be read" in opened("models").error[0].value
    file.write_text("name,flax\nHouse model,yes\n")
    app = opened("models", "zh")
    assert not app.error
    assert app.dataframe[0].value["name"].iloc[0] == "House model"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("model", ["bert", "transfo-xl", "clip", "layoutxlm", "encoder-decoder"])
def test_a_model_is_described_whatever_is_known_of_it(model, language):
    app = opened("model", language)
    app.selectbox(key="model").set_value(model).run()
    assert not app.exception
    assert app.title[0].value
    assert app.get("plotly_chart")


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    [
        "overview",
        "models",
        "documented",
        "model",
        "learn",
        "encode",
        "compare",
        "guess",
        "chat",
        "vocabulary",
        "configure",
    ],
)
def test_a_page_without_a_model_does_not_import_torch(page):
    script = f"""
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60).run()
app.switch_page("pages/{page}.py").run()
assert app.title and not app.exception
print(sorted({{"torch", "transformers"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_importing_the_models_leaves_the_garbage_collector_little_to_do():
    script = """
import gc, inference
inference.devices()
print(gc.get_freeze_count())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) > 100_000
