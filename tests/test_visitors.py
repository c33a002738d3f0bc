"""Several visitors at once, over Streamlit's own websocket."""

import asyncio

import pytest

from benchmarks.visitors import visit, walk

from .serving import served


@pytest.mark.slow
def test_those_who_come_at_once_to_a_server_that_has_just_started_see_every_page(tmp_path):
    with served(tmp_path / "log.txt") as address:
        tally = asyncio.run(visit(address, 6, pause=0.05, go=walk))
    assert not tally.errors
    assert len(tally.seconds) >= 6 * 15
