"""How a training goes: what may be chosen about it, and what is chosen where nothing is said."""

import os
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any

from i18n import N_, Problem, compact

from .bases import Base
from .examples import Examples

MOST_PARAMETERS = 200_000_000
MOST_MINUTES = 20
SMALL, LARGE = 2_000_000, 20_000_000
"""Parameters up to which a model is small, and from which on it is large."""
ENOUGH = {True: {"texts": 300, "pictures": 800}, False: {"texts": 200, "pictures": 200}}
"""Steps that teach a model without a past (True), and one with it."""
FEWEST_EPOCHS, MOST_EPOCHS = 3, 60
START, STEP, RATE = 9.0, 0.008, 2.5e10
"""Seconds until the first step and of a step beside its computing; operations a second of a core.
Measured on two cores of 2024."""


@dataclass(frozen=True)
class Settings:
    """What may be chosen; 0 is what suits the examples and the model.

    `lora` is the rank of the matrices that are trained alone, 0 to train all; `held_out` the share
    that is not learned from; `longest` the tokens of a text and `side` the pixels of a picture that
    a new model reads.
    """

    epochs: int = 0
    learning_rate: float = 0.0
    batch_size: int = 16
    lora: int = 0
    seed: int = 0
    held_out: float = 0.2
    weight_decay: float = 0.01
    longest: int = 128
    side: int = 32


def chosen(settings: Settings, examples: Examples, base: Base) -> dict[str, Any]:
    """All settings as numbers. Raises `i18n.Problem` where model or training is too large."""
    if settings.lora and base.is_new:
        raise Problem(
            N_(
                "LoRA adds to what a model knows, and one with random weights knows nothing: train "
                "all of it, or start from a checkpoint."
            )
        )
    if base.parameters > MOST_PARAMETERS:
        raise Problem(
            N_(
                "{name} has {count} parameters; up to {most} can be trained "
                "here: choose a smaller one."
            ),
            name=base.name,
            count=compact(base.parameters),
            most=compact(MOST_PARAMETERS),
        )
    train = round(len(examples) * (1 - settings.held_out))
    rate = 1e-3 if base.parameters < SMALL else 3e-4 if base.parameters < LARGE else 5e-5
    values = {
        "epochs": settings.epochs or _epochs(train, settings.batch_size, examples, base),
        "learning_rate": settings.learning_rate or rate * (4 if settings.lora else 1),
        "batch_size": settings.batch_size,
        "lora": settings.lora,
        "seed": settings.seed,
        "held_out": settings.held_out,
        "weight_decay": settings.weight_decay,
        "longest": settings.longest,
        "side": settings.side,
        "evaluations": 20 if base.parameters < LARGE else 6,
    }
    if (minutes := seconds(values, examples, base) / 60) > MOST_MINUTES:
        raise Problem(
            N_(
                "This would take about {minutes:,.0f} minutes; {most} are the most here: take "
                "fewer examples or epochs, or a smaller model."
            ),
            minutes=minutes,
            most=MOST_MINUTES,
        )
    return values


def _epochs(train: int, batch_size: int, examples: Examples, base: Base) -> int:
    if base.parameters >= LARGE:
        return FEWEST_EPOCHS
    wanted = ENOUGH[base.is_new][examples.kind] * batch_size / max(1, train)
    return min(max(FEWEST_EPOCHS, ceil(wanted)), MOST_EPOCHS)


def threads(base: Base) -> int:
    """Threads to compute with: those of a small model would wait for each other longer than they
    work."""
    return 1 if base.parameters < LARGE else len(os.sched_getaffinity(0))


def seconds(values: dict[str, Any], examples: Examples, base: Base) -> float:
    """About how long a training takes, by its operations: six for each token and parameter."""
    train = round(len(examples) * (1 - values["held_out"]))
    steps = ceil(train / values["batch_size"]) * values["epochs"]
    tokens = _tokens(examples, values["longest"])
    held_out = (len(examples) - train) * values["evaluations"]
    operations = base.computing * tokens * (6 * train * values["epochs"] + 2 * held_out)
    return START + steps * STEP + operations / (RATE * threads(base))


def _tokens(examples: Examples, longest: int) -> float:
    """Tokens of a usual example: pictures are cut into some hundred patches at most."""
    if examples.kind == "pictures":
        return 65.0
    texts = [text[:500] for text in examples.inputs[:100] if isinstance(text, str)]
    return min(longest, 2 + median(sum(1 if ord(c) > 0x2E80 else 0.22 for c in t) for t in texts))


def estimate(examples: Examples, base: Base, settings: Settings) -> float:
    """About how many seconds a training takes, without waiting. Raises `i18n.Problem` where it
    cannot begin."""
    return seconds(chosen(settings, examples, base), examples, base)
