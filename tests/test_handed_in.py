"""What people hand in as it is: a ZIP of a Mac, labels of their own, a list without a header."""

import io
import zipfile

import pytest

from inference import archives
from inference.metrics import sources

from .test_metrics import batch


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
