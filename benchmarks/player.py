"""What the server does while a reader plays a training: `python -m benchmarks.player`.

A real browser opens the Training page; the processor time of the server's process is read before
and after. The peer is the same page run again whole, as a click on a section does. The promise: a
step costs at most 40 ms, playing nothing.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Page, sync_playwright

from tests.browser import QUIET, chromium
from tests.serving import served

STEPS = 12
REST_MS = 1_500
"""Time for a step to be told and answered."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        with served(Path(folder, "log.txt"), HF_HUB_OFFLINE="1") as address:
            server = next(
                process
                for process in psutil.process_iter(["cmdline"])
                if "streamlit" in (line := " ".join(process.info["cmdline"] or []))
                and address.rpartition(":")[2] in line
            )
            page = browser.new_page()
            page.goto(f"{address}/learn?corpus=english&step=3")
            page.locator(".player.ready").wait_for()
            page.wait_for_timeout(3_000)
            report(page, server)
        browser.close()


def report(page: Page, server: psutil.Process) -> None:
    page.locator(".player").focus()
    idle = cost(page, server, lambda: None)
    steps = [cost(page, server, lambda: page.keyboard.press("ArrowRight")) for _ in range(STEPS)]
    page.keyboard.press("Home")
    page.wait_for_timeout(REST_MS)
    page.keyboard.press(" ")
    playing = [cost(page, server, lambda: None) for _ in range(4)]
    page.keyboard.press(" ")
    page.wait_for_timeout(REST_MS)
    whole = [
        cost(page, server, lambda name=name: page.get_by_text(name, exact=True).first.click())
        for name in ("Tokenize new words", "How it works") * 3
    ]
    print("| what | ms of the server's processor |")
    print("| --- | --- |")
    for what, times in (("the whole page", whole), ("a step", steps), ("playing, a step", playing)):
        print(f"| {what} | {(median(times) - idle) * 1e3:.0f} |")


def cost(page: Page, server: psutil.Process, act: Callable[[], object]) -> float:
    """Seconds of processor time that the server takes for what `act` does, until all is at rest."""
    before = sum(server.cpu_times()[:2])
    act()
    page.wait_for_timeout(REST_MS)
    return sum(server.cpu_times()[:2]) - before


if __name__ == "__main__":
    main()
