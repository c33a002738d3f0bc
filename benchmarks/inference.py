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

RUNS = 300
TEXT = "我喜欢打游戏。"


def milliseconds(work) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def main() -> None:
    torch.set_num_threads(1)
    os.environ["OMP_NUM_THREADS"] = "1"  # of the other process
    pipe, store, process = inference.load("sentiment-analysis"), Store(), StoreProcess()
    loaded = Loaded("sentiment-analysis")
    ways = {
        "the pipeline of transformers": lambda: pipe.pipeline([TEXT], top_k=None, truncation=True),
        "inference.run": lambda: inference.run(pipe, TEXT),
        "through the store": lambda: store.submit(loaded, TEXT).wait(),
        "in a process of its own": lambda: process.submit(loaded, TEXT).wait(),
    }
    for work in ways.values():
        work()
    # In turn, so that whatever else the machine does meets them all.
    times = {name: [] for name in ways}
    for _run in range(RUNS):
        for name, work in ways.items():
            times[name].append(milliseconds(work))
    bare = median(times["the pipeline of transformers"])
    print("| what | ms a call | added |\n| --- | --- | --- |")
    for name, measured in times.items():
        print(f"| {name} | {median(measured):.2f} | {median(measured) - bare:+.2f} |")


if __name__ == "__main__":
    main()
