"""Pictures with what a model saw in them: boxes and segments, and the frames of a video."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from i18n import Translate
from palette import HUES, label_color, plotly_text

from ..masks import from_rle
from ..task import Row
from ..views import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

CLEAR = "rgba(0,0,0,0)"
"""Nothing to see, and yet a surface for the pointer."""


def canvas(image: "Image") -> go.Figure:
    """A figure with the picture as its ground, in pixels from the upper left corner."""
    figure = go.Figure()
    figure.add_layout_image(
        source=image,
        x=0,
        y=0,
        sizex=image.width,
        sizey=image.height,
        xref="x",
        yref="y",
        sizing="stretch",
        layer="below",
    )
    figure.update_xaxes(visible=False, range=[0, image.width], constrain="domain")
    figure.update_yaxes(visible=False, range=[image.height, 0], scaleanchor="x", constrain="domain")
    figure.update_layout(
        height=min(560, max(300, round(560 * image.height / image.width))),
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        legend={"orientation": "h", "y": -0.02, "yanchor": "top"},
        plot_bgcolor=CLEAR,
    )
    return figure


def boxes(image: "Image", rows: list[Row], _: Translate = str) -> go.Figure:
    """The picture with numbered boxes; a label in the legend hides its boxes."""
    figure = canvas(image)
    shown = set()
    for number, row in enumerate(rows, 1):
        box, label = row["box"], row["label"]
        color, name = label_color(label), plotly_text(_(label))
        figure.add_scatter(
            x=[box[side] for side in ("xmin", "xmax", "xmax", "xmin", "xmin")],
            y=[box[side] for side in ("ymin", "ymin", "ymax", "ymax", "ymin")],
            mode="lines+text",
            name=name,
            legendgroup=label,
            fill="toself",
            showlegend=label not in shown,
            line={"color": color, "width": 3},
            fillcolor=CLEAR,
            text=[f" {number}", "", "", "", ""],
            textposition="bottom right",
            textfont={"color": color, "size": 15},
            hoveron="points+fills",
            hoverinfo="text",
            hovertext=f"{number} · {name} {row['score']:.1%}",
        )
        shown.add(label)
    return figure


def segments(
    image: "Image", rows: list[Row], opacity: float, _: Translate = str, by_label: bool = True
) -> go.Figure:
    """The picture under its coloured masks; a click in the legend hides one, two isolate it.

    A segment has the colour of its label; where several have the same label, or none that means
    anything (not `by_label`), one of its own.
    """
    figure = canvas(image)
    by_label = by_label and len({row["label"] for row in rows}) == len(rows)
    for at, row in enumerate(rows):
        mask = from_rle(row["mask"])
        color = label_color(row["label"]) if by_label else HUES[at % len(HUES)]
        name = plotly_text(f"{_(row['label'])} {row['area']:.1%}")
        step = max(1, max(mask.shape) // 256)  # enough for the eye, and quick to send
        figure.add_heatmap(
            z=[
                [1 if inside else None for inside in line] for line in mask[::step, ::step].tolist()
            ],
            x0=step / 2,
            dx=step,
            y0=step / 2,
            dy=step,
            opacity=opacity,
            showscale=False,
            colorscale=[[0, color], [1, color]],
            name=name,
            showlegend=True,
            hoverongaps=False,
            hovertemplate=f"{name}<extra></extra>",
        )
    return figure


def filmstrip(frames: "Sequence[Image]", count: int = 8) -> Picture:
    """Frames of a video, evenly spread, side by side in two rows."""
    from PIL import Image

    count = min(count, len(frames))
    spread = [frames[round(at * (len(frames) - 1) / max(1, count - 1))] for at in range(count)]
    width, height = spread[0].size
    columns = -(-count // 2)
    strip = Image.new("RGB", (columns * width, 2 * height), "white")
    for at, frame in enumerate(spread):
        strip.paste(frame, (at % columns * width, at // columns * height))
    return Picture(strip)
