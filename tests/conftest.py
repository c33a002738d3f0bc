"""The app as a visitor meets it: a real server, a real browser."""

import os

# The models of the tests are small: threads would wait for each other longer than they work.
# Read at the import of numpy and torch, here and in the server.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from streamlit.runtime.pages_manager import PagesManager

from .browser import BRIEF, QUIET, chromium
from .serving import served

ROOT = Path(__file__).parents[1]

# Two busy cores may take their time; a test that passes does not wait for this.
expect.set_options(timeout=30_000)


def pytest_addoption(parser):
    parser.addoption("--texts", type=int, default=1_000, help="random texts for each tokenizer")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: half of what tests do is to wait for a browser."""
    return min(4, (os.cpu_count() or 1) + 1)


def pytest_collection_modifyitems(items):
    """`make check` leaves out what needs a browser and what is slow."""
    for item in items:
        if {"browser", "serve"} & set(item.fixturenames):
            item.add_marker("browser")
        if item.get_closest_marker("browser") or item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.timeout(600))
    # What waits for a browser comes first, so that no worker begins a long file last.
    long = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(autouse=True)
def app_names_its_pages(monkeypatch):
    """A process switches Streamlit's old mode for pages/ off once; AppTest forgets it each run."""
    begin = PagesManager.__init__

    def begin_switched_off(self, *args, **kwargs):
        PagesManager.uses_pages_directory = False
        begin(self, *args, **kwargs)

    monkeypatch.setattr(PagesManager, "__init__", begin_switched_off)


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """The address of the app, with the network cut."""
    with served(tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="module")
def serve(tmp_path_factory) -> Iterator[Callable[..., str]]:
    """Start the app with variables of one's own, `serve(HF_HOME="here")`; its address."""
    with ExitStack() as servers:

        def start(**environment: str) -> str:
            log = tmp_path_factory.mktemp("server") / "log.txt"
            return servers.enter_context(served(log, **environment))

        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, *BRIEF])
        yield running
        running.close()


def settle(page: Page) -> None:
    """Wait until the app has nothing left to do: what opens before that would close again."""
    page.wait_for_function("settled()", timeout=90_000)


def run_button(within: Page | Locator) -> Locator:
    """The one that runs a pipeline, which names its keys too."""
    return within.get_by_role("button", name=re.compile("^(Run|运行)( |$)"))


@pytest.fixture(scope="session")
def profile(server: str, browser: Browser) -> Callable[..., AbstractContextManager[BrowserContext]]:
    """A browser profile with these options for one visitor: `with profile(locale="zh-CN")`.

    Who comes next finds in it nothing but the app's own scripts, fetched and compiled, which is
    most of the work of a visit. An empty page keeps alive the process that has them.
    """
    free = defaultdict[object, list[BrowserContext]](list)

    @contextmanager
    def taken(**options) -> Iterator[BrowserContext]:
        alike = free[tuple(sorted(options.items()))]
        if alike:
            context = alike.pop()
        else:
            context = browser.new_context(**options)
            context.add_init_script(path=ROOT / "tests/settle.js")
            context.new_page().goto(server + "/_stcore/health")
        yield context
        empty, *pages = context.pages
        for page in pages:
            page.close()
        context.clear_cookies()
        empty.evaluate("localStorage.clear()")
        alike.append(context)

    return taken


@pytest.fixture
def visit(server: str, profile) -> Iterator[Callable[..., Page]]:
    """Open a path of the app as a new visitor: `visit("/models?lang=zh")`. The page is settled."""
    with ExitStack() as visitors:

        def open_page(
            path: str = "/", at: str = server, locale: str = "en-US", viewport=None, **options
        ) -> Page:
            page = visitors.enter_context(profile(locale=locale, **options)).new_page()
            page.set_viewport_size(viewport or {"width": 1280, "height": 720})
            page.set_default_timeout(30_000)
            page.goto(at + path)
            # The first page of a task waits for torch.
            page.get_by_role("heading", level=1).wait_for(timeout=90_000)
            settle(page)
            return page

        yield open_page
