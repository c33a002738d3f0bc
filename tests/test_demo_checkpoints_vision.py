"""The demo checkpoints for pictures and sounds answer their own samples rightly."""

import re
from collections import Counter

import numpy as np
import pytest

import inference
from demo_checkpoints.image_segmentation import recipe as segmentation
from demo_checkpoints.object_detection import recipe as detection
from demo_checkpoints.scenes import draw
from demo_checkpoints.spoken_digits import WORDS
from demo_checkpoints.visual_question_answering import recipe as question_answering
from demo_checkpoints.visual_question_answering.questions import KINDS, ask
from inference.masks import from_rle

TASKS = (
    "image-classification",
    "object-detection",
    "image-segmentation",
    "automatic-speech-recognition",
    "audio-classification",
)


@pytest.fixture(scope="module")
def answered() -> dict[str, dict[str, object]]:
    """For each task what its demo checkpoint says to each of its samples, by file name."""
    answers = {}
    for task in TASKS:
        pipe = inference.load(task)
        asked = pipe.task.inputs[0]
        opened = {"image": inference.open_image, "audio": inference.open_audio}[asked.kind]
        answers[task] = {
            path.stem: inference.run(pipe, {asked.name: opened(path)}).output[0]
            for path in pipe.task.samples(asked.kind)
        }
        assert pipe.trained
    return answers


def test_handwritten_digits_are_read(answered):
    read = {name: labels[0] for name, labels in answered["image-classification"].items()}
    letter, upstroke = read.pop("letter"), read.pop("upstroke")
    assert len(read) > 3
    assert all(label["label"] == digit for digit, label in read.items())
    assert letter["label"].isdigit()  # it has no other answer
    assert upstroke["label"] == "7"  # as its title says: it fails on such a 1


def test_shapes_are_found_with_their_names(answered):
    full = [s for s in detection.held_out_scenes() if len(s.shapes) > 3][:3]
    lacking = []
    for number, scene in enumerate(full, start=1):
        boxes = answered["object-detection"][f"scene-{number}"]
        there = Counter(shape.kind for shape in scene.shapes)
        lacking.append(there - Counter(box["label"] for box in boxes if box["score"] >= 0.5))
    # As the second one's title says: it fails.
    assert lacking == [Counter(), Counter(("moon", "star")), Counter()]


def test_digits_said_one_after_another_are_written_down(answered):
    heard = {name: said["text"] for name, said in answered["automatic-speech-recognition"].items()}
    assert re.fullmatch(rf"(({'|'.join(WORDS)}) ?)*", heard.pop("sentence"))  # it has no others
    said = {name: name.partition("-")[0] for name in heard}
    assert len(said) == 3
    assert heard == {
        name: " ".join(WORDS[int(digit)] for digit in digits) for name, digits in said.items()
    }


def test_a_digit_is_known_by_its_sound(answered):
    heard = {name: said[0] for name, said in answered["audio-classification"].items()}
    assert heard.pop("elephant-synthetic")["label"] in WORDS  # it has no other answer
    assert len(heard) == 4
    assert all(said["label"] == name.partition("-")[0] for name, said in heard.items())


def test_most_pixels_get_the_shape_that_lies_on_them(answered):
    full = [scene for scene in segmentation.held_out_scenes() if len(scene.shapes) > 3][:3]
    right, on_shapes = [], []
    for number, scene in enumerate(full, start=1):
        _picture, classes = draw(scene)
        guess = np.full(classes.shape, -1)
        for segment in answered["image-segmentation"][f"scene-{number}"]:
            guess[from_rle(segment["mask"])] = segmentation.LABELS.index(segment["label"])
        right.append(guess == classes)
        on_shapes.append(classes > 0)
    right, on_shapes = np.stack(right), np.stack(on_shapes)
    assert right.mean() > 0.97
    assert right[on_shapes].mean() > 0.85


def test_questions_about_shapes_are_answered():
    pipe = inference.load("visual-question-answering")
    pictures = {path.stem: path for path in pipe.task.samples("image")}
    full = [scene for scene in question_answering.sample_scenes() if len(scene.shapes) > 3][:3]
    rng = np.random.default_rng(0)
    asked = right = 0
    for number, scene in enumerate(full, start=1):
        picture = inference.open_image(pictures[f"scene-{number}"])
        for question in filter(None, (ask(rng, scene, kind) for kind in 3 * KINDS)):
            inputs = {"image": picture, "question": question.text}
            asked += 1
            right += inference.run(pipe, inputs).output[0][0]["answer"] == question.answer
    assert asked >= 40
    assert right >= 0.9 * asked


@pytest.mark.parametrize("size", [(960, 384), (300, 700)])
def test_a_long_picture_is_asked_as_the_square_one(size):
    pipe = inference.load("visual-question-answering")
    for path in pipe.task.samples("image")[:3]:
        square = inference.open_image(path).resize((768, 768))
        for question in ("How many shapes are there?", "What shape is in the middle?"):
            answers = [
                inference.run(pipe, {"image": each, "question": question}).output[0][0]["answer"]
                for each in (square, square.resize(size))
            ]
            assert answers[0] == answers[1]
