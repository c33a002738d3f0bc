"""What a model wrote, token by token, with what it could have written at each place."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

import palette

from .language import _, ngettext
from .player import source

_written = st.components.v2.component(
    "written",
    html="<div class='root'></div>",
    css=source("written.css"),
    js=source("visible.js", "written.js"),
)


def written(prompt: str, samples: Sequence[dict[str, Any]], key: str) -> None:
    """Draw the samples of a prompt, as `inference.views.Written` has them.

    A token that is pointed at, focused or tapped shows its candidates; arrows go from one to the
    next. Texts reach the page as text nodes, so markup in them stays text.
    """
    labels = {
        "text": _("Text written: arrow keys go from token to token"),
        "scale": _(
            "probability that the model gave a token, before temperature and top p; point at one "
            "to see what else could have come"
        ),
        "rank": _("rank {rank}:"),
    }
    colors = {
        "--present": palette.PRESENT,
        "--look": palette.LOOK,
        "--symbol": palette.SYMBOL,
        "--absent": palette.ABSENT,
    }
    several = len(samples) > 1
    shown = [
        {
            "title": _("Seed {seed}").format(seed=sample["seed"]) if several else "",
            "cost": _cost(sample),
            "units": sample["units"] or _untold(sample["generated_text"]),
        }
        for sample in samples
    ]
    _written(data={"prompt": prompt, "samples": shown, "labels": labels, "colors": colors}, key=key)


def _untold(text: str) -> list[dict[str, Any]]:
    """A text of whose tokens nothing is known, as one that was searched with beams."""
    return [{"text": text, "special": False, "tokens": []}]


def _cost(sample: dict[str, Any]) -> str:
    parts = []
    if count := sample["tokens"]:
        parts.append(ngettext("{count} token", "{count} tokens", count).format(count=count))
    if sample["tokens_per_second"]:
        speed = f"{sample['tokens_per_second']:,.1f}"
        parts.append(_("{speed} tokens a second, without the prompt").format(speed=speed))
    if hesitation := sample.get("perplexity"):
        parts.append(_("Perplexity of the prompt: {value:,.1f}").format(value=hesitation))
    return " · ".join(parts)
