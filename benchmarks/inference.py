"""What `inference.run` adds to a bare transformers pipeline: `python -m benchmarks.inference`.

The peer is the same pipeline object called directly with the same text. The store adds a
thread and its turns, the process two messages.
"""

import os
from statistics import median
from time import perf_counter

import torch

import inference
from inference.job import Loaded
from inference.process import StoreProcess
from inference.store import Store

from .row import Row

RUNS = 300
TEXT = "我喜欢打游戏。"


def milliseconds(work) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


BARE, OURS = "the pipeline of transformers", "in a process of its own"


def measured() -> dict[str, float]:
    """Milliseconds of a call by the way that it goes."""
    torch.set_num_threads(1)
    os.environ["OMP_NUM_THREADS"] = "1"  # of the other process
    pipe, store, process = inference.load("sentiment-analysis"), Store(), StoreProcess()
    loaded = Loaded("sentiment-analysis")
    ways = {
        BARE: lambda: pipe.pipeline([TEXT], top_k=None, truncation=True),
        "inference.run": lambda: inference.run(pipe, TEXT),
        "through the store": lambda: store.submit(loaded, TEXT).wait(),
        OURS: lambda: process.submit(loaded, TEXT).wait(),
    }
    for work in ways.values():
        work()
    # In turn, so that whatever else the machine does meets them all.
    times = {name: [] for name in ways}
    for _run in range(RUNS):
        for name, work in ways.items():
            times[name].append(milliseconds(work))
    return {name: median(each) for name, each in times.items()}


def rows() -> list[Row]:
    times = measured()
    return [
        Row("a sentence through a pipeline, as the app runs it", times[OURS], BARE, times[BARE])
    ]


def main() -> None:
    times = measured()
    print("| what | ms a call | added |\n| --- | --- | --- |")
    for name, taken in times.items():
        print(f"| {name} | {taken:.2f} | {taken - times[BARE]:+.2f} |")


if __name__ == "__main__":
    main()
