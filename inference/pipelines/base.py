"""What the pipelines of this package have in common."""

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    # As transformers types them, no subclass may name its options, as all of its own do.
    Pipeline: Any
    ChunkPipeline: Any
else:
    from transformers import Pipeline
    from transformers.pipelines.base import ChunkPipeline

__all__ = ["ChunkPipeline", "RestoredPipeline"]


class RestoredPipeline(Pipeline):
    """A pipeline that works with a tokenizer; `auto_models` are the classes that load its model."""

    auto_models: ClassVar[tuple[Any, ...]]
    _load_processor = False
    _load_image_processor = False
    _load_feature_extractor = False
    _load_tokenizer = True
