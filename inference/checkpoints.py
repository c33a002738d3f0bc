"""Checkpoints that are on this machine: shipped, cached from the Hub, or in a folder of yours."""

import json
import os
from dataclasses import dataclass
from math import prod
from pathlib import Path

from safetensors import safe_open

from i18n import N_, Problem

from .task import Task

ROOT = "ATLAS_CHECKPOINTS"
"""The environment variable that names the folder with checkpoints of one's own."""

HEADS = {
    "text-classification": ("ForSequenceClassification",),
    "token-classification": ("ForTokenClassification",),
    "text-generation": ("ForCausalLM", "LMHeadModel"),
    "question-answering": ("ForQuestionAnswering",),
    "fill-mask": ("ForMaskedLM",),
    "summarization": ("ForConditionalGeneration", "MTModel"),
    "translation": ("ForConditionalGeneration", "MTModel"),
    "image-classification": ("ForImageClassification",),
    "object-detection": ("ForObjectDetection",),
    "image-segmentation": ("Segmentation",),
    "audio-classification": ("ForAudioClassification", "ForSequenceClassification"),
    "automatic-speech-recognition": ("ForCTC", "ForSpeechSeq2Seq", "ForConditionalGeneration"),
    "visual-question-answering": ("ForQuestionAnswering",),
    "zero-shot-classification": ("ForSequenceClassification",),
    "multiple-choice": ("ForMultipleChoice",),
    "table-question-answering": ("ForQuestionAnswering",),
    "document-question-answering": ("ForQuestionAnswering", "ForConditionalGeneration"),
    "depth-estimation": ("ForDepthEstimation",),
    "video-classification": ("ForVideoClassification",),
}
"""How the class names of models end that serve a task; tasks that are not here take any."""


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint that can be loaded now: where it is, and how many bytes its weights have."""

    name: str
    folder: Path
    bytes: int
    revision: str = ""


def weight_bytes(folder: Path) -> int:
    """The bytes of the safetensors files of a folder."""
    return sum(path.stat().st_size for path in folder.glob("*.safetensors"))


def weights_as(folder: Path, dtype: str) -> int:
    """The bytes that the weights of a folder take as `dtype`; "auto" is as they are stored."""
    if dtype == "auto":
        return weight_bytes(folder)
    count = 0
    for path in folder.glob("*.safetensors"):
        with safe_open(path, "np") as file:  # reads the header alone
            names = file.keys()
            count += sum(prod(file.get_slice(name).get_shape()) for name in names)
    return count * (4 if dtype == "float32" else 2)


def local(task: Task) -> list[Checkpoint]:
    """The checkpoints under the folder that `ATLAS_CHECKPOINTS` names that can serve a task."""
    root = os.environ.get(ROOT)
    if not root:
        return []
    # A folder for each, or for each under its owner's name; a link to a folder counts.
    patterns = ("*/config.json", "*/*/config.json")
    folders = sorted(path.parent for one in patterns for path in Path(root).glob(one))
    return [
        Checkpoint(str(folder.relative_to(root)), folder, weight_bytes(folder))
        for folder in folders
        if serves(folder, task)
    ]


def cached(task: Task) -> list[Checkpoint]:
    """The checkpoints in the Hub's cache on this machine that can serve a task."""
    from huggingface_hub import constants, scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        repositories = scan_cache_dir(constants.HF_HUB_CACHE).repos
    except CacheNotFound:
        return []
    found = []
    for repository in sorted(repositories, key=lambda one: one.repo_id):
        for revision in repository.revisions:
            folder = revision.snapshot_path
            if repository.repo_type == "model" and serves(folder, task):
                size = weight_bytes(folder)
                found.append(Checkpoint(repository.repo_id, folder, size, revision.commit_hash))
    return found


def serves(folder: Path, task: Task) -> bool:
    """Whether a folder holds safetensors weights of a model that can do a task."""
    config = folder / "config.json"
    if not config.exists() or not weight_bytes(folder):
        return False
    try:
        architectures = json.loads(config.read_text()).get("architectures") or []
    except (OSError, ValueError):
        return False
    endings = HEADS.get(task.pipeline or task.name)
    return endings is None or any(name.endswith(endings) for name in architectures)


def find(task: Task, kind: str, name: str) -> Checkpoint:
    """The checkpoint called `name` among the "local" or "cached" ones of a task.

    A name never becomes a path: it is looked up. Raises `i18n.Problem` where it is not there.
    """
    known = {"local": local, "cached": cached}[kind](task)
    for checkpoint in known:
        if checkpoint.name == name:
            return checkpoint
    raise Problem(
        N_("There is no checkpoint {name!r} on this machine for this task."), name=name[:200]
    )
