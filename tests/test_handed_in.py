"""What people hand in as it is: a ZIP of a Mac, labels of their own, a list without a header."""

import io
import shutil
import zipfile

import numpy as np
import pytest

import i18n
import inference
import tables
from i18n import Problem
from inference import archives, metrics
from inference.figures.confusion import DARK, confusion
from inference.metrics import sources
from inference.metrics.renaming import renamed

from .pages import opened, ran
from .test_metrics import REVIEWS, SENTIMENT, TASKS, batch, compared, figures
from .waiting import until


def zipped(names: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return file.getvalue()


MAC = {
    "digits/": b"",
    "digits/0/a.png": b"0",
    "digits/1/B.PNG": b"1",
    "__MACOSX/digits/0/._a.png": b"x",
    "digits/0/._a.png": b"x",
    "digits/.DS_Store": b"x",
    "digits\\0\\Thumbs.db": b"x",
    "digits/1/desktop.ini": b"x",
    "digits/readme.txt": b"x",
    "labels.csv": b"file,label\na.png,0\nB.PNG,1\n",
}


def test_what_a_system_put_into_a_zip_is_no_input():
    found = archives.unpacked("mac.zip", zipped(MAC), 3, ["png", "csv"])
    assert [name for name, _data in found.files] == [
        "digits/0/a.png",
        "digits/1/B.PNG",
        "labels.csv",
    ]
    assert len(found.added) == 5 and found.others == ["digits/readme.txt"]
    beside = sources.beside(found.files, "labels")
    assert list(beside.sources.values())[-1] == {"digits/0/a.png": "0", "digits/1/B.PNG": "1"}
    everything = archives.unpacked("mac.zip", zipped(MAC), 10).files
    assert "digits/readme.txt" in dict(everything)


def test_a_mask_stays_a_right_answer():
    files = {"a.jpg": b"1", "masks/a.png": b"2", "masks/._a.png": b"x", "notes.json": b"{}"}
    found = archives.unpacked("a.zip", zipped(files), 500, ["jpg", "png"])
    assert sources.beside(found.files, "masks").sources == {sources.MASKS: {"a.jpg": b"2"}}


@pytest.mark.parametrize(("language", "said"), [("en", "Left out, 5"), ("zh", "文件 5 个")])
def test_the_page_says_what_it_left_out_and_why(language, said):
    app = batch("image-classification", language, ("mac.zip", zipped(MAC), "application/zip"))
    caption = next(each.value for each in app.caption if said in each.value)
    assert "readme.txt" in caption and "DS\\_Store" in caption


DIGITS = [*"0123456789"]


@pytest.mark.parametrize(
    ("wanted", "known", "expected"),
    [
        (["好评", "差评"], ["negative", "positive"], ["positive", "negative"]),
        (["积极", "NEG"], ["negative", "positive"], ["positive", "negative"]),
        (["LABEL_1", "LABEL_0"], ["negative", "positive"], ["positive", "negative"]),
        (["0", "1"], ["LABEL_0", "LABEL_1"], ["LABEL_0", "LABEL_1"]),
        (["好评"], ["差评", "好评", "positive"], ["好评"]),
        (["Three", "七", "零", "9"], DIGITS, ["3", "7", "0", "9"]),
        (["3", "七"], ["zero", "three", "seven"], ["three", "seven"]),
        (["人名", "Location"], ["PER", "LOC"], ["PER", "LOC"]),
    ],
)
def test_labels_are_known_by_their_other_names(wanted, known, expected):
    assert list(renamed(wanted, known).values()) == expected


@pytest.mark.parametrize("wanted", [["positive", "negative"], ["LABEL_2"], ["ten"], ["LABEL_"]])
def test_labels_that_only_a_person_can_tell_stay_unknown(wanted):
    assert renamed(wanted, ["LABEL_0", "LABEL_1"]) == {}


def test_what_a_person_says_of_a_label_is_heeded_where_the_model_has_it():
    outputs = [[{"label": label, "score": 1.0}] for label in ("LABEL_1", "LABEL_0")]
    given = (SENTIMENT, ["x", "y"], outputs, ["gut", "schlecht"])
    assert metrics.evaluate(*given).main == 0.0
    names = {"gut": "LABEL_1", "schlecht": "LABEL_0", "absent": "LABEL_0"}
    for evaluate in (metrics.evaluate, metrics.evaluate_apart):
        told = evaluate(*given, names=names)
        assert told.main == 1.0 and not told.unknown
        assert told.known == ["LABEL_1", "LABEL_0"]
        assert told.renamed == {"gut": "LABEL_1", "schlecht": "LABEL_0"}
    wrong = metrics.evaluate(*given, names={"gut": "LABEL_7"})
    assert wrong.unknown == {"gut": 1, "schlecht": 1}


def test_a_label_of_the_file_is_said_to_be_one_of_the_model_before_the_figures():
    reviews = "text,label\n很好吃，推荐给大家。,gut\n房间又小又脏，非常失望。,schlecht\n"
    app = batch("sentiment-analysis", "en", ("r.csv", reviews.encode(), "text/csv"))
    app = compared(ran(app))
    assert figures(app)["Accuracy"] == "0.000"
    asked = {each.label: each for each in app.selectbox if each.label.endswith(" =")}
    assert list(asked) == ["gut =", "schlecht ="]
    asked["gut ="].set_value("positive").run()
    app = compared(app)
    assert figures(app)["Accuracy"] == "0.500"
    next(each for each in app.selectbox if each.label == "schlecht =").set_value("negative").run()
    app = compared(app)
    assert figures(app)["Accuracy"] == "1.000"
    assert [each.value for each in app.selectbox if each.label.endswith(" =")] == [
        "positive",
        "negative",
    ]
    assert not app.warning
    next(each for each in app.selectbox if each.label == "gut =").set_value("").run()
    assert figures(compared(app))["Accuracy"] == "0.500"


@pytest.mark.parametrize(
    ("lines", "columns"),
    [
        (
            "很好吃\n太难吃了\n还可以\n不会再来\n",
            {"text": ["很好吃", "太难吃了", "还可以", "不会再来"]},
        ),
        ("评论\n很好吃\n还可以\n", {"评论": ["很好吃", "还可以"]}),
        ("Comment\ngreat\nawful\n", {"Comment": ["great", "awful"]}),
        ("great\nawful\n", {"text": ["great", "awful"]}),
        ("remark\nIt was great.\n太好了\n", {"remark": ["It was great.", "太好了"]}),
        ("好看", {"text": ["好看"]}),
        ('"', {"text": ['"']}),
        (
            "很好吃\t好评\n难吃\t差评\n还行\t好评\n",
            {"1": ["很好吃", "难吃", "还行"], "2": ["好评", "差评", "好评"]},
        ),
        ("text,好评\n难吃,好评\n", {"text": ["难吃"], "好评": ["好评"]}),
        ("a,b\n1,2\na,b\n3,4\n", {"a": ["1", "a", "3"], "b": ["2", "b", "4"]}),
    ],
)
def test_a_first_line_is_a_header_only_where_it_can_be_one(lines, columns):
    table = tables.read(lines.encode())
    assert table.columns == columns
    assert table.header == (next(iter(columns)) == lines.split("\n")[0].partition(",")[0])


def test_whether_there_is_a_header_can_be_said():
    assert tables.read("很好吃\n难吃\n".encode(), header=True).columns == {"很好吃": ["难吃"]}
    assert tables.read(b"text,label\nx,y\n", header=False).columns == {
        "1": ["text", "x"],
        "2": ["label", "y"],
    }


def test_the_page_asks_whether_the_first_line_names_the_columns():
    lines = "很好吃\n太难吃了\n还可以\n不会再来\n".encode()
    app = batch("sentiment-analysis", "zh", ("l.txt", lines, "text/plain"))
    (header,) = [each for each in app.checkbox if each.label == "首行为列名"]
    assert not header.value
    assert any("4 行" in each.value for each in app.caption)
    assert any(each.label == "文本所在的列" for each in app.selectbox)
    header.check().run()
    assert any("3 行" in each.value for each in app.caption) and not app.exception
    one = batch("sentiment-analysis", "en", ("l.txt", "好看".encode(), "text/plain"))
    header = next(each for each in one.checkbox if "first line" in each.label)
    header.check().run()
    assert "holds no rows" in one.error[0].value
    next(each for each in one.checkbox if "first line" in each.label).uncheck().run()
    assert not one.error


@pytest.mark.parametrize(
    "name", ["Chinese", "english", "translation", "target", "情感倾向", "类别", "标注"]
)
def test_a_column_of_answers_is_guessed_by_its_name(name):
    assert sources.likely_column(["序号", "text", name], ["text"]) == name


TEXT = {"text": "Anna Kowalski met David Brown in London."}


@pytest.mark.parametrize(
    "cell", ["PER: Anna Kowalski, LOC: London", "PER：Anna Kowalski，LOC：London"]
)
def test_entities_may_stand_between_commas(cell):
    assert metrics.ENTITIES.read(cell, TEXT) == [
        (0, 13, "PER", "Anna Kowalski"),
        (33, 39, "LOC", "London"),
    ]


@pytest.mark.parametrize("evaluate", [metrics.evaluate, metrics.evaluate_apart])
def test_entities_none_of_which_can_be_read_name_their_row_and_the_form(evaluate):
    with pytest.raises(Problem) as caught:
        evaluate(TASKS["ner"], [TEXT] * 2, [[], []], ["Anna", "PER: Bo"], places=[4, 6])
    say = i18n.translations("zh").gettext
    assert "That of input 5: Anna is not a list of entities" in str(caught.value)
    assert "PER: Anna Kowalski; LOC: London" in str(caught.value)
    assert caught.value.sentence.said(say).startswith("这一列的正确答案都无法读取。第 5 条输入")
    assert caught.value.details[0].said(say).startswith("请写出每个标签")


@pytest.mark.parametrize(("language", "said"), [("en", "input 2: Anna"), ("zh", "第 2 条输入")])
def test_rows_whose_entities_can_be_read_are_compared_and_another_is_named(language, said):
    table = (
        "text,answers\nAnna Kowalski met David Brown in London.,"
        "PER: Anna Kowalski; PER: David Brown; LOC: London\nAnna slept.,Anna\n"
    )
    app = batch("ner", language, ("n.csv", table.encode(), "text/csv"))
    app = compared(ran(app))
    assert figures(app)["F1"] == "1.000"
    (warning,) = app.warning
    assert said in warning.value and "PER: Anna Kowalski; LOC: London" in warning.value


def luminance(color: np.ndarray) -> float:
    """The relative luminance of a colour, as WCAG 2 defines it."""
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_every_count_stands_out_from_its_cell_and_right_ones_have_a_frame():
    drawn = confusion(["a", "b", "c"], [[9, 1, 0], [0, 1, 1], [0, 0, 0]])
    counts = {(at.x, at.y): (at.text, at.font.color) for at in drawn.layout.annotations}
    assert counts == {
        (0, 0): ("9", "white"), (1, 0): ("1", "black"), (2, 0): ("0", "black"),
        (0, 1): ("0", "black"), (1, 1): ("1", "black"), (2, 1): ("1", "black"),
    }  # fmt: skip
    scale = [
        [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        for _at, color in drawn.data[0].colorscale
    ]
    for share in np.linspace(0, 1, 101):
        light = luminance((1 - share) * np.array(scale[0]) + share * np.array(scale[1]))
        ink = 1.0 if share > DARK else 0.0
        assert (max(ink, light) + 0.05) / (min(ink, light) + 0.05) > 4
    framed = [(shape.x0 + 0.5, shape.y0 + 0.5) for shape in drawn.layout.shapes]
    assert framed == [(0, 0), (1, 1)]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Both answered alike."), ("zh", "两者的回答完全相同。")]
)
def test_two_that_answer_alike_are_said_to(language, said, tmp_path, monkeypatch):
    shutil.copytree(SENTIMENT.checkpoint, tmp_path / "copy")
    monkeypatch.setenv("ATLAS_CHECKPOINTS", str(tmp_path))
    app = batch("sentiment-analysis", language, ("r.csv", REVIEWS.encode(), "text/csv"))
    app.checkbox(key="beside").check().run()
    app.button_group(key="second-weights-shown").set_value("local").run()
    app = ran(app)

    def read() -> str:
        return " ".join(each.value for each in app.markdown)

    until(lambda: said in read() or said in (app.run() and read()), "a comparison", 60, 0.2)
    assert "Chance" not in read() and not app.exception


def test_rows_are_called_by_their_place_in_the_file_where_some_were_left_out():
    lines = ["评论,情感", "很好,正面", ",正面", "太差了,正面", f"{'差' * 30_000},负面"]
    app = ran(batch("sentiment-analysis", "en", ("a.csv", "\n".join(lines).encode(), "text/csv")))
    until(lambda: app.run() and app.metric, "the figures", seconds=60)
    assert any("inputs could not be answered; row 4" in each.value for each in app.warning)
    numbered = [each.value for each in app.dataframe if "Row" in each.value]
    assert [list(rows["Row"].unique()) for rows in numbered] == [[3, 4, 1], [1, 3, 4]]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "there is none in 2 of 3 texts looked at"), ("zh", "3 条文本中有 2 条没有中文")],
)
def test_what_a_model_does_not_know_in_rows_is_said_before_they_are_run(language, said):
    rows = "review\nA lovely film\n太差了\nDull\n".encode()
    app = batch("sentiment-analysis", language, ("reviews.csv", rows, "text/csv"))
    assert any(said in each.value for each in app.warning)


def test_several_files_stay_while_another_task_is_looked_at_and_more_join_them():
    key = "image-classification-files"
    first, second, third, *_ = inference.task("image-classification").samples("image")
    app = opened("pipelines")
    app.session_state["task"], app.session_state["amount"] = "image-classification", "batch"
    hand_in(app.run(), key, first, second)
    for task in ("object-detection", "image-classification"):
        app.session_state["task"] = task
        app.run()
    assert [each for each in app.caption if first.name in each.value and second.name in each.value]
    app = ran(hand_in(app, key, third))
    assert len(app.dataframe[0].value["Input"].unique()) == 3
    app.button(key=f"{key}-remove").click().run()
    assert not [each for each in app.caption if first.name in each.value]
    app.file_uploader(key=key).set_value([]).run()
    assert not app.exception


def hand_in(app, key, *paths):
    files = [(path.name, path.read_bytes(), "image/png") for path in paths]
    return app.file_uploader(key=key).set_value(files).run()
