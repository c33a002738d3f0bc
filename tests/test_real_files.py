"""What a visitor brings opens and is right: pictures, sounds, videos and tables of every making."""

import io
from functools import cache

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import inference
import tables
from i18n import Problem, translations
from inference import inputs, media
from inference.decoding import pictures, videos
from inference.hypotheses import check_template

from . import real_files
from .real_files import TONE, Film


@cache
def files(kind: str) -> dict[str, real_files.File]:
    return real_files.KINDS[kind]()


NAMES = {kind: list(make()) for kind, make in {
    "image": real_files.pictures, "audio": real_files.sounds, "table": real_files.tables,
}.items()}  # fmt: skip
VIDEOS = (
    *("phone.mp4", "iphone.mov", "browser.webm", "film.mkv", "camera.avi", "old-phone.3gp"),
    *("receiver.ts", "upright.mp4", "upside-down.mp4", "full-hd.mp4", "long.mp4", "four-k.mp4"),
)


def test_there_are_at_least_thirty_files_and_the_page_offers_to_take_them():
    from pages.pipelines_parts.inputs import TABLES, TYPES

    names = [(kind, name) for kind in real_files.KINDS for name in files(kind)]
    assert len(names) >= 60
    assert tuple(files("video")) == VIDEOS
    for kind, name in names:
        assert name.rpartition(".")[2] in {**TYPES, "table": TABLES}[kind], name


def seen(image: Image.Image, expected) -> None:
    assert image.mode == "RGB"
    for place, color in expected.items():
        assert image.getpixel(place) == pytest.approx(color, abs=12), place


@pytest.mark.parametrize("name", NAMES["image"])
def test_a_picture_shows_what_is_on_it_by_every_way_in(name, tmp_path):
    file = files("image")[name]
    media.check("image", file.data)
    exact = name.endswith(".png") or "scan" in name
    path = tmp_path / name
    path.write_bytes(file.data)
    ways = [file.data, path, Image.open(io.BytesIO(file.data))]
    (wanted,) = inference.task("image-classification").inputs
    for way in ways:
        image = inputs._CHECKS["image"](wanted, way)
        seen(image, file.expected)
        if exact:
            assert {place: image.getpixel(place) for place in file.expected} == file.expected
    assert Image.open(io.BytesIO(media.preview("image", file.data).file)).mode == "RGB"


def test_the_first_of_several_pictures_is_read_and_said_so():
    for name in ("moving.gif", "moving.webp"):
        note = media.preview("image", files("image")[name].data).note
        assert str(note) == "This file holds 3 pictures: the first is read."
        assert "3" in note.said(translations("zh").gettext)
    assert media.preview("image", files("image")["photo.jpg"].data).note is None


@pytest.mark.parametrize(
    ("array", "pixel"),
    [
        (np.array([[0, 65_535]], dtype=np.uint16), (255, 255, 255)),
        (np.full((2, 2, 3), 32_768, dtype=np.uint16), (128, 128, 128)),
        (np.full((2, 2, 3), 0.5), (128, 128, 128)),
        (np.full((2, 2, 3), 200.0), (200, 200, 200)),
        (np.full((2, 2), True), (255, 255, 255)),
        (np.full((2, 2, 1), 77, dtype=np.uint8), (77, 77, 77)),
        (np.full((2, 2, 4), (0, 0, 0, 0), dtype=np.uint8), (255, 255, 255)),
        (np.full((2, 2, 2), (0, 255), dtype=np.uint8), (0, 0, 0)),
    ],
)
def test_an_array_is_a_picture_whatever_its_numbers(array, pixel):
    image = pictures.from_array(array)
    assert image.getpixel((image.width - 1, image.height - 1)) == pixel


def test_an_array_of_another_shape_gets_a_sentence():
    for shape in ((3,), (2, 2, 5), (0, 3, 3), (1, 2, 2, 3)):
        with pytest.raises(Problem, match="is not a picture: give height"):
            pictures.from_array(np.zeros(shape, dtype=np.uint8))


@pytest.mark.parametrize("name", NAMES["audio"])
def test_a_sound_is_heard_as_it_is(name):
    file = files("audio")[name]
    media.check("audio", file.data)
    rate, seconds, loudness = file.expected
    audio = media.open_audio(file.data)
    assert audio.rate == rate
    assert audio.seconds == pytest.approx(seconds, abs=0.08)  # coders fill up their last block
    spectrum = np.abs(np.fft.rfft(audio.samples))
    assert spectrum.argmax() / audio.seconds == pytest.approx(TONE, abs=1)
    middle = audio.samples[rate // 2 : rate]
    assert np.abs(middle).max() == pytest.approx(loudness, abs=0.05)
    shown = media.preview("audio", file.data)
    assert media.open_audio(shown.file).seconds == pytest.approx(audio.seconds, abs=0.01)
    assert (shown.note is not None) == name.startswith("opposite")


def test_whole_samples_are_those_that_were_written():
    samples = real_files.tone()
    for name in ("float.wav", "studio.wav", "disc.flac", "streamed.flac", "memo-lossless.m4a"):
        heard = media.open_audio(files("audio")[name].data).samples
        assert len(heard) == len(samples)
        assert np.abs(heard - samples).max() < 2**-14


@pytest.mark.parametrize("name", VIDEOS)
def test_a_video_gives_frames_from_all_over_it_upright_and_small(name):
    file = files("video")[name]
    media.check("video", file.data)
    film = file.expected
    frames = media.open_video(file.data)
    assert [frame.size for frame in frames] == [film.size] * film.frames
    width, height = film.size
    middle = [frame.getpixel((width // 2, height // 2))[0] for frame in frames]
    assert middle[0] < 12 and middle[-1] > 243
    even = np.linspace(middle[0], middle[-1], len(middle))
    assert np.abs(np.array(middle) - even).max() < 12
    across, down = film.corner
    for frame in (frames[0], frames[-1]):
        assert min(frame.getpixel((int(across * width), int(down * height)))) > 200
    shown = media.preview("video", file.data)
    assert Image.open(io.BytesIO(shown.file)).width <= pictures.PREVIEW
    if film == Film(64, (64, 48)):
        assert str(shown.note) == "64 of 1,500 frames of these 60.0 seconds are read."
    else:
        assert shown.note is None


def test_an_animation_is_a_video_too():
    for name in ("moving.gif", "moving.webp"):
        frames = media.open_video(files("image")[name].data)
        assert [frame.getpixel((3, 3)).index(max(frame.getpixel((3, 3)))) for frame in frames] == [
            0, 1, 2,
        ]  # fmt: skip


def test_where_all_frames_take_too_long_key_frames_are_read(monkeypatch):
    data = files("video")["long.mp4"].data
    monkeypatch.setattr(videos, "MAX_DECODED", 64 * 48 * 1_000)
    shown, total, read, seconds = videos.frames(data)
    reds = [pixels[3 * (64 * 24 + 32)] for _width, _height, pixels in shown]
    assert (total, read, seconds) == (1_500, len(shown), pytest.approx(60))
    assert 6 <= read < 64
    assert np.diff(reds) == pytest.approx(np.full(read - 1, np.diff(reds).mean()), abs=12)


@pytest.mark.parametrize("name", NAMES["table"])
def test_a_table_is_read_as_it_is_written(name):
    file = files("table")[name]
    assert tables.read(file.data).columns == file.expected


def test_how_a_table_was_read_is_known():
    def how(name):
        table = tables.read(files("table")[name].data)
        return table.encoding, table.sure, table.separator

    assert how("excel-german.csv") == ("utf-8-sig", True, ";")
    assert how("excel-chinese.csv") == ("gb18030", False, ",")
    assert how("excel-unicode.txt") == ("utf-16", True, "\t")
    assert how("excel-french.csv") == ("cp1252", False, ";")
    assert how("database.csv")[2] == "|"
    assert how("sentences.txt")[2] == ""


@pytest.mark.parametrize(
    "data",
    [
        "текст;оценка\nОчень хорошая книга;5\n".encode("cp1251"),
        "標題,分數\n這本書寫得太好了,5\n".encode("big5"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_asked_for(data):
    with pytest.raises(tables.UnknownEncoding):
        tables.read(data)
    with pytest.raises(Problem, match="not in UTF-8"):
        tables.read(data, "utf-8-sig")


def test_big5_can_be_chosen():
    table = tables.read("標題,分數\n這本書寫得太好了,5\n".encode("big5"), "big5")
    assert table.columns == {"標題": ["這本書寫得太好了"], "分數": ["5"]}


def test_lines_with_too_many_cells_are_named_and_a_loose_quotation_mark_costs_nothing():
    table = tables.read(b"a,b\n1,2\n1,2,3\n4\n5,6\n7,8\n")
    assert table.columns == {"a": ["1", "4", "5", "7"], "b": ["2", "", "6", "8"]}
    assert [str(fault) for fault in table.faults] == [
        "Line 3 is left out: it has 3 cells, more than the first line."
    ]
    table = tables.read(b'a,b\n1,"unclosed\n2,fine\n"x, y",3\n')
    assert table.columns == {"a": ["1", "2", "x, y"], "b": ['"unclosed', "fine", "3"]}


@pytest.mark.parametrize(
    ("task", "columns", "likely"),
    [
        ("sentiment-analysis", {"id": ["1"], "Text": ["x"]}, {"text": "Text"}),
        ("sentiment-analysis", {"id": ["1", "2"], "note": ["很好", "不错"]}, {"text": "note"}),
        (
            "sentiment-analysis",
            {"label": ["positive", "positive", "negative"], "内": ["很好", "好", "差"]},
            {"text": "内"},
        ),
        (
            "sentiment-analysis",
            {"uuid": ["1f0e-77c1-4a2b", "2f0e-88c1-4a2b"], "said": ["so good", "bad"]},
            {"text": "said"},
        ),
        ("sentiment-analysis", {"title": ["T"], "review_text": ["long"]}, {"text": "review_text"}),
        ("sentiment-analysis", {"标题": ["好"], "评论内容": ["很好"]}, {"text": "评论内容"}),
        ("sentiment-analysis", {"text_id": ["7"], "who": ["Ann"]}, {"text": "who"}),
        ("sentiment-analysis", {"n": ["1"], "m": ["2"]}, {"text": "n"}),
        (
            "question-answering",
            {"答案": ["北京"], "问题": ["在哪里？"], "文章": ["她在北京学习物理。"]},
            {"context": "文章", "question": "问题"},
        ),
        (
            "question-answering",
            {"id": ["a1"], "asked": ["Where is she?"], "told": ["She is in Rome now, I think."]},
            {"context": "told", "question": "asked"},
        ),
    ],
)
def test_the_columns_are_guessed_by_name_and_by_what_is_in_them(task, columns, likely):
    longest_first = sorted(inference.task(task).inputs, key=lambda one: -one.longest)
    assert tables.likely(columns, [one.name for one in longest_first]) == likely


def test_blank_cells_are_empty_and_whole_numbers_stay_whole():
    task = inference.task("table-question-answering")
    table = pd.DataFrame({"city": ["Paris", "Rome", None], "people": [2102650, None, None]})
    (item,) = inputs.items(task, {"table": table, "question": "How many?"})
    assert item["table"].values.tolist() == [["Paris", "2102650"], ["Rome", ""]]
    with pytest.raises(Problem, match="The table is empty"):
        inputs.items(task, {"table": table[2:], "question": "How many?"})
    table = pd.DataFrame({"share": [0.5, 2.0], "when": [pd.Timestamp("2024-02-01"), pd.NaT]})
    (item,) = inputs.items(task, {"table": table, "question": "How many?"})
    assert item["table"].values.tolist() == [["0.5", "2024-02-01 00:00:00"], ["2.0", ""]]


@pytest.mark.parametrize(
    ("given", "labels"),
    [
        ("sport, politics, music", ["sport", "politics", "music"]),
        ("体育、政治，音乐；艺术", ["体育", "政治", "音乐", "艺术"]),
        ("sport; politics;", ["sport", "politics"]),
        ("New York, NY\nParis, France\n", ["New York, NY", "Paris, France"]),
        ("sport,\npolitics,\nsport\n\n", ["sport", "politics"]),
        (("a, b", "c"), ["a, b", "c"]),
    ],
)
@pytest.mark.parametrize(
    "task",
    [
        *("zero-shot-classification", "zero-shot-image-classification", "multiple-choice"),
        *("zero-shot-object-detection", "zero-shot-audio-classification"),
    ],
)
def test_labels_stand_on_lines_or_between_commas(task, given, labels):
    (wanted,) = (each for each in inference.task(task).inputs if each.kind == "choices")
    assert inputs._CHECKS["choices"](wanted, given) == labels


BROKEN = ("About it.", "{label}", "{", "}", "{{}}", "{} and {}", "{0.real}", "{:>9999999999}", "")


@pytest.mark.parametrize("template", BROKEN)
def test_a_template_without_a_place_for_the_label_gets_a_sentence(template):
    with pytest.raises(Problem, match=r"nothing says where the label goes: write \{\} there"):
        check_template(template)
    for task in ("zero-shot-classification", "zero-shot-image-classification"):
        check_first = inference.task(task).answer
        with pytest.raises(Problem, match="where the label goes"):
            check_first(None, [], template=template)


def test_a_template_with_its_place_is_taken():
    for template in ("This is {}.", "{}", "{{{}}}"):
        check_template(template)


@pytest.mark.parametrize(
    ("scene", "answers"),
    [
        ("scene-1", ["triangle", "black", "triangle", "4", "bottom", "no"]),
        ("scene-2", ["heart", "green", "heart", "6", "top", "no"]),
        ("scene-3", ["ring", "blue", "ring", "4", "middle", "yes"]),
    ],
)
def test_every_ordinary_question_is_about_what_is_on_the_scene(scene, answers):
    task = inference.task("visual-question-answering")
    (path,) = (path for path in task.samples("image") if path.stem == scene)
    (first,) = (each.start for each in task.inputs if each.name == "question")
    asked = [example.inputs["question"] for example in task.examples_for([scene])]
    run = inference.run(
        inference.load(task.name),
        [{"image": path, "question": question} for question in [first, *asked[:-1]]],
    )
    assert [output[0]["answer"] for output in run.output] == answers
    assert task.examples_for([scene])[-1].title.startswith("Fails on")


def test_of_the_examples_of_one_title_one_is_offered():
    task = inference.task("visual-question-answering")
    titles = [[each.title for each in task.examples_for(at)] for at in ([], ["scene-3"], ["other"])]
    assert titles[0] == titles[1] == [*dict.fromkeys(each.title for each in task.examples)]
    assert "A place" not in titles[2]
