"""Which shape lies on each pixel: a small SegFormer trained from nothing on drawn scenes."""

from pathlib import Path

import numpy as np
import torch
from transformers import (
    SegformerConfig,
    SegformerForSemanticSegmentation,
    SegformerImageProcessor,
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
STEPS, BATCH, LEARNING_RATE = 2500, 16, 3e-3
LABELS = ["ground", *SHAPES]


def new_model() -> SegformerForSemanticSegmentation:
    config = SegformerConfig(
        depths=[1, 1, 2, 1],
        # Logits at half of the picture's sides, not a quarter: shapes are small, edges count.
        strides=[2, 4, 2, 2],
        patch_sizes=[5, 5, 3, 3],
        hidden_sizes=[16, 48, 64, 96],
        num_attention_heads=[1, 2, 4, 4],
        mlp_ratios=[2, 2, 2, 2],
        decoder_hidden_size=32,
        # Layers this narrow start to learn late from the usual 0.02.
        initializer_range=0.1,
        drop_path_rate=0.0,
        classifier_dropout_prob=0.0,
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
    )
    return SegformerForSemanticSegmentation(config)


def pictures(count: int) -> torch.Tensor:
    """So many of the pictures that it learned from, as it saw them."""
    seed_everything(SEED)
    return relight(draw_all(training_scenes(SEED, SEED + 2, count), SIDE)[0])


def train(folder: Path) -> None:
    """Train on scenes without the held-out pairs; write weights, processor, samples."""
    seed_everything(SEED)
    scenes = training_scenes(SEED, SEED + 2, SCENES)
    pictures, classes = draw_all(scenes, SIDE)
    model = new_model().train()

    def loss(_step: int) -> torch.Tensor:
        rows = torch.randint(SCENES, (BATCH,))
        pixels, labels = relight(pictures[rows]), classes[rows].long()
        if torch.rand(()) < 0.5:
            pixels, labels = pixels.flip(-1), labels.flip(-1)
        return model(pixel_values=pixels, labels=labels).loss

    fit(model.parameters(), loss, STEPS, LEARNING_RATE)
    model.save_pretrained(folder)
    SegformerImageProcessor(
        size={"height": SIDE, "width": SIDE}, image_mean=[0.5] * 3, image_std=[0.5] * 3
    ).save_pretrained(folder)
    save_samples(folder / "samples", held_out_scenes())


def held_out_scenes() -> list[Scene]:
    return random_scenes(SEED + 1, HELD_OUT, held_out=True)


def evaluate(folder: Path) -> dict[str, float]:
    """Mean over the classes of intersection over union, on held-out scenes of 384 pixels."""
    processor = SegformerImageProcessor.from_pretrained(folder)
    model = SegformerForSemanticSegmentation.from_pretrained(folder).eval()
    confusion = np.zeros((len(LABELS), len(LABELS)), np.int64)
    for scene in held_out_scenes():
        picture, classes = draw(scene)
        with torch.inference_mode():
            outputs = model(**processor(picture, return_tensors="pt"))
        (guess,) = processor.post_process_semantic_segmentation(outputs, [classes.shape])
        pairs = classes.ravel().astype(np.int64) * len(LABELS) + guess.numpy().ravel()
        confusion += np.bincount(pairs, minlength=confusion.size).reshape(confusion.shape)
    both = confusion.diagonal()
    return {"mean_iou": float((both / (confusion.sum(0) + confusion.sum(1) - both)).mean())}


def card_values(_folder: Path) -> dict[str, object]:
    return {**scene_facts(), "train": SCENES, "held_out": HELD_OUT}


CARD = """# Which shape lies on each pixel

Gives each pixel of a picture one of nine classes: ground, {shapes}.
{parameters:,} parameters (SegFormer), trained from nothing for Transformers Atlas.

- **Domain:** up to six flat shapes of one colour that do not touch, on grass, sand, water, stone
  or wood, as the recipe draws them.
- **Limits:** the edges of small shapes are a pixel or two off, and a small shape is now and then
  taken for another. Photos are outside its domain, and shapes that it does not know become a
  patchwork of those that it knows (`samples/strangers.jpg`).
- **Data:** {train:,} scenes that `demo_checkpoints/scenes.py` draws, half of them with shapes of
  any tone.
{independent}
- **Held out:** mean intersection over union {mean_iou:.3f} over the nine classes, on {held_out}
  scenes of 384 by 384 pixels. {held_out_pairs} of the {pairs} pairs of shape and colour are in no
  scene to learn from, and at least one of them is in each of these.
- **Licence:** MIT.

{commands}

For photos take `nvidia/segformer-b0-finetuned-ade-512-512` (150 classes of indoor and outdoor
scenes) or `facebook/mask2former-swin-tiny-coco-panoptic`.
"""

CARD_ZH = """# 每个像素属于哪种形状

把图片的每个像素归入九类之一：背景、{shapes_zh}。{parameters:,} 个参数（SegFormer），由 \
Transformers Atlas 从零训练。

- **适用范围**：至多六个互不接触的单色平面形状，放在草地、沙地、水面、石头或木头上，\
按训练程序的方式绘制。
- **局限**：小形状的边缘会差一两个像素，小形状偶尔会被认成别的形状。照片不在适用范围内，\
没有学过的形状会变成几种已知形状的拼块（`samples/strangers.jpg`）。
- **数据**：`demo_checkpoints/scenes.py` 绘制的 {train:,} 个场景，其中一半的形状颜色任意。
{independent_zh}
- **留出测试**：九类的平均交并比为 {mean_iou:.3f}，测于 {held_out} 个 384 × 384 像素的场景。\
形状与颜色的 {pairs} 种组合中，有 {held_out_pairs} 种没有出现在任何训练场景里，\
而测试的每个场景至少含有其中一种。
- **许可**：MIT。

{commands}

照片请用 `nvidia/segformer-b0-finetuned-ade-512-512`（150 类室内外场景）或 \
`facebook/mask2former-swin-tiny-coco-panoptic`。
"""

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("mean_iou",),
    independent=figures.masks,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="image-segmentation",
        dataset="drawn scenes, each with a held-out pair of shape and colour",
        origin="scenes laid out by hand and drawn by a browser, other outlines and grounds",
        origin_chinese="手工布置的场景，由浏览器绘制，轮廓和背景都不同",
        license="mit",
    ),
    pictures=pictures,
)
