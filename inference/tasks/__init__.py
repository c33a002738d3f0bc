"""The tasks, a module each: its description, how it runs, and how its result is drawn.

Whatever module is put into this folder is a task of the app; `TASK` in it describes it. None
imports torch or transformers before it is called; what runs a task is handed its pipeline.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from i18n import N_, Problem, listed

from ..task import Task


@cache
def tasks() -> dict[str, Task]:
    """Every task by its name, in the order that the tasks themselves name."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    described: list[Task] = [module.TASK for module in modules]
    return {task.name: task for task in sorted(described, key=lambda task: (task.order, task.name))}


def task(name: str) -> Task:
    """The task of that name, or of which that is another name (`text-classification`).

    Raises `i18n.Problem` for a name that no task has.
    """
    for known in tasks().values():
        if name in (known.name, known.pipeline, *known.aliases):
            return known
        if known.name == "translation" and name.startswith("translation_"):
            return known
    raise Problem(
        N_("There is no task {name!r}. There are: {known}."), name=name, known=listed(tasks())
    )
