"""Several visitors at once, over Streamlit's own websocket."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.visitors import visit, walk

from .serving import served


@pytest.mark.slow
def test_those_who_come_at_once_to_a_server_that_has_just_started_see_every_page(tmp_path):
    # In a thread of its own: the browser of other tests may have a loop running in this one.
    with served(tmp_path / "log.txt") as address, ThreadPoolExecutor(1) as elsewhere:
        walks = visit(address, 6, pause=0.05, go=walk)
        tally = elsewhere.submit(asyncio.run, walks).result()
    assert not tally.errors
    assert len(tally.seconds) >= 6 * 15
