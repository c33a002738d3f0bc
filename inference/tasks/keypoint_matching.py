"""Keypoint matching: points of one picture found again in another."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from i18n import N_, Translate
from palette import PRESENT

from ..figures.pictures import canvas
from ..task import Input, Item, Option, Part, Row, Task
from ..views import View

if TYPE_CHECKING:
    from PIL.Image import Image

MOST = 200
"""Matches that are drawn."""


def answer(pipe, items: list[Item], threshold: float = 0.0, **batch) -> list[list[Row]]:
    """For each pair its matches, surest first: a point of each picture, and a score."""
    return [pipe([item["image"], item["second"]], threshold=threshold) for item in items]


def rows(output: list[Row]) -> list[Row]:
    return [
        {
            "x": row["keypoint_image_0"]["x"],
            "y": row["keypoint_image_0"]["y"],
            "x in the second": row["keypoint_image_1"]["x"],
            "y in the second": row["keypoint_image_1"]["y"],
            "score": row["score"],
        }
        for row in output
    ]


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [matches(item["image"], item["second"], output)]


def matches(first: "Image", second: "Image", rows: list[Row]) -> go.Figure:
    """Two pictures side by side with lines between points that are the same; the surest `MOST`."""
    from PIL import Image

    both = Image.new("RGB", (first.width + second.width, max(first.height, second.height)), "white")
    both.paste(first, (0, 0))
    both.paste(second, (first.width, 0))
    figure = canvas(both)
    for row in rows[:MOST]:
        point, match = row["keypoint_image_0"], row["keypoint_image_1"]
        figure.add_scatter(
            x=[point["x"], match["x"] + first.width],
            y=[point["y"], match["y"]],
            mode="lines+markers",
            line={"width": 1.5, "color": PRESENT},
            marker={"size": 5},
            opacity=max(0.2, row["score"]),
            showlegend=False,
            hoverinfo="text",
            hovertext=f"{row['score']:.3f}",
        )
    return figure


def stand_in() -> Iterator[Part]:
    import transformers as t

    points = t.SuperPointConfig(
        encoder_hidden_sizes=[8, 8, 16, 16],
        decoder_hidden_size=16,
        keypoint_decoder_dim=65,
        descriptor_decoder_dim=16,
        max_keypoints=40,
    )
    config = t.SuperGlueConfig(
        keypoint_detector_config=points,
        hidden_size=16,
        keypoint_encoder_sizes=[8, 16],
        gnn_layers_types=["self", "cross"],
        num_attention_heads=2,
        sinkhorn_iterations=5,
        matching_threshold=0.0,
    )
    yield t.SuperGlueForKeypointMatching(config)
    yield t.SuperGlueImageProcessorPil(size={"height": 120, "width": 160})


TASK = Task(
    name="keypoint-matching",
    order=35,
    title=N_("Keypoint matching"),
    modality=N_("Vision"),
    inputs=(
        Input("image", "image", N_("Picture")),
        Input("second", "image", N_("Second picture"), "coloured_shapes_turned"),
    ),
    options=(Option("threshold", N_("Minimum score"), 0.0, 0.0, 1.0, 0.05),),
    answer=answer,
    rows=rows,
    draw=draw,
    columns={
        "x in the second": N_("x in the second"),
        "y in the second": N_("y in the second"),
    },
    unmeasured=N_(
        "Which points of two pictures belong together is known by where their cameras stood, "
        "which pictures alone do not say."
    ),
    stand_in=stand_in,
)
