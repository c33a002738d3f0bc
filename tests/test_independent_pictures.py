"""The independent test sets of pictures are whole: what is listed is there, and can be right."""

import csv

import numpy as np
import pytest
from PIL import Image

from demo_checkpoints import FOLDER
from inference.metrics import coco
from inference.metrics.renaming import configured

LISTS = {
    "image_classification": "items.csv",
    "object_detection": "sources.csv",
    "image_segmentation": "sources.csv",
    "visual_question_answering": "items.csv",
}
MOST_BYTES = 600_000


def listed(name):
    file = FOLDER / name / "independent" / LISTS[name]
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def pictures(name):
    files = (FOLDER / name / "independent").iterdir()
    return {file.name for file in files if file.suffix in (".png", ".jpg")}


@pytest.mark.parametrize("name", LISTS)
def test_every_picture_is_listed_and_every_source_explained(name):
    folder = FOLDER / name / "independent"
    rows = listed(name)
    masks = {file for file in pictures(name) if file.endswith("_mask.png")}
    assert {row["image"] for row in rows} == pictures(name) - masks
    assert len(rows) >= 44
    explained = (folder / "README.md").read_text("utf-8")
    assert all(f"| `{row['source']}` |" in explained for row in rows)
    assert sum(file.stat().st_size for file in folder.iterdir()) <= MOST_BYTES


@pytest.mark.parametrize("name", ("image_classification", "visual_question_answering"))
def test_the_model_has_every_answer(name):
    assert {row["answer"] for row in listed(name)} <= set(configured(FOLDER / name))


def test_boxes_lie_in_their_pictures():
    folder = FOLDER / "object_detection" / "independent"
    found = coco.boxes((folder / "items.json").read_bytes())
    assert set(found) == pictures("object_detection")
    labels = configured(FOLDER / "object_detection")
    for name, rows in found.items():
        with Image.open(folder / name) as picture:
            width, height = picture.size
        for row in rows:
            box = row["box"]
            assert row["label"] in labels
            assert 0 <= box["xmin"] < box["xmax"] <= width
            assert 0 <= box["ymin"] < box["ymax"] <= height


def test_masks_have_the_sides_of_their_pictures_and_the_numbers_of_the_labels():
    folder = FOLDER / "image_segmentation" / "independent"
    labels = configured(FOLDER / "image_segmentation")
    for row in listed("image_segmentation"):
        file = folder / row["image"]
        with (
            Image.open(file) as picture,
            Image.open(file.with_name(f"{file.stem}_mask.png")) as mask,
        ):
            assert picture.size == mask.size
            numbers = np.unique(np.asarray(mask))
        assert numbers[0] == 0 and 1 <= numbers[-1] < len(labels)
