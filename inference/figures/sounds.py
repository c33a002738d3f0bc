"""Sounds over time."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from i18n import N_, Translate
from palette import HUES, MARGIN, PRESENT, columns_of, plotly_text, shortened

from ..task import Row

if TYPE_CHECKING:
    from ..media import Audio

LONGEST = 28
"""Columns of a text that stands above where it is said."""
WIDE, COLUMN, LINE, MOST_LINES = 560, 8, 17, 4
"""Pixels that a figure may have across, of a column of such a text and of a line of them; and how
many lines there are where they would lie on each other."""
MOMENT = 0.1
"""Seconds in which nobody says a word: a chunk that is shorter is where a model was sure of one."""


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
    spans = [_span(chunk, audio.seconds) for chunk in chunks]
    texts = [shortened(chunk["text"], LONGEST) for chunk in chunks]
    middles = [(start + end) / 2 / audio.seconds * WIDE for start, end in spans]
    lines = _lines(middles, [columns_of(text) * COLUMN for text in texts])
    for number, (span, text, line) in enumerate(zip(spans, texts, lines)):
        _add_chunk(figure, span, text, line, HUES[number % 2])
    title = _(N_("seconds"))
    if any(end - start < MOMENT for start, end in spans):
        title += "<br>" + _(N_("a band is when the model was sure of a word, not its length"))
    above = LINE * max(lines, default=0)
    figure.update_yaxes(visible=False, fixedrange=True)
    figure.update_xaxes(title=title, fixedrange=True)
    figure.update_layout(
        height=200 + above, showlegend=False, margin=MARGIN | ({"t": 28 + above} if chunks else {})
    )
    return figure


def _span(chunk: Row, seconds: float) -> tuple[float, float]:
    start, end = chunk["timestamp"]
    return start or 0.0, seconds if end is None else end


def _lines(middles: list[float], widths: list[float]) -> list[int]:
    """The line of each text, from 0, the lowest in which it lies on none before it: all in pixels.
    Where every line is taken it is the one that ends first."""
    ends = [-float("inf")] * MOST_LINES
    lines = []
    for middle, width in zip(middles, widths):
        line = next((n for n, end in enumerate(ends) if end <= middle - width / 2), None)
        line = ends.index(min(ends)) if line is None else line
        ends[line] = middle + width / 2
        lines.append(line)
    return lines


def _add_chunk(
    figure: go.Figure, span: tuple[float, float], text: str, line: int, color: str
) -> None:
    start, end = span
    figure.add_vrect(x0=start, x1=end, fillcolor=color, opacity=0.18, line_width=0)
    figure.add_annotation(
        x=(start + end) / 2,
        y=1.0,
        yref="paper",
        yanchor="bottom",
        yshift=LINE * line,
        showarrow=False,
        text=plotly_text(text),
        hovertext=f"{start:.2f}–{end:.2f} s",
    )
