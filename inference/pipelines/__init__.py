"""Pipelines that transformers 5 dropped, with the options and outputs of 4.57.6, and one for
multiple choice, which never had any.

They are `transformers.Pipeline` subclasses that are instantiated, not registered: the
registry of transformers 5 refuses their names. `load` finds the model's parts:

    from inference.pipelines import load

    oracle = load("question-answering", "a-folder-or-hub-id")
    oracle(question="Who?", context="Ada wrote it.", top_k=3)
"""

from typing import Any

import transformers

from .base import RestoredPipeline
from .multiple_choice import MultipleChoicePipeline
from .question_answering import QuestionAnsweringPipeline
from .text_to_text import SummarizationPipeline, Text2TextPipeline, TranslationPipeline
from .visual_question_answering import VisualQuestionAnsweringPipeline

__all__ = [
    "PIPELINES",
    "MultipleChoicePipeline",
    "QuestionAnsweringPipeline",
    "SummarizationPipeline",
    "Text2TextPipeline",
    "TranslationPipeline",
    "VisualQuestionAnsweringPipeline",
    "load",
]

PIPELINES: dict[str, type[RestoredPipeline]] = {
    "multiple-choice": MultipleChoicePipeline,
    "question-answering": QuestionAnsweringPipeline,
    "summarization": SummarizationPipeline,
    "text2text-generation": Text2TextPipeline,
    "translation": TranslationPipeline,
    "visual-question-answering": VisualQuestionAnsweringPipeline,
}
"""The pipelines by task; `translation_xx_to_yy` is a translation with its languages named."""


def load(
    task: str,
    checkpoint: str,
    device: str = "cpu",
    model_kwargs: dict[str, Any] | None = None,
    **origin: Any,
) -> transformers.Pipeline:
    """The pipeline of `task` on a checkpoint: a folder, or an id on the Hub.

    `model_kwargs` go to the model alone (`dtype`, `use_safetensors`); `origin` says where
    all its parts come from (`revision`, `local_files_only`). Raises OSError where a part is
    missing and ValueError where the checkpoint holds another kind of model.
    """
    kind = PIPELINES["translation" if task.startswith("translation") else task]
    origin |= {"trust_remote_code": False}
    model = _model(kind.auto_models, checkpoint, origin | (model_kwargs or {}))
    parts: dict[str, Any] = {}
    parts["tokenizer"] = transformers.AutoTokenizer.from_pretrained(checkpoint, **origin)
    if kind._load_image_processor:
        parts["image_processor"] = transformers.AutoImageProcessor.from_pretrained(
            checkpoint, **origin
        )
    return kind(model=model, task=task, device=device, **parts)


def _model(auto_models: tuple[Any, ...], checkpoint: str, kwargs: dict[str, Any]) -> Any:
    for auto_model in auto_models[:-1]:
        try:
            return auto_model.from_pretrained(checkpoint, **kwargs)
        except ValueError:  # its configuration belongs to another of the classes
            continue
    return auto_models[-1].from_pretrained(checkpoint, **kwargs)
