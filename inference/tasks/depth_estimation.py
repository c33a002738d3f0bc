"""Depth estimation: how far away every pixel is."""

from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import plotly.graph_objects as go

from i18n import N_, Translate

from ..task import Input, Item, Part, Row, Task
from ..views import Picture, View


def answer(pipe, items: list[Item], **batch) -> list[Row]:
    """For each picture {"depth": a grey picture, "low", "high"}: the model's own scale."""
    outputs = []
    for item in items:
        output = pipe(item["image"])
        depth = output["predicted_depth"]
        outputs.append({"depth": output["depth"], "low": depth.min(), "high": depth.max()})
    return outputs


def rows(output: Row) -> list[Row]:
    return [{"low": output["low"], "high": output["high"]}]


def draw(item: Item, output: Row, _: Translate = str) -> list[View]:
    return [Picture(item["image"]), distances(output)]


def distances(output: Row) -> go.Figure:
    """How far every pixel is, as the model measures it."""
    from PIL import Image

    grey = np.asarray(Image.open(BytesIO(b64decode(output["depth"]["png"]))), dtype=float)
    step = max(1, max(grey.shape) // 320)
    low, high = output["low"], output["high"]
    figure = go.Figure(
        go.Heatmap(
            z=low + grey[::step, ::step] / 255 * (high - low),
            colorscale="Viridis",
            colorbar={"thickness": 12},
            hovertemplate="%{z:.3f}<extra></extra>",
        )
    )
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain")
    figure.update_layout(height=420, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    return figure


def stand_in() -> Iterator[Part]:
    import transformers as t

    config = t.GLPNConfig(
        hidden_sizes=[8, 16, 24, 32],
        depths=[1, 1, 1, 1],
        decoder_hidden_size=16,
        num_attention_heads=[1, 1, 2, 2],
    )
    yield t.GLPNForDepthEstimation(config)
    yield t.GLPNImageProcessorPil()


TASK = Task(
    name="depth-estimation",
    order=33,
    title=N_("Depth estimation"),
    modality=N_("Vision"),
    inputs=(Input("image", "image", N_("Picture")),),
    answer=answer,
    rows=rows,
    draw=draw,
    columns={"low": N_("Lowest"), "high": N_("Highest")},
    unmeasured=N_(
        "Depths are on a scale that each model has for itself, so there are none that all "
        "would have to be right in."
    ),
    stand_in=stand_in,
)
