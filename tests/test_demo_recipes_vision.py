"""The scenes of the picture checkpoints: what is held out is in none to learn from."""

import numpy as np

from demo_checkpoints.scenes import COLORS, HELD_OUT_PAIRS, random_scenes, recolor


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
