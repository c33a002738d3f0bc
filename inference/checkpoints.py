"""Checkpoints that are on this machine: shipped, cached from the Hub, or in a folder of yours."""

import json
import os
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path
from typing import Any, cast

from safetensors import SafetensorError, safe_open

from i18n import N_, Problem

from .task import Task

ROOT = "ATLAS_CHECKPOINTS"
"""The environment variable that names the folder with checkpoints of one's own."""

FURTHER = {
    "document-question-answering": {"VisionEncoderDecoderModel"},
    "image-segmentation": {"AutoModelForInstanceSegmentation", "AutoModelForUniversalSegmentation"},
    "table-question-answering": {"AutoModelForSeq2SeqLM"},
}
"""What a pipeline of transformers takes besides the auto classes that its registry names: further
ones, or a class of model."""


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


def check_files(folder: Path, source: str) -> None:
    """Raise `i18n.Problem` for a file of a checkpoint that is cut off or damaged.

    Of weights the header is read, which states how long the file is.
    """
    for path in sorted(folder.glob("*.json")):
        try:
            json.loads(path.read_bytes())
        except ValueError:
            raise _damaged(path, source) from None
    for path in sorted(folder.glob("*.safetensors")):
        try:
            with safe_open(path, "np"):
                pass
        except (SafetensorError, OSError):
            raise _damaged(path, source) from None


def _damaged(path: Path, source: str) -> Problem:
    return Problem(
        N_(
            "{file} of {source} is cut off or damaged, after a download that broke off maybe: "
            "fetch the checkpoint again."
        ),
        file=path.name,
        source=title(source),
    )


def title(source: str | Path) -> str:
    """What people call a checkpoint: of a folder of the Hub's cache its name on the Hub, of
    another folder its last part."""
    path = Path(source)
    if not path.is_absolute():
        return str(source)
    if path.parent.name == "snapshots":  # models--owner--name/snapshots/revision
        return "/".join(path.parent.parent.name.split("--")[1:])
    return path.name


def local(task: Task) -> list[Checkpoint]:
    """The checkpoints under the folder that `ATLAS_CHECKPOINTS` names that can serve a task."""
    root = os.environ.get(ROOT)
    if not root:
        return []
    # A folder for each, or for each under its owner's name; a link to a folder counts.
    patterns = ("*/config.json", "*/*/config.json")
    folders = sorted(path.parent for pattern in patterns for path in Path(root).glob(pattern))
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
    checkpoints = []
    for repository in sorted(repositories, key=lambda each: each.repo_id):
        for revision in repository.revisions:
            folder = revision.snapshot_path
            if repository.repo_type == "model" and serves(folder, task):
                size = weight_bytes(folder)
                name, commit = repository.repo_id, revision.commit_hash
                checkpoints.append(Checkpoint(name, folder, size, commit))
    return checkpoints


def serves(folder: Path, task: Task) -> bool:
    """Whether a folder holds safetensors weights of a model that can do a task."""
    config = folder / "config.json"
    if not config.exists() or not weight_bytes(folder):
        return False
    if any(wanted.is_media for wanted in task.inputs) and not any(
        (folder / name).exists() for name in ("preprocessor_config.json", "processor_config.json")
    ):
        return False
    try:
        described = json.loads(config.read_text())
    except (OSError, ValueError):
        return False
    known = models(task.pipeline or task.name)
    return bool(known & {described.get("model_type"), *(described.get("architectures") or ())})


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
        return frozenset(transformers.AutoModel._model_mapping._model_mapping)
    names = set(FURTHER.get(pipeline, ()))
    autos = [getattr(transformers, name) for name in names if name.startswith("Auto")]
    for auto in (*loaded, *autos):
        # The public way to the classes would import all of them.
        for classes in auto._model_mapping._model_mapping.values():
            names |= {classes} if isinstance(classes, str) else set(classes)
    return frozenset(names)


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
