"""The embedding models of mteb: Python calls `ModelMeta(name=..., n_parameters=..., ...)`."""

import ast
import math
import re
from collections.abc import Iterator

from .package import Package, called, keywords, literal

PACKAGE = Package("mteb", "2.26.24")
FOLDER = "mteb/models/model_implementations/"

LOADERS = (
    ("BLIPModel", r".", "blip"),
    ("blip2_loader", r".", "blip-2"),
    ("CLIPModel", r".", "clip"),
    ("ClapZeroShotWrapper", r".", "clap"),
    ("ColPaliWrapper", r".", "colpali"),
    ("Data2VecAudioWrapper", r".", "data2vec-audio"),
    ("DINOModel", r"dinov3-convnext", "dinov3_convnext"),
    ("DINOModel", r"dinov3-vit", "dinov3_vit"),
    ("DINOModel", r"dinov2", "dinov2"),
    ("DINOModel", r"/dino-vit", "vit"),
    ("FLANT5Reranker", r"flan-t5", "t5"),
    ("HubertWrapper", r".", "hubert"),
    ("MMSWrapper", r".", "wav2vec2"),
    ("SewDWrapper", r".", "sew-d"),
    ("SiglipModelWrapper", r"siglip2", "siglip2"),
    ("SiglipModelWrapper", r"siglip-", "siglip"),
    ("VJepaV2Wrapper", r".", "vjepa2"),
    ("VideoMAEWrapper", r".", "videomae"),
    ("Wav2Vec2AudioWrapper", r".", "wav2vec2"),
    ("WavlmWrapper", r".", "wavlm"),
    ("WhisperAudioWrapper", r".", "whisper"),
    ("XCLIPModel", r".", "xclip"),
)
"""A loader, what is in the ids it is meant for, and their architecture."""

ABILITIES = {
    "dense": "embedding",
    "sparse": "embedding",
    "late-interaction": "embedding",
    "hybrid": "embedding",
    "cross-encoder": "reranking",
    "image": "vision",
    "audio": "audio",
    "video": "video",
}


def facts() -> Iterator[dict]:
    """One dictionary a checkpoint whose weights are open."""
    trees = {file: ast.parse(PACKAGE.text(file)) for file in PACKAGE.files(FOLDER, ".py")}
    everywhere: dict[str, object] = {}
    for tree in trees.values():
        everywhere |= _constants(tree, everywhere)
    for tree in trees.values():
        names = everywhere | _constants(tree, everywhere)
        for meta in called(tree, "ModelMeta"):
            stated = {key: literal(value, names) for key, value in keywords(meta).items()}
            checkpoint = stated.get("name") or ""
            if (
                not checkpoint.startswith(("mteb/", "baseline/"))
                and stated.get("open_weights")
                and "API" not in (stated.get("framework") or ())
            ):
                yield _facts(checkpoint, stated, ast.unparse(keywords(meta).get("loader") or meta))


def _constants(tree: ast.Module, names: dict[str, object]) -> dict[str, object]:
    """The constants of a file: lists of languages, dates of papers."""
    found: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = literal(node.value, names | found)
            if value is not None:
                found[node.targets[0].id] = value
    return found


def _facts(checkpoint: str, stated: dict, loader: str) -> dict:
    kinds = [*(stated.get("model_type") or ["dense"]), *(stated.get("modalities") or ())]
    based_on = stated.get("adapted_from")
    arguments = stated.get("loader_kwargs") or {}
    return {
        "checkpoint": checkpoint,
        "model": _model(checkpoint, loader),
        "based_on": [based_on] if isinstance(based_on, str) else based_on or [],
        "stated_parameters": _whole(stated.get("n_parameters")),
        "active_parameters": _whole(stated.get("n_active_parameters_override")),
        "context": _whole(stated.get("max_tokens")),
        "languages": stated.get("languages") or [],
        "abilities": [ABILITIES[kind] for kind in kinds if kind in ABILITIES],
        "licence": stated.get("license") or "",
        "released": stated.get("release_date") or "",
        "custom_code": arguments.get("trust_remote_code") is True,
        "source": (str(PACKAGE), PACKAGE.date),
    }


def _model(checkpoint: str, loader: str) -> str:
    for name, pattern, model in LOADERS:
        if loader == name and re.search(pattern, checkpoint):
            return model
    return ""


def _whole(number: float | None) -> int | None:
    return None if not number or math.isinf(number) else int(number)
