"""How the text recipes word a sentence: in one of several ways, of which the last is held out."""

from random import Random

ENOUGH = 5
"""From so many wordings on the last is held out; fewer are all for training."""


def draw_wording(random: Random, wordings: tuple[str, ...], held_out: bool = False) -> str:
    """One of the wordings; the held-out one only where `held_out` asks, and there half of the
    time."""
    if len(wordings) < ENOUGH:
        return random.choice(wordings)
    *training, new = wordings
    return new if held_out and random.random() < 0.5 else random.choice(training)
