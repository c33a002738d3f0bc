"""What goes on where something ends: `python -m benchmarks.serving_drills`.

A Ray of two nodes on loopback, each a process group of its own, with a replica of the models on
each. Sixteen clients ask a hundred questions at once over five models; a replica is killed while it
is at work, then the second node. Every answer is compared with what `inference.run` says.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import httpx2
import psutil
from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError

import inference
from serving.models import example
from tests.engine import engine
from tests.serving import free_port
from tests.waiting import until

CLIENTS, REQUESTS = 16, 100
NAMES = ("sentiment", "ner", "question_answering", "fill_mask", "translation")
REPLICA = "ray::ServeReplica:atlas:Replica"
TRIES, PAUSE = 20, 0.5
"""How often a client asks whose connection is lost, and the seconds between."""
LONG = 48
"""Texts of a request that is at work for long."""

TASKS = {task.checkpoint.name: task for task in inference.tasks().values() if task.checkpoint}
TEXTS: dict[str, str] = {name: example(TASKS[name]).get("text", "") for name in NAMES}
QUESTION: dict[str, str] = example(TASKS["question_answering"])
ASK: dict[str, Callable[[InferenceClient], Any]] = {
    "sentiment": lambda client: client.text_classification(TEXTS["sentiment"])[0].label,
    "ner": lambda client: [each.word for each in client.token_classification(TEXTS["ner"])],
    "question_answering": lambda client: client.question_answering(**QUESTION).answer,
    "fill_mask": lambda client: client.fill_mask(TEXTS["fill_mask"])[0].token_str,
    "translation": lambda client: client.translation(TEXTS["translation"]).translation_text,
}


def expected() -> dict[str, Any]:
    """What `inference.run` says to the same."""
    outputs = {
        name: inference.run(inference.load(TASKS[name].name), example(TASKS[name])).output[0]
        for name in NAMES
    }
    return {
        "sentiment": outputs["sentiment"][0]["label"],
        "ner": [row["word"] for row in outputs["ner"]],
        "question_answering": outputs["question_answering"][0]["answer"],
        "fill_mask": outputs["fill_mask"][0][0]["token_str"],
        "translation": outputs["translation"][0]["translation_text"],
    }


def node(log: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A node of Ray as a process group of its own."""
    script = Path(sys.executable).parent / "ray"
    with log.open("ab") as said:
        return subprocess.Popen(
            [str(script), "start", "--block", "--num-cpus=1", *arguments],
            stdout=said,
            stderr=subprocess.STDOUT,
            env=os.environ,
            start_new_session=True,
        )


def below(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """A process and all that it has started."""
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(process.pid)
        return [root, *root.children(recursive=True)]
    return []


def replicas(nodes: list[subprocess.Popen[bytes]]) -> list[psutil.Process]:
    """The processes that models run in."""
    found = []
    for each in (one for node in nodes for one in below(node)):
        with suppress(psutil.NoSuchProcess):
            if each.cmdline()[:1] == [REPLICA]:
                found.append(each)
    return found


def kill(processes: list[psutil.Process]) -> None:
    for each in processes:
        with suppress(psutil.NoSuchProcess):
            each.kill()


@contextmanager
def cluster(folder: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two nodes, the first of them the head; the environment says where."""
    port = free_port()
    os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)
    os.environ["RAY_AUTH_MODE"] = "token"
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    head = ("--head", f"--port={port}", f"--temp-dir={folder}", "--include-dashboard=false")
    nodes = [node(folder / "head.txt", *head, "--node-ip-address=127.0.0.1")]
    try:
        until(lambda: (folder / "session_latest").exists(), "the head", seconds=60, pause=0.2)
        os.environ["RAY_ADDRESS"] = f"127.0.0.1:{port}"
        second = (f"--address=127.0.0.1:{port}", "--node-ip-address=127.0.0.1")
        nodes.append(node(folder / "second.txt", *second))
        yield nodes
    finally:
        del os.environ["RAY_ADDRESS"]
        for each in nodes:
            kill(below(each))


def at_once(address: str, right: dict[str, Any], names: tuple[str, ...]) -> str:
    """A hundred questions of sixteen clients: how many are answered rightly, and how fast."""
    clients = {
        (number, name): InferenceClient(f"{address}/models/{name}", timeout=120)
        for number in range(CLIENTS)
        for name in names
    }
    wrong, again, lost = 0, 0, 0

    def ask(number: int) -> None:
        nonlocal wrong, again, lost
        name = names[number % len(names)]
        for _try in range(TRIES):
            try:
                wrong += ASK[name](clients[number % CLIENTS, name]) != right[name]
                return
            except (HfHubHTTPError, httpx2.TransportError):
                again += 1
                sleep(PAUSE)
        lost += 1

    begun = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(ask, range(REQUESTS)))
    seconds = perf_counter() - begun
    answered = REQUESTS - wrong - lost
    return (
        f"{answered} of {REQUESTS} answered rightly, {wrong} wrong, {lost} lost, {again} asked "
        f"again, {seconds:.1f} s"
    )


def in_mid_run(address: str, nodes: list[subprocess.Popen[bytes]], end: Callable[[], None]) -> str:
    """Long requests, while whose answers are computed something is ended."""
    text = TEXTS["sentiment"]
    payload = {"inputs": [text] * LONG}
    done: list[bool] = []
    again = 0

    def ask(_number: int) -> None:
        nonlocal again
        for _try in range(TRIES):
            try:
                said = httpx2.post(f"{address}/models/sentiment", json=payload, timeout=120)
                said.raise_for_status()
                break
            except httpx2.HTTPError:
                again += 1
                sleep(PAUSE)
        done.append(said.status_code == 200 and len(said.json()) == LONG)

    with ThreadPoolExecutor(CLIENTS) as pool:
        waiting = [pool.submit(ask, number) for number in range(REQUESTS)]
        until(lambda: len(done) >= CLIENTS, "answers", seconds=60)
        end()
        for each in waiting:
            each.result()
    return f"{sum(done)} of {REQUESTS} answered, {again} of them asked again"


def large(folder: Path) -> None:
    """A checkpoint of 28 MB beside the others."""
    large = shutil.copytree(TASKS["sentiment"].checkpoint or "", folder / "large")
    head = json.dumps(
        {"w": {"dtype": "F32", "shape": [7_000_000], "data_offsets": [0, 28_000_000]}}
    )
    data = len(head).to_bytes(8, "little") + head.encode() + bytes(28_000_000)
    (large / "model.safetensors").write_bytes(data)


def main() -> None:
    right = expected()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ray-")))
        own = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="own-")))
        large(own)
        os.environ["ATLAS_CHECKPOINTS"] = str(own)
        nodes = stack.enter_context(cluster(folder))
        how = ("--min-replicas=2", "--max-replicas=2", "--fronts=2", "--budget-gb=0.02")
        address = stack.enter_context(engine(folder / "engine.txt", *how, "--queued=200"))
        until(lambda: len(replicas(nodes)) == 2, "a replica on each node", seconds=90, pause=0.2)
        print("| drill | outcome |\n| --- | --- |")
        told = "16 clients, 100 requests at once, five models, two nodes"
        print(f"| {told} | {at_once(address, right, NAMES)} |", flush=True)
        said = httpx2.post(f"{address}/models/large", json={"inputs": "a"}, timeout=60)
        print(f"| a model larger than the budget | {said.status_code}: {said.json()['error']} |")
        one = replicas(nodes)[0]
        print(
            f"| a replica killed in mid-run | {in_mid_run(address, nodes, one.kill)} |", flush=True
        )
        until(lambda: len(replicas(nodes)) == 2, "the replica anew", seconds=120, pause=0.2)
        print(
            f"| the same, once it is there again | {at_once(address, right, NAMES)} |", flush=True
        )
        ended = in_mid_run(address, nodes, lambda: kill(below(nodes[1])))
        print(f"| a node killed in mid-run | {ended} |", flush=True)
        print(f"| the node that is left | {at_once(address, right, NAMES)} |", flush=True)


if __name__ == "__main__":
    main()
