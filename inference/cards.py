"""What the model card of a local checkpoint states: its language, and its figures.

A card says what was measured in its front matter, a data set each. Those with the split
`INDEPENDENT` are of items that the recipe of a demo checkpoint did not make; all others are of what
was held out.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

INDEPENDENT = "independent"


@dataclass(frozen=True)
class Measured:
    """A figure, where it lies with a confidence of 95 %, and the groups of items that are answered
    worst: the figure of each, and of how many items it is."""

    value: float
    between: tuple[float, float]
    weakest: dict[str, tuple[float, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Independent:
    """Figures by metric, the one that says most first, the number of items that they are of, and
    what else was counted of the answers, which the card's text explains."""

    items: int
    figures: dict[str, Measured]
    counts: dict[str, int] = field(default_factory=dict)


def held_out(checkpoint: Path) -> dict[str, float]:
    """The held-out figures that the card of a checkpoint states, by metric.

    Empty where there is no card or it states none.
    """
    return {
        result.metric_type: result.metric_value
        for result in _results(checkpoint)
        if result.dataset_split != INDEPENDENT
    }


def independent(checkpoint: Path) -> Independent | None:
    """The figures on independent items that the card of a checkpoint states, if it states any."""
    results = [each for each in _results(checkpoint) if each.dataset_split == INDEPENDENT]
    if not results:
        return None
    about = results[0].dataset_args
    return Independent(
        about["items"],
        {each.metric_type: _measured(each.metric_value, **each.metric_args) for each in results},
        about.get("counts", {}),
    )


def _measured(
    value: float, between: list[float], weakest: dict[str, list[Any]] | None = None
) -> Measured:
    low, high = between
    groups = {name: (figure, items) for name, (figure, items) in (weakest or {}).items()}
    return Measured(value, (low, high), groups)


def language(checkpoint: Path) -> str:
    """The code of the language that a checkpoint reads, as its card names it: the first one of a
    translator. "" for several or none."""
    data = _data(checkpoint)
    named = data.language if data else None
    if isinstance(named, list) and named and data.pipeline_tag == "translation":
        named = named[0]
    return named if isinstance(named, str) else ""


def _results(checkpoint: Path) -> list[Any]:
    data = _data(checkpoint)
    return (data.eval_results or []) if data else []


def _data(checkpoint: Path) -> Any:
    """The front matter of a card, None without a card."""
    card = checkpoint / "README.md"
    return _loaded(card, card.stat().st_mtime_ns) if card.exists() else None


@lru_cache(maxsize=64)
def _loaded(card: Path, _changed: int) -> Any:
    from huggingface_hub import ModelCard  # not needed to list tasks

    return ModelCard.load(card).data
