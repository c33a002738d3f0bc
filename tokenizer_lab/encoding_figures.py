"""Pictures of cut texts: cuts and counts in, a Plotly figure out."""

from html import escape
from itertools import accumulate
from unicodedata import east_asian_width
from zlib import crc32

import pandas as pd
import plotly.graph_objects as go

from i18n import N_, Sentence

from .encoding import Steps
from .lattice import Lattice
from .motion import CONTROLS_PX, controls
from .parallel import Parallel
from .real import Tokenizer
from .scenes import Row, Scene, scenes
from .vocabulary import KINDS

# These read on a light and on a dark page: frames are drawn after the page has been switched.
HUES = ("#0F8A80", "#5B5BD6", "#B83280", "#2F7DC4", "#66782A", "#8B5CF6", "#0E7490")
ROLES = {
    "symbol": "#6B7686",
    "lit": "#D97706",
    "tried": "#94661B",
    "lost": "#B4432F",
    "special": "#334155",
}

PAIR = ("#0F8A80", "#C2700C")
CELL_PX = 30
LONGEST = 24
"""Characters from which on tokens are counted together."""


def who_pays(sentences: list[Parallel], tokenizers: list[Tokenizer], _=str) -> go.Figure:
    """The same story in every language: tokens, and how many times the first language's."""
    cuts = [[each.encode(row.text, special=False) for each in tokenizers] for row in sentences]
    times = [[len(cut) / len(base) for cut, base in zip(row, cuts[0])] for row in cuts]
    unknown = [[int(cut.unknown.sum()) for cut in row] for row in cuts]
    names = [escape(row.name) for row in sentences]
    hover = _(
        N_(
            "%{y}, %{x}<br>%{customdata[0]} tokens, %{z:.2f} times as many as in {language}"
            "<br>unknown: %{customdata[1]}"
        )
    )
    figure = go.Figure(
        go.Heatmap(
            z=times,
            x=[escape(each.name) for each in tokenizers],
            y=names,
            customdata=[
                [(len(cut), lost) for cut, lost in zip(*rows)] for rows in zip(cuts, unknown)
            ],
            text=[
                [f"{x:.1f}{'?' if lost else ''}" for x, lost in zip(*rows)]
                for rows in zip(times, unknown)
            ],
            texttemplate="%{text}",
            textfont={"family": "IBM Plex Mono, monospace", "size": 13},
            colorscale=[[0, "#D8EFEB"], [0.35, "#F6D9A8"], [1, "#B4432F"]],
            zmin=0.8,
            zmax=max(3.0, *(value for row in times for value in row)),
            showscale=False,
            xgap=3,
            ygap=3,
            # Plotly's own fields stand in %{...}; only ours is filled in here.
            hovertemplate=hover.replace("{language}", names[0]) + "<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticks="")
    figure.update_xaxes(side="top", showgrid=False, ticks="")
    figure.update_layout(
        height=CELL_PX * len(sentences) + 60, margin={"l": 8, "r": 8, "t": 40, "b": 8}
    )
    return figure


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


def kinds_figure(tokens: dict[str, pd.DataFrame], _=str) -> go.Figure:
    """What vocabularies are made of: for each, by name, the share of every kind of token."""
    figure = go.Figure()
    for (name, table), color in zip(tokens.items(), PAIR):
        counts = table["kind"].value_counts()
        figure.add_bar(
            y=[_(KINDS[kind]) for kind in KINDS if counts.get(kind)],
            x=[counts[kind] / len(table) for kind in KINDS if counts.get(kind)],
            customdata=[int(counts[kind]) for kind in KINDS if counts.get(kind)],
            name=escape(name),
            marker_color=color,
            orientation="h",
            marker_cornerradius=3,
            hovertemplate=_(N_("%{y}: %{customdata:,} tokens, %{x:.1%}")),
        )
    figure.update_xaxes(tickformat=".0%")
    figure.update_yaxes(autorange="reversed", categoryarray=[_(said) for said in KINDS.values()])
    return _side_by_side(figure)


def lengths_figure(tokens: dict[str, pd.DataFrame], _=str) -> go.Figure:
    """How long the tokens of vocabularies are: the share of every length in characters."""
    figure = go.Figure()
    for (name, table), color in zip(tokens.items(), PAIR):
        counts = table["characters"].clip(upper=LONGEST).value_counts().sort_index()
        figure.add_bar(
            x=counts.index,
            y=counts / len(table),
            customdata=counts,
            name=escape(name),
            marker_color=color,
            marker_cornerradius=3,
            hovertemplate=_(N_("%{x} characters: %{customdata:,} tokens, %{y:.1%}")),
        )
    figure.update_yaxes(tickformat=".0%")
    ticks = [*range(0, LONGEST, 4), LONGEST]
    figure.update_xaxes(
        title=_(N_("characters")),
        tickvals=ticks,
        ticktext=[f"{n}+" if n == LONGEST else str(n) for n in ticks],
    )
    return _side_by_side(figure)


def _side_by_side(figure: go.Figure) -> go.Figure:
    figure.update_layout(
        height=430,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        barmode="group",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    return figure
