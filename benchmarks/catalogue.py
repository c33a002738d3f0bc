"""Server time of the Models page: `python -m benchmarks.catalogue`.

Both lists are filtered, counted and put in order as the page does it, then with a query that was
never asked before, and then the whole page is run. The peer is the plainest answer that pandas
has: one boolean mask over the same table. A file of 20,000 models of a visitor's own is read
beside `pandas.read_csv`.
"""

from collections.abc import Callable
from io import BytesIO
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import pandas as pd

import catalogue

RUNS = 30


def milliseconds(work: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    """The median of `RUNS` runs after a first one."""
    work()
    seconds = []
    for _run in range(RUNS):
        start = clock()
        work()
        seconds.append(clock() - start)
    return median(seconds) * 1e3


def views() -> dict[str, float]:
    """Milliseconds by what is done."""
    models, checkpoints, numbers = catalogue.models(), catalogue.checkpoints(), count()

    def rows(query: str = ""):
        choice = catalogue.Choice(
            query=query, task=("fill-mask",), gigabytes=50, order="parameters"
        )
        catalogue.facet_counts(models, choice)
        return catalogue.choose(models, choice)

    def fitting(query: str = ""):
        choice = catalogue.CheckpointChoice(
            query=query, ability=("tools",), context=32_768, gigabytes=12, order="parameters"
        )
        catalogue.checkpoint_counts(checkpoints, choice)
        catalogue.left_out(checkpoints, choice)
        return catalogue.choose_checkpoints(checkpoints, choice)

    return {
        "pandas, one mask": milliseconds(lambda: models[models["modality"] == "text"]),
        "architectures": milliseconds(rows),
        "architectures, a new query": milliseconds(lambda: rows(f"robrta {next(numbers)}")),
        "checkpoints": milliseconds(fitting),
        "checkpoints, a new query": milliseconds(lambda: fitting(f"qwen {next(numbers)}")),
    }


def own_file() -> dict[str, float]:
    """Milliseconds of a file of a visitor's own, read by pandas and by the catalogue."""
    rows = "".join(
        f"模型 {n},Text,fill-mask;ner,{n / 100}B,yes,https://ours.example/{n}\n"
        for n in range(20_000)
    )
    file = f"name,modality,tasks,parameters,pytorch,documentation\n{rows}".encode()
    return {
        "pandas.read_csv": milliseconds(lambda: pd.read_csv(BytesIO(file))),
        "own file, 20,000 models": milliseconds(lambda: catalogue.read_own_file(file)),
    }


def pages() -> dict[str, float]:
    """Milliseconds of CPU of the whole script of the page, by list and view; each run asks for
    another query."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(Path(__file__).parents[1] / "app.py"), default_timeout=60).run()
    app.switch_page("pages/models.py").run()
    numbers, times = count(), {}
    for key, name in (
        ("view", "table"),
        ("view", "frameworks"),
        ("view", "tasks"),
        ("list", "checkpoints"),
    ):
        app.button_group(key=f"{key}-shown").set_value(name).run()

        def run():
            app.text_input(key="q").set_value(f"bert {next(numbers) % 10}").run()

        times[f"page, {name}"] = milliseconds(run, process_time)
    return times


if __name__ == "__main__":
    for times in (views() | pages(), own_file()):
        peer = next(iter(times.values()))
        for name, time in times.items():
            print(f"{name:28} {time:7.1f} ms  {time / peer:6.1f} x")
