"""The example checkpoint of an architecture, and the classes that load it and its inputs."""

import ast
import re
from difflib import SequenceMatcher
from functools import cache

from ..tables import letters
from .known import BARE, EXAMPLES, HEADS, LOADERS, SAME_WEIGHTS
from .release import Release

HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
NO_ID = re.compile(
    r"^(?:\.|(?:hf-internal-testing|papers|datasets|path|None|meta-(?!llama/)[^/]+)/|user|your|my)"
    r"|not_yet_released|/tiny-",
    re.IGNORECASE,
)
"""Placeholders, folders, and weights for tests only."""
LINKED = re.compile(r"\]\(\s*https://huggingface\.co/([\w.-]+/[\w.-]+?)/?\s*\)")
LOADED = re.compile(r'(\w+)\.from_pretrained\(\s*"([^"]+)"')
FOR_DOC = re.compile(r'_CHECKPOINT_FOR_DOC = "([^"]+)"')

HINTS = (
    (r"vqa", "VISUAL_QUESTION_ANSWERING"),
    (r"sqa|wtq", "TABLE_QUESTION_ANSWERING"),
    (r"960h|-ft$|ctc", "CTC"),
    (r"-ade-", "SEMANTIC_SEGMENTATION"),
    (r"finetuned-audioset", "AUDIO_CLASSIFICATION"),
    (r"kinetics|k600", "VIDEO_CLASSIFICATION"),
)
"""What the id of a checkpoint says of its head."""

ORDER = (
    "IMAGE_TEXT_TO_TEXT", "MULTIMODAL_LM", "SPEECH_SEQ_2_SEQ", "TEXT_TO_WAVEFORM",
    "TEXT_TO_SPECTROGRAM", "SEQ_TO_SEQ_CAUSAL_LM", "MASKED_LM", "CAUSAL_LM", "TDT", "RNNT",
    "ZERO_SHOT_IMAGE_CLASSIFICATION", "ZERO_SHOT_OBJECT_DETECTION", "OBJECT_DETECTION",
    "UNIVERSAL_SEGMENTATION", "INSTANCE_SEGMENTATION", "DEPTH_ESTIMATION", "MASK_GENERATION",
    "KEYPOINT_MATCHING", "KEYPOINT_DETECTION", "IMAGE_TO_IMAGE", "TEXT_RECOGNITION",
    "TABLE_RECOGNITION", "RETRIEVAL", "IMAGE_MATTING", "POSE_ESTIMATION",
    "TIME_SERIES_PREDICTION", "CAUSAL_IMAGE_MODELING", "IMAGE_CLASSIFICATION",
    "SEMANTIC_SEGMENTATION", "PRETRAINING", "DECISION",
)  # fmt: skip
"""Heads that checkpoints are published with, the likelier first. A classifier of texts or sounds
is not among them: those are mostly trained later, by whoever needs one."""

WRITES = re.compile("CTC|RNNT|TDT|ConditionalGeneration|SpeechTo|EncoderDecoder|CausalLM")
"""Heads whose answer is text, which takes a tokenizer too."""


def stated(release: Release, model: str) -> list[str]:
    """Hub ids that a configuration states: `@auto_docstring(checkpoint=…)` in 5, a link
    in its docstring in 4."""
    config = release.configs[model]
    for text in _code(release, release.folder(model)).values():
        for node in ast.parse(text).body if f"class {config}(" in text else ():
            if isinstance(node, ast.ClassDef) and node.name == config:
                decorated = [
                    str(word.value.value)
                    for call in node.decorator_list
                    if isinstance(call, ast.Call)
                    for word in call.keywords
                    if word.arg == "checkpoint" and isinstance(word.value, ast.Constant)
                ]
                linked = LINKED.findall(ast.get_docstring(node) or "")
                return [name for name in (*decorated, *linked) if is_possible(name)]
    return []


def loaded(release: Release, model: str) -> list[str]:
    """Hub ids that the code of a model names for its examples, or loads in them."""
    code = "".join(_code(release, release.folder(model)).values())
    named = FOR_DOC.findall(code) + [name for cls, name in LOADED.findall(code) if _makes(cls)]
    return [name for name in dict.fromkeys(named) if is_possible(name)]


def is_possible(name: str) -> bool:
    """Whether a string can be the Hub id of weights that are more than a test's."""
    return bool(HUB_ID.fullmatch(name)) and not NO_ID.search(name)


def settled(named: dict[str, list[str]]) -> dict[str, str]:
    """One id for each architecture out of its candidates, none for two of them.

    An id that several name belongs to the one whose name it resembles most: at the others it
    was left over when a file was copied. `SAME_WEIGHTS` are the exceptions.
    """
    chosen = {model: name for model, name in EXAMPLES.items() if model in named}
    left = {model: names for model, names in named.items() if model not in chosen}
    owners: dict[str, str] = {}
    for model, names in left.items():
        for name in names[:1]:
            key = name.lower()
            owners[key] = max(owners.get(key, model), model, key=lambda one: _alike(one, name))
    for model, names in left.items():
        taken = {name.lower() for name in chosen.values()}
        own = (
            name
            for name in names
            if name in SAME_WEIGHTS
            or (owners.get(name.lower(), model) == model and name.lower() not in taken)
        )
        chosen[model] = next(own, "")
    return chosen


def _alike(model: str, name: str) -> float:
    return SequenceMatcher(None, letters(model), letters(name.split("/")[1])).ratio()


def _makes(cls: str) -> bool:
    """Whether a class is one of a model, not of its tokenizer or configuration."""
    return bool(re.search(r"Model|For[A-Z]|Decoder$|Encoder$", cls))


@cache
def _code(release: Release, folder: str) -> dict[str, str]:
    files = release.wheel.folders.get(folder, ())
    return {
        file: release.wheel.text(file)
        for kind in ("/configuration_", "/modeling_")
        for file in files
        if kind in file and not re.search(r"modeling_(tf|flax)_", file)
    }


def head(release: Release, model: str, checkpoint: str) -> str:
    """The class that loads an example checkpoint for the task that it was made for."""
    if model in HEADS:
        return HEADS[model]
    tables = {
        table.removeprefix("MODEL_FOR_"): rows[model][0]
        for table, rows in release.heads().items()
        if model in rows
    }
    base = tables.pop("MODEL", "")
    if model in BARE and base:
        return base
    hinted = [table for hint, table in HINTS if re.search(hint, checkpoint)]
    for table in (*hinted, *ORDER):
        if table in tables:
            return tables[table]
    others = {name for name in tables.values() if name != base and "Backbone" not in name}
    shown = [
        cls
        for cls, name in LOADED.findall("".join(_code(release, release.folder(model)).values()))
        if name == checkpoint and re.search(r"For[A-Z]", cls) and not cls.startswith("Auto")
    ]
    only = next(iter(others)) if len(others) == 1 else ""
    return next(iter(shown), only or base or next(iter(tables.values()), ""))


def loader(model: str, row: dict[str, str], takes: set[str], head: str) -> str:
    """The auto class that prepares what the example takes; empty where it takes plain numbers.

    A model of one kind has a class of its own for that; what reads or writes text beside it has
    a processor for both, as what hears and writes letters does though no table lists it. Where
    the tables of transformers name no class, the checkpoint does.
    """
    if model in LOADERS:
        return LOADERS[model]
    kinds = takes & {"text", "image", "video", "audio"}
    writes = kinds != {"audio"} or bool(WRITES.search(head))
    mixed = kinds != {"text"} or bool(takes & {"sound", "image features"})
    both = row["processor"] or (kinds == {"audio"} and row["tokenizer"])
    if (both and mixed and writes) or (len(kinds) > 1 and "text" in kinds):
        return "AutoProcessor"
    autos = {
        "text": "AutoTokenizer",
        "video": "AutoVideoProcessor",
        "image": "AutoImageProcessor",
        "audio": "AutoFeatureExtractor",
    }
    return next((auto for kind, auto in autos.items() if kind in kinds), "")
