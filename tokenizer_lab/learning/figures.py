"""Pictures of learning: a `Trace` in, a Plotly figure out. What moves is told by `story`."""

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from i18n import N_, Translate, visible
from palette import HUES, MARGIN, PRESENT, plotly_text

from .trace import Trace

FEW = 200
"""Steps up to which each has a mark of its own."""


def whole_curve(trace: Trace, _: Translate = str) -> go.Figure:
    """All steps at a glance: how good each merge was, or the loss and the number of pieces.

    Loss and pieces have a picture each, one above the other: they have nothing to do with one
    scale. `x` of a point is the number of its step.
    """
    figure = _rounds(trace, _) if trace.rounds else _merges(trace, _)
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    figure.update_layout(margin=MARGIN, showlegend=False, clickmode="event+select", dragmode=False)
    return figure


def _merges(trace: Trace, _: Translate) -> go.Figure:
    scores = trace.scores
    line = _line(list(range(1, len(scores) + 1)), scores, PRESENT)
    line.customdata = [plotly_text(visible(trace.reading(token))) for token in trace.tokens]
    line.hovertemplate = "%{x}: %{customdata}, %{y}<extra></extra>"
    figure = go.Figure(line)
    by_score = trace.rules.get("rule") == "score"
    figure.update_xaxes(title_text=_(N_("Step")))
    figure.update_yaxes(
        title_text=_(N_("Score")) if by_score else _(N_("Count")),
        # Decades alone: between them the marks would stand too close.
        **({"type": "log", "dtick": 1} if max(scores) > 20 * min(scores) else {}),
    )
    return figure.update_layout(height=260)


def _rounds(trace: Trace, _: Translate) -> go.Figure:
    steps = list(range(len(trace.rounds) + 1))
    losses = [trace.loss(step) for step in steps]
    pieces = [len(trace.pieces(step)) for step in steps]
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.08)
    figure.add_trace(_line(steps, losses, HUES[2]), row=1, col=1)
    figure.add_trace(_line(steps, pieces, PRESENT), row=2, col=1)
    figure.update_yaxes(title_text=_(N_("Loss")), row=1, col=1)
    figure.update_yaxes(title_text=_(N_("Pieces")), tickformat=",d", row=2, col=1)
    figure.update_xaxes(title_text=_(N_("Step")), tickformat="d", row=2, col=1)
    return figure.update_layout(height=380)


def _line(x: list[int], y: list, color: str) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        mode="lines+markers" if len(x) < FEW else "lines",
        line={"color": color, "width": 2},
        marker={"size": 6, "color": color},
        hovertemplate="%{x}: %{y}<extra></extra>",
    )
