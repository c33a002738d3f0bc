"""The demo checkpoints for pictures and sounds answer their own samples rightly."""

import pytest

import inference

TASKS = ("image-classification",)


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
    letter = read.pop("letter")
    assert len(read) > 3
    assert all(label["label"] == digit for digit, label in read.items())
    assert letter["label"].isdigit()  # it has no other answer
