"""The checkpoints that the code of transformers names: in lists of 4.39.3, in examples since.

An example counts where a person wrote it: files that are generated from another model's carry
its example with the names exchanged, of checkpoints that do not exist.
"""

import re
from collections.abc import Iterator

from ..release import Release
from ..wheels import Wheel, fetch
from .classes import owners

LISTS = re.compile(r"_ARCHIVE_(?:MAP|LIST) = [\[{](.*?)[\]}]", re.DOTALL)
LISTED = re.compile(r'"([\w.-]+/[\w.-]+)"')
EXAMPLE = re.compile(r'(\w+)\.from_pretrained\(\s*"([\w.-]+/[\w.-]+)"')
GENERATED = "This file was automatically generated from"
INVENTED = re.compile(
    r"^(meta-(?!llama/)|hf-internal-testing/|your|user|path|mistral-ai/|\.)"
    r"|/test-|tiny-random|-testing$|_dev$"
    r"|^openai/(alt_roberta|chinese_clip)|^google/gemma3n2|^Salesforce/blip-(itm-\w+-flikr|vqa-capfit)"
    r"|^Salesforce/instruct-blip|^ut/deta|^Qwen/(Qwen2-7B-beta|Qwen3-MoE|Qwen3\.5-35B-A3B-Instruct)"
    r"|^ByteDance-Seed/SeedOss|^UsefulSensors/cohere|^facebook/(timesformer|vit-det-base|esm-1b)$"
    r"|^llava-hf/llava-v1\.5|^tanreinama/|^caidas/swin2sr-|^tiiuae/falcon-rw-7b"
    r"|^google/mobilenet_v2_0\.37|^laion/clap-htsat-fused-|^apple/mobilevitv2-1\.0$",
)
"""Ids of tests, placeholders and typing errors, and what a template made of a model's name."""

HEADS = (
    (r"ForCTC|SpeechSeq2Seq|ForSpeechToText|ForRNNT|ForTDT", "speech recognition"),
    (r"ForTextToSpeech|ForTextToSpectrogram|^Vits|^Bark|WithHifiGan", "speech"),
    (r"^Musicgen", "music"),
    (r"ForCausalLM|LMHeadModel", "completion"),
    (r"ForVideoClassification|^VJEPA2|^VideoMAE|^Vivit|^Timesformer", "video"),
    (r"ForAudioClassification|^Clap|^Wav2Vec2|^Hubert|^WavLM|^ASTF", "audio"),
    (r"Image|Vision|Detection|Segment|DepthEst|Matting|Keypoint|CLIP|Siglip|Mask2Former|MaskFormer"
     r"|Blip|Llava|Detr|ViT|DocVQA|VisualBert|LayoutLMv[23]|QuestionAnsweringVision", "vision"),
)  # fmt: skip
"""What a class is for, by its name."""


def facts(releases: tuple[str, ...]) -> Iterator[dict]:
    """One dictionary a checkpoint: its architecture, and the class where an example loads it.

    `releases` are versions of transformers, newest first. A checkpoint that two architectures
    name belongs to the one whose name it bears, or to none.
    """
    named: dict[str, dict[str, dict]] = {}
    for version in releases:
        release = Release(fetch(version))
        for checkpoint, model, architecture in [*_examples(release), *_lists(release)]:
            if not INVENTED.search(checkpoint):
                fact = {
                    "checkpoint": checkpoint,
                    "model": model,
                    "architecture": architecture,
                    "abilities": [
                        ability for head, ability in HEADS if re.search(head, architecture)
                    ],
                    "source": (f"transformers {version}", release.wheel.date),
                }
                known = named.setdefault(checkpoint.lower(), {})
                known[model] = {key: value for key, value in fact.items() if value} | {
                    key: value for key, value in known.get(model, {}).items() if value
                }
    for models in named.values():
        if len(models) == 1:
            yield from models.values()
        else:
            bearing = [fact for model, fact in models.items() if _bears(fact["checkpoint"], model)]
            if bearing:
                yield max(bearing, key=lambda fact: len(fact["model"]))


def _bears(checkpoint: str, model: str) -> bool:
    return re.sub(r"[\W_]", "", model) in re.sub(r"[\W_]", "", checkpoint.lower())


def _handwritten(wheel: Wheel) -> Iterator[tuple[str, str, str]]:
    """Folder, file and text of each modeling, modular and configuration file."""
    for folder, files in wheel.folders.items():
        for file in files:
            if re.search(r"/(?:modeling|modular|configuration)_(?!tf_|flax_)\w+\.py$", file):
                text = wheel.text(file)
                if GENERATED not in text[:2000]:
                    yield folder, file, text


def _examples(release: Release) -> Iterator[tuple[str, str, str]]:
    owner = owners(release)
    for folder, _file, text in _handwritten(release.wheel):
        for name, checkpoint in EXAMPLE.findall(text):
            model = owner.get(name, "")
            if model and release.folder(model) == folder:
                yield checkpoint, model, name


def _lists(release: Release) -> Iterator[tuple[str, str, str]]:
    models: dict[str, list[str]] = {}
    for model in dict.fromkeys(release.parent.values()):
        models.setdefault(release.folder(model), []).append(model)
    for folder, _file, text in _handwritten(release.wheel):
        if len(models.get(folder, ())) == 1:
            for entries in LISTS.findall(text):
                for checkpoint in LISTED.findall(entries):
                    yield checkpoint, models[folder][0], ""
