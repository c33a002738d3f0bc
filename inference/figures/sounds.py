"""Sounds over time."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from i18n import N_, Translate
from palette import HUES, MARGIN, PRESENT, plotly_text, shortened

from ..task import Row

if TYPE_CHECKING:
    from ..media import Audio

LONGEST = 28
"""Columns of a text that stands above where it is said."""


def waveform(
    audio: "Audio", _: Translate = str, chunks: Iterable[Row] = (), points: int = 1200
) -> go.Figure:
    """How loud a recording is over its seconds, with the words where they are said.

    A chunk is {"text", "timestamp": (start, end)}, in seconds.
    """
    chunks = list(chunks)
    parts = np.array_split(audio.samples, max(1, min(points, len(audio.samples))))
    figure = go.Figure()
    for edge, fill in ((np.max, None), (np.min, "tonexty")):
        figure.add_scatter(
            x=np.linspace(0, audio.seconds, len(parts)),
            y=[float(edge(part)) for part in parts],
            mode="lines",
            line={"width": 0.6, "color": PRESENT},
            fill=fill,
            hoverinfo="skip",
        )
    for number, chunk in enumerate(chunks):
        _add_chunk(figure, chunk, audio.seconds, HUES[number % 2])
    figure.update_yaxes(visible=False, fixedrange=True)
    figure.update_xaxes(title=_(N_("seconds")), fixedrange=True)
    figure.update_layout(
        height=200, showlegend=False, margin=MARGIN | ({"t": 28} if chunks else {})
    )
    return figure


def _add_chunk(figure: go.Figure, chunk: Row, seconds: float, color: str) -> None:
    start, end = chunk["timestamp"]
    start, end = start or 0.0, seconds if end is None else end
    figure.add_vrect(x0=start, x1=end, fillcolor=color, opacity=0.18, line_width=0)
    figure.add_annotation(
        x=(start + end) / 2,
        y=1.0,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        text=plotly_text(shortened(chunk["text"], LONGEST)),
        hovertext=f"{start:.2f}–{end:.2f} s",
    )
