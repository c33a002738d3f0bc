"""The first picture of every page: `python -m benchmarks.first_picture [PAGE ...]`.

A new visitor's Chromium, with nothing in its cache, opens each page of a warm server in turn; what
counts is the time from the navigation to the first frame with something that the page is about in
the window (`benchmarks/first_picture.js` says what that may be). The peer is an empty Streamlit
page with one Plotly chart, at a server of the same version. The promise, on an idle machine: every
page within 1.5 s.
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.browser import QUIET, chromium
from tests.serving import served

from .row import Row

ROOT = Path(__file__).parents[1]
RUNS = 3
WINDOW = {"width": 1440, "height": 900}
PEER = "an empty page with one chart"
EMPTY = """
import pandas, plotly.graph_objects as go, streamlit as st, torch, transformers

st.plotly_chart(go.Figure(go.Bar(x=[1, 2, 3], y=["a", "b", "c"], orientation="h")))
"""
PAGES = {
    page: f"/{page}" for page in sorted(path.stem for path in (ROOT / "pages").glob("[a-z]*.py"))
} | {"overview": "/", "model": "/model?model=bert"}
"""The address of each page; a model has to be chosen before there is one to show."""
ASKED = ("pipelines", "export")
"""Pages that show nothing before they are asked."""


def first_picture(browser: Browser, address: str, is_asked: bool) -> tuple[float, str]:
    """Milliseconds from the navigation to the first picture for a new visitor, and what it is."""
    context = browser.new_context(viewport=WINDOW)
    page = context.new_page()
    page.add_init_script(f"window.isAsked = {str(is_asked).lower()}")
    page.add_init_script(path=Path(__file__).with_suffix(".js"))
    page.add_init_script(path=ROOT / "tests" / "settle.js")
    page.goto(address)
    page.wait_for_function("firstPicture()", timeout=60_000)
    page.wait_for_function("settled()", timeout=60_000)
    found = page.evaluate("firstPicture()")
    context.close()
    return found["at"], found["what"]


def measure(pages: list[str], runs: int = RUNS) -> dict[str, tuple[float, str]]:
    """For the peer and each page the median, and what is seen first."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        empty = Path(folder, "empty.py")
        empty.write_text(EMPTY)
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        with (
            served(Path(folder, "peer.txt"), script=empty) as peer,
            served(Path(folder, "log.txt")) as app,
        ):
            places = {PEER: peer} | {page: app + PAGES[page] for page in pages}
            for name, place in places.items():  # what the first visitor of a server waits for
                first_picture(browser, place, name in ASKED)
            # In turn, so that whatever else the machine does meets them all.
            found = [
                {
                    name: first_picture(browser, place, name in ASKED)
                    for name, place in places.items()
                }
                for _run in range(runs)
            ]
        browser.close()
    return {name: (median(run[name][0] for run in found), found[-1][name][1]) for name in places}


def rows() -> list[Row]:
    """The middle page and the slowest."""
    taken = {name: milliseconds for name, (milliseconds, _what) in measure(list(PAGES)).items()}
    peer = taken.pop(PEER)
    slowest = max(taken, key=lambda name: taken[name])
    middle = Row(
        f"the first picture of a page, {len(taken)} pages, median",
        median(taken.values()),
        PEER,
        peer,
    )
    return [middle, Row(f"the first picture of the slowest, {slowest}", taken[slowest], PEER, peer)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", metavar="PAGE", choices=[*PAGES, []])
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    times = measure(options.pages or list(PAGES), options.runs)
    print("| page | first picture, s | of the peer | what |\n| --- | ---: | ---: | --- |")
    for name, (taken, what) in times.items():
        print(f"| {name} | {taken / 1e3:.2f} | {taken / times[PEER][0]:.2f} x | `{what}` |")


if __name__ == "__main__":
    main()
