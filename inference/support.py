"""What the installed transformers can do a task with: models by name, and the parts beside them."""

from functools import cache
from importlib import import_module
from typing import Any, cast

FURTHER = {
    "document-question-answering": {"VisionEncoderDecoderModel"},
    "image-segmentation": {"AutoModelForInstanceSegmentation", "AutoModelForUniversalSegmentation"},
    "table-question-answering": {"AutoModelForSeq2SeqLM"},
}
"""What a pipeline of transformers takes besides the auto classes that its registry names: further
ones, or a class of model."""

SHIFTED = {"bart", "bigbird_pegasus", "led", "mbart", "mvp", "plbart"}
"""Encoders with a decoder whose base model needs a text alone; others want the decoder's too."""

BASE_MODELS = {
    "feature-extraction": (
        "CAUSAL_LM MASKED_LM SEQUENCE_CLASSIFICATION TOKEN_CLASSIFICATION QUESTION_ANSWERING "
        "TEXT_ENCODING",
        "IMAGE IMAGE_CLASSIFICATION AUDIO_CLASSIFICATION SPEECH_SEQ_2_SEQ CTC "
        "VISUAL_QUESTION_ANSWERING DOCUMENT_QUESTION_ANSWERING TABLE_QUESTION_ANSWERING "
        "ZERO_SHOT_IMAGE_CLASSIFICATION TEXT_TO_SPECTROGRAM TEXT_TO_WAVEFORM SEQ_TO_SEQ_CAUSAL_LM",
    ),
    "image-feature-extraction": (
        "IMAGE IMAGE_CLASSIFICATION",
        "VIDEO_CLASSIFICATION IMAGE_TEXT_TO_TEXT ZERO_SHOT_IMAGE_CLASSIFICATION MASKED_LM",
    ),
}
"""Where a task needs no head: the heads that tell by which models read what it takes, and those of
models that read something else as well. Names of the tables of transformers."""


@cache
def models(pipeline: str) -> frozenset[str]:
    """What the installed transformers can do a task with: names of classes with a head for it, as
    in `architectures` of a configuration; where it needs no head, every `model_type`."""
    import transformers  # imports torch
    from transformers.pipelines import SUPPORTED_TASKS

    from .pipelines import PIPELINES

    own, known = PIPELINES.get(pipeline), cast(dict[str, Any], SUPPORTED_TASKS)
    loaded = own.auto_models if own else known[pipeline]["pt"]
    if transformers.AutoModel in loaded:
        return _without_head(pipeline)
    names = set(FURTHER.get(pipeline, ()))
    autos = [getattr(transformers, name) for name in names if name.startswith("Auto")]
    for auto in (*loaded, *autos):
        # The public way to the classes would import all of them.
        for classes in auto._model_mapping._model_mapping.values():
            names |= {classes} if isinstance(classes, str) else set(classes)
    return frozenset(names)


def _without_head(pipeline: str) -> frozenset[str]:
    from transformers.models.auto import modeling_auto as auto

    def kinds(heads: str) -> set[str]:
        tables = (getattr(auto, f"MODEL_FOR_{head}_MAPPING_NAMES") for head in heads.split())
        return set().union(*tables)

    if pipeline not in BASE_MODELS:  # sounds beside texts
        return frozenset({"clap"})
    reading, reading_else = map(kinds, BASE_MODELS[pipeline])
    if pipeline == "feature-extraction":
        reading_else -= SHIFTED
    return frozenset(reading & set(auto.MODEL_MAPPING_NAMES) - reading_else)


@cache
def needs_tokenizer(pipeline: str) -> bool:
    """Whether the pipeline of a task cannot do without a tokenizer."""
    from transformers.pipelines import SUPPORTED_TASKS

    from .pipelines import PIPELINES

    kind: Any = PIPELINES.get(pipeline)
    if kind is None:
        module, _dot, name = cast(dict[str, Any], SUPPORTED_TASKS)[pipeline]["impl"].rpartition(".")
        kind = getattr(import_module(module), name)
    return bool(kind._load_tokenizer or kind._load_processor)


@cache
def is_known(model_type: str) -> bool:
    """Whether the installed transformers has the code of a kind of model.

    A class that it knows does not help: it is by the kind that a configuration is read.
    """
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES

    return model_type in CONFIG_MAPPING_NAMES
