"""How a training goes, as curves."""

from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from i18n import N_, Translate
from palette import HUES, MARGIN, PRESENT, SYMBOL

HEIGHT = 330


def curves(
    points: list[dict[str, Any]], steps: int, majority: float, _: Translate = str, best: int = 0
) -> go.Figure:
    """Losses above, figures of the examples held out below, by step up to `steps`.

    `points` are those of a `Training`; `majority` is a line to compare with, and a `best` step is
    marked.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.16)
    learned, held_out = _(N_("trained on")), _(N_("held out"))
    _curve(figure, 1, points, "loss", learned, SYMBOL)
    _curve(figure, 1, points, "eval_loss", held_out, PRESENT)
    _curve(figure, 2, points, "eval_accuracy", _(N_("accuracy")), HUES[3])
    _curve(figure, 2, points, "eval_f1", _(N_("macro F1")), HUES[2], dash="dot")
    figure.add_hline(y=majority, row=2, col=1, line={"color": SYMBOL, "dash": "dash", "width": 1})
    figure.add_annotation(
        x=steps,
        y=majority,
        row=2,
        col=1,
        text=_(N_("always the most frequent label")),
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
        font={"size": 12, "color": SYMBOL},
    )
    if best:
        figure.add_vline(x=best, line={"color": PRESENT, "width": 1, "dash": "dot"})
    figure.update_xaxes(range=[0, max(1, steps)], fixedrange=True, showgrid=False)
    figure.update_xaxes(title=_(N_("Steps")), row=2, col=1)
    figure.update_yaxes(fixedrange=True, zeroline=False, nticks=4, rangemode="tozero")
    figure.update_yaxes(title=_(N_("Loss")), row=1, col=1)
    figure.update_yaxes(range=[0, 1.03], tickformat=".0%", row=2, col=1)
    figure.update_layout(
        height=HEIGHT,
        margin=MARGIN,
        hovermode="x unified",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        # A curve that grows is the same picture: what the reader has hidden stays so.
        uirevision="training",
    )
    return figure


def _curve(
    figure: go.Figure,
    row: int,
    points: list[dict[str, Any]],
    name: str,
    title: str,
    color: str,
    dash: str = "solid",
) -> None:
    known = [point for point in points if name in point]
    figure.add_trace(
        go.Scatter(
            x=[point["step"] for point in known],
            y=[point[name] for point in known],
            name=title,
            mode="lines+markers" if len(known) < 3 else "lines",
            line={"color": color, "width": 2, "dash": dash},
            hovertemplate="%{y:.3f}",
        ),
        row=row,
        col=1,
    )
