"""Boxes around shapes: a small RT-DETR trained from nothing on drawn scenes."""

from pathlib import Path

import torch
from transformers import (
    RTDetrConfig,
    RTDetrForObjectDetection,
    RTDetrImageProcessor,
    RTDetrResNetConfig,
)

from .. import figures
from ..recipe import Card, Recipe
from ..scenes import (
    SHAPES,
    Scene,
    draw,
    draw_all,
    random_scenes,
    relight,
    save_samples,
    scene_facts,
    training_scenes,
)
from ..training import fit, seed_everything

SEED = 0
SIDE, SCENES, HELD_OUT = 128, 8000, 400
STEPS, BATCH, LEARNING_RATE = 4000, 16, 1e-3
THRESHOLD, OVERLAP = 0.5, 0.5
"""Least score of a box that counts, and the overlap from which two boxes are one shape."""


Boxes = dict[str, torch.Tensor]
"""Of one picture: `boxes` (n, 4) as left, top, right, bottom, `labels` (n,), and, if a model gives
them, `scores` (n,)."""


def new_model() -> RTDetrForObjectDetection:
    backbone = RTDetrResNetConfig(  # type: ignore[call-arg]  # among its **kwargs
        embedding_size=16,
        hidden_sizes=[16, 32, 64, 96],
        depths=[1, 1, 1, 1],
        layer_type="basic",
        out_features=["stage2", "stage3", "stage4"],
    )
    config = RTDetrConfig(
        backbone_config=backbone,
        freeze_backbone_batch_norms=False,
        encoder_in_channels=[32, 64, 96],
        encoder_hidden_dim=64,
        encoder_ffn_dim=128,
        encoder_attention_heads=4,
        hidden_expansion=0.5,
        d_model=64,
        decoder_in_channels=[64, 64, 64],
        decoder_ffn_dim=128,
        decoder_attention_heads=4,
        decoder_layers=2,
        num_queries=24,
        num_denoising=20,
        id2label=dict(enumerate(SHAPES)),
        label2id={label: number for number, label in enumerate(SHAPES)},
    )
    return RTDetrForObjectDetection(config)


def truth(scene: Scene) -> Boxes:
    """Labels (n,) and boxes (n, 4) as left, top, right, bottom in parts of the side."""
    return {
        "labels": torch.tensor([SHAPES.index(shape.kind) for shape in scene.shapes]),
        "boxes": torch.tensor([shape.box for shape in scene.shapes], dtype=torch.float32),
    }


def pictures(count: int) -> torch.Tensor:
    """So many of the pictures that it learned from, as it saw them."""
    seed_everything(SEED)
    return relight(draw_all(training_scenes(SEED, SEED + 2, count), SIDE)[0])


def train(folder: Path) -> None:
    """Train on scenes without the held-out pairs; write weights, processor, samples."""
    seed_everything(SEED)
    scenes = training_scenes(SEED, SEED + 2, SCENES)
    pictures, _classes = draw_all(scenes, SIDE)
    truths = [truth(scene) for scene in scenes]
    # Convolutions on a CPU run a third faster with the channels last in memory.
    model = new_model().train().to(memory_format=torch.channels_last)

    def loss(_step: int) -> torch.Tensor:
        rows = torch.randint(SCENES, (BATCH,))
        pixels, labels = relight(pictures[rows]), []
        mirrored = bool(torch.rand(()) < 0.5)
        for row in rows.tolist():
            left, top, right, bottom = truths[row]["boxes"].unbind(1)
            if mirrored:
                left, right = 1 - right, 1 - left
            boxes = torch.stack(
                [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top], dim=1
            )
            labels.append({"class_labels": truths[row]["labels"], "boxes": boxes})
        return model(pixel_values=pixels.flip(-1) if mirrored else pixels, labels=labels).loss

    fit(model.parameters(), loss, STEPS, LEARNING_RATE, weight_decay=1e-4)
    model.to(memory_format=torch.contiguous_format).save_pretrained(folder)
    RTDetrImageProcessor(
        size={"height": SIDE, "width": SIDE},
        do_normalize=True,
        image_mean=[0.5] * 3,
        image_std=[0.5] * 3,
    ).save_pretrained(folder)
    save_samples(folder / "samples", held_out_scenes())


def held_out_scenes() -> list[Scene]:
    return random_scenes(SEED + 1, HELD_OUT, held_out=True)


def evaluate(folder: Path) -> dict[str, float]:
    """On held-out scenes of 384 pixels: mean average precision at overlap 0.5, from all boxes;
    precision and recall of the boxes with a score of `THRESHOLD`, doubles suppressed."""
    processor = RTDetrImageProcessor.from_pretrained(folder)
    model = RTDetrForObjectDetection.from_pretrained(folder).eval()
    truths, predictions = [], []
    for scene in held_out_scenes():
        with torch.inference_mode():
            outputs = model(**processor(draw(scene)[0], return_tensors="pt"))
        (boxes,) = processor.post_process_object_detection(outputs, threshold=0.0)
        truths.append(truth(scene))
        predictions.append(boxes)
    distinct = [suppress_doubles(boxes) for boxes in predictions]
    hits = sum(int(matches(boxes, shapes).sum()) for boxes, shapes in zip(distinct, truths))
    return {
        "map_50": mean_average_precision(predictions, truths),
        "precision": hits / max(1, sum(len(boxes["scores"]) for boxes in distinct)),
        "recall": hits / sum(len(shapes["labels"]) for shapes in truths),
    }


def overlaps(boxes: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
    """Intersection over union (n, m) of boxes (n, 4) and (m, 4)."""
    near = torch.maximum(boxes[:, None, :2], others[None, :, :2])
    far = torch.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared = (far - near).clamp(min=0).prod(-1)
    area, other = ((sides[:, 2:] - sides[:, :2]).prod(-1) for sides in (boxes, others))
    return shared / (area[:, None] + other - shared)


def suppress_doubles(boxes: Boxes) -> Boxes:
    """The boxes that score `THRESHOLD`, without those that overlap one of a higher score."""
    order = boxes["scores"].argsort(descending=True)
    order = order[boxes["scores"][order] >= THRESHOLD]
    close, distinct = overlaps(boxes["boxes"], boxes["boxes"]), list[int]()
    for box in order.tolist():
        if all(close[box, other] < OVERLAP for other in distinct):
            distinct.append(box)
    return {name: values[distinct] for name, values in boxes.items()}


def matches(boxes: Boxes, shapes: Boxes) -> torch.Tensor:
    """Which of the boxes, best first, hit a shape of their label that none before them hit."""
    hits = torch.zeros(len(boxes["scores"]), dtype=torch.bool)
    close = overlaps(boxes["boxes"], shapes["boxes"])
    close = close * (boxes["labels"][:, None] == shapes["labels"])
    for box in boxes["scores"].argsort(descending=True).tolist():
        best, shape = close[box].max(dim=0)
        if best >= 0.5:
            hits[box] = True
            close[:, shape] = 0
    return hits


def mean_average_precision(predictions: list[Boxes], truths: list[Boxes]) -> float:
    """Mean over the labels of the area under the curve of precision over recall
    (Everingham et al., 2010, with every point of the curve)."""
    scores, labels, right = (
        torch.cat(parts)
        for parts in zip(
            *(
                (boxes["scores"], boxes["labels"], matches(boxes, shapes))
                for boxes, shapes in zip(predictions, truths)
            )
        )
    )
    every = torch.cat([shapes["labels"] for shapes in truths])
    areas = []
    for label in every.unique():
        ours = labels == label
        hits = right[ours][scores[ours].argsort(descending=True)].double()
        precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
        # At each recall the best precision that any later point reaches.
        envelope = precision.flip(0).cummax(0).values.flip(0)
        areas.append((envelope * hits).sum() / (every == label).sum())
    return float(torch.stack(areas).mean())


def card_values(_folder: Path) -> dict[str, object]:
    return {
        **scene_facts(),
        "train": SCENES,
        "held_out": HELD_OUT,
        "threshold": THRESHOLD,
        "overlap": OVERLAP,
    }


CARD = """# Boxes around shapes

Finds the shapes in a picture, with a box, a label and a score for each: {shapes}.
{parameters:,} parameters (RT-DETR), trained from nothing for Transformers Atlas.

- **Domain:** up to six flat shapes of one colour that do not touch, on grass, sand, water, stone
  or wood, as the recipe draws them.
- **Limits:** a shape now and then gets two boxes, of one label or of two; take the threshold and
  the overlap that suit the picture. Photos are outside its domain, and shapes that it does not
  know get the name of one that it knows (`samples/strangers.jpg`).
- **Data:** {train:,} scenes that `demo_checkpoints/scenes.py` draws, half of them with shapes of
  any tone.
{independent}
- **Held out:** mean average precision at overlap 0.5 of {map_50:.3f}; boxes with a score of
  {threshold} that overlap no better one by {overlap}: precision {precision:.3f}, recall
  {recall:.3f}; on {held_out} scenes of 384 by 384 pixels. {held_out_pairs} of the {pairs} pairs of
  shape and colour are in no scene to learn from, and at least one is in each of these.
- **Licence:** MIT.
- **To train it** scipy is needed: the loss assigns queries to shapes with it.

{commands}

For photos take `PekingU/rtdetr_r50vd` or `facebook/detr-resnet-50` (80 and 91 kinds of things).
"""

CARD_ZH = """# 形状的边界框

找出图片中的形状，并给出边界框、标签和得分：{shapes_zh}。{parameters:,} 个参数（RT-DETR），由 \
Transformers Atlas 从零训练。

- **适用范围**：至多六个互不接触的单色平面形状，放在草地、沙地、水面、石头或木头上，\
按训练程序的方式绘制。
- **局限**：一个形状偶尔会得到两个框，标签相同或不同；请按图片选择阈值和重叠上限。\
照片不在适用范围内，没有学过的形状会被叫作某种已知形状（`samples/strangers.jpg`）。
- **数据**：`demo_checkpoints/scenes.py` 绘制的 {train:,} 个场景，其中一半的形状颜色任意。
{independent_zh}
- **留出测试**：重叠 0.5 时的平均精度均值（mAP）为 {map_50:.3f}；得分不低于 {threshold}、\
且与更好的框重叠不超过 {overlap} 的框：精确率 {precision:.3f}，召回率 {recall:.3f}；测于 \
{held_out} 个 384 × 384 像素的场景。形状与颜色的 {pairs} 种组合中，有 {held_out_pairs} \
种没有出现在任何训练场景里，而测试的每个场景至少含有其中一种。
- **许可**：MIT。
- **训练需要** scipy：损失函数用它把查询分配给形状。

{commands}

照片请用 `PekingU/rtdetr_r50vd` 或 `facebook/detr-resnet-50`（80 类和 91 类物体）。
"""

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("map_50", "precision", "recall"),
    independent=figures.boxes,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="object-detection",
        dataset="drawn scenes, each with a held-out pair of shape and colour",
        origin="scenes laid out by hand and drawn by a browser, other outlines and grounds",
        origin_chinese="手工布置的场景，由浏览器绘制，轮廓和背景都不同",
        license="mit",
    ),
    pictures=pictures,
)
