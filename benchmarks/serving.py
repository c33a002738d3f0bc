"""What the way to an engine and back costs: `python -m benchmarks.serving`.

The peer is `inference.run` in the same process, with the same inputs in turn. A run at an endpoint
says itself what its time went into: waiting in the engine, the network and the model; the first two
are the overhead. Then how many sentences a second are answered, by the store of one process and by
an engine of one replica and of two.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psutil
import torch

import inference
from inference.job import REMOTE, Loaded, Spent
from inference.remote import Endpoint
from inference.store import Store
from serving.models import example
from tests.engine import engine

from .row import Row

CALLS, SENTENCES, CLIENTS = 30, 320, 16
DEMOS = {task.checkpoint.name: task for task in inference.tasks().values() if task.checkpoint}
SHORT = {"max_new_tokens": 12}


def milliseconds(work: Callable[[], Any]) -> float:
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000


def costs(there: Endpoint, demos: dict[str, Any] = DEMOS) -> dict[str, dict[str, float]]:
    """What a call of each task costs, in milliseconds: here, and there by its parts."""
    found = {}
    for name, task in demos.items():
        item, pipe = example(task), inference.load(task.name)
        options = SHORT if task.streams else {}

        def here(
            task: Any = task, pipe: Any = pipe, item: Any = item, options: Any = options
        ) -> Any:
            return inference.run(pipe, item, **options)

        def remote(name: str = name, task: Any = task, item: Any = item, o: Any = options) -> Spent:
            job = there.submit(Loaded(task.name, name, REMOTE), item, **o).wait()
            assert job.run and job.run.spent, job.problem
            return job.run.spent

        here(), remote()
        times, spent = [], []
        for _call in range(CALLS):
            times.append(milliseconds(here))
            spent.append(remote())
        found[name] = {"here": median(times)} | {
            part: median(vars(each)[part] for each in spent) * 1000
            for part in ("whole", "waiting", "network", "model")
        }
        found[name]["least"] = min(each.waiting + each.network for each in spent) * 1000
    return found


def table(found: dict[str, dict[str, float]]) -> None:
    print("| model | here, ms | there | of it waiting | network | model | overhead | least |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, cost in found.items():
        parts = [cost[part] for part in ("here", "whole", "waiting", "network", "model")]
        cells = [*parts, cost["waiting"] + cost["network"], cost["least"]]
        print(f"| {name} | {' | '.join(f'{cell:.1f}' for cell in cells)} |")


def a_second(ask: Callable[[], Any], clients: int) -> float:
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(lambda _number: ask(), range(clients)))
        begun = perf_counter()
        list(pool.map(lambda _number: ask(), range(SENTENCES)))
        return SENTENCES / (perf_counter() - begun)


def throughput(ways: dict[str, Callable[[], Any]]) -> None:
    for name, ask in ways.items():
        speeds = [a_second(ask, clients) for clients in (1, CLIENTS)]
        print(f"| {name} | {' | '.join(f'{speed:.0f}' for speed in speeds)} |", flush=True)


ROLES = {"proxy": "ray::ProxyActor", "front": ":Front", "replica": ":Replica"}


def processes() -> dict[str, psutil.Process]:
    """Those of the engine that a request goes through, by what they do."""
    found = {}
    for each in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            title = " ".join(each.cmdline())
            for role, name in ROLES.items():
                if title.startswith("ray::") and name in title:
                    found[role] = each
    return found


def processor(ask: Callable[[], Any]) -> dict[str, float]:
    """Milliseconds of processor that a request takes in each process."""
    through = processes()

    def spent() -> dict[str, float]:
        return {role: sum(each.cpu_times()[:2]) * 1000 for role, each in through.items()}

    before = spent()
    a_second(ask, CLIENTS)
    asked = SENTENCES + CLIENTS
    return {role: (now - before[role]) / asked for role, now in spent().items()}


def sentence(there: Endpoint) -> Callable[[], Any]:
    client = there.client("sentiment")
    return lambda: client.text_classification("我喜欢打游戏。")


def at_store(store: Store) -> Callable[[], Any]:
    loaded = Loaded("sentiment-analysis")
    return lambda: store.submit(loaded, "我喜欢打游戏。").wait()


def rows() -> list[Row]:
    torch.set_num_threads(1)
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    demos = {name: DEMOS[name] for name in ("sentiment", "ner", "translation")}
    with engine(folder / "one.txt", "--max-replicas=1") as address:
        found = costs(Endpoint(address), demos)
    return [
        Row(f"{name} asked of an engine, the way there and back too", cost["whole"],
            "the same run in this process", cost["here"])
        for name, cost in found.items()
    ]  # fmt: skip


def main() -> None:
    torch.set_num_threads(1)
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    rows: dict[str, Callable[[], Any]] = {}
    with engine(folder / "one.txt", "--max-replicas=1") as address:
        there = Endpoint(address)
        found = costs(there)
        table(found)
        alone = processor(sentence(there))
        memory = processes()["replica"].memory_info().rss / 1e6
        print(f"\nA replica that holds the thirteen takes {memory:,.0f} MB.")
        print(f"\n| sentences a second | one client | {CLIENTS} clients |\n| --- | ---: | ---: |")
        for cores in (1, 2):
            rows[f"the store of one process, {cores} at a time"] = at_store(Store(slots=cores))
        throughput(rows | {"an engine of one replica": sentence(there)})
    with engine(folder / "two.txt", "--min-replicas=2", "--max-replicas=2") as address:
        throughput({"an engine of two replicas": sentence(Endpoint(address))})
    with engine(folder / "proxies.txt", "--max-replicas=1", "--proxies") as address:
        there = Endpoint(address)
        throughput({"one replica, by way of Serve's proxy": sentence(there)})
        proxied = processor(sentence(there))
    print("\n| ms of processor a request | fronts that listen | by way of Serve's proxy |")
    print("| --- | ---: | ---: |")
    for role in ROLES:
        print(f"| {role} | {alone.get(role, 0):.1f} | {proxied[role]:.1f} |")
    if len(sys.argv) > 1:  # for benchmarks.capacity, which is about clusters
        known = {"models": found, "processor": proxied, "replica_mb": memory}
        Path(sys.argv[1]).write_text(json.dumps(known, indent=1))


if __name__ == "__main__":
    main()
