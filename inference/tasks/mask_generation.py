"""Mask generation: everything in a picture that looks like a thing, without a name for it."""

from collections.abc import Iterator

from i18n import N_, Translate

from ..masks import to_rle
from ..stand_in import HIDDEN
from ..task import Input, Item, Option, Part, Row, Task
from ..views import View
from .image_segmentation import masks


def answer(
    pipe, items: list[Item], points_per_batch: int = 64, pred_iou_thresh: float = 0.88, **batch
) -> list[list[Row]]:
    """For each picture its masks, best first: {"label": its number, "score", "mask", "area"}."""
    import numpy as np

    outputs = []
    for item in items:
        output = pipe(
            item["image"], points_per_batch=points_per_batch, pred_iou_thresh=pred_iou_thresh
        )
        pairs = zip(output["masks"], np.asarray(output["scores"], dtype=float).tolist())
        outputs.append(
            [
                {
                    "label": str(number),
                    "score": score,
                    "area": float(np.asarray(mask).mean()),
                    "mask": to_rle(np.asarray(mask).astype(bool)),
                }
                for number, (mask, score) in enumerate(pairs, 1)
            ]
        )
    return outputs


def rows(output: list[Row]) -> list[Row]:
    return [{name: row[name] for name in ("label", "score", "area")} for row in output]


def draw(item: Item, output: list[Row], _: Translate = str, opacity: float = 0.6) -> list[View]:
    numbers = [row["label"] for row in output]
    return [masks(item, output, numbers, "score", _(N_("Score")), opacity)]


def stand_in() -> Iterator[Part]:
    import transformers as t

    vision = {
        **HIDDEN,
        "output_channels": 16,
        "image_size": 64,
        "patch_size": 8,
        "window_size": 4,
        "global_attn_indexes": [1],
        "mlp_dim": 64,
        "num_pos_feats": 8,
    }
    prompt = {"hidden_size": 16, "image_size": 64, "patch_size": 8, "mask_input_channels": 4}
    decoder = {
        "hidden_size": 16,
        "mlp_dim": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "iou_head_hidden_dim": 16,
    }
    yield t.SamModel(
        t.SamConfig(vision_config=vision, prompt_encoder_config=prompt, mask_decoder_config=decoder)
    )
    yield t.SamImageProcessorPil(
        size={"longest_edge": 64},
        pad_size={"height": 64, "width": 64},
        mask_size={"longest_edge": 16},
        mask_pad_size={"height": 16, "width": 16},
    )


TASK = Task(
    name="mask-generation",
    order=34,
    title=N_("Mask generation"),
    modality=N_("Vision"),
    needs=("torchvision",),
    inputs=(Input("image", "image", N_("Picture")),),
    options=(
        Option("points_per_batch", N_("Points per batch"), 64, 1, 256),
        Option("pred_iou_thresh", N_("Minimum score"), 0.88, 0.0, 1.0, 0.01),
        Option("opacity", N_("Opacity"), 0.6, 0.0, 1.0, 0.05, drawing=True),
    ),
    answer=answer,
    rows=rows,
    draw=draw,
    columns={"area": N_("Area")},
    unmeasured=N_(
        "It outlines all that it finds and names none of it: how finely a picture is cut up "
        "is right or wrong only for a purpose."
    ),
    stand_in=stand_in,
)
