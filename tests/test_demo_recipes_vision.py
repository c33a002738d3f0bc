"""The scenes of the picture checkpoints."""

import numpy as np
import torch

from demo_checkpoints.scenes import COLORS, HELD_OUT_PAIRS, SHAPES, random_scenes, recolor
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
