"""The scenes of the picture checkpoints: what is held out is in none to learn from."""

import numpy as np

from demo_checkpoints.scenes import COLORS, HELD_OUT_PAIRS, recolored, scenes


def test_held_out_pairs_of_shape_and_colour_are_in_no_scene_to_learn_from():
    learnt = {(one.kind, one.color) for scene in scenes(3, 400) for one in scene.shapes}
    assert not learnt & set(HELD_OUT_PAIRS)
    for scene in scenes(4, 100, held_out=True):
        assert {(one.kind, one.color) for one in scene.shapes} & set(HELD_OUT_PAIRS)


def test_a_shape_of_any_tone_comes_nearest_to_no_colour_that_is_held_out_for_it():
    names, tones = list(COLORS), np.array(list(COLORS.values()))
    for scene in recolored(5, scenes(5, 200)):
        for one in scene.shapes:
            nearest = names[np.square(tones - one.tone).sum(1).argmin()]
            assert (one.kind, nearest) not in HELD_OUT_PAIRS
