"""Files of one's own: the Python that a page shows reads and names them as the run did."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

import i18n
import inference
from i18n import Problem
from inference import media
from inference.decoding import differences
from inference.inputs import items
from pages.pipelines_parts import reading

from . import real_files
from .pages import opened, ran
from .test_python_shown import answers, codes, near, run  # noqa: F401
from .waiting import until

PICTURES, SOUNDS = real_files.pictures(), real_files.sounds()
DIGIT = inference.task("image-classification").samples("image")[4]
SPOKEN = inference.task("audio-classification").samples("audio")[0]


@pytest.mark.parametrize("name", PICTURES)
def test_the_lines_for_a_picture_read_it_as_a_run_does(name, tmp_path):
    file = tmp_path / name
    file.write_bytes(PICTURES[name].data)
    ending, needs = differences.of_picture(PICTURES[name].data)
    assert ending == {"tif": "tif"}.get(file.suffix[1:], file.suffix[1:])
    imports, code = reading.picture(frozenset(needs), turns=False)
    names: dict = {}
    exec("\n".join([*imports, code]), names)
    read = names.get("picture", lambda path: Image.open(path).convert("RGB"))(str(file))
    assert read.tobytes() == media.open_image(PICTURES[name].data).tobytes()
    assert ("register_heif_opener()" in code) == (file.suffix == ".heic")


def test_an_ordinary_file_needs_no_line_of_its_own():
    for name in ("screenshot.png", "photo.jpg", "printed.jpg", "old.bmp", "moving.gif"):
        assert reading.picture(frozenset(differences.of_picture(PICTURES[name].data)[1]), True) == (
            [],
            "",
        )
    for name in ("studio.wav", "disc.flac", "one-side.wav"):
        assert differences.of_sound(SOUNDS[name].data)[1] == []


@pytest.mark.parametrize("name", SOUNDS)
def test_the_lines_for_a_sound_read_it_as_a_run_does(name, tmp_path):
    file = tmp_path / name
    file.write_bytes(SOUNDS[name].data)
    _ending, needs = differences.of_sound(SOUNDS[name].data)
    imports, code = reading.sound(frozenset(needs))
    pipe = SimpleNamespace(feature_extractor=SimpleNamespace(sampling_rate=16_000))
    names: dict = {"pipe": pipe}
    exec("\n".join([*imports, code]), names)
    read = names["sound"](str(file))["raw"]
    heard = media.open_audio(SOUNDS[name].data).at(16_000).samples
    assert read.shape == heard.shape
    assert np.allclose(read, heard, atol=2e-3)


def test_one_function_reads_files_of_several_kinds(tmp_path):
    needs = frozenset().union(*(differences.of_picture(file.data)[1] for file in PICTURES.values()))
    imports, code = reading.picture(needs, turns=True)
    names: dict = {}
    exec("\n".join([*imports, code]), names)
    for name, file in PICTURES.items():
        (tmp_path / name).write_bytes(file.data)
        read = names["picture"](str(tmp_path / name))
        assert read.tobytes() == media.open_image(file.data).tobytes(), name


def written(kind: str) -> bytes:
    """The sample digit, white on black, as people may have it."""
    grey = Image.open(DIGIT).convert("L").resize((56, 56))
    if kind == "clear.png":  # black, on nothing
        image = Image.new("RGBA", grey.size)
        image.putalpha(grey)
        return real_files.saved(image, "PNG")
    if kind == "deep.png":
        return real_files.saved(Image.fromarray(np.asarray(grey).astype(np.uint16) * 257), "PNG")
    if kind == "turned.jpg":
        return real_files.saved(grey, "JPEG", quality=95, exif=real_files.turned())
    return real_files.heic(grey.convert("RGB"))


def spoken(kind: str) -> bytes:
    """The sample recording, as people may have it."""
    audio = media.open_audio(SPOKEN).at(real_files.RATE)
    both = np.stack([audio.samples, -audio.samples])
    if kind == "opposite.wav":
        return real_files.wav(both.T, "PCM_16")
    return real_files.encoded("ipod", "aac", audio.samples[None])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "name", "data"),
    [
        *(
            ("image-classification", name, written(name))
            for name in ("clear.png", "deep.png", "turned.jpg", "phone.heic")
        ),
        ("visual-question-answering", "turned.jpg", written("turned.jpg")),
        ("visual-question-answering", "clear.png", written("clear.png")),
        *(("audio-classification", name, spoken(name)) for name in ("opposite.wav", "memo.m4a")),
    ],
)
def test_both_ways_answer_a_file_as_the_page_did(task, name, data, run, tmp_path):  # noqa: F811
    (tmp_path / name).write_bytes(data)
    kind = inference.task(task).inputs[0].name
    app = opened("pipelines")
    app.session_state["task"] = task
    app.run().button_group(key=f"{task}.{kind}-source").set_value("file").run()
    app.file_uploader(key=f"{task}.{kind}-file").set_value((name, data, "")).run()
    app = ran(app)
    own, plain = codes(app)
    assert repr(name) in own and repr(name) in plain and "your-file" not in own + plain
    (raw,) = (each.value for each in app.code if each.language == "json")
    page = inference.run(inference.load(task), items_of(task, app, data)).output
    assert near(run(own)[0], page), raw
    assert near(answers(task, run(plain), 1), answers(task, page, 1))
    assert not any("File" in each.value.columns for each in app.dataframe)


def items_of(task: str, app, data: bytes) -> dict:
    """What was asked: the file, and what is typed beside it."""
    first, *rest = inference.task(task).inputs
    typed = {each.name: app.text_input(key=f"{task}.{each.name}").value for each in rest}
    return {first.name: data, **typed}


@pytest.mark.parametrize(
    ("kind", "data", "ending"),
    [
        ("image", PICTURES["iphone.heic"].data, "heic"),
        ("image", PICTURES["photo.jpg"].data, "jpg"),
        ("audio", SOUNDS["memo.m4a"].data, "m4a"),
        ("audio", SOUNDS["browser.webm"].data, "webm"),
    ],
)
def test_the_ending_of_what_has_no_name_fits_it(kind, data, ending):
    assert reading.ending_and_needs(kind, data)[0] == ending


ROWS = "编号;评论;标签\n0; ;正面\n" + "".join(
    f"{at};这本书很好看 {at};{said}\n{at};房间又小又脏 {at};负面\n"
    for at, said in enumerate(["正面", "中性", "Positive"] * 10)
)


@pytest.mark.slow
def test_the_code_for_a_whole_table_reads_its_columns_and_finds_the_figures_of_the_page(run):  # noqa: F811
    app = opened("pipelines")
    app.button_group(key="amount-shown").set_value("batch").run()
    file = ("reviews.csv", ROWS.encode("gb18030"), "text/csv")
    app = figures_of(ran(app.file_uploader(key="sentiment-analysis-csv").set_value(file).run()))
    before = shown_figures(app)
    (said,) = [each for each in app.selectbox if each.label == "中性 ="]
    said.set_value("positive").run()
    until(lambda: shown_figures(app.run()) not in ({}, before), "other figures", 60, 0.2)
    for code in codes(app):
        assert "# The first 5 of 60." in code
        assert run(code) is not None
    own, plain = map(of_all_rows, codes(app))
    answered = run(own, **{"reviews.csv": ROWS.encode("gb18030")})[0]
    assert {f"{value:.3f}" for value in answered.values()} == {*shown_figures(app).values()}
    assert run(f"{plain}\nlen(outputs)", **{"reviews.csv": ROWS.encode("gb18030")}) == 60


def of_all_rows(code: str) -> str:
    """The lines for all rows, which are a comment where the first alone are written out."""
    head = code[: code.index("# The first")]
    lines = [line for line in code.splitlines() if line.startswith("# ")]
    return head + "\n".join(line[2:] for line in lines if not line.startswith("# The first"))


def figures_of(app: AppTest) -> AppTest:
    until(lambda: shown_figures(app) or shown_figures(app.run()), "figures", 60, 0.2)
    return app


def shown_figures(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_columns_without_a_header_go_by_their_number(run):  # noqa: F811
    app = opened("pipelines")
    app.button_group(key="amount-shown").set_value("batch").run()
    rows = "".join(f"{at},今天的天气很好 {at}\n" for at in range(6))
    file = ("rows.csv", rows.encode(), "text/csv")
    app.file_uploader(key="sentiment-analysis-csv").set_value(file).run()
    (header,) = [box for box in app.checkbox if box.label == "The first line names the columns"]
    app = ran(header.uncheck().run())
    own, plain = map(of_all_rows, codes(app))
    assert "row[1]" in own and "header=None" in own
    assert run(f"{own}\nlen(run.output)", **{"rows.csv": rows.encode()}) == 6
    assert run(f"{plain}\nlen(outputs)", **{"rows.csv": rows.encode()}) == 6


def test_runs_are_called_by_what_tells_them_apart():
    app = opened("pipelines")
    app.session_state["task"] = task = "image-classification"
    app.run().button_group(key=f"{task}.image-source").set_value("file").run()
    file = ("IMG_4.HEIC", written("phone.heic"), "image/heic")
    app = ran(app.file_uploader(key=f"{task}.image-file").set_value(file).run())
    app = ran(app)
    (runs,) = [each for each in app.button_group if each.key == f"{task}-runs-shown"]
    assert [*runs.options] == ["1 · IMG_4.HEIC", "2 · IMG_4.HEIC"]


def test_runs_of_a_sample_are_called_by_its_title_and_by_what_they_differ_in():
    app = opened("pipelines")
    app.session_state["task"] = task = "visual-question-answering"
    app = ran(app.run())
    asked = "What color is the shape in the middle?"
    app = ran(app.text_input(key=f"{task}.question").set_value(asked).run())
    (runs,) = [each for each in app.button_group if each.key == f"{task}-runs-shown"]
    assert [*runs.options] == ["1 · …shape is in the mi…", "2 · …color is the shape…"]


def test_runs_that_differ_in_the_seed_alone_say_so():
    app = opened("pipelines")
    app.session_state["task"] = "text-generation"
    app = ran(app.run())
    next(each for each in app.button if each.label == "Again with another seed").click().run()
    app = ran(app)
    (runs,) = [each for each in app.button_group if each.key == "text-generation-runs-shown"]
    said = [*runs.options]
    assert said[0].endswith(" · Seed 0") and said[1].endswith(" · Seed 1"), said


def test_a_seed_that_the_page_sets_is_no_default_of_its_widget(monkeypatch):
    import streamlit.elements.widgets.number_input as widget

    defaults = []
    monkeypatch.setattr(
        widget,
        "check_widget_policies",
        lambda _dg, key, *_rest, default_value: defaults.append((key, default_value)),
    )
    app = opened("pipelines")
    app.session_state["task"] = "text-generation"
    app.session_state["text-generation.seed"] = 7
    app.run()
    assert dict(defaults)["text-generation.seed"] is None
    assert app.number_input(key="text-generation.seed").value == 7


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Nothing is drawn yet: draw a digit first."), ("zh", "还没有画：请先画一个数字。")],
)
def test_an_empty_pad_asks_for_a_digit(language, said):
    app = opened("pipelines", language)
    app.session_state["task"] = task = "image-classification"
    app.session_state[f"{task}.image-source"] = "pad"
    app.run()
    assert [each.value for each in ran(app).error] == [said]


def test_an_empty_file_is_not_called_a_drawing():
    task = inference.task("image-classification")
    with pytest.raises(Problem, match="cannot be read as a picture"):
        items(task, media.HandedIn(b"", "empty.png"))


def test_a_video_without_sound_is_said_to_have_none():
    silent = real_files.videos()
    for name, file in silent.items():
        if Path(name).suffix in (".mp4", ".webm", ".mov", ".mkv", ".avi"):
            with pytest.raises(Problem) as problem:
                media.open_audio(file.data)
            chinese = problem.value.sentence.said(i18n.translations("zh").gettext)
            assert (str(problem.value), chinese) == (
                "This video has no sound.",
                "这段视频没有声音。",
            ), name
    with pytest.raises(Problem, match="cannot be read as audio"):
        media.open_audio(PICTURES["iphone.heic"].data)
