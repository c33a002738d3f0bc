"""Pictures to draw on, and the frames of a video."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go

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
