"""Many visitors at once: `python -m benchmarks.visitors`.

They speak with the running app as browsers do, by Streamlit's own messages over a websocket, and
walk through Models (three searches, a filter), Compare (three edits), Training (three steps) and a
sentiment run, with a pause after each answer. The peer is an empty Streamlit page in a process that
has imported the same libraries. The promise, with fifty visitors on two idle cores: no error, a
median under 100 ms, 95 % of the answers under 500 ms, at most 35 ms of the processor an answer,
and the memory back within 10 % three minutes after they left.

    python -m benchmarks.visitors --counts 1 10 --rest 10    # a quick look
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Any

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from tests.serving import served

from .row import Row

PROTOCOLS = ["streamlit", "PLACEHOLDER_AUTH_TOKEN"]
"""What Streamlit's browser asks for."""
PATIENCE = 120
"""Seconds after which an answer counts as an error."""

EMPTY = """
import pandas, plotly.graph_objects, streamlit as st, torch, transformers

st.write(st.number_input("Number", key="number"))
"""


@dataclass
class Tally:
    """What visitors met: seconds of every answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass
class Visitor:
    """One browser tab: what it shows, and what was typed into it."""

    socket: ClientConnection
    pause: float
    tally: Tally
    page: str = ""
    query: str = ""
    session: str = ""
    place: str = ""
    """The page as the server calls it, once it has said so."""
    elements: dict[str, Any] = field(default_factory=dict)
    """The widgets of the page, by key, and those without one by label."""
    fragments: dict[str, str] = field(default_factory=dict)
    """The fragment that a widget stands in."""
    typed: dict[str, WidgetState] = field(default_factory=dict)
    polls: dict[str, float] = field(default_factory=dict)
    """Fragments that run again by themselves, with seconds between."""

    async def open(self, page: str = "", query: str = "") -> None:
        self.page, self.query, self.place = page, query, ""
        self.elements.clear()
        self.typed.clear()
        await self._act()

    async def set(self, key: str, kind: str, value: Any) -> None:
        """Give a widget a value; `kind` is a field of Streamlit's WidgetState."""
        state = WidgetState(id=self.elements[key].id)
        if kind == "file_uploader_state_value":
            state.file_uploader_state_value.CopyFrom(value)
        elif kind == "string_array_value":
            state.string_array_value.data.extend(value)
        else:
            setattr(state, kind, value)
        self.typed[state.id] = state
        await self._act(self.fragments[key])
        if kind == "trigger_value":
            del self.typed[state.id]

    def first_option(self, key: str) -> list[str]:
        """The first option of pills, as the browser sends it."""
        return [self.elements[key].options[0].content]

    async def _act(self, fragment: str = "") -> None:
        """Ask for a run of the page or of a fragment, wait for it, and look at what came."""
        await self._run(fragment)
        while self.polls:  # a job is at work, and the page asks for it again and again
            ((fragment, seconds), *_others) = self.polls.items()
            await asyncio.sleep(seconds)
            await self._run(fragment, poll=True)
        await asyncio.sleep(self.pause * random.uniform(0.75, 1.25))

    async def _run(self, fragment: str, poll: bool = False) -> None:
        ask = BackMsg()
        ask.rerun_script.page_name = "" if self.place else self.page
        ask.rerun_script.page_script_hash = self.place
        ask.rerun_script.query_string = self.query
        ask.rerun_script.fragment_id = fragment
        ask.rerun_script.is_auto_rerun = poll
        ask.rerun_script.widget_states.widgets.extend(self.typed.values())
        start = perf_counter()
        try:
            await self.socket.send(ask.SerializeToString())
            await asyncio.wait_for(self._listen(), PATIENCE)
        except Exception as error:
            self.tally.errors.append(f"{self.page}: {error!r}")
            raise
        self.tally.seconds.append(perf_counter() - start)

    async def _listen(self) -> None:
        """Read until the run is finished; one that was broken off is followed by another."""
        polls, begun = self.polls, False
        while True:
            said = ForwardMsg()
            said.ParseFromString(await self.socket.recv(decode=False))
            match said.WhichOneof("type"):
                case "new_session":
                    self.polls, begun = {}, True
                    self.session = said.new_session.initialize.session_id
                case "navigation":
                    self.place = said.navigation.page_script_hash
                case "delta" if said.delta.WhichOneof("type") == "new_element":
                    self._see(said.delta.new_element, said.delta.fragment_id)
                case "page_info_changed":
                    self.query = said.page_info_changed.query_string
                case "auto_rerun":
                    poll = said.auto_rerun
                    self.polls[poll.fragment_id] = poll.interval
                case "script_finished" if begun:  # not what is left of an earlier one
                    status = said.script_finished
                    if status == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
                        self.polls = polls | self.polls
                    if status != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        return

    def _see(self, element: Any, fragment: str) -> None:
        kind = element.WhichOneof("type")
        widget = getattr(element, kind)
        if kind == "exception":
            self.tally.errors.append(f"{self.page}: {widget.type} {widget.message}")
        if getattr(widget, "id", ""):
            key = widget.id.split("-", 2)[-1]
            key = getattr(widget, "label", "") if key == "None" else key
            self.elements[key] = widget
            self.fragments[key] = fragment


async def walk(visitor: Visitor) -> None:
    """Through the four pages."""
    await visitor.open("models")
    for query in random.sample(["bert", "gpt", "qwen", "whisper", "unigram", "llama"], 3):
        await visitor.set("q", "string_value", query)
    await visitor.set("q", "string_value", "")
    await visitor.set(
        "modality-shown", "string_array_value", visitor.first_option("modality-shown")
    )
    await visitor.open("compare")
    for _edit in range(3):
        text = f"{random.randrange(10**6)} tokens, 你好世界 and naïve cafés 🤗. " * 4
        await visitor.set("compare-text", "string_value", text)
    await visitor.open("learn")
    for step in random.sample(range(2, 9), 3):
        await visitor.set("step", "double_value", step)
    await visitor.open("pipelines")
    text = f"我喜欢第{random.randrange(10**6)}个游戏。"
    await visitor.set("sentiment-analysis.text", "string_value", text)
    await visitor.set("Run", "trigger_value", True)


async def click(visitor: Visitor) -> None:
    """On the empty page, as often as the walk asks for a page."""
    await visitor.open()
    for number in range(18):
        await visitor.set("number", "double_value", number)


Walk = Callable[[Visitor], Coroutine[Any, Any, None]]


async def visit(address: str, count: int, pause: float, go: Walk) -> Tally:
    """`count` visitors walk at once; they begin one after the other within a pause."""
    tally = Tally()
    stream = address.replace("http", "ws", 1) + "/_stcore/stream"

    async def come(number: int) -> None:
        await asyncio.sleep(pause * number / count)
        try:
            async with connect(stream, subprotocols=PROTOCOLS, max_size=None) as socket:  # type: ignore[arg-type]  # names of our own
                await go(Visitor(socket, pause, tally))
        except Exception as error:
            tally.errors.append(repr(error))

    await asyncio.gather(*map(come, range(count)))
    return tally


def server_of(address: str) -> psutil.Process:
    port = address.rpartition(":")[2]
    return next(each for each in psutil.Process().children() if port in each.cmdline())


def seconds_of(server: psutil.Process) -> float:
    """Of the processor, its children's too."""
    return sum(sum(each.cpu_times()[:2]) for each in family(server))


def megabytes_of(server: psutil.Process) -> float:
    return sum(each.memory_info().rss for each in family(server)) / 1e6


def family(server: psutil.Process) -> list[psutil.Process]:
    return [server, *server.children(recursive=True)]


def measure(address: str, counts: Iterable[int], pause: float, go: Walk) -> None:
    """Print a row for each number of visitors."""
    server = server_of(address)
    for count in counts:
        memory, cpu, start = megabytes_of(server), seconds_of(server), perf_counter()
        tally = asyncio.run(visit(address, count, pause, go))
        wall, cpu = perf_counter() - start, seconds_of(server) - cpu
        answers = len(tally.seconds)
        cells = [
            str(count),
            f"{answers / wall:.1f}",
            f"{median(tally.seconds) * 1e3:.0f}",
            f"{quantiles(tally.seconds, n=20)[-1] * 1e3:.0f}",
            str(len(tally.errors)),
            f"{cpu / answers * 1e3:.0f}",
            f"{memory:,.0f}",
            f"{megabytes_of(server):,.0f}",
        ]
        print("|", go.__name__, "|", " | ".join(cells), "|", flush=True)
        for error in sorted(set(tally.errors))[:5]:
            print("  ", error)


def answered(pause: float, counts: Iterable[int]) -> dict[int, list[Tally]]:
    """What so many visitors met on the empty page, and in the app."""
    found: dict[int, list[Tally]] = {count: [] for count in counts}
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder, "empty.py")
        empty.write_text(EMPTY)
        for script, go in ((empty, click), ("app.py", walk)):
            with served(Path(folder, "log.txt"), script=script) as address:
                asyncio.run(visit(address, 1, 0.1, go))  # what the first visitor waits for
                for count, tallies in found.items():
                    tallies.append(asyncio.run(visit(address, count, pause, go)))
                    assert not tallies[-1].errors, tallies[-1].errors[0]
    return found


def rows() -> list[Row]:
    found = []
    for count, (empty, app) in answered(4, (1, 50)).items():
        here, there = (tally.seconds for tally in (app, empty))
        for part, of in (
            ("median", median),
            ("95 of 100", lambda taken: quantiles(taken, n=20)[-1]),
        ):
            what = f"an answer to a click, {count} at once, {part}"
            if count > 1 or of is median:
                peer = "an empty Streamlit page"
                found.append(Row(what, of(here) * 1e3, peer, of(there) * 1e3))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[1, 10, 50])
    parser.add_argument("--pause", type=float, default=4)
    parser.add_argument("--rest", type=float, default=180, help="seconds to wait at the end")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder, "empty.py")
        empty.write_text(EMPTY)
        print(
            "| page | visitors | answers a second | median, ms | 95 %, ms | errors | CPU, ms |",
            end="",
        )
        print(" memory before, MB | at the end |")
        print("| --- " * 9 + "|")
        for script, go in ((empty, click), ("app.py", walk)):
            with served(Path(folder, "log.txt"), script=script) as address:
                asyncio.run(visit(address, 1, 0.1, go))  # what the first visitor waits for
                measure(address, options.counts, options.pause, go)
                sleep(options.rest)
                print(f"{options.rest:.0f} s later: {megabytes_of(server_of(address)):,.0f} MB")


if __name__ == "__main__":
    main()
