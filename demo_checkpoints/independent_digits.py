"""Draw the independent test set of digits: `python -m demo_checkpoints.independent_digits`.

Each is described by hand in `image_classification/independent/digits.txt`. Besides what the project
needs, this takes Chromium and the fonts that the README beside it names.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from .independent_svg import by_hand, described, drawn, gradient, ground, page, save

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from playwright.sync_api import Page

FOLDER = Path(__file__).parent / "image_classification" / "independent"


@dataclass(frozen=True)
class Digit:
    """A line of `digits.txt`: a digit by its strokes in a square of 100, or "@" and a font.

    `look` has numbers by the words "width" of the strokes, "slant" and "turn" in degrees, "scale",
    "shift", "blur" and "noise", and words without a number: "shaky", "grey", "light" from a side.
    """

    file: str
    digit: str
    width: int
    height: int
    ground: str
    ink: str
    look: dict[str, str]
    strokes: str

    @property
    def source(self) -> str:
        return self.file.split("-")[0]


def digits(file: Path) -> list[Digit]:
    """The digits that a file describes."""
    found = []
    for (name, digit, size, paper, ink, *look), (strokes,) in described(file):
        width, height = map(int, size.split("x"))
        words = dict(word.partition("=")[::2] for word in look)
        found.append(Digit(name, digit, width, height, paper, ink, words, strokes))
    return found


def written(page: "Page", digit: Digit) -> str:
    """The SVG of what is written, in a square of 100."""
    if not digit.strokes.startswith("@"):
        return (
            f'<path d="{digit.strokes}" fill="none" stroke-width="{digit.look["width"]}" '
            'stroke-linecap="round" stroke-linejoin="round"/>'
        )
    text = (
        f'<text font-family="{digit.strokes[1:]}" font-size="100" x="200" y="250">'
        f"{digit.digit}</text>"
    )
    alone = drawn(page, text, 400, 400).getchannel("A").getbbox()
    left, top, right, bottom = alone or (0, 0, 1, 1)
    scale = 80 / max(bottom - top, right - left)
    middle = f"translate({-(left + right) / 2} {-(top + bottom) / 2})"
    place = f"translate(50 50) scale({scale}) {middle}"
    return f'<g transform="{place}" stroke="none">{text}</g>'


def painted(page: "Page", digit: Digit) -> "Picture":
    look = digit.look
    x, y = map(float, look.get("shift", "0,0").split(","))
    scale = min(digit.width, digit.height) / 100 * float(look.get("scale", 1))
    place = (
        f"translate({digit.width / 2 + x} {digit.height / 2 + y}) rotate({look.get('turn', 0)}) "
        f"skewX({look.get('slant', 0)}) scale({scale}) translate(-50 -50)"
    )
    ink = (
        f'<g transform="{place}" fill="{digit.ink}" stroke="{digit.ink}">{written(page, digit)}</g>'
    )
    if "shaky" in look:
        ink = by_hand("shaky", 8, int(digit.digit)) + f'<g filter="url(#shaky)">{ink}</g>'
    if "light" in look:
        ink += gradient('stop-opacity="0"', 'stop-opacity=".45"', "20")
    content = ground(digit.ground, digit.width, digit.height) + ink
    blur = f'style="filter:blur({look["blur"]}px)"' if "blur" in look else ""
    picture = drawn(page, f"<g {blur}>{content}</g>", digit.width, digit.height)
    return _in_mode(digit, picture)


def _in_mode(digit: Digit, picture: "Picture") -> "Picture":
    grey = "grey" in digit.look
    if digit.ground == "transparent":
        return picture.convert("LA") if grey else picture
    values = np.asarray(picture.convert("RGB"), float)
    noise = float(digit.look.get("noise", 0))
    values = values + np.random.default_rng(int(digit.digit)).normal(0, noise, values.shape)
    picture = Image.fromarray(values.clip(0, 255).astype(np.uint8))
    return picture.convert("L") if grey else picture


if __name__ == "__main__":
    rows = ["image,answer,source\n"]
    with page() as browser:
        for digit in digits(FOLDER / "digits.txt"):
            save(painted(browser, digit), FOLDER / digit.file)
            rows.append(f"{digit.file},{digit.digit},{digit.source}\n")
    (FOLDER / "items.csv").write_text("".join(rows), "utf-8")
