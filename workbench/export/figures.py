"""What an export is compared in: how far from PyTorch, and how long a call takes."""

from math import log10

import plotly.graph_objects as go

import palette
from i18n import N_, Translate

from .result import EAGER, FORMATS, Exported, Shape

TOLERANCE = 1e-4
"""The difference up to which two runtimes count as the same: what float32 leaves open."""
LEAST = 1e-9
"""Where the axis of differences begins; no difference at all has no bar."""
COLORS = {"eager": palette.SYMBOL} | dict(zip(FORMATS, palette.HUES))


def differences(exported: Exported, _: Translate = str) -> go.Figure:
    """One bar a format that runs: the largest difference from PyTorch, on a logarithmic axis, with
    a line at `TOLERANCE`."""
    known = [each for each in exported.formats.values() if each.difference is not None]
    values = [each.difference or 0.0 for each in known]
    figure = go.Figure(
        go.Bar(
            x=[max(value, LEAST) for value in values],
            y=[FORMATS[each.name] for each in known],
            orientation="h",
            width=0.6,
            marker={"color": [COLORS[each.name] for each in known], "cornerradius": 4},
            text=list(map(rounded, values)),
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    largest = max([TOLERANCE, *values])
    figure.add_vline(
        TOLERANCE,
        line={"color": palette.LOOK, "dash": "dot", "width": 1.5},
        annotation={"text": "1e-4", "font": {"color": palette.LOOK}, "yanchor": "bottom"},
    )
    figure.update_xaxes(
        type="log",
        range=[log10(LEAST), log10(largest) + 1.4],
        dtick=2,
        exponentformat="power",
        fixedrange=True,
        showgrid=False,
    )
    return _arranged(figure, len(known), top=24)


def times(exported: Exported, _: Translate = str) -> go.Figure:
    """A bar for each way to run the model and each shape: milliseconds a call."""
    names = {"eager": EAGER} | {
        name: FORMATS[name] for name, each in exported.formats.items() if each.file
    }
    figure = go.Figure()
    for at, shape in enumerate(exported.shapes):
        values = [
            exported.milliseconds[at]
            if name == "eager"
            else exported.formats[name].milliseconds[at]
            for name in names
        ]
        figure.add_bar(
            name=shape_name(shape, _),
            x=values,
            y=list(names.values()),
            orientation="h",
            marker={"color": list(map(COLORS.get, names)), "opacity": 1 - 0.3 * at},
            text=["" if value is None else f"{value:.2f}" for value in values],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}<br>%{x:.3f} ms<extra>" + shape_name(shape, _) + "</extra>",
        )
    most = max(bar for data in figure.data for bar in data.x if bar is not None)
    figure.update_xaxes(visible=False, range=[0, most * 1.16], fixedrange=True)
    figure.update_layout(barmode="group", bargap=0.25)
    return _arranged(figure, len(names) * max(1, len(exported.shapes) * 0.6))


def rounded(difference: float) -> str:
    """A difference as people write it: 6.0e-07, and 0 where there is none."""
    return f"{difference:.1e}" if difference else "0"


def shape_name(shape: Shape, _: Translate = str) -> str:
    """What a shape is called: how many rows, and how long each is where that may change."""
    batch, length = shape.size("batch"), shape.size("length")
    if length is None:
        return _(N_("batch {batch}")).format(batch=batch)
    return _(N_("batch {batch}, length {length:,}")).format(batch=batch, length=length)


def _arranged(figure: go.Figure, rows: float, top: int = 8) -> go.Figure:
    figure.update_yaxes(autorange="reversed", fixedrange=True, ticksuffix="  ", showgrid=False)
    figure.update_layout(
        height=int(top + 36 + 44 * rows),
        margin=palette.MARGIN | {"t": top, "r": 24},
        showlegend=False,
    )
    return figure
