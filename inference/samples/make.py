"""Draw and sound the samples of this folder: `python -m inference.samples.make`.

They stand in where a demo checkpoint brings no samples of its own.
"""

from pathlib import Path

import numpy as np
import soundfile
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent


def scene() -> Image.Image:
    """A red circle, a blue square and a green triangle on sand, drawn large and made smooth."""
    image = Image.new("RGB", (1280, 960), "#EFE7D8")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 640, 1280, 960), fill="#D9C7A3")
    draw.ellipse((140, 220, 540, 620), fill="#C9403A")
    draw.rectangle((680, 420, 1020, 760), fill="#2F6FB7")
    draw.polygon([(900, 120), (1160, 400), (780, 380)], fill="#3E8E4E")
    return image.resize((640, 480), Image.Resampling.LANCZOS)


def turned() -> Image.Image:
    """The scene as from elsewhere: smaller, and turned by 20 degrees."""
    smaller = Image.new("RGB", (640, 480), "#EFE7D8")
    smaller.paste(scene().resize((480, 360), Image.Resampling.LANCZOS), (80, 60))
    return smaller.rotate(20, Image.Resampling.BICUBIC, fillcolor="#EFE7D8")


def receipt() -> Image.Image:
    """A small printed receipt."""
    image = Image.new("RGB", (420, 300), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(24)
    lines = ["CORNER CAFE", "", "Tea          2.50", "Cake         3.75", "", "Total        6.25"]
    for row, line in enumerate(lines):
        draw.text((40, 30 + 40 * row), line, fill="black", font=font)
    return image


def ball() -> list[Image.Image]:
    """A ball that rolls from left to right, in 16 frames."""
    frames = []
    for step in range(16):
        frame = Image.new("RGB", (160, 120), "#EFE7D8")
        x = 10 + step * 7
        ImageDraw.Draw(frame).ellipse((x, 60, x + 36, 96), fill="#C9403A")
        frames.append(frame)
    return frames


def melody(rate: int = 16_000) -> np.ndarray:
    """Four notes with soft edges."""
    notes = []
    for frequency in (262, 330, 392, 523):
        time = np.arange(int(0.4 * rate)) / rate
        notes.append(0.4 * np.sin(2 * np.pi * frequency * time) * np.sin(np.pi * time / 0.4) ** 0.5)
    return np.concatenate(notes).astype(np.float32)


if __name__ == "__main__":
    scene().save(HERE / "coloured_shapes.png", optimize=True)
    turned().save(HERE / "coloured_shapes_turned.png", optimize=True)
    receipt().save(HERE / "receipt.png", optimize=True)
    first, *others = ball()
    first.save(HERE / "rolling_ball.gif", save_all=True, append_images=others, duration=80, loop=0)
    soundfile.write(HERE / "melody.flac", melody(), 16_000)
