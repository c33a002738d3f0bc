"""The models that ms-swift trains: Python calls `ModelMeta(type, [ModelGroup([Model(...)])])`."""

import ast
from collections.abc import Iterator

from .package import Package, called, keywords, literal

PACKAGE = Package("ms-swift", "4.6.0")

ABILITIES = {
    "vision": "vision", "video": "video", "audio": "audio", "coding": "code",
    "embedding": "embedding", "reranker": "reranking", "tts": "speech", "t2i": "image generation",
}  # fmt: skip
"""Ours for its tags and kinds of task."""


def facts() -> Iterator[dict]:
    """One dictionary a checkpoint: its architecture class and abilities."""
    for file in PACKAGE.files("swift/model/models/", ".py"):
        for meta in called(ast.parse(PACKAGE.text(file)), "ModelMeta"):
            named = keywords(meta)
            architectures = literal(named.get("architectures")) or [""]
            tags = {*_tags(meta), literal(named.get("task_type"))}
            if getattr(getattr(meta.args[0], "value", None), "id", "") == "MLLMModelType":
                tags |= {"vision"} if not tags & {"audio", "tts"} else set()
            for group in called(meta, "ModelGroup"):
                abilities = [ABILITIES[tag] for tag in tags | _tags(group) if tag in ABILITIES]
                for model in called(group, "Model"):
                    if (checkpoint := _checkpoint(model)) is not None:
                        yield {
                            "checkpoint": checkpoint,
                            "architecture": architectures[0],
                            "abilities": abilities,
                            "source": (str(PACKAGE), PACKAGE.date),
                        }


def _tags(call: ast.Call) -> set[str]:
    return set(literal(keywords(call).get("tags")) or ())


def _checkpoint(model: ast.Call) -> str | None:
    """The id on the Hub, which is the second argument; the first is that of another hub."""
    place = model.args[1] if len(model.args) > 1 else keywords(model).get("hf_model_id")
    return literal(place)
