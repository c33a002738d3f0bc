"""Every architecture opened, edited and measured: `python -m benchmarks.configure`.

Each default that can be built is opened, which gives its fields, counted, and counted again with
half of its layers, as the Configuration page asks for them: in a warm child process, for the first
time. The promise: under a second for 95 of 100. The peer is building the model class in this
process, where torch and its code are loaded already.
"""

import re
from collections.abc import Callable
from time import perf_counter

import catalogue
import workbench
from catalogue.size import built
from i18n import Problem

LAYERS = re.compile(r"(^|\.)(num_hidden_layers|n_layers?|num_layers|encoder_layers|depth)$")


def main() -> None:
    workbench.configure("bert")  # starts the children
    seconds: dict[str, list[float]] = {}
    for model in catalogue.models().query("parameters.notna()")["model"]:
        try:
            seconds[model] = times(model)
        except Problem as problem:
            print(f"{model}: {problem}")
    print(f"\n{len(seconds)} architectures, milliseconds of 50, 95, 99 of 100, and of all:\n")
    print("| what | 50 | 95 | 99 | all |\n| --- | --- | --- | --- | --- |")
    labels = ("opened", "counted", "edited and counted", "all three", "the class built here")
    for place, label in enumerate(labels):
        ordered = sorted(each[place] for each in seconds.values())
        shown = [ordered[min(int(len(ordered) * part), len(ordered) - 1)] for part in PARTS]
        print(f"| {label} | {' | '.join(f'{1e3 * each:,.0f}' for each in shown)} |")
    slowest = sorted(seconds, key=lambda model: -seconds[model][3])[:5]
    print("\nSlowest:", ", ".join(f"{model} {seconds[model][3]:.2f} s" for model in slowest))


PARTS = (0.5, 0.95, 0.99, 1.0)


def times(model: str) -> list[float]:
    """Seconds to open an architecture, to count it, to edit and count it, all of these, and to
    build it in this process once its code is loaded."""
    start = perf_counter()
    fields = workbench.open_fields(model)
    opened = perf_counter() - start
    layers = next(
        (each for each in fields if LAYERS.search(each.path) and each.kind == "whole"), None
    )
    changes = {layers.path: max(int(layers.value) // 2, 1)} if layers else {}
    counted = timed(lambda: workbench.configure(model))
    try:
        edited = timed(lambda: workbench.configure(model, changes))
    except Problem:  # half of its layers does not fit its other fields
        edited = timed(lambda: workbench.configure(model))
    built(model)
    here = timed(lambda: built(model))
    return [opened, counted, edited, opened + counted + edited, here]


def timed(do: Callable[[], object]) -> float:
    start = perf_counter()
    do()
    return perf_counter() - start


if __name__ == "__main__":
    main()
