"""The pictures in README.md, taken of the app as it is: `make pictures`, some minutes, a browser.

Each is taken in both languages and on both grounds, into `docs/pictures/`: a film of the player on
the classic five words, and five pages.
"""

import io
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import i18n
import tokenizer_lab as lab
from tests.browser import QUIET, chromium
from tests.serving import served
from ui.player import player_labels, player_page

FOLDER = Path(__file__).parent / "pictures"
SETTLE = Path(__file__).parents[1] / "tests" / "settle.js"
GROUNDS = ("light", "dark")
WINDOW = {"width": 1280, "height": 800}
QUALITY = 82

FRAMES, FRAME, REST = 14, 60, 900
"""Frames of a step of the film, the milliseconds of each, and those after a step."""
FILM = {"width": 860, "height": 400}


def run_pipeline(page: Page) -> None:
    page.get_by_test_id("stBaseButton-primary").first.click()
    page.get_by_role("heading", name=re.compile("^(Result|结果)")).first.wait_for()


PAGES: dict[str, tuple[str, Callable[[Page], None] | None]] = {
    "models": ("/models", None),
    "model": ("/model?model=bert", None),
    "pipeline": ("/pipelines?task=object-detection", run_pipeline),
    "learning": ("/learn?step=3", None),
    "compare": ("/compare", None),
}
"""The address of each page, and what is done there before the picture is taken."""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        for language in i18n.LANGUAGES:
            for ground in GROUNDS:
                film(browser, language, ground)
        with tempfile.TemporaryDirectory() as folder, served(Path(folder, "log.txt")) as app:
            for language in i18n.LANGUAGES:
                for ground in GROUNDS:
                    pages(browser, app, language, ground)
        browser.close()
    sizes = {path: path.stat().st_size for path in sorted(FOLDER.glob("*.webp"))}
    for path, size in sizes.items():
        print(f"{size / 1e3:6,.0f} KB  {path.name}")
    print(f"{sum(sizes.values()) / 1e3:6,.0f} KB")


def place(name: str, language: str, ground: str) -> Path:
    """The file of a picture: compare-zh-dark.webp."""
    return FOLDER / f"{name}-{language}-{ground}.webp"


def pages(browser: Browser, app: str, language: str, ground: str) -> None:
    """Take a picture of each page."""
    context = browser.new_context(viewport=WINDOW, color_scheme=ground)
    context.add_init_script(path=SETTLE)
    for name, (path, act) in PAGES.items():
        page = context.new_page()
        page.goto(f"{app}{path}{'&' if '?' in path else '?'}lang={language}")
        page.get_by_role("heading", level=1).wait_for(timeout=90_000)
        rest(page)
        if act:
            act(page)
            rest(page)
        page.mouse.move(0, 0)
        save(page.screenshot(), place(name, language, ground))
        page.close()
    context.close()


def rest(page: Page) -> None:
    """Wait until nothing is asked of the app, and what it has sent is drawn."""
    page.wait_for_function("settled()", timeout=90_000)
    page.wait_for_function("document.querySelectorAll('[data-testid=stSkeleton]').length === 0")
    page.wait_for_timeout(2_500)  # the canvases of tables, and what moves into its place


def save(png: bytes, path: Path) -> None:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.save(path, quality=QUALITY, method=6)


def film(browser: Browser, language: str, ground: str) -> None:
    """Play the training of the classic five words, with a rest after each step."""
    shots, times = [], []
    context = browser.new_context(viewport=FILM, color_scheme=ground)
    page = context.new_page()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "player.html")
        file.write_text(story_page(language), encoding="utf-8")
        page.goto(file.as_uri())
        page.locator(".player.ready").wait_for()
        last = float(page.locator(".scrub").get_attribute("max") or 0)
        for at, time in positions(round(last)):
            page.locator(".scrub").evaluate(
                "(range, at) => { range.value = at; range.dispatchEvent(new Event('input')); }", at
            )
            shots.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
            times.append(time)
    context.close()
    shots[0].save(
        place("player", language, ground),
        save_all=True,
        append_images=shots[1:],
        duration=times,
        loop=0,
        quality=QUALITY,
        method=4,
        minimize_size=True,
    )


def story_page(language: str) -> str:
    """The player by itself, as readers take it away."""
    say = i18n.translations(language).gettext
    trace = lab.train("bpe", lab.CLASSIC_COUNTS, 20)
    story = lab.story(trace, words=list(lab.CLASSIC_COUNTS), _=say)
    return player_page(story, player_labels(say), "Transformers Atlas")


def positions(steps: int) -> Iterator[tuple[float, int]]:
    """Where the player stands in each frame, and the milliseconds that it is shown."""
    yield 0, REST
    for step in range(steps):
        yield from ((step + frame / FRAMES, FRAME) for frame in range(1, FRAMES))
        yield step + 1, REST


if __name__ == "__main__":
    main()
