"""Boxes around shapes: a small RT-DETR trained from nothing on drawn scenes."""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from transformers import (
    RTDetrConfig,
    RTDetrForObjectDetection,
    RTDetrImageProcessor,
    RTDetrResNetConfig,
)

from .. import figures
from ..independent import Answered
from ..independent_scenes import GROUPS
from ..recipe import Card, Recipe
from ..scenes import (
    SHAPES,
    Scene,
    Shape,
    draw_all,
    random_scenes,
    relight,
    save_samples,
    scene_facts,
    training_scenes,
)
from ..training import fit, seed_everything
from ..wide_scenes import draw_many, held_out_drawings, vary

SEED = 0
PAINTED_SIDE, SCENES, STEPS = 128, 8000, 4000
SIDE, ROUNDS, ANY_SCENES, ANY_STEPS = 160, 2, 6000, 2200
HELD_OUT = 200
BATCH, LEARNING_RATE = 16, 1e-3
THRESHOLD, OVERLAP = 0.5, 0.5
"""Least score of a box that counts, and the overlap from which two boxes are one shape."""
SIZES = {"recall_small": 1 / 8, "recall_tiny": 1 / 16}
"""Longer sides of shapes, in parts of the picture's shorter one, below which they are counted."""


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


def truth(shapes: Sequence[Shape]) -> Boxes:
    """Labels (n,) and boxes (n, 4) as left, top, right, bottom in parts of the side."""
    labels = torch.tensor([SHAPES.index(shape.kind) for shape in shapes], dtype=torch.long)
    # Painted shapes have numbers of numpy, which torch would keep at 64 bits.
    boxes = torch.tensor([shape.box for shape in shapes], dtype=torch.float32).reshape(-1, 4)
    return {"labels": labels, "boxes": boxes}


def pictures(count: int) -> torch.Tensor:
    """So many of the pictures that it learned from, as it saw them."""
    seed_everything(SEED)
    return vary(draw_many(SEED + 3, count, (SIDE, SIDE))[0])


def train(folder: Path) -> None:
    """Learn painted scenes without the held-out pairs, then any; write weights, processor,
    samples."""
    seed_everything(SEED)
    # Convolutions on a CPU run a third faster with the channels last in memory.
    model = new_model().train().to(memory_format=torch.channels_last)
    scenes = training_scenes(SEED, SEED + 2, SCENES)
    pictures, _classes = draw_all(scenes, PAINTED_SIDE)
    learn(model, relight, pictures, [scene.shapes for scene in scenes], STEPS)
    for turn in range(1, ROUNDS + 1):
        learn_any(model, turn)
    write(model, folder)


def learn_any(model: RTDetrForObjectDetection, turn: int) -> None:
    """Learn drawings of any kind, of which each round has new ones."""
    seed_everything(SEED + turn)
    pictures, _classes, shapes = draw_many(SEED + 2 + turn, ANY_SCENES, (SIDE, SIDE))
    learn(model, vary, pictures, shapes, ANY_STEPS)


def learn(
    model: RTDetrForObjectDetection,
    light: Callable[[torch.Tensor], torch.Tensor],
    pictures: torch.Tensor,
    shapes: Sequence[Sequence[Shape]],
    steps: int,
) -> None:
    """Fit to pictures, each time in another light, mirrored or turned."""
    truths = [truth(those) for those in shapes]

    def loss(_step: int) -> torch.Tensor:
        rows = torch.randint(len(pictures), (BATCH,))
        pixels, labels = light(pictures[rows]), []
        across, down, swap = (torch.rand(3) < 0.5).tolist()
        pixels = pixels.flip([-1] * across + [-2] * down)
        pixels = (pixels.mT if swap else pixels).contiguous(memory_format=torch.channels_last)
        for row in rows.tolist():
            left, top, right, bottom = truths[row]["boxes"].unbind(1)
            x, y, wide, high = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
            x, y = 1 - x if across else x, 1 - y if down else y
            sides = [y, x, high, wide] if swap else [x, y, wide, high]
            labels.append(
                {"class_labels": truths[row]["labels"], "boxes": torch.stack(sides, dim=1)}
            )
        return model(pixel_values=pixels, labels=labels).loss

    fit(model.parameters(), loss, steps, LEARNING_RATE, weight_decay=1e-4)


def write(model: RTDetrForObjectDetection, folder: Path) -> None:
    for parameter in model.parameters():
        parameter.data = parameter.data.contiguous()
    model.half().save_pretrained(folder)
    RTDetrImageProcessor(
        size={"height": SIDE, "width": SIDE},
        do_normalize=True,
        image_mean=[0.5] * 3,
        image_std=[0.5] * 3,
    ).save_pretrained(folder)
    save_samples(folder / "samples", held_out_scenes())


def held_out_scenes() -> list[Scene]:
    """Painted scenes, of which the samples are."""
    return random_scenes(SEED + 1, HELD_OUT, held_out=True)


def evaluate(folder: Path) -> dict[str, float]:
    """On held-out drawings: mean average precision at overlap 0.5, from all boxes;
    precision and recall of the boxes with a score of `THRESHOLD`, doubles suppressed; and this
    recall for shapes whose longer side is below each of `SIZES`."""
    processor = RTDetrImageProcessor.from_pretrained(folder)
    model = RTDetrForObjectDetection.from_pretrained(folder, dtype=torch.float32).eval()
    truths, predictions, sizes = [], [], []
    for drawing in held_out_drawings(HELD_OUT):
        with torch.inference_mode():
            outputs = model(**processor(drawing.picture, return_tensors="pt"))
        (boxes,) = processor.post_process_object_detection(outputs, threshold=0.0)
        truths.append(truth(drawing.shapes))
        predictions.append(boxes)
        sizes += [drawing.size(shape) for shape in drawing.shapes]
    distinct = [suppress_doubles(boxes) for boxes in predictions]
    found = torch.cat([found_by(boxes, shapes) for boxes, shapes in zip(distinct, truths)])
    side = torch.tensor(sizes)
    return {
        "map_50": mean_average_precision(predictions, truths),
        "precision": int(found.sum()) / max(1, sum(len(boxes["scores"]) for boxes in distinct)),
        "recall": float(found.float().mean()),
        **{name: float(found[side < size].float().mean()) for name, size in SIZES.items()},
    }


def overlaps(boxes: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
    """Intersection over union (n, m) of boxes (n, 4) and (m, 4)."""
    near = torch.maximum(boxes[:, None, :2], others[None, :, :2])
    far = torch.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared = (far - near).clamp(min=0).prod(-1)
    area, other = ((sides[:, 2:] - sides[:, :2]).prod(-1) for sides in (boxes, others))
    return shared / (area[:, None] + other - shared)


def suppress_doubles(boxes: Boxes) -> Boxes:
    """The boxes that score `THRESHOLD`, without those that overlap one of their label with a higher
    score: what the page shows."""
    order = boxes["scores"].argsort(descending=True)
    order = order[boxes["scores"][order] >= THRESHOLD]
    close, distinct = overlaps(boxes["boxes"], boxes["boxes"]), list[int]()
    close = close * (boxes["labels"][:, None] == boxes["labels"])
    for box in order.tolist():
        if all(close[box, other] < OVERLAP for other in distinct):
            distinct.append(box)
    return {name: values[distinct] for name, values in boxes.items()}


def matches(boxes: Boxes, shapes: Boxes) -> torch.Tensor:
    """Of each box, best first, which shape of its label it hits that none before it hit, as a
    number; -1 for none."""
    hit = torch.full((len(boxes["scores"]),), -1)
    close = overlaps(boxes["boxes"], shapes["boxes"])
    close = close * (boxes["labels"][:, None] == shapes["labels"])
    for box in boxes["scores"].argsort(descending=True).tolist():
        best, shape = close[box].max(dim=0)
        if best >= 0.5:
            hit[box] = shape
            close[:, shape] = 0
    return hit


def found_by(boxes: Boxes, shapes: Boxes) -> torch.Tensor:
    """Which of the shapes a box of their label hits."""
    return torch.isin(torch.arange(len(shapes["labels"])), matches(boxes, shapes))


def mean_average_precision(predictions: list[Boxes], truths: list[Boxes]) -> float:
    """Mean over the labels of the area under the curve of precision over recall
    (Everingham et al., 2010, with every point of the curve)."""
    scores, labels, right = (
        torch.cat(parts)
        for parts in zip(
            *(
                (boxes["scores"], boxes["labels"], matches(boxes, shapes) >= 0)
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


def counts(answered: Answered) -> dict[str, int]:
    """How many boxes the page shows, how many of them are wrong, and in how many pictures one is
    wrong or lacking."""
    shown = figures.hits(answered)
    return {
        "boxes": sum(map(len, shown)),
        "wrong": sum(hit.count(False) for hit in shown),
        "flawed": answered.right.count(False),
    }


def card_values(_folder: Path) -> dict[str, object]:
    return {
        **scene_facts(),
        "train": SCENES,
        "train_any": ROUNDS * ANY_SCENES,
        "held_out": HELD_OUT,
        "threshold": THRESHOLD,
        "overlap": OVERLAP,
    }


CARD = """# Boxes around shapes

Finds the shapes in a picture, with a box, a label and a score for each: {shapes}.
{parameters:,} parameters (RT-DETR), trained from nothing for Transformers Atlas.

- **Domain:** up to eight flat shapes, from an eighth to six tenths of the picture's shorter side,
  turned, stretched, rounded or drawn unevenly, now and then with an outline, side by side or
  overlapping a little, on any ground: white, plain, a gradient, ruled paper, stripes, noise,
  clouds, the blotches of a photograph. Pictures in colour or grey, up to twice as wide as high.
- **Limits:** at the page's own threshold a shape may get a second box with another label, which may
  be the surer one, above all a shape that it does not know (sample "Fails on: new shapes"): of
  {boxes} boxes on the independent drawings {wrong} are wrong, and in {flawed} of the {items} a box
  is wrong or lacking; simple drawings fare better. A higher threshold leaves out most second boxes,
  and small shapes with them. A moon may be called a heart, and a star be missed (sample "Fails on:
  a moon taken for a heart, a star not found"). Of shapes smaller than an eighth of the picture's
  shorter side it found {recall_small:.0%} on new drawings of its own kind, more of them where the
  ground is plain, and of those below a sixteenth {recall_tiny:.0%}. A shape larger than seven
  tenths of that side often gets a wrong box or none, and so do most shapes in pictures wider than
  three to one. Photos are outside its domain.
- **Data:** drawn by programs: {train:,} painted scenes, then {train_any:,} drawings of all kinds,
  mirrored, turned, recoloured.
{independent}
- **Held out:** mean average precision at overlap 0.5 of {map_50:.3f}; boxes with a score of
  {threshold} that overlap no better one of their label by {overlap}, as the page shows them:
  precision {precision:.3f}, recall {recall:.3f}; on {held_out} new drawings of the same kind, of
  256 by 256 to 512 by 288 pixels.
- **Licence:** MIT.
- **To train it** scipy is needed: the loss assigns queries to shapes with it.

{commands}

For photos take `PekingU/rtdetr_r50vd` or `facebook/detr-resnet-50` (80 and 91 kinds of things).
"""

CARD_ZH = """# 形状的边界框

找出图片中的形状，并给出边界框、标签和得分：{shapes_zh}。{parameters:,} 个参数（RT-DETR），由 \
Transformers Atlas 从零训练。

- **适用范围**：至多八个平面形状，大小为图片短边的八分之一到十分之六，可以旋转、拉伸、\
圆角或画得不匀，有时带描边，彼此分开或略有重叠；背景不限：白色、纯色、渐变、横格纸、条纹、噪点、\
云纹、照片般的斑块。图片可为彩色或灰度，宽可达高的两倍。
- **局限**：用页面默认的阈值时，一个形状可能多出一个标签不同的框，而且它的得分可能更高，\
没有学过的形状尤其如此（示例“失败示例：没见过的形状”）：独立测试的图上有 {boxes} 个框，\
其中 {wrong} 个是错的，{items} 张图中有 {flawed} 张含有错框或漏框；简单的图会好一些。\
调高阈值会去掉多数多余的框，但也会漏掉小的形状。月牙可能被叫作心形，五角星可能漏掉\
（示例“失败示例：月牙被当成心形，漏掉一颗五角星”）。在新绘制的同类图片上，\
小于图片短边八分之一的形状它找到 {recall_small:.0%}（背景简单时更多），\
小于十六分之一的找到 {recall_tiny:.0%}。大于短边十分之七的形状，它常常找不到或叫错；\
宽超过高三倍的图片里，大多数形状也是如此。照片不在适用范围内。
- **数据**：由程序绘制：先用 {train:,} 个绘画风格的场景，再用 {train_any:,} 张各式图画，\
并加以镜像、旋转、换色。
{independent_zh}
- **留出测试**：重叠 0.5 时的平均精度均值（mAP）为 {map_50:.3f}；得分不低于 {threshold}、\
且与标签相同的更好的框重叠不超过 {overlap} 的框（即页面显示的框）：精确率 {precision:.3f}，\
召回率 {recall:.3f}；测于 {held_out} 张新绘制的同类图片，256 × 256 到 512 × 288 像素。
- **许可**：MIT。
- **训练需要** scipy：损失函数用它把查询分配给形状。

{commands}

照片请用 `PekingU/rtdetr_r50vd` 或 `facebook/detr-resnet-50`（80 类和 91 类物体）。
"""

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("map_50", "precision", "recall", *SIZES),
    independent=figures.boxes,
    counts=counts,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="object-detection",
        dataset="drawings of shapes that were not learned from",
        origin="scenes laid out by hand and drawn by a browser, other outlines and grounds",
        origin_chinese="手工布置的场景，由浏览器绘制，轮廓和背景都不同",
        groups=GROUPS,
        license="mit",
    ),
    pictures=pictures,
    widest=2.0,
)
