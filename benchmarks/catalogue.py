"""Server time of the Models page: `python -m benchmarks.catalogue`.

Each view is filtered, counted and drawn as the page does it, with a query that was never asked
before, and then as a whole page. The peer is the plainest answer that pandas has: one boolean
mask over the same table.
"""

from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

import catalogue
from catalogue import figures

RUNS = 30


def milliseconds(work) -> float:
    """The median of `RUNS` runs after a first one."""
    work()
    taken = []
    for _run in range(RUNS):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return median(taken) * 1e3


def views() -> dict[str, float]:
    """Milliseconds by what is done."""
    models, fresh = catalogue.models(), count()

    def shown(query: str = ""):
        choice = catalogue.Choice(
            query=query, task=("fill-mask",), gigabytes=50, order="parameters"
        )
        catalogue.facet_counts(models, choice)
        return catalogue.choose(models, choice)

    everything = catalogue.choose(models, catalogue.Choice())
    return {
        "pandas, one mask": milliseconds(lambda: models[models["modality"] == "text"]),
        "facets, counts, order": milliseconds(shown),
        "the same with a new query": milliseconds(lambda: shown(f"robrta tokenizr {next(fresh)}")),
        "framework map of all": milliseconds(lambda: figures.framework_map(everything).to_json()),
        "task matrix of all": milliseconds(lambda: figures.task_matrix(everything).to_json()),
    }


def pages() -> dict[str, float]:
    """Milliseconds of the whole script of the page, by view; each run asks for another query."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(Path(__file__).parents[1] / "app.py"), default_timeout=60).run()
    app.switch_page("pages/models.py").run()
    queries, found = count(), {}
    for view in ("table", "frameworks", "tasks"):
        app.button_group(key="view-shown").set_value(view).run()

        def run():
            app.text_input(key="q").set_value(f"bert {next(queries) % 10}").run()

        found[f"page, {view}"] = milliseconds(run)
    return found


if __name__ == "__main__":
    found = views() | pages()
    peer = found["pandas, one mask"]
    for name, taken in found.items():
        print(f"{name:28} {taken:7.1f} ms  {taken / peer:6.1f} x")
