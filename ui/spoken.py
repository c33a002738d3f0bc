"""What is said in a recording, word by word, beside the one player that plays it."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

import palette

from .language import _
from .player import source

_words = st.components.v2.component(
    "spoken",
    html="<div class='words'></div>",
    css=source("spoken.css"),
    js=source("visible.js", "spoken.js"),
)


def spoken(
    wav: bytes, text: str, chunks: Sequence[dict[str, Any]], seconds: float, key: str
) -> None:
    """A player, and the words of `inference.views.Spoken`: they light up while it plays.

    A word that is clicked plays from there. Where no times are known there is the text alone.
    Texts reach the page as text nodes, so markup in them stays text.
    """
    words = [
        {
            "text": chunk["text"].strip(),
            "start": start or 0.0,
            "end": seconds if end is None else end,
        }
        for chunk in chunks
        for start, end in [chunk["timestamp"]]
        if chunk["text"].strip()
    ]
    labels = {
        "nothing": _("Nothing was recognised."),
        "play": _("Play from {seconds} s"),
        "words": _("Words: click one to hear it"),
    }
    with st.container(key=f"spoken-{key}"):
        st.audio(wav, format="audio/wav")
        _words(
            data={
                "text": text,
                "words": words,
                "labels": labels,
                "player": f"st-key-spoken-{key}",
                "colors": {"--look": palette.LOOK},
            },
            key=key,
        )
