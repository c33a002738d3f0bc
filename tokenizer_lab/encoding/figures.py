"""Pictures of a text on its way to tokens: steps in, a Plotly figure out."""

from html import escape
from itertools import accumulate
from unicodedata import east_asian_width
from zlib import crc32

import plotly.graph_objects as go

from i18n import N_, Sentence

from ..lattice import Lattice
from ..motion import CONTROLS_PX, controls
from .frames import Row, Scene, scenes
from .steps import Steps

# These read on a light and on a dark page: frames are drawn after the page has been switched.
HUES = ("#0F8A80", "#5B5BD6", "#B83280", "#2F7DC4", "#66782A", "#8B5CF6", "#0E7490")
ROLES = {
    "symbol": "#6B7686",
    "lit": "#D97706",
    "tried": "#94661B",
    "lost": "#B4432F",
    "special": "#334155",
}

COLUMNS = 36
"""Symbols of a row that one picture shows."""
ROW_PX = 44


def encode_animation(steps: Steps, rows: list[Row], _=str) -> go.Figure:
    """How `rows`, some of those that `rows_of` gives, are cut: one frame a scene.

    Bars keep their number, so that the browser can move each one to its next place.
    """
    played = scenes(steps, rows)
    sizes = [row.end - row.start for row in rows]
    frames = [
        go.Frame(
            name=str(number),
            data=[_bars(scene, sizes)],
            traces=[0],
            layout={"title": {"text": f"<b>{_said(scene, _)}</b>"}},
        )
        for number, scene in enumerate(played)
    ]
    figure = go.Figure(frames[0].data, frames=frames)
    figure.update_xaxes(
        visible=False, range=[0, max(12, min(COLUMNS, max(sizes)))], fixedrange=True
    )
    figure.update_yaxes(
        range=[len(rows) - 0.5, -0.5],
        tickvals=list(range(len(rows))),
        ticktext=[_short(row.label, 12) for row in rows],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    order = [frame.name for frame in frames]
    stops = [name for name, scene in zip(order, played) if scene.halt]
    figure.update_layout(
        title={"text": frames[0].layout.title.text, "x": 0, "font": {"size": 16}},
        height=ROW_PX * len(rows) + 56 + CONTROLS_PX,
        margin={"l": 8, "r": 8, "t": 56, "b": CONTROLS_PX},
        barmode="overlay",
        **controls(order, stops),
    )
    return figure


def _said(scene: Scene, _) -> str:
    values = {
        key: escape(value) if isinstance(value, str) else value
        for key, value in scene.headline.values.items()
    }
    return Sentence(scene.headline.template, **values).said(_)


def _bars(scene: Scene, sizes: list[int]) -> go.Bar:
    """One bar a symbol of each row; a token widens its first bar and empties the others."""
    bars = {"x": [], "base": [], "y": [], "text": [], "marker_color": [], "customdata": []}
    for row, (drawn, size) in enumerate(zip(scene.rows, sizes)):
        start = 0
        for bar in drawn:
            color = ROLES.get(bar.role) or HUES[crc32(bar.text.encode()) % len(HUES)]
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
        textfont={"size": 14, "color": "#FFFFFF", "family": "IBM Plex Mono, monospace"},
        constraintext="inside",
        marker_line_width=0,
        marker_cornerradius=5,
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )


def lattice_figure(lattice: Lattice, start: int, end: int, _=str) -> go.Figure:
    """All pieces that fit into characters `start` to `end` of a word; the best path is lit."""
    best = {(edge.start, edge.end) for edge in lattice.best}
    edges = [edge for at in range(start, end) for edge in lattice.edges[at] if edge.end <= end]
    lanes: list[int] = []
    places = []
    for edge in sorted(edges, key=lambda e: ((e.start, e.end) not in best, e.start, e.end)):
        lit = (edge.start, edge.end) in best
        first = 0 if lit else 1
        lane = next((n for n in range(first, len(lanes)) if lanes[n] <= edge.start), None)
        if lane is None:
            lane = len(lanes)
            lanes.append(0)
        lanes[lane] = edge.end
        places.append((edge, lane, lit))
    hover = _(N_("{piece}: log-probability {score:.2f}"))
    figure = go.Figure(
        go.Bar(
            x=[edge.end - edge.start - 0.08 for edge, _lane, _lit in places],
            base=[edge.start for edge, _lane, _lit in places],
            y=[lane for _edge, lane, _lit in places],
            text=[escape(edge.piece) for edge, _lane, _lit in places],
            marker_color=["#D97706" if lit else "#6B7686" for _edge, _lane, lit in places],
            customdata=[
                hover.format(piece=escape(edge.piece), score=edge.score)
                for edge, _lane, _lit in places
            ],
            orientation="h",
            width=0.8,
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 13, "color": "#FFFFFF", "family": "IBM Plex Mono, monospace"},
            constraintext="inside",
            marker_line_width=0,
            marker_cornerradius=4,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure.update_xaxes(visible=False, range=[start, max(end, start + 12)], fixedrange=True)
    figure.update_yaxes(visible=False, range=[len(lanes) - 0.4, -0.6], fixedrange=True)
    figure.update_layout(
        height=30 * len(lanes) + 24, margin={"l": 8, "r": 8, "t": 8, "b": 8}, barmode="overlay"
    )
    return figure


def _short(text: str, columns: int) -> str:
    """As much of `text` as fits, where a Chinese character takes two columns."""
    widths = accumulate(2 if east_asian_width(char) in "WF" else 1 for char in text)
    fitting = sum(width <= columns for width in widths)
    return escape(text if fitting == len(text) else text[:fitting] + "…")
