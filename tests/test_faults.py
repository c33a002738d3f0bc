"""What a visitor in mid-run sees when the server, the line or the page breaks off, and goes on."""

from functools import partial

import pytest
from playwright.sync_api import Page, expect

from benchmarks.visitors import server_of
from inference import checkpoints

from .cut import line
from .serving import free_port, served
from .test_journeys_pipelines import run, slow_writer

RUN = "/pipelines?task=text-generation&weights=local&text-generation.max_new_tokens="
TYPED = "举头望明月"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of checkpoints with a model that writes for a minute."""
    root = tmp_path_factory.mktemp("own")
    slow_writer(root / "slow-writer")
    return root


@pytest.fixture
def started(folder, tmp_path):
    """Start an app with that model, at a port: `with started(port)`."""
    return partial(served, tmp_path / "log.txt", **{checkpoints.ROOT: str(folder)})


def run_typed(page: Page) -> None:
    """Run on a text that is typed, until some of the answer is there."""
    box = page.get_by_label("Prompt", exact=True)
    box.fill(TYPED)
    box.press("Control+Enter")
    run(page, result=False)
    expect(written(page)).to_be_visible(timeout=60_000)


def written(page: Page):
    """What is written while it runs, or when it is over."""
    return page.locator(".stHtml, .root").filter(has_text=TYPED).last


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("Stopped: this is what was written")).to_be_visible()


def test_after_a_restart_the_page_says_that_the_run_is_gone_and_one_press_starts_it(started, visit):
    port = free_port()
    with started(port=port) as address:
        page = visit(RUN + "2000", at=address)
        run_typed(page)
        server_of(address).kill()
    with started(port=port):
        said = page.get_by_text("Your last run is gone")
        expect(said).to_be_visible(timeout=90_000)
        expect(page.get_by_label("Prompt", exact=True)).to_have_value(TYPED)
        run(page, result=False)
        expect(written(page)).to_be_visible(timeout=60_000)
        expect(said).not_to_be_visible()
        stop(page)


@pytest.mark.parametrize(("tokens", "ends"), [(2_000, False), (60, True)])
def test_a_lost_line_finds_the_run_again(started, visit, tokens, ends):
    with started() as address, line(address) as way:
        page = visit(f"{RUN}{tokens}", at=way.address)
        run_typed(page)
        way.cut()
        box = page.get_by_label("Prompt", exact=True)
        page.wait_for_timeout(SECONDS * 1_000)  # the loss itself
        way.mend()
        if ends:
            result = page.get_by_role("heading", name="Result", exact=True)
            expect(result).to_be_visible(timeout=60_000)
        else:
            before = len(written(page).text_content())
            page.wait_for_function(
                "([text, before]) => [...document.querySelectorAll('.stHtml')].some("
                "each => each.textContent.includes(text) && each.textContent.length > before)",
                arg=[TYPED, before],
                timeout=60_000,
            )
            stop(page)
        expect(box).to_have_value(TYPED)
        expect(page.get_by_text("Your last run is gone")).not_to_be_visible()


SECONDS = 3


def test_a_reload_in_mid_run_finds_it(started, visit):
    with started() as address:
        page = visit(RUN + "2000", at=address)
        run_typed(page)
        page.reload()
        expect(written(page)).to_be_visible(timeout=60_000)
        expect(page.get_by_label("Prompt", exact=True)).to_have_value(TYPED)
        stop(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
