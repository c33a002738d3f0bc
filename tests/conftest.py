"""The app as a visitor meets it: a real server, a real browser."""

import os

# The models of the tests are small: threads would wait for each other longer than they work.
# Read at the import of numpy and torch, here and in the server.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from streamlit.runtime.pages_manager import PagesManager

from .browser import QUIET, chromium

ROOT = Path(__file__).parents[1]

# Two busy cores may take their time; a test that passes does not wait for this.
expect.set_options(timeout=30_000)


@pytest.fixture(autouse=True)
def app_names_its_pages(monkeypatch):
    """A process switches Streamlit's old mode for pages/ off once; AppTest forgets it each run."""
    begin = PagesManager.__init__

    def begin_switched_off(self, *args, **kwargs):
        PagesManager.uses_pages_directory = False
        begin(self, *args, **kwargs)

    monkeypatch.setattr(PagesManager, "__init__", begin_switched_off)


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> str:
    """The address of the app, started as `make run` starts it, with the network cut."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
    )
    address = f"http://localhost:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str, process: subprocess.Popen, log: Path, seconds: float = 60) -> None:
    until = monotonic() + seconds
    while monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            sleep(0.2)
    raise RuntimeError(f"the app did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Browser:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield running
        running.close()


def settle(page: Page) -> None:
    """Wait until the page has been drawn: what opens before that would close again."""
    page.wait_for_timeout(300)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(300)


@pytest.fixture
def visit(server: str, browser: Browser):
    """Open a path of the app in a new browser profile: `visit("/models?lang=zh")`."""
    contexts = []

    def open_page(path: str = "/", locale: str = "en-US", **options) -> Page:
        context = browser.new_context(locale=locale, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(server + path)
        page.get_by_role("heading", level=1).wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
