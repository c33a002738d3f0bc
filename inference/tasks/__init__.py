"""The tasks, a module each: its description, how it runs, and how its result is drawn.

Nothing here imports torch or transformers; what runs a task is handed its pipeline.
"""

from functools import cache

from i18n import N_, Problem

from ..task import Task
from . import (
    audio_classification,
    fill_mask,
    image_classification,
    image_segmentation,
    named_entities,
    object_detection,
    question_answering,
    sentiment,
    speech_recognition,
    summarization,
    text_generation,
    translation,
    visual_question_answering,
)

# In the order of the notes.
_MODULES = (
    sentiment,
    text_generation,
    named_entities,
    question_answering,
    fill_mask,
    summarization,
    translation,
    image_classification,
    image_segmentation,
    object_detection,
    audio_classification,
    speech_recognition,
    visual_question_answering,
)


@cache
def tasks() -> dict[str, Task]:
    """Every task by its name."""
    return {module.TASK.name: module.TASK for module in _MODULES}


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
        N_("There is no task {name!r}. There are: {known}."), name=name, known=", ".join(tasks())
    )
