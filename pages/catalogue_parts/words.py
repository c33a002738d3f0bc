"""What the values of the catalogue are called for people."""

from collections.abc import Iterable

import catalogue
from i18n import N_
from ui import _

# The order is that of their fame, which no table has: those that people ask for come first.
TASKS = {
    "text-generation": N_("Text generation"),
    "image-text-to-text": N_("Image and text to text"),
    "text-classification": N_("Text classification"),
    "token-classification": N_("Token classification"),
    "question-answering": N_("Question answering"),
    "fill-mask": N_("Fill-mask"),
    "translation": N_("Translation"),
    "summarization": N_("Summarization"),
    "automatic-speech-recognition": N_("Speech recognition"),
    "image-classification": N_("Image classification"),
    "object-detection": N_("Object detection"),
    "image-segmentation": N_("Image segmentation"),
    "text-to-audio": N_("Text to audio"),
    "zero-shot-classification": N_("Zero-shot classification"),
    "zero-shot-image-classification": N_("Zero-shot image classification"),
    "audio-classification": N_("Audio classification"),
    "video-classification": N_("Video classification"),
    "any-to-any": N_("Any to any"),
    "visual-question-answering": N_("Visual question answering"),
    "document-question-answering": N_("Document question answering"),
    "table-question-answering": N_("Table question answering"),
    "depth-estimation": N_("Depth estimation"),
    "mask-generation": N_("Mask generation"),
    "keypoint-matching": N_("Keypoint matching"),
    "image-to-image": N_("Image to image"),
    "text2text-generation": N_("Text to text"),
    "feature-extraction": N_("Feature extraction"),
    "image-feature-extraction": N_("Image feature extraction"),
    "multiple-choice": N_("Multiple choice"),
    "zero-shot-audio-classification": N_("Zero-shot audio classification"),
    "zero-shot-object-detection": N_("Zero-shot object detection"),
    "decision": N_("Decision"),
}
"""The tasks of pipelines, by the names of transformers."""

OTHERS = {
    "text": N_("text"),
    "vision": N_("vision"),
    "audio": N_("audio"),
    "video": N_("video"),
    "multimodal": N_("multimodal"),
    "time series": N_("time series"),
    "reinforcement learning": N_("reinforcement learning"),
    "graph": N_("graph"),
    "byte-level BPE": N_("byte-level BPE"),
    "characters": N_("by character"),
    "bytes": N_("by byte"),
    "words": N_("by word"),
    "multi-head": N_("multi-head"),
    "grouped-query": N_("grouped-query"),
    "multi-query": N_("multi-query"),
    "latent": N_("latent"),
    "none": N_("none"),
}
"""Modalities, tokenizer algorithms and kinds of attention that are no proper names."""
WORDS = TASKS | OTHERS

COLUMNS = {
    "name": N_("Model"),
    "model": N_("Model type"),
    "modality": N_("Modality"),
    "tasks": N_("Tasks"),
    "released_smallest": N_("Smallest released"),
    "released_largest": N_("Largest released"),
    "released_context": N_("Longest released context"),
    "released_attention": N_("Released attention"),
    "parameters": N_("Default size"),
    "context": N_("Default context"),
    "attention": N_("Default attention"),
    "layers": N_("Layers"),
    "width": N_("Width"),
    "heads": N_("Attention heads"),
    "key_value_heads": N_("Key/value heads"),
    "vocabulary": N_("Vocabulary"),
    "sliding_window": N_("Sliding window"),
    "experts": N_("Experts"),
    "active_experts": N_("Experts at a time"),
    "active_parameters": N_("Active parameters"),
    "encoder_decoder": N_("Encoder-decoder"),
    "generates": N_("Generates"),
    "sdpa": N_("SDPA"),
    "flash_attention": N_("FlashAttention"),
    "flex_attention": N_("FlexAttention"),
    "compiles": N_("Compiles"),
    "gradient_checkpointing": N_("Gradient checkpointing"),
    "tensor_parallel": N_("Tensor parallel"),
    "pipeline_parallel": N_("Pipeline parallel"),
    "since": N_("First release"),
    "since_date": N_("Date"),
    "last_release": N_("Last release"),
    "pytorch": N_("PyTorch until"),
    "tensorflow": N_("TensorFlow until"),
    "flax": N_("Flax until"),
    "tokenizer": N_("Tokenizer"),
    "tokenizer_algorithm": N_("Algorithm"),
    "image_processor": N_("Image processor"),
    "feature_extractor": N_("Feature extractor"),
    "processor": N_("Processor"),
    "checkpoint": N_("Example checkpoint"),
    "documentation": N_("Documentation"),
    "paper": N_("Paper"),
    "origin": N_("Origin"),
}
"""What may be shown of a model, of what the catalogue has."""

HUB = "https://huggingface.co/"

DECISION = N_(
    "Decision: the model picks one of the answers that it is offered. Any "
    "model that writes text can be asked this way."
)


def release_said(release: str) -> str:
    """A release of the column `since` in words."""
    name = release.removeprefix(catalogue.OR_BEFORE)
    return name if name == release else _("{release} or before").format(release=name)


def said(value: str) -> str:
    """A value of a facet or a cell in the reader's language; a name stays as it is."""
    return _(WORDS.get(value, value)) if value else ""


def counted(label: str, count: int) -> str:
    """A label with the number of rows that it stands for."""
    return _("{label} ({count:,})").format(label=label, count=count)


def all_said(values: Iterable[str]) -> list[str]:
    """The values in the reader's language, tasks in the order of `TASKS`."""
    return [said(value) for value in famous_first(values)]


def famous_first(values: Iterable[str]) -> list[str]:
    """Tasks in the order of `TASKS`; what is not in it stays in its order, before the last."""
    return sorted(values, key=lambda value: _PLACES.get(value, len(TASKS) - 1.5))


_PLACES = {task: place for place, task in enumerate(TASKS)}
