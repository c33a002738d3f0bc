"""Fine-tuning on labelled texts or pictures: from examples to a checkpoint that runs.

    from workbench import training

    examples = training.checked(training.built_in("en"))
    work = training.Training(examples, training.new("texts"), training.Settings())
    outcome = work.run(lambda _done: True)
    outcome.figures, work.model

transformers' own Trainer works in a child process; `script` is the Python that does the same
without this project. Examples come from a table (`from_table`) or a ZIP of pictures (`unpacked`).
"""

from .bases import TASKS, Base, demo, new, on_this_machine, task_of
from .built_in import ABOUT, NAMES, built_in
from .card import card
from .examples import FEWEST, MOST_LABELS, MOST_PICTURES, MOST_TEXTS, Examples, Kind, checked
from .figures import curves
from .reading import columns, from_table, unpacked
from .script import archive, script
from .settings import MOST_MINUTES, Settings, estimate
from .training import Outcome, Training

__all__ = [
    "ABOUT",
    "FEWEST",
    "MOST_LABELS",
    "MOST_MINUTES",
    "MOST_PICTURES",
    "MOST_TEXTS",
    "NAMES",
    "TASKS",
    "Base",
    "Examples",
    "Kind",
    "Outcome",
    "Settings",
    "Training",
    "archive",
    "built_in",
    "card",
    "checked",
    "columns",
    "curves",
    "demo",
    "estimate",
    "from_table",
    "new",
    "on_this_machine",
    "script",
    "task_of",
    "unpacked",
]
