"""Pictures of a text on its way to tokens: a lattice in, a Plotly figure out."""

import plotly.graph_objects as go

from i18n import N_, Translate
from palette import LOOK, MARGIN, MONO, SYMBOL, plotly_text

from ..cutting import Edge, Lattice


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
            text=[plotly_text(edge.piece) for edge in edges],
            marker_color=[LOOK if each else SYMBOL for each in lit],
            customdata=[
                hover.format(piece=plotly_text(edge.piece), score=edge.score) for edge in edges
            ],
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
