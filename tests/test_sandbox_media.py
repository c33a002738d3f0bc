"""Pictures, sounds, videos, ZIPs and tables of a stranger: a sentence, and the server goes on."""

import io
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import psutil
import pyarrow
import pytest
import soundfile
from PIL import Image
from pyarrow import parquet

import inference
import tables
from i18n import Problem
from inference import archives, datasets, inputs, media
from inference.decoding import pictures, videos
from pages.pipelines_parts import inputs as page
from sandbox import Limits

from . import hostile


def memory() -> int:
    return psutil.Process().memory_info().rss


def test_a_silence_of_many_samples_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(media, "SOUND_LIMITS", Limits(cpu=2))
    data, before = hostile.flac(), memory()
    for look in (media.open_audio, lambda data: media.preview("audio", data)):
        with pytest.raises(Problem, match="1,573 million samples in all its channels; 200 can"):
            look(data)
    assert memory() - before < 100_000_000


def test_a_preview_of_a_large_picture_is_small():
    before = memory()
    data = media.preview("image", hostile.png()).file
    assert max(Image.open(io.BytesIO(data)).size) == pictures.PREVIEW
    assert memory() - before < 50_000_000


def test_a_batch_holds_one_decoded_picture_at_a_time(monkeypatch):
    pipe = inference.load("image-classification")
    opened, most = [], []

    def image(*given):
        opened.append(hostile.png)
        return Image.new("RGB", (32, 32))

    monkeypatch.setitem(inputs._CHECKS, "image", image)
    answer = pipe.task.answer

    def watch(pipeline, items, **options):
        most.append(len(opened))
        return answer(pipeline, items, **options)

    monkeypatch.setattr(pipe, "task", replace(pipe.task, answer=watch))
    assert len(inference.run(pipe, [hostile.png(40, 40)] * 6).output) == 6
    assert most == [0, 1, 2, 3, 4, 5]  # before each is answered, those that came before it


def test_an_animation_gives_some_frames_made_small():
    frames = media.open_video(hostile.gif(100))
    assert len(frames) == videos.MAX_FRAMES
    assert {frame.size for frame in frames} == {(videos.SIDE, videos.SIDE)}
    with pytest.raises(Problem, match="3200 × 3200 pixels"):
        media.open_video(hostile.gif(2, 3_200))


def test_a_video_that_names_other_files_opens_none(tmp_path):
    """FFmpeg knows lists of files to play; those are no video here."""
    secret = tmp_path / "secret.ts"
    secret.write_bytes(b"G" * 188)
    playlist = f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n".encode()
    for data in (playlist, f"ffconcat version 1.0\nfile {secret}\n".encode()):
        with pytest.raises(Problem, match="cannot be read as a video"):
            media.open_video(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_pictures_of_the_kinds_that_people_have_are_read(kind):
    file = io.BytesIO()
    Image.new("RGB", (20, 30), "red").save(file, kind)
    picture = media.open_image(file.getvalue())
    assert picture.size == (20, 30)
    assert picture.getpixel((3, 3))[0] > 250


def test_a_picture_of_a_kind_that_starts_a_program_is_none():
    with pytest.raises(Problem, match="cannot be read as a picture"):
        media.open_image(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EOF\n")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (lambda: hostile.zipped(), "too large"),
        (lambda: hostile.zipped(501, 1), "501 files; 500 can"),
        (lambda: hostile.zipped(1, 10)[:-30], "as a ZIP"),
        (lambda: hostile.zipped(1, 10**6).replace(b"\0" * 4, b"\xff" * 4), "as a ZIP"),
    ],
)
def test_a_zip_that_holds_too_much_is_not_unpacked(data, sentence):
    before = memory()
    with pytest.raises(Problem, match=sentence):
        archives.unpacked("a.zip", data(), 500)
    assert memory() - before < 100_000_000


def test_a_zip_is_unpacked_once_for_as_long_as_it_lies_there(monkeypatch):
    seen = []
    file = SimpleNamespace(file_id="1", name="a.zip", getvalue=lambda: hostile.zipped(2, 3))
    monkeypatch.setattr(page.st, "session_state", {})

    def open_one(file):
        seen.append(file)
        return page._unpacked(file, ["png"])

    for _rerun in range(3):
        (found,) = page._once("key", [file], open_one)
        assert [(name, len(data)) for name, data in found.files] == [("0.png", 3), ("1.png", 3)]
    assert len(seen) == 1
    assert page._once("key", [], open_one) == []
    page._once("key", [file], open_one)
    assert len(seen) == 2


def test_a_table_is_read_and_one_with_too_much_is_not():
    read = tables.read("a,b\n1,\n你,x".encode())
    assert read.columns == {"a": ["1", "你"], "b": ["", "x"]}
    for data, sentence in {
        (b"a," * 100_000 + b"\n") * 2: "100,001 columns; 200 can",
        b"a\n" + b"1\n" * 200_001: "more than 200,000 rows",
        b"\xff\xfe": "holds no rows",
        b"": "holds no rows",
        bytes(range(256)): "encoding of this file cannot be told",
        b"PK\x03\x04" * 9: "a workbook, not a CSV file",
    }.items():
        with pytest.raises(Problem, match=sentence):
            tables.read(data)


def test_a_damaged_parquet_file_gets_a_sentence(tmp_path):
    whole = tmp_path / "whole.parquet"
    table = pyarrow.table({"image": [{"bytes": hostile.png(8, 8), "path": None}] * 3})
    parquet.write_table(table, whole)
    assert datasets.columns(whole, "image") == ["image"]
    assert [name for name, _data in datasets.rows(whole, "image", 2).files] == [
        "image 1",
        "image 2",
    ]
    broken = tmp_path / "broken.parquet"
    data = whole.read_bytes()
    broken.write_bytes(data[:-40] + b"\xff" * 32 + data[-8:])
    asked = (
        lambda: datasets.columns(broken, "image"),
        lambda: datasets.rows(broken, "image", 1),
        lambda: datasets.rows(whole, "a", 1),
    )
    for ask in asked:
        with pytest.raises(Problem, match=r"^\w+\.parquet cannot be read as a Parquet file"):
            ask()


def test_a_large_photo_costs_the_server_its_pixels_and_nothing_for_long():
    before = memory()
    for _time in range(3):
        image = media.open_image(hostile.png(4_000, 3_000))
        assert image.size == (4_000, 3_000)
    assert memory() - before < 200_000_000


def test_half_an_hour_of_sound_is_heard():
    file = io.BytesIO()
    tone = (0.1 * np.sin(np.arange(16_000 * 60) / 9)).astype(np.float32)
    with soundfile.SoundFile(file, "w", 16_000, 1, format="OGG") as writer:
        for _minute in range(29):
            writer.write(tone)
    assert media.open_audio(file.getvalue()).seconds == pytest.approx(29 * 60)
