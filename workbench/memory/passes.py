"""A forward pass and a training step of a model without numbers, operation by operation."""

import inspect
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils._pytree import tree_leaves

from .inputs import Inputs, Maker, labels_for
from .meter import Attention, Meter

SENSES = ("pixel_values", "pixel_values_videos", "input_features", "input_values")
"""What pictures and sounds are called among the parameters of a forward pass."""


@dataclass(frozen=True)
class Pass:
    """What stood in memory, in bytes, beside the weights, while a model computed."""

    names: tuple[str, ...]
    """The operations, in order."""
    live: tuple[int, ...]
    """What stood after each."""
    turn: int
    """With which of them the way back begins."""
    flops: int
    """Floating-point operations up to there."""
    kept: int = 0
    """The cache of keys and values."""


@dataclass(frozen=True)
class Passes:
    """All passes of one model; None for one that cannot be made."""

    weights: int
    trained: int
    """The bytes of parameters, of which each has a gradient."""
    parameters: int
    run: Pass | None
    train: Pass | None
    checkpointed: Pass | None
    inputs: tuple[str, ...]
    """What was given to the model."""
    left_out: bool
    """It may take pictures or sounds beside its text, and was given none."""
    own_loss: bool
    """The loss is the model's own; else a sum of its outputs stands in for it."""
    reason: str = ""
    """Why there are no passes, as torch or the code says it."""


def passes(model: Any, batch: int, length: int) -> Passes:
    """Run `model`, which is on the meta device, and train it for a step."""
    parameters = list(model.parameters())
    trained = sum(_bytes([parameter]) for parameter in parameters)
    weights = trained + _bytes(model.buffers())
    inputs, run, logits, reason = None, None, None, ""
    for inputs in Maker(model, batch, length).inputs():
        try:
            run, logits = _run(model.eval(), inputs)
        except Exception as error:  # whatever the code of 600 architectures may raise
            reason = str(error).strip() or type(error).__name__
            continue
        break
    train, checkpointed, own = None, None, True
    if run is not None and inputs is not None:
        labels = None if logits is None else labels_for(logits, batch)
        train, own, reason = _trained(model.train(), inputs, labels)
        if train is not None and model.supports_gradient_checkpointing:
            with _checkpointing(model):
                checkpointed, _own, _reason = _trained(model, inputs, labels if own else None)
    count = sum(parameter.numel() for parameter in parameters)
    given = tuple(inputs or ()) if run is not None else ()
    left_out = not set(given) & set(SENSES) and any(_takes(model, sense) for sense in SENSES)
    return Passes(weights, trained, count, run, train, checkpointed, given, left_out, own, reason)


def run_arguments(model: Any) -> dict[str, Any]:
    """What generate() asks of a forward pass over a prompt: scores of the last position alone."""
    return {"logits_to_keep": 1} if _takes(model, "logits_to_keep") else {}


def train_arguments(model: Any) -> dict[str, Any]:
    """What the Trainer asks of a forward pass: nothing is kept for a next token."""
    return {"use_cache": False} if _takes(model, "use_cache") else {}


def _run(model: Any, inputs: Inputs) -> tuple[Pass, torch.Tensor | None]:
    """A forward pass as generate() reads a prompt: keys and values are kept, and only the last
    position gets scores, where the class can do so."""
    extra = run_arguments(model)
    with _metered(model, inputs) as meter, torch.no_grad():
        output = model(**inputs, **extra)
        turn, flops = len(meter.names), meter.flops
    kept = output.get("past_key_values") if isinstance(output, dict) else None
    run = Pass(tuple(meter.names), tuple(meter.live), turn, flops, _bytes(_cached(kept)))
    logits = output.get("logits") if isinstance(output, dict) else None
    if logits is not None and extra and "input_ids" in inputs:
        logits = logits.expand(-1, inputs["input_ids"].shape[1], -1)
    return run, logits


def _trained(
    model: Any, inputs: Inputs, labels: torch.Tensor | None
) -> tuple[Pass | None, bool, str]:
    """A training step, whether its loss was the model's own, and why there is none."""
    ways = [None] if labels is None or not _takes(model, "labels") else [labels, None]
    reason = ""
    for way in ways:
        try:
            return _train(model, inputs, way), way is not None, ""
        except Exception as error:  # the same
            reason = str(error).strip() or type(error).__name__
    return None, False, reason


def _train(model: Any, inputs: Inputs, labels: torch.Tensor | None) -> Pass:
    given: dict[str, Any] = dict(inputs)
    if labels is not None:
        given["labels"] = labels
    given |= train_arguments(model)
    try:
        with _metered(model, given) as meter:
            output = model(**given)
            loss = output["loss"] if labels is not None else _sum(output)
            del output
            turn, flops = len(meter.names), meter.flops
            loss.backward()
        return Pass(tuple(meter.names), tuple(meter.live), turn, flops)
    finally:
        model.zero_grad(set_to_none=True)


def _sum(output: Any) -> torch.Tensor:
    """A number that every output moves."""
    tensors = [
        leaf
        for leaf in tree_leaves(output)
        if isinstance(leaf, torch.Tensor) and leaf.requires_grad
    ]
    return torch.stack([tensor.float().sum() for tensor in tensors]).sum()


@contextmanager
def _metered(model: Any, given: dict[str, Any]) -> Iterator[Meter]:
    meter = Meter()
    meter.know([*model.parameters(), *model.buffers()])
    with meter:
        for leaf in given.values():
            if isinstance(leaf, torch.Tensor):
                meter.hold(leaf)
        yield meter


@contextmanager
def _checkpointing(model: Any) -> Iterator[None]:
    """With gradient checkpointing, as the Trainer has it by default.

    There are no random numbers to be kept; and a layer that is computed again on the way back asks
    for attention as on the way there.
    """
    model.activation_checkpointing_enable(
        {
            "use_reentrant": False,
            "preserve_rng_state": False,
            "context_fn": lambda: (nullcontext(), Attention()),
        }
    )
    try:
        yield
    finally:
        model.activation_checkpointing_disable()


def _takes(model: Any, name: str) -> bool:
    return name in inspect.signature(model.forward).parameters


def _cached(kept: Any) -> list[torch.Tensor]:
    """Keys, values and states in a cache: of a decoder, of what an encoder read, or both."""
    if kept is None:
        return []
    if hasattr(kept, "self_attention_cache"):
        return _cached(kept.self_attention_cache) + _cached(kept.cross_attention_cache)
    layers = getattr(kept, "layers", kept)
    return [
        leaf
        for layer in layers
        for leaf in tree_leaves(list(vars(layer).values()) if hasattr(layer, "__dict__") else layer)
        if isinstance(leaf, torch.Tensor) and leaf.is_floating_point()
    ]


def _bytes(tensors: Iterable[torch.Tensor]) -> int:
    storages = {}
    for tensor in tensors:
        storage = tensor.untyped_storage()
        storages[storage._cdata] = storage.nbytes()
    return sum(storages.values())
