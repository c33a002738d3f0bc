"""The tasks, a module each: its description, how it runs, and how its result is drawn.

Nothing here imports torch or transformers; what runs a task is handed its pipeline.
"""

from functools import cache

from i18n import N_, Problem

from ..task import Task
from . import (
    any_to_any,
    audio_classification,
    decision,
    depth_estimation,
    document_question_answering,
    feature_extraction,
    fill_mask,
    image_classification,
    image_feature_extraction,
    image_segmentation,
    image_text_to_text,
    keypoint_matching,
    mask_generation,
    multiple_choice,
    named_entities,
    object_detection,
    question_answering,
    sentiment,
    speech_recognition,
    summarization,
    table_question_answering,
    text_generation,
    text_to_audio,
    translation,
    video_classification,
    visual_question_answering,
    zero_shot_audio_classification,
    zero_shot_classification,
    zero_shot_image_classification,
    zero_shot_object_detection,
)

_MODULES = (
    # The table of the notes, in its order.
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
    # What the notes name besides.
    table_question_answering,
    document_question_answering,
    video_classification,
    multiple_choice,
    # The other pipelines of transformers.
    zero_shot_classification,
    feature_extraction,
    depth_estimation,
    mask_generation,
    keypoint_matching,
    image_feature_extraction,
    text_to_audio,
    zero_shot_audio_classification,
    zero_shot_image_classification,
    zero_shot_object_detection,
    image_text_to_text,
    any_to_any,
    decision,
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
