"""The scenes of the picture checkpoints, and what is asked about them."""

import re
from itertools import combinations
from math import hypot

import numpy as np
import pytest
import torch

from demo_checkpoints.object_detection.recipe import overlaps, truth
from demo_checkpoints.scenes import (
    COLORS,
    HELD_OUT_PAIRS,
    PLACES,
    SHAPES,
    Scene,
    Shape,
    random_scenes,
    recolor,
)
from demo_checkpoints.visual_question_answering import recipe as question_answering
from demo_checkpoints.visual_question_answering.questions import KINDS, ask, plural, words
from demo_checkpoints.visual_question_answering.recipe import SAMPLES, WORLD, in_places
from demo_checkpoints.wide_scenes import draw_any, draw_many, held_out_drawings


def test_held_out_pairs_of_shape_and_colour_are_in_no_scene_to_learn_from():
    learnt = {
        (shape.kind, shape.color) for scene in random_scenes(3, 400) for shape in scene.shapes
    }
    assert not learnt & set(HELD_OUT_PAIRS)
    for scene in random_scenes(4, 100, held_out=True):
        assert {(shape.kind, shape.color) for shape in scene.shapes} & set(HELD_OUT_PAIRS)


def test_a_shape_of_any_tone_comes_nearest_to_no_colour_that_is_held_out_for_it():
    names, tones = list(COLORS), np.array(list(COLORS.values()))
    for scene in recolor(5, random_scenes(5, 200)):
        for shape in scene.shapes:
            nearest = names[np.square(tones - shape.tone).sum(1).argmin()]
            assert (shape.kind, nearest) not in HELD_OUT_PAIRS


def test_what_a_drawing_says_of_its_shapes_is_what_it_shows():
    rng = np.random.default_rng(7)
    for _drawing in range(60):
        drawing = draw_any(rng, (200, 140))
        assert drawing.picture.size == (200, 140)
        assert drawing.classes.shape == drawing.owners.shape == (140, 200)
        for number, shape in enumerate(drawing.shapes, start=1):
            rows, columns = np.nonzero(drawing.owners == number)
            assert set(drawing.classes[rows, columns]) <= {1 + SHAPES.index(shape.kind)}
            left, top, right, bottom = np.array(shape.box) * (200, 140, 200, 140)
            assert left - 2 < columns.min(initial=200) and columns.max(initial=0) < right + 2
            assert top - 2 < rows.min(initial=140) and rows.max(initial=0) < bottom + 2


def test_drawings_are_repeatable_and_those_held_out_are_others():
    first, again = (draw_many(3, 4, (48, 48)) for _time in range(2))
    assert torch.equal(first[0], again[0]) and torch.equal(first[1], again[1])
    assert first[2] == again[2]
    assert not {shapes for shapes in first[2] if shapes} & {
        drawing.shapes for drawing in held_out_drawings(20)
    }


def test_loose_shapes_have_a_place_of_their_own_each_and_are_seen_whole():
    sizes = []
    for scene in random_scenes(6, 200, **WORLD):
        assert in_places(scene.shapes)
        for shape in scene.shapes:
            left, top, right, bottom = shape.box
            assert min(left, top) > -0.01 and max(right, bottom) < 1.01
            sizes.append(max(right - left, bottom - top))
        for one, other in combinations(scene.shapes, 2):
            apart = hypot(one.x - other.x, one.y - other.y)
            assert apart > 0.1
        boxes = truth(scene.shapes)["boxes"]
        assert overlaps(boxes, boxes).fill_diagonal_(0).max() < 0.02  # they do not touch
    assert min(sizes) < 0.15 and max(sizes) > 0.6


def test_drawings_to_ask_about_have_a_shape_at_most_in_each_place(monkeypatch):
    monkeypatch.setattr(question_answering, "DRAWINGS", 60)
    world = question_answering.drawn(1)
    assert 30 < len(world.scenes) == len(world.pictures) < 60
    for scene, shapes, colors in zip(world.scenes, world.shapes, world.colors):
        assert in_places(scene.shapes)
        there = {shape.cell: shape for shape in scene.shapes}
        for place in range(9):
            assert (shapes[place] > 0) == (place in there) == (colors[place] > 0)
            if place in there:
                assert SHAPES[shapes[place] - 1] == there[place].kind
                assert list(COLORS)[colors[place] - 1] == there[place].color


@pytest.mark.parametrize("name", ["kind", "color"])
def test_scenes_to_count_in_have_more_alike_than_chance_brings(name):
    def most(scenes: list[Scene]) -> float:
        called = [[getattr(shape, name) for shape in scene.shapes] for scene in scenes]
        return sum(max(map(names.count, names)) > 2 for names in called) / len(called)

    assert most(random_scenes(8, 400, **WORLD)) > 1.5 * most(random_scenes(8, 400, **SAMPLES))


def meant(text: str, shapes: tuple[Shape, ...]) -> list[Shape]:
    """The shapes that a question speaks of, but for a colour that it asks whether they have."""
    text, asked = re.fullmatch(r"(.*?)( \w+)?", text).groups()  # type: ignore[union-attr]
    if not text.startswith("is the "):
        text += asked or ""
    here = [color for color in COLORS if re.search(rf"\b{color}\b", text)]
    kinds = [kind for kind in SHAPES if re.search(rf"\b({kind}|{plural(kind)})\b", text)]
    at = re.search(rf"(?:at|in|on) the ({'|'.join(sorted(PLACES, key=len, reverse=True))})\b", text)
    return [
        shape
        for shape in shapes
        if (not here or shape.color in here)
        and (not kinds or shape.kind in kinds)
        and (not at or PLACES[shape.cell] == at[1])
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_to_a_question_can_be_seen_in_its_scene(kind):
    rng, asked = np.random.default_rng(9), set()
    for scene in random_scenes(9, 600, **WORLD):
        question = ask(rng, scene, kind)
        if question is None:
            continue
        text = question.text.lower().rstrip("?.")
        asked.add(text.split(" ")[0] + question.answer)
        assert set(text.split()) <= set(words())
        shapes = meant(text, scene.shapes)
        if kind == "count":
            answers = [str(len(shapes))]
        elif kind != "presence":
            of_kind = {
                "color": lambda shape: shape.color,
                "shape": lambda shape: shape.kind,
                "place": lambda shape: PLACES[shape.cell],
            }[kind]
            answers = [of_kind(shape) for shape in shapes]
        elif text.startswith("is the "):
            answers = ["yes" if text.split()[-1] == shape.color else "no" for shape in shapes]
        else:
            answers = ["yes" if shapes else "no"]
        assert answers == [question.answer], question
    assert len(asked) > 6
