"""The demo checkpoints for pictures and sounds answer their own samples rightly."""

from PIL import Image
from transformers import pipeline

from demo_checkpoints import FOLDER


def samples(name: str, suffix: str) -> dict[str, Image.Image]:
    return {path.stem: Image.open(path) for path in (FOLDER / name / "samples").glob(f"*{suffix}")}


def test_handwritten_digits_are_read():
    read = pipeline("image-classification", model=str(FOLDER / "image_classification"))
    pictures = samples("image_classification", ".png")
    assert pictures.pop("letter")
    for digit, picture in pictures.items():
        assert read(picture, top_k=1)[0]["label"] == digit
