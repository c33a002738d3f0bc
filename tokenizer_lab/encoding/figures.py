"""Pictures of a text on its way to tokens: steps in, a Plotly figure out."""

from html import escape
from typing import Any

import plotly.graph_objects as go

from i18n import N_, Sentence, Translate
from palette import LOOK, MARGIN, MONO, SYMBOL, UNKNOWN, shortened, token_color

from ..cutting import Edge, Lattice
from ..motion import CONTROLS_PX, controls
from .frames import Frame, Row, frames
from .steps import Steps

ROLES = {"symbol": SYMBOL, "lit": LOOK, "lost": UNKNOWN}
"""Colours of bars; that of a token is its own."""

COLUMNS = 36
"""Symbols of a row that one picture shows."""
ROW_PX = 44


def encode_animation(steps: Steps, rows: list[Row], _: Translate = str) -> go.Figure:
    """How `rows`, some of those that `rows_of` gives, are cut, played in the browser.

    Bars keep their number, so that the browser can move each one to its next place.
    """
    pictures = frames(steps, rows)
    sizes = [row.end - row.start for row in rows]
    animation = [
        go.Frame(
            name=str(number),
            data=[_bars(picture, sizes)],
            traces=[0],
            layout={"title": {"text": f"<b>{_title(picture, _)}</b>"}},
        )
        for number, picture in enumerate(pictures)
    ]
    figure = go.Figure(animation[0].data, frames=animation)
    figure.update_xaxes(
        visible=False, range=[0, max(12, min(COLUMNS, max(sizes)))], fixedrange=True
    )
    figure.update_yaxes(
        range=[len(rows) - 0.5, -0.5],
        tickvals=list(range(len(rows))),
        ticktext=[escape(shortened(row.label, 12)) for row in rows],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    order = [frame.name for frame in animation]
    stops = [name for name, picture in zip(order, pictures) if picture.halt]
    figure.update_layout(
        title={"text": animation[0].layout.title.text, "x": 0, "font": {"size": 16}},
        height=ROW_PX * len(rows) + 56 + CONTROLS_PX,
        margin={"l": 8, "r": 8, "t": 56, "b": CONTROLS_PX},
        barmode="overlay",
        **controls(order, stops),
    )
    return figure


def _title(picture: Frame, _: Translate) -> str:
    values = {
        key: escape(value) if isinstance(value, str) else value
        for key, value in picture.headline.values.items()
    }
    return Sentence(picture.headline.template, **values).said(_)


def _bars(picture: Frame, sizes: list[int]) -> go.Bar:
    """One bar a symbol of each row; a token widens its first bar and empties the others."""
    keys = ("x", "base", "y", "text", "marker_color", "customdata")
    bars: dict[str, list[Any]] = {key: [] for key in keys}
    for row, (row_bars, size) in enumerate(zip(picture.rows, sizes)):
        start = 0
        for bar in row_bars:
            color = ROLES.get(bar.role) or token_color(bar.text)
            text = escape(bar.text) + (f"<br>{escape(bar.under)}" if bar.under else "")
            for offset in range(bar.width):
                bars["x"].append(bar.width - 0.08 if offset == 0 else 0)
                bars["base"].append(start if offset == 0 else start + bar.width - 0.08)
                bars["y"].append(row)
                bars["text"].append(text if offset == 0 else "")
                bars["marker_color"].append(color)
                bars["customdata"].append(text)
            start += bar.width
        if start != size:
            raise ValueError(f"the bars of row {row} are {start} wide, not {size}")
    return go.Bar(
        **bars,
        orientation="h",
        width=0.8,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": 14, "color": "white", "family": MONO},
        constraintext="inside",
        marker_line_width=0,
        marker_cornerradius=5,
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )


def lattice_figure(lattice: Lattice, start: int, end: int, _: Translate = str) -> go.Figure:
    """All pieces that fit into characters `start` to `end` of a word; the best path is lit."""
    best = {(edge.start, edge.end) for edge in lattice.best}
    edges = [edge for at in range(start, end) for edge in lattice.edges[at] if edge.end <= end]
    edges.sort(key=lambda edge: ((edge.start, edge.end) not in best, edge.start, edge.end))
    lit = [(edge.start, edge.end) in best for edge in edges]
    lanes = _lanes(edges, lit)
    hover = _(N_("{piece}: log-probability {score:.2f}"))
    figure = go.Figure(
        go.Bar(
            x=[edge.end - edge.start - 0.08 for edge in edges],
            base=[edge.start for edge in edges],
            y=lanes,
            text=[escape(edge.piece) for edge in edges],
            marker_color=[LOOK if each else SYMBOL for each in lit],
            customdata=[hover.format(piece=escape(edge.piece), score=edge.score) for edge in edges],
            orientation="h",
            width=0.8,
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 13, "color": "white", "family": MONO},
            constraintext="inside",
            marker_line_width=0,
            marker_cornerradius=4,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    rows = max(lanes, default=-1) + 1
    figure.update_xaxes(visible=False, range=[start, max(end, start + 12)], fixedrange=True)
    figure.update_yaxes(visible=False, range=[rows - 0.4, -0.6], fixedrange=True)
    figure.update_layout(height=30 * rows + 24, margin=MARGIN, barmode="overlay")
    return figure


def _lanes(edges: list[Edge], lit: list[bool]) -> list[int]:
    """A lane for each edge, so that none overlap; the first is for the best path, which is lit."""
    ends: list[int] = []
    lanes = []
    for edge, best in zip(edges, lit):
        first = 0 if best else 1
        lane = next((n for n in range(first, len(ends)) if ends[n] <= edge.start), len(ends))
        ends[lane : lane + 1] = [edge.end]
        lanes.append(lane)
    return lanes
