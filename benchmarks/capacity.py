"""How much a number of visitors takes: `python -m benchmarks.capacity COSTS`.

COSTS is what `python -m benchmarks.serving COSTS` has measured. Visitors think, ask one of the demo
models, and wait for its answer before they think again; a model takes its measured time, times a
random number, as inputs differ. The fewest replicas are looked for with which few wait for long.
The rest of the table is arithmetic. Another model, on GPUs, is one whose seconds are given:

    python -m benchmarks.capacity COSTS --seconds 2 --together 8
"""

import argparse
import heapq
import json
import random
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from statistics import mean, quantiles

VISITORS = (50, 1_000, 100_000)


@dataclass(frozen=True)
class Assumed:
    """What is taken for granted: seconds between two runs and between two clicks of a visitor, the
    share of runs that may wait longer than `wait` seconds, and how busy replicas and the others
    may be."""

    think: float = 30.0
    click: float = 10.0
    wait: float = 0.25
    waiting: float = 0.05
    full: float = 0.8
    busy: float = 0.6
    spread: float = 0.5
    """Of the logarithm of the times of a model."""
    click_ms: float = 32.0
    process_mb: float = 840.0
    visitor_mb: float = 2.4
    """Of a process of the app, from `benchmarks.visitors`."""


@dataclass
class Waited:
    """Seconds that runs waited, and how busy the replicas were."""

    seconds: list[float] = field(default_factory=list)
    busy: float = 0.0


def simulated(
    visitors: int, replicas: int, models: list[float], how: Assumed, runs: int, seed: int = 0
) -> Waited:
    """That many runs of visitors at replicas that take one after the other, the first that came
    first; `models` are the mean seconds of the models, each asked as often as the others."""
    chance = random.Random(seed)
    asks = [chance.expovariate(1 / how.think) for _visitor in range(visitors)]
    heapq.heapify(asks)
    free = [0.0] * replicas
    waited, worked, now = Waited(), 0.0, 0.0
    for run in range(runs):
        now = heapq.heappop(asks)
        begins = max(now, heapq.heappop(free))
        took = chance.choice(models) * chance.lognormvariate(-(how.spread**2) / 2, how.spread)
        heapq.heappush(free, begins + took)
        heapq.heappush(asks, begins + took + chance.expovariate(1 / how.think))
        worked += took
        if run > runs // 5:  # until then all have only come
            waited.seconds.append(begins - now)
    waited.busy = worked / (now * replicas) if now else 0.0
    return waited


def needed(visitors: int, models: list[float], how: Assumed) -> tuple[int, Waited]:
    """The fewest replicas with which all but a few runs wait less than is allowed."""
    runs = max(20_000, 4 * visitors)
    load = visitors / (how.think + mean(models)) * mean(models)
    replicas = max(1, ceil(load / how.full))
    while True:
        waited = simulated(visitors, replicas, models, how, runs)
        late = sum(seconds > how.wait for seconds in waited.seconds) / len(waited.seconds)
        if late <= how.waiting:
            return replicas, waited
        replicas += max(1, replicas // 50)


def rows(costs: dict, models: list[float], together: int, how: Assumed) -> None:
    """The table of capacity."""
    gpus = together > 1
    print(
        f"| visitors | runs a second | {'GPUs' if gpus else 'replicas'} | busy | wait, 95 % "
        "| proxies and fronts | processes of the app | memory of the models | of the app |"
    )
    print("| ---: " * 9 + "|")
    processor = costs["processor"]
    for visitors in VISITORS:
        slots, waited = needed(visitors, models, how)
        replicas = ceil(slots / together)
        rate = visitors / (how.think + mean(models))
        fronts = ceil(rate * (processor["proxy"] + processor["front"]) / 1000 / how.busy)
        apps = ceil(visitors / how.click * how.click_ms / 1000 / how.busy)
        memory = "—" if gpus else f"{replicas * costs['replica_mb'] / 1000:,.1f} GB"
        of_app = (apps * how.process_mb + visitors * how.visitor_mb) / 1000
        late = quantiles(waited.seconds, n=20)[-1] * 1000
        print(
            f"| {visitors:,} | {rate:,.1f} | {replicas:,} | {waited.busy:.0%} | {late:.0f} ms "
            f"| {fronts:,} | {apps:,} | {memory} | {of_app:,.0f} GB |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity")
    parser.add_argument("costs", type=Path)
    parser.add_argument("--seconds", type=float, help="of a run of another model, on a GPU")
    parser.add_argument("--together", type=int, default=1, help="runs that a GPU takes at a time")
    for name in ("think", "click", "wait"):
        parser.add_argument(f"--{name}", type=float, default=getattr(Assumed, name))
    asked = parser.parse_args()
    costs = json.loads(asked.costs.read_text())
    # What a replica does besides, reading a request and writing the answer.
    besides = max(0.0, costs["processor"]["replica"] - costs["models"]["sentiment"]["model"])
    models = [(cost["model"] + besides) / 1000 for cost in costs["models"].values()]
    how = Assumed(think=asked.think, click=asked.click, wait=asked.wait)
    rows(costs, [asked.seconds] if asked.seconds else models, asked.together, how)


if __name__ == "__main__":
    main()
