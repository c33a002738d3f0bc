"""The model tables of xinference: json files, one a family, a list of specifications each."""

import json
from collections.abc import Iterator

from .package import Package

PACKAGE = Package("xinference", "4.1.0")

CHECKPOINT_FORMATS = {
    "pytorch": "full", "mlx": "MLX", "ggufv2": "GGUF", "awq": "AWQ", "gptq": "GPTQ",
    "fp8": "FP8", "fp4": "FP4", "bnb": "bitsandbytes", "diffusers": "full", "native": "full",
}  # fmt: skip

ABILITIES = {
    "chat": ("chat",),
    "tools": ("tools",),
    "reasoning": ("reasoning",),
    "hybrid": ("reasoning",),
    "generate": ("completion",),
    "vision": ("vision",),
    "audio": ("audio",),
    "omni": ("vision", "audio", "video", "speech"),
    "embed_vision": ("vision",),
    "embed_video": ("video",),
    "embed_audio": ("audio",),
    "rerank_vision": ("vision",),
    "rerank_video": ("video",),
    "audio2text": ("speech recognition",),
    "text2audio": ("speech",),
    "text2music": ("music",),
    "text2image": ("image generation",),
    "image2image": ("image generation",),
    "inpainting": ("image generation",),
    "ocr": ("vision", "text recognition"),
    "text2video": ("video generation",),
    "image2video": ("video generation",),
    "firstlastframe2video": ("video generation",),
}
"""Ours for its; what is not here (styles of speech, hybrids of nothing) says nothing new."""

KINDS = {
    "llm": (), "embedding": ("embedding",), "rerank": ("reranking",), "audio": (), "image": (),
    "video": (),
}  # fmt: skip
"""Its folders, with the ability that a folder stands for."""

NUMBERS = {
    "num_hidden_layers": "layers",
    "num_attention_heads": "heads",
    "num_key_value_heads": "key_value_heads",
    "head_dim": "head_size",
    "hidden_size": "width",
    "vocab_size": "vocabulary",
    "intermediate_size": "feed_forward",
}


def facts() -> Iterator[dict]:
    """One dictionary a checkpoint and format: what the tables state of it."""
    for kind, abilities in KINDS.items():
        for file in PACKAGE.files(f"xinference/model/{kind}/models/", ".json"):
            for family in json.loads(PACKAGE.text(file)):
                for specification in _with_numbers(family.get("model_specs") or [family]):
                    for checkpoint in _checkpoints(_source(specification)):
                        yield _facts(checkpoint, family, specification, abilities)


def _with_numbers(specifications: list[dict]) -> list[dict]:
    """The specifications; those without numbers get them from another format of their size."""
    known: dict[object, dict] = {}
    for specification in specifications:
        numbers = _source(specification).get("model_metadata")
        if numbers:
            known.setdefault(specification.get("model_size_in_billions"), numbers)
    return [
        {"numbers": known.get(specification.get("model_size_in_billions")), **specification}
        for specification in specifications
    ]


def _source(specification: dict) -> dict:
    return (specification.get("model_src") or {}).get("huggingface") or {}


def _checkpoints(source: dict) -> list[str]:
    """The ids of a source: its name may have a place for each quantization."""
    name = source.get("model_id", "")
    quantizations = source.get("quantizations") or [""]
    ids = {name.replace("{quantization}", quantization): None for quantization in quantizations}
    return [checkpoint for checkpoint in ids if checkpoint.count("/") == 1]


def _facts(checkpoint: str, family: dict, specification: dict, abilities: tuple[str, ...]) -> dict:
    stated = family.get("model_ability") or []
    numbers = _source(specification).get("model_metadata") or specification.get("numbers") or {}
    languages = family.get("model_lang") or family.get("language") or []
    return {
        "checkpoint": checkpoint,
        "model": "whisper" if family.get("model_family") == "whisper" else "",
        "format": CHECKPOINT_FORMATS[specification.get("model_format", "pytorch")],
        "architecture": _architecture(family, specification),
        "stated_parameters": _billions(specification.get("model_size_in_billions")),
        "active_parameters": _billions(specification.get("activated_size_in_billions")),
        "context": family.get("context_length") or family.get("max_tokens"),
        "languages": [languages] if isinstance(languages, str) else languages,
        "abilities": [
            *abilities,
            *(ours for theirs in stated for ours in ABILITIES.get(theirs, ())),
        ],
        **{ours: numbers.get(theirs) for theirs, ours in NUMBERS.items()},
        "source": (str(PACKAGE), PACKAGE.date),
    }


def _architecture(family: dict, specification: dict) -> str:
    """Of the classes of a family, which may have both, that of experts or that without."""
    classes = family.get("architectures") or [""]
    mixture = bool(specification.get("activated_size_in_billions"))
    return next(
        (name for name in classes if ("Moe" in name or "MoE" in name) == mixture), classes[0]
    )


def _billions(size: int | float | str | None) -> int | None:
    """Parameters of a size in billions, which is "0_6" where it is no whole number."""
    return round(float(str(size).replace("_", ".")) * 1e9) if size else None
