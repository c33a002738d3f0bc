"""One visitor has heavy work, another clicks: `python -m benchmarks.neighbours`.

The other one searches Models and edits the text on Compare, again and again, first while nothing
else happens and then during each load. The promise, on two idle cores: the median of their answers
stays under twice the idle one while one trains BPE on 20 MB, counts 190,000 rows in eight
tokenizers, compares 300,000 characters in them, or runs 9,000 sentences.

    python -m benchmarks.neighbours --loads train count --seconds 20    # some of it
"""

import argparse
import asyncio
import json
import random
import re
import tempfile
import urllib.request
import uuid
from collections.abc import Awaitable, Callable
from functools import cache
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from tests.serving import served

from .visitors import PROTOCOLS, Tally, Visitor

PAUSE = 0.3
"""Seconds between two clicks of the neighbour."""
EIGHT = ("gpt2", "bert", "mistral", "tekken", "j2", "qwen", "qwen3", "deepseek")


async def hand_in(visitor: Visitor, address: str, key: str, name: str, data: bytes) -> None:
    """Give a file to an uploader, as a browser does: its address is asked for, then it is put."""
    ask = BackMsg()
    ask.file_urls_request.request_id = str(uuid.uuid4())
    ask.file_urls_request.file_names.append(name)
    ask.file_urls_request.session_id = visitor.session
    await visitor.socket.send(ask.SerializeToString())
    said = ForwardMsg()
    while said.WhichOneof("type") != "file_urls_response":
        said.ParseFromString(await visitor.socket.recv(decode=False))
    (urls,) = said.file_urls_response.file_urls
    await asyncio.to_thread(put, address, urls.upload_url, name, data)
    state = FileUploaderState()
    state.uploaded_file_info.add(file_id=urls.file_id, name=name, size=len(data), file_urls=urls)
    await visitor.set(key, "file_uploader_state_value", state)


def put(address: str, path: str, name: str, data: bytes) -> None:
    """Send a file, with the token of the cookie that the server gives."""
    cookies = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    opener.open(f"{address}/_stcore/health").close()
    token = next((each.value for each in cookies if "xsrf" in each.name), "") or ""
    line = uuid.uuid4().hex
    head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    headers = {"Content-Type": f"multipart/form-data; boundary={line}", "X-Xsrftoken": token}
    body = head.encode() + data + f"\r\n--{line}--\r\n".encode()
    request = urllib.request.Request(f"{address}{path}", body, headers, method="PUT")
    opener.open(request).close()


@cache
def prose(size: int) -> str:
    """A text of `size` characters, of some 200,000 words with the frequencies of Zipf's law."""
    draw, numbers = random.Random(1), np.random.default_rng(1)
    letters, weights = "etaoinshrdlucmfwypvbgkjqxz", range(26, 0, -1)
    words = [
        "".join(draw.choices(letters, weights, k=draw.randint(2, 10))) for _word in range(400_000)
    ]
    ranks = numbers.zipf(1.2, size // 3) % len(words)
    return " ".join(words[rank] for rank in ranks.tolist())[:size]


@cache
def rows(number: int) -> bytes:
    text = prose(number * 90)
    return "\n".join(text[at : at + 90] for at in range(0, len(text), 90)).encode()


Load = Callable[[Visitor, str, int], Awaitable[None]]
"""What a visitor does at an address; the number says how many times it was done before."""


async def train(visitor: Visitor, address: str, number: int) -> None:
    if not number:
        await visitor.open("learn", "corpus=file")
        await hand_in(visitor, address, "learn-file", "long.txt", prose(20_000_000).encode())
    await visitor.set("size", "double_value", 30_000 - number)


async def count(visitor: Visitor, address: str, number: int) -> None:
    if not number:
        await visitor.open("batch", "&".join(f"batch-with={name}" for name in EIGHT))
        await hand_in(visitor, address, "batch-file", "rows.txt", rows(190_000))
    else:
        await visitor.set("batch-special", "bool_value", bool(number % 2))


async def compare(visitor: Visitor, address: str, number: int) -> None:
    if not number:
        await visitor.open("compare", "&".join(f"compare-with={name}" for name in EIGHT))
    text = prose(299_000) + " 你好，世界！" * number
    await visitor.set("compare-text", "string_value", text[:300_000])


async def sentences(visitor: Visitor, address: str, number: int) -> None:
    if not number:
        await visitor.open("pipelines", "task=sentiment-analysis&amount=batch")
        lines = [json.dumps(f"我喜欢第{row}个游戏。", ensure_ascii=False) for row in range(9_000)]
        table = "\n".join(["text", *lines]).encode()
        await hand_in(visitor, address, "sentiment-analysis-csv", "sentences.csv", table)
    await visitor.set("Run", "trigger_value", True)


DONE = {
    train: "learn-player",
    count: r"Download rows \(190,000\)",
    compare: "compare-part-shown",
    sentences: r"sentiment-analysis-\d+-0-csv",
}
"""A widget that is there when a load is over: a pattern of its key or label."""
LOADS: dict[str, Load] = {
    "train": train, "count": count, "compare": compare, "sentences": sentences
}  # fmt: skip


async def click(visitor: Visitor, over: asyncio.Event, seconds: dict[str, list[float]]) -> None:
    """Search Models and edit the text on Compare until it is `over`; note how long each took."""
    while not over.is_set():
        await visitor.open("models")
        for query in random.sample(["bert", "gpt", "qwen", "whisper", "unigram", "llama"], 4):
            await visitor.set("q", "string_value", query)
            seconds["models"].append(visitor.tally.seconds[-1])
        await visitor.open("compare")
        for _edit in range(4):
            text = f"{random.randrange(10**6)} tokens, 你好世界 and naïve cafés 🤗. " * 4
            await visitor.set("compare-text", "string_value", text)
            seconds["compare"].append(visitor.tally.seconds[-1])


async def beside(address: str, load: Load | None, least: float) -> dict[str, list[float]]:
    """Seconds of a neighbour's answers during a load, which is repeated for `least` seconds."""
    stream = address.replace("http", "ws", 1) + "/_stcore/stream"
    seconds: dict[str, list[float]] = {"models": [], "compare": []}
    over, tally, work = asyncio.Event(), Tally(), Tally()
    async with (
        connect(stream, subprotocols=PROTOCOLS, max_size=None) as one,  # type: ignore[arg-type]  # names of our own
        connect(stream, subprotocols=PROTOCOLS, max_size=None) as other,  # type: ignore[arg-type]  # as above
    ):
        neighbour = asyncio.create_task(click(Visitor(one, PAUSE, tally), over, seconds))
        visitor, start, number = Visitor(other, 0, work), perf_counter(), 0
        while perf_counter() - start < least:
            if load:
                await load(visitor, address, number)
                done = any(re.fullmatch(DONE[load], name) for name in visitor.elements)
                assert done, f"nothing came of {load.__name__}"
            else:
                await asyncio.sleep(least)
            number += 1
        over.set()
        await neighbour
    for error in {*tally.errors, *work.errors}:
        print("  ", error)
    return seconds


def table_row(name: str, seconds: dict[str, list[float]], idle: dict[str, list[float]]) -> str:
    cells = [name]
    for page, taken in seconds.items():
        middle = median(taken)
        cells += [
            f"{len(taken)}",
            f"{middle * 1e3:.0f}",
            f"{quantiles(taken, n=20)[-1] * 1e3:.0f}",
            f"{max(taken) * 1e3:.0f}",
            f"{middle / median(idle[page]):.1f}",
        ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loads", nargs="+", default=list(LOADS), choices=LOADS)
    parser.add_argument("--seconds", type=float, default=30, help="of each load, at least")
    options = parser.parse_args()
    prose(20_000_000), rows(190_000), prose(299_000)  # made before anything is measured
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder, "log.txt")) as address,
    ):
        for load in (
            None,
            *(LOADS[name] for name in options.loads),
        ):  # what the first one waits for
            asyncio.run(beside(address, load, 0.1))
        idle = asyncio.run(beside(address, None, options.seconds))
        columns = ["answers", "median, ms", "95 %, ms", "longest, ms", "× idle"]
        heads = [f"{page}: {column}" for page in ("Models", "Compare") for column in columns]
        print(f"| load | {' | '.join(heads)} |")
        print("| --- " * (len(heads) + 1) + "|")
        print(table_row("none", idle, idle), flush=True)
        for name in options.loads:
            seconds = asyncio.run(beside(address, LOADS[name], options.seconds))
            print(table_row(name, seconds, idle), flush=True)


if __name__ == "__main__":
    main()
