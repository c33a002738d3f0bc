"""What a task says of itself: its place, its stand-in, and names for people."""

import pytest

import inference
from inference import names


def test_every_task_has_a_place_of_its_own():
    places = [task.order for task in inference.tasks().values()]
    assert places == sorted(set(places))


@pytest.mark.parametrize("name", [n for n, task in inference.tasks().items() if task.has_demo])
def test_every_metric_on_the_card_of_a_demo_checkpoint_has_a_name(name):
    task = inference.task(name)
    assert set(inference.held_out(task.checkpoint)) <= names.METRICS.keys() | task.metrics.keys()


def test_every_task_without_a_demo_checkpoint_has_a_stand_in():
    assert all(task.stand_in for task in inference.tasks().values() if not task.has_demo)
