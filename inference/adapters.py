"""Adapters: changes to the weights of another checkpoint, their base, as the package PEFT saves
them.

Those of LoRA (Hu et al., 2021) are added to the weights of the base once, after it is loaded:
W + s · B A, with s = alpha / r, or alpha / √r where it is stabilised by rank (Kalajdzievski, 2023);
with DoRA (Liu et al., 2024) each row of that is scaled to its own length. What runs then is a plain
model, and nothing that a configuration names is imported.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from i18n import N_, Problem

from . import weights
from .task import DEMO_CHECKPOINTS

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
UNREAD = ("layer_replication", "alora_invocation_tokens", "megatron_config", "arrow_config")
"""Settings of LoRA that make more of it than changed weights."""
SIMPLE = re.compile(r"[\w.^$\\|()-]*")
"""Regular expressions that repeat nothing: of a stranger's, others may never end."""
HEADS = {
    "CAUSAL_LM": ("CAUSAL_LM",),
    "SEQ_2_SEQ_LM": ("SEQ_TO_SEQ_CAUSAL_LM",),
    "SEQ_CLS": ("SEQUENCE_CLASSIFICATION",),
    "TOKEN_CLS": ("TOKEN_CLASSIFICATION",),
    "QUESTION_ANS": ("QUESTION_ANSWERING",),
    "None": ("IMAGE_CLASSIFICATION", "AUDIO_CLASSIFICATION"),
}
"""The heads that a base gets, by the task that an adapter names: PEFT's words and, in the names of
its tables, transformers'. PEFT has no words for pictures and sounds."""
HEAD = re.compile(r"(?:classifier|score)(?:\.out_proj)?\.weight")
"""The weights of a head whose rows are labels."""


def is_adapter(folder: Path) -> bool:
    """Whether a folder holds an adapter and no weights of its own."""
    return (folder / CONFIG).is_file() and not any(
        (folder / name).exists() for name in (weights.SINGLE, weights.INDEX)
    )


def described(folder: Path) -> dict[str, Any]:
    """The configuration of an adapter; empty for one that is broken."""
    try:
        read = json.loads((folder / CONFIG).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def unread(folder: Path) -> str:
    """What of an adapter is more than can be added to weights: its kind, or a setting; else ""."""
    settings = described(folder)
    if (kind := str(settings.get("peft_type"))) != "LORA":
        return kind[:40]
    patterns = settings.get("alpha_pattern") or {}
    if not isinstance(patterns, dict) or not all(map(SIMPLE.fullmatch, patterns)):
        return "alpha_pattern"
    return next((name for name in UNREAD if settings.get(name)), "")


def base_name(folder: Path) -> str:
    """What an adapter calls its base; of a folder elsewhere the last part; "" for nothing."""
    named = described(folder).get("base_model_name_or_path")
    if not isinstance(named, str):
        return ""
    path = Path(named.strip())
    return path.name if path.is_absolute() or named.startswith(".") else named.strip(" /")


def base(folder: Path) -> Path | None:
    """The folder of an adapter's base, if it is on this machine.

    A name never becomes a path. It is looked for among the checkpoints of one's own, by all of
    the name or its last part, then in the Hub's cache, then among the demo checkpoints.
    """
    from .checkpoints import in_folder  # which asks here what a checkpoint is

    name = base_name(folder)
    if not name:
        return None
    own = {
        each: path
        for each, path, _revision in in_folder()
        if path != folder and (path / "config.json").is_file()
    }
    if found := own.get(name) or _by_last_part(own, name):
        return found
    demos = {path.name: path for path in DEMO_CHECKPOINTS.iterdir() if path.is_dir()}
    return _cached(name) or demos.get(Path(name).name)


def _by_last_part(own: dict[str, Path], name: str) -> Path | None:
    return next((path for path in own.values() if path.name == Path(name).name), None)


def _cached(name: str) -> Path | None:
    """The snapshot of a checkpoint in the Hub's cache, the last that was fetched."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    folder = Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=name, repo_type="model")
    there = [config.parent for config in folder.glob("snapshots/*/config.json")]
    return max(there, key=lambda snapshot: snapshot.stat().st_mtime_ns, default=None)


def loaded_from(folder: Path) -> Path:
    """The folder that weights are loaded from: of an adapter its base's, if that is here."""
    return (base(folder) if is_adapter(folder) else None) or folder


def adapter_bytes(folder: Path) -> int:
    """The bytes of an adapter's own weights; 0 for a whole checkpoint."""
    return (folder / WEIGHTS).stat().st_size if is_adapter(folder) else 0


def heads(folder: Path, kind: str) -> list[str]:
    """The classes that a base of a kind of model may be loaded as, whatever head it has itself:
    those for the task that an adapter names or brings a head for."""
    from transformers.models.auto import modeling_auto

    named = str(described(folder).get("task_type"))
    if named == "None" and labels(folder) is None:
        return []
    tables = [f"MODEL_FOR_{head}_MAPPING_NAMES" for head in HEADS.get(named, ())]
    found = [getattr(modeling_auto, table).get(kind, ()) for table in tables]
    return [name for names in found for name in ([names] if isinstance(names, str) else names)]


def labels(folder: Path) -> int | None:
    """How many labels the head has that an adapter brings; None where it brings none."""
    tensors = weights.header(folder / WEIGHTS)
    rows = (tensor["shape"][0] for name, tensor in tensors.items() if HEAD.search(name))
    return next(rows, None)


def new_labels(folder: Path, of_base: Path) -> int | None:
    """How many labels a base is loaded with; None where they are as many as it has itself."""
    from transformers import AutoConfig

    if (count := labels(folder)) is None:
        return None
    own = AutoConfig.from_pretrained(of_base, trust_remote_code=False).num_labels
    return count if count != own else None


def merge(model: "PreTrainedModel", folder: Path) -> None:
    """Add what an adapter of LoRA changes to the weights of its base.

    Raises `i18n.Problem` where it changes what the model does not have, or of another size.
    """
    from safetensors.torch import load_file

    there = dict(model.named_parameters(remove_duplicate=False))
    changes, settings = _by_weight(load_file(folder / WEIGHTS)), described(folder)
    renamed = _renaming(model)
    for name, change in changes.items():
        now = name if name in there else renamed(name)
        weight = there.get(now)
        if weight is None or not weight.is_floating_point():
            raise _other(name)
        try:
            changed = _changed(weight, change, name, settings, _is_turned(model, now))
            weight.data.copy_(changed)
        except (RuntimeError, KeyError, TypeError, ValueError) as error:
            raise _other(name) from error


def _renaming(model: "PreTrainedModel") -> Callable[[str], str]:
    """What a weight is called now that an earlier transformers called otherwise."""
    from transformers.conversion_mapping import get_model_conversion_mapping
    from transformers.core_model_loading import WeightRenaming

    renamings = [
        each for each in get_model_conversion_mapping(model) if isinstance(each, WeightRenaming)
    ]

    def renamed(name: str) -> str:
        for each in renamings:
            name, _pattern = each.rename_source_key(name)
        return name

    return renamed


def _other(name: str) -> Problem:
    return Problem(
        N_(
            "The adapter changes {name}, which this base does not have, or not in this size: take "
            "the base that it was trained on, or merge it in the transformers of its training."
        ),
        name=name[:200],
    )


PART = re.compile(
    r"(?P<of>.+?)\.(?P<part>lora_(?:A|B|embedding_A|embedding_B|magnitude_vector))(?:\.weight)?"
)


def _by_weight(tensors: "dict[str, torch.Tensor]") -> "dict[str, dict[str, torch.Tensor]]":
    """What an adapter has for each weight of the model: parts of LoRA, or all of it as `whole`."""
    changes: dict[str, dict[str, torch.Tensor]] = {}
    for key, tensor in tensors.items():
        if ".original_module." in key:  # as the base has it
            continue
        name = key.removeprefix("base_model.model.").replace("modules_to_save.", "")
        if match := PART.fullmatch(name):
            name, part = f"{match['of']}.weight", match["part"].replace("embedding_", "")
        else:
            part = "whole"
        changes.setdefault(name.replace("base_layer.", ""), {})[part] = tensor
    return changes


def _is_turned(model: "PreTrainedModel", name: str) -> bool:
    """Whether a weight is stored with its inputs first: that of GPT-2's layers, and embeddings."""
    import torch
    from transformers.pytorch_utils import Conv1D

    module = model.get_submodule(name.rpartition(".")[0])
    return isinstance(module, (Conv1D, torch.nn.Embedding))


def _changed(
    weight: "torch.Tensor",
    change: "dict[str, torch.Tensor]",
    name: str,
    settings: dict[str, Any],
    turned: bool,
) -> "torch.Tensor":
    """A weight as the adapter has it. Raises ValueError for one of another shape."""
    change = {part: tensor.to(weight.device).float() for part, tensor in change.items()}
    if "whole" in change:
        _check_shape(change["whole"], weight)
        return change["whole"]
    # Of a convolution the first matrix has the shape of its kernel.
    added = change["lora_B"].flatten(1) @ change["lora_A"].flatten(1)
    rows = (weight.T if turned else weight).float().flatten(1)
    _check_shape(added, rows)
    rows = rows + _scale(name, len(change["lora_A"]), settings) * added
    if "lora_magnitude_vector" in change:
        rows *= (change["lora_magnitude_vector"].flatten() / rows.norm(dim=1))[:, None]
    return rows.T if turned else rows.reshape(weight.shape)


def _check_shape(tensor: "torch.Tensor", wanted: "torch.Tensor") -> None:
    if tensor.shape != wanted.shape:
        raise ValueError(f"{tuple(tensor.shape)} is not {tuple(wanted.shape)}")


def _scale(name: str, rank: int, settings: dict[str, Any]) -> float:
    module = name.removesuffix(".weight")
    patterns = settings.get("alpha_pattern") or {}
    alpha = next(
        (value for key, value in patterns.items() if re.fullmatch(rf"(.*\.)?({key})", module)),
        settings.get("lora_alpha", 8),
    )
    return float(alpha) / (rank**0.5 if settings.get("use_rslora") else rank)
