"""Server time of the Models page: `python -m benchmarks.catalogue`.

Each view is filtered, counted and drawn as the page does it, with a query that was never asked
before, and then as a whole page. The peer is the plainest answer that pandas has: one boolean
mask over the same table.
"""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

import catalogue
from catalogue import figures

RUNS = 30


def milliseconds(work: Callable[[], object]) -> float:
    """The median of `RUNS` runs after a first one."""
    work()
    seconds = []
    for _run in range(RUNS):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return median(seconds) * 1e3


def views() -> dict[str, float]:
    """Milliseconds by what is done."""
    models, numbers = catalogue.models(), count()

    def rows(query: str = ""):
        choice = catalogue.Choice(
            query=query, task=("fill-mask",), gigabytes=50, order="parameters"
        )
        catalogue.facet_counts(models, choice)
        return catalogue.choose(models, choice)

    everything = catalogue.choose(models, catalogue.Choice())
    return {
        "pandas, one mask": milliseconds(lambda: models[models["modality"] == "text"]),
        "facets, counts, order": milliseconds(rows),
        "the same with a new query": milliseconds(lambda: rows(f"robrta tokenizr {next(numbers)}")),
        "framework map of all": milliseconds(lambda: figures.framework_map(everything).to_json()),
        "task matrix of all": milliseconds(lambda: figures.task_matrix(everything).to_json()),
    }


def pages() -> dict[str, float]:
    """Milliseconds of the whole script of the page, by view; each run asks for another query."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(Path(__file__).parents[1] / "app.py"), default_timeout=60).run()
    app.switch_page("pages/models.py").run()
    numbers, times = count(), {}
    for view in ("table", "frameworks", "tasks"):
        app.button_group(key="view-shown").set_value(view).run()

        def run():
            app.text_input(key="q").set_value(f"bert {next(numbers) % 10}").run()

        times[f"page, {view}"] = milliseconds(run)
    return times


if __name__ == "__main__":
    times = views() | pages()
    peer = times["pandas, one mask"]
    for name, time in times.items():
        print(f"{name:28} {time:7.1f} ms  {time / peer:6.1f} x")
