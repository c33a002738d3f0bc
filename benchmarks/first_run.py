"""The first run of each demo checkpoint in a new process: `python -m benchmarks.first_run`.

Counted from when torch is there: the import of `inference` and of transformers, loading, and one
run on an example or a sample. The peer is the import of transformers' own pipelines and models.
"""

import subprocess
import sys
from statistics import median

import inference

RUNS = 3
TIMED = """
import torch
from time import perf_counter
start = perf_counter()
{work}
print(perf_counter() - start)
"""
PEER = "from transformers import PreTrainedModel, pipeline"
FIRST = """
import inference
task = inference.task({name!r})
item = dict(task.examples[0].inputs) if task.examples else {{}}
for wanted in task.inputs:
    if wanted.kind in ("image", "audio"):
        item[wanted.name] = task.samples(wanted.kind)[0]
    elif isinstance(item[wanted.name], tuple):
        item[wanted.name] = item[wanted.name][0]
inference.run(inference.load({name!r}), item)
"""


def seconds(work: str) -> float:
    """What a piece of Python takes in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(work=work)], check=True, stdout=subprocess.PIPE
    )
    return float(done.stdout)


def main() -> None:
    shipped = [name for name, task in inference.tasks().items() if task.has_demo]
    works = {"import of transformers": PEER}
    works |= {name: FIRST.format(name=name) for name in shipped}
    # In turn, so that whatever else the machine does meets them all.
    times = {name: [] for name in works}
    for _run in range(RUNS):
        for name, work in works.items():
            times[name].append(seconds(work))
    peer = median(times["import of transformers"])
    print("| what | s | of the peer |\n| --- | --- | --- |")
    for name, measured in times.items():
        print(f"| {name} | {median(measured):.2f} | {median(measured) / peer:.2f} x |")


if __name__ == "__main__":
    main()
