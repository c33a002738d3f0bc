"""How the pictures of the independent test sets are drawn: SVG by Chromium, as in no recipe."""

import base64
import importlib.util
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from playwright.sync_api import FloatRect, Page

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]
MOST = 640
"""Pixels of the page's sides. It keeps them: a screenshot right after a change may never come."""


@contextmanager
def page() -> Iterator["Page"]:
    """A page of a browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_page(viewport={"width": MOST, "height": MOST})
        browser.close()


def drawn(page: "Page", content: str, width: int, height: int) -> "Picture":
    """What an SVG of so many pixels shows, `MOST` a side at most: RGBA, transparent where nothing
    is drawn."""
    page.set_content(
        "<style>body{margin:0;background:transparent}svg{display:block}</style>"
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{content}</svg>'
    )
    clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": height}
    seen = page.screenshot(omit_background=True, clip=clip)
    return Image.open(io.BytesIO(seen)).convert("RGBA")


def save(picture: "Picture", file: Path) -> None:
    """Write PNG or JPEG, as the file is called."""
    if file.suffix == ".jpg":
        picture.save(file, quality=82, optimize=True)
    else:
        picture.save(file, optimize=True)


def described(file: Path) -> list[tuple[list[str], list[str]]]:
    """The lines of a description, but for those that start with #: the words before the first |,
    and the parts after it."""
    lines = [line.split("|") for line in file.read_text("utf-8").splitlines() if line[:1] != "#"]
    return [(head.split(), [part.strip() for part in parts]) for head, *parts in lines]


def ground(kind: str, width: int, height: int) -> str:
    """The SVG of a ground: a colour of CSS or "transparent", one of `PAPERS`,
    "gradient:FROM:TO:DEGREES", or "photo:NAME:LEFT:TOP" of scikit-image."""
    name, *rest = kind.split(":")
    if name == "gradient":
        first, last, turn = rest
        return gradient(f'stop-color="{first}"', f'stop-color="{last}"', turn)
    if name == "photo":
        return _photo(width, height, *rest)
    return PAPERS.get(name) or _filled(name)


def gradient(first: str, last: str, turn: str) -> str:
    """The SVG of a gradient over everything, from one stop to another."""
    name = f"gradient-{turn}"
    return (
        f'<linearGradient id="{name}" gradientTransform="rotate({turn} .5 .5)"><stop {first}/>'
        f'<stop offset="1" {last}/></linearGradient>' + _filled(f"url(#{name})")
    )


def _filled(paint: str) -> str:
    return f'<rect width="100%" height="100%" fill="{paint}"/>'


def _pattern(side: int, paper: str, drawing: str) -> str:
    return (
        f'<pattern id="p" width="{side}" height="{side}" patternUnits="userSpaceOnUse">{drawing}'
        "</pattern>" + _filled(paper) + _filled("url(#p)")
    )


PAPERS = {
    "lined": _pattern(26, "#fdfdf6", '<path d="M0 20H26" stroke="#9bbfe0"/>'),
    "squared": _pattern(16, "white", '<path d="M0 8H16M8 0V16" stroke="#c5d3e0"/>'),
    "dotted": _pattern(18, "#fbf7ee", '<circle cx="9" cy="9" r="1.4" fill="#aaa"/>'),
    "kraft": (
        '<filter id="k"><feTurbulence type="fractalNoise" baseFrequency=".25 .9" numOctaves="3"/>'
        '<feColorMatrix values="0 0 0 0 .72 .1 0 0 0 .52 .1 0 0 0 .32 0 0 0 0 1"/></filter>'
        '<rect width="100%" height="100%" filter="url(#k)"/>'
    ),
}


def _photo(width: int, height: int, name: str, left: str, top: str) -> str:
    """The part of a picture of scikit-image from the pixel `left`, `top` on."""
    spec = importlib.util.find_spec("skimage")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the photographs are those of scikit-image: install it")
    (file,) = Path(spec.submodule_search_locations[0], "data").glob(f"{name}.*")
    x, y = int(left), int(top)
    stream = io.BytesIO()
    with Image.open(file) as picture:
        picture.convert("RGB").crop((x, y, x + width, y + height)).save(stream, "PNG")
    data = base64.b64encode(stream.getvalue()).decode()
    return f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/>'


def by_hand(name: str, unrest: float, seed: int) -> str:
    """A filter of that name, under which edges shake by as many pixels."""
    return (
        f'<filter id="{name}" x="-20%" y="-20%" width="140%" height="140%">'
        f'<feTurbulence type="fractalNoise" baseFrequency=".035" numOctaves="2" seed="{seed}"/>'
        f'<feDisplacementMap in="SourceGraphic" scale="{unrest}"/></filter>'
    )
