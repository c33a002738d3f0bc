"""Vectors beside each other."""

import numpy as np
import plotly.graph_objects as go

from i18n import N_, Translate
from palette import MARGIN, plotly_text

MOST, MOST_NAMED = 80, 40
"""Vectors that are drawn, and up to how many of them have their names at the edges."""


def similarities(names: list[str], vectors: list[list[float]], _: Translate = str) -> go.Figure:
    """How alike the vectors are: the cosine of every pair, from -1 to 1; of the first `MOST`."""
    names, matrix = names[:MOST], np.array(vectors[:MOST], dtype=float)
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    ticks = [plotly_text(name) for name in names]
    places = list(range(len(names)))
    figure = go.Figure(
        go.Heatmap(
            z=matrix @ matrix.T,
            x=places,
            y=places,
            zmin=-1,
            zmax=1,
            colorscale="Tealrose",
            reversescale=True,
            colorbar={"title": _(N_("cosine")), "thickness": 12},
            customdata=[[f"{a} · {b}" for b in ticks] for a in ticks],
            hovertemplate="%{customdata}<br>%{z:.3f}<extra></extra>",
        )
    )
    few = len(names) <= MOST_NAMED
    figure.update_xaxes(tickvals=places, ticktext=ticks, tickangle=-60, showticklabels=few)
    figure.update_yaxes(
        tickvals=places,
        ticktext=ticks,
        autorange="reversed",
        scaleanchor="x",
        constrain="domain",
        showticklabels=few,
    )
    figure.update_layout(height=520, margin=MARGIN)
    return figure
