"""What the models of a release take, read from the parameters of their `forward`."""

import ast
import re
from dataclasses import dataclass
from functools import cache

from .release import MODELING, Release

KINDS = {
    "text": ("input_ids", "task_inputs", "classes_input_ids"),
    "written text": ("decoder_input_ids",),
    "image": (
        "pixel_values", "images", "flattened_patches", "image_patches", "image_pixel_values",
    ),
    "image features": ("visual_feats", "visual_embeds", "image_embeds", "bbox"),
    "video": ("pixel_values_videos", "frame"),
    "audio": (
        "input_features", "input_values", "audio_values", "audio_codes", "user_audio_codes",
        "audio_input_features", "input_audio_embeds", "raw_audio",
    ),
    "sound": ("moshi_audio_codes", "music_tokens"),
    "time series": ("past_values", "context_values"),
    "states": ("states", "trajectories"),
    "graph": ("input_nodes",),
    "protein": ("protein_input_ids",),
}  # fmt: skip
"""What goes in, by the names that parameters of `forward` have for it. "written text" are the
tokens of a decoder, which come out, and "sound" is what a model speaks or plays. The boxes on a
page, `bbox`, are features of its image."""

WORDS = {"image": "vision", "states": "reinforcement learning", "protein": "text"}
"""The modality of a model that takes one kind alone, where it is called differently."""

SPEAKS = {"TEXT_TO_WAVEFORM", "TEXT_TO_SPECTROGRAM"}
"""Auto tables of models that make sound."""


@dataclass(frozen=True)
class Class:
    """A class of a file: its bases, and the parameters of its `forward`, if it has one."""

    bases: tuple[str, ...]
    forward: tuple[str, ...]


def takes(release: Release, model: str, row: dict[str, str]) -> set[str]:
    """What an architecture takes and gives, out of `KINDS`.

    By the parameters of `forward` of its base model and its heads; where they leave it open, of
    every model in its folder; and by the processors in `row`, the columns of `models.csv`.
    """
    tables = {
        table.removeprefix("MODEL_FOR_"): rows[model][0]
        for table, rows in release.heads().items()
        if model in rows
    }
    # A decoder alone takes less than the whole; JEV's head serves models of other folders.
    wholes = {name for table, name in tables.items() if table not in ("CAUSAL_LM", "DECISION")}
    found = kinds(_parameters(release, model, wholes))
    if not found:
        found = kinds(_parameters(release, model, set(tables.values()) or None))
    if not found:
        found = kinds(_parameters(release, model, None))
    if set(tables) & SPEAKS:
        found.add("sound")
    return _with_processors(found, release, row, is_decoder=set(tables) == {"CAUSAL_LM"})


def _with_processors(
    found: set[str], release: Release, row: dict[str, str], is_decoder: bool
) -> set[str]:
    """What the processors of a model add to what its parameters say."""
    sees = row["image_processor"] or _mentions(release, row["processor"], "image_processor")
    hears = _hears(release, row["feature_extractor"]) or (
        not sees
        and _mentions(release, row["processor"], "feature_extractor")
        and _hears(release, row["processor"].replace("Processor", "FeatureExtractor"))
    )
    if (sees or hears) and found == {"text"}:
        # A decoder that is fed by an encoder of another architecture (TrOCR), or pixels as
        # tokens, which no tokenizer makes (ImageGPT).
        found = {"written text"} if is_decoder else found if _reads(row) else set()
    if hears:
        found |= {"audio"}
    elif sees and "video" not in found:
        found |= {"image"}
    if row["video_processor"] and not found & {"text", "written text"}:
        found = found - {"image"} | {"video"}
    if row["tokenizer"] and "text" not in found:
        found |= {"written text"} if found & {"audio", "image", "video"} else {"text"}
    return found or {"text"}


def _hears(release: Release, extractor: str) -> bool:
    """Whether a feature extractor is one of sounds; one that another model lends is."""
    borrowed = bool(extractor) and not release.folder_of(extractor)
    return borrowed or _mentions(release, extractor, "SequenceFeatureExtractor")


def _reads(row: dict[str, str]) -> bool:
    return bool(row["tokenizer"] or row["processor"])


def modality(found: set[str]) -> str:
    """One word for what `takes` found; "multimodal" where it is of several kinds.

    Speech beside its text stays "audio": transcribing, translating and speaking. A model that
    answers in text about sound takes both and is multimodal.
    """
    reads = found - {"written text", "sound", "image features"}
    if "image features" in found:
        reads |= {"image"}
    speech = "sound" in found or "written text" in found or reads == {"audio"}
    if {"audio", "sound"} & found and reads <= {"audio", "text"} and speech:
        return "audio"
    seen = reads & {"image", "video"}
    if len(reads - seen) + bool(seen) > 1 or (seen and "written text" in found):
        return "multimodal"
    kind = "video" if "video" in seen else next(iter(reads or {"text"}))
    return WORDS.get(kind, kind)


def kinds(parameters: set[str]) -> set[str]:
    """Which of `KINDS` such parameters carry."""
    return {kind for kind, names in KINDS.items() if parameters & set(names)}


def _parameters(release: Release, model: str, classes: set[str] | None) -> set[str]:
    """The parameters of `forward` of those classes, or of every model in the folder."""
    folders = {release.folder(model), release.folder_of(release.configs[model])}
    names: set[str] = set()
    for cls in classes or ():
        folders |= {release.folder_of(cls)}
    for folder in folders - {""}:
        defined = _defined(release, folder)
        chosen = classes if classes is not None else _models_of(release.configs[model], defined)
        names |= {name for cls in chosen for name in _forward(cls, defined)}
    return names


def _models_of(config: str, defined: dict[str, Class]) -> set[str]:
    """The models that bear the name of a configuration."""
    return {
        name
        for name, found in defined.items()
        if name.startswith(config.removesuffix("Config"))
        and (re.search(r"Model$|For[A-Z]", name) or "PreTrainedModel" in "".join(found.bases))
    }


def _mentions(release: Release, processor: str, name: str) -> bool:
    """Whether the file of a processor class speaks of a part or a base of that name."""
    return any(
        f"class {processor}(" in (text := release.wheel.text(file)) and name in text
        for file in release.wheel.folders.get(release.folder_of(processor), ())
    )


def _forward(name: str, defined: dict[str, Class]) -> tuple[str, ...]:
    """The parameters of `forward`, its own or of the nearest class that it is built on."""
    if name not in defined:
        return ()
    found = defined[name]
    inherited = (_forward(base, defined) for base in found.bases if base != name)
    return found.forward or next(filter(None, inherited), ())


@cache
def _defined(release: Release, folder: str) -> dict[str, Class]:
    """The classes of the modeling files of a folder, and those that they import from others."""
    classes: dict[str, Class] = {}
    for file in release.wheel.folders.get(folder, ()):
        if MODELING["pytorch"].search(file):
            tree = ast.parse(release.wheel.text(file))
            for node in tree.body:
                match node:
                    case ast.ImportFrom(module=str(module), level=2) if "modeling_" in module:
                        other = module.split(".")[0]
                        if other in release.wheel.folders and other != folder:
                            classes = _defined(release, other) | classes
                    case ast.ClassDef():
                        classes[node.name] = _read(node)
    return classes


def _read(node: ast.ClassDef) -> Class:
    bases = tuple(base.id for base in node.bases if isinstance(base, ast.Name))
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "forward":
            arguments = (*item.args.posonlyargs, *item.args.args, *item.args.kwonlyargs)
            return Class(bases, tuple(argument.arg for argument in arguments[1:]))
    return Class(bases, ())
