"""What a configuration needs of a device."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import catalogue
from catalogue.numbers import numbers_of
from i18n import N_, Problem, Sentence, listed

from .classes import built, class_named, measured_class

if TYPE_CHECKING:
    from transformers import PreTrainedConfig

    from .passes import Pass, Passes

SIZES = {"float32": 4, "bfloat16": 2, "float16": 2}
"""Bytes of a number, by the data types in which a model is run and trained here."""
FUSED = "_scaled_dot_product_flash_attention_for_cpu"
"""The operation that computes attention without keeping its matrices."""


@dataclass(frozen=True)
class Needs:
    """Bytes to run a model and to train it, and floating-point operations of a forward pass.

    A part that could not be found without numbers is None; `notes` say why, and the totals that
    it belongs to are None, too.
    """

    model: str
    """The class of transformers that was measured."""
    attention: str
    """How it computes attention: sdpa, eager; it decides on a large part of the activations."""
    batch: int
    length: int
    """Tokens of each text; 0 where the model takes none."""
    text_alone: bool
    """Text was all that it was given: operations can be told for each token."""
    dtype: str
    parameters: int
    weights: int
    kv_cache: int
    """What a model that generates keeps of `batch` texts of `length` tokens, as transformers keeps
    it: keys and values, states."""
    activations: int | None
    """At the peak of a forward pass, inputs and outputs included."""
    gradients: int
    optimizer: int
    """The two means that AdamW keeps of each gradient, in the data type of the weights."""
    activations_training: int | None
    """At the peak of a training step on top of weights, gradients and optimizer."""
    activations_checkpointed: int | None
    """The same with gradient checkpointing; None where the architecture has none."""
    flops_forward: int | None
    """Of a forward pass of the whole batch; a multiplication and an addition are two."""
    notes: tuple[Sentence, ...] = ()

    @property
    def run(self) -> int | None:
        return _sum(self.weights, self.kv_cache, self.activations)

    @property
    def train(self) -> int | None:
        return _sum(self.weights, self.gradients, self.optimizer, self.activations_training)

    @property
    def train_checkpointed(self) -> int | None:
        return _sum(self.weights, self.gradients, self.optimizer, self.activations_checkpointed)

    @property
    def flops_a_token(self) -> float | None:
        """Of a forward pass for each token; None where there are pictures or sounds as well."""
        if self.flops_forward is None or not self.text_alone:
            return None
        return self.flops_forward / self.batch / self.length

    @property
    def flops_an_input(self) -> float | None:
        """Of a forward pass for each of the batch."""
        return None if self.flops_forward is None else self.flops_forward / self.batch


def _sum(*parts: int | None) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def needs(
    config: "PreTrainedConfig",
    *,
    batch: int = 1,
    length: int | None = None,
    dtype: str = "float32",
    model_class: str = "",
) -> Needs:
    """What a model of this configuration takes for `batch` inputs, as torch's CPU computes it.

    It runs without numbers, on the meta device, and is trained for a step with the fused AdamW;
    what would stand in memory is added up after every operation. Deep models are measured with
    few layers (`workbench.memory.depth`).

    `length` is how many tokens a text has, by default as many as the model can read, and at most
    `catalogue.CONTEXT`. `model_class` is a class of transformers to measure, by default the one
    that `config.architectures` names, else the head that the architecture was made for.

    Raises `i18n.Problem` where no such model can be built.
    """
    from .inputs import text_length

    _check(batch, length, dtype)
    kind = class_named(model_class) if model_class else measured_class(config)
    length = text_length(config, length, catalogue.CONTEXT)
    found, model = _measured(config, kind, batch, length, dtype)
    gradients, optimizer = found.trained, 2 * found.trained
    read = [name for name in found.inputs if name.endswith("input_ids")]
    run = found.run
    return Needs(
        model=kind.__name__,
        attention=_attention(model),
        batch=batch,
        length=length if read else 0,
        text_alone=bool(read) and len(read) == len(found.inputs),
        dtype=dtype,
        parameters=found.parameters,
        weights=found.weights,
        kv_cache=run.kept if run else _cache(model, batch, length, SIZES[dtype]),
        activations=None if run is None else max(run.live) - run.kept,
        gradients=gradients,
        optimizer=optimizer,
        activations_training=_on_top(found.train, gradients),
        activations_checkpointed=_on_top(found.checkpointed, gradients),
        flops_forward=(found.train or run).flops if run else None,
        notes=tuple(_notes(found)),
    )


def _attention(model: Any) -> str:
    """How it attends. transformers names a way for models of convolutions alone, too."""
    attends = any("attention" in type(part).__name__.casefold() for part in model.modules())
    return (model.config._attn_implementation or "") if attends else ""


def _check(batch: int, length: int | None, dtype: str) -> None:
    if dtype not in SIZES:
        raise Problem(
            N_("{dtype} is not a data type to run a model in; choose one of: {dtypes}."),
            dtype=dtype,
            dtypes=listed(SIZES),
        )
    if batch < 1 or (length is not None and length < 1):
        raise Problem(N_("Batch and length must be at least 1."))


def _measured(
    config: "PreTrainedConfig", kind: Any, batch: int, length: int, dtype: str
) -> "tuple[Passes, Any]":
    """The passes of a model of `kind`, and that model."""
    from .depth import deepened, depths, shallow
    from .passes import passes

    model = built(config, kind, dtype)
    many = depths(config)
    if many:
        small = passes(built(shallow(config, many), kind, dtype), batch, length)
        further = [
            (passes(built(shallow(config, many, depth), kind, dtype), batch, length), depth.further)
            for depth in many
        ]
        deep = deepened(small, further)
        count = sum(parameter.numel() for parameter in model.parameters())
        if deep is not None and deep.parameters == count:
            return deep, model
    return passes(model, batch, length), model


def _cache(model: Any, batch: int, length: int, size: int) -> int:
    """The cache by the formula, where no model can be asked for it."""
    if not model.can_generate():
        return 0
    numbers = numbers_of(model.config.model_type, model, model.config)
    return catalogue.kv_cache_bytes(catalogue.cached_layers(numbers), length, batch, size).bytes


def _on_top(train: "Pass | None", gradients: int) -> int | None:
    """What a step takes at its peak on top of the gradients, which are all there at its end."""
    return None if train is None else max(max(train.live) - gradients, 0)


def _notes(found: "Passes") -> Iterator[Sentence]:
    if found.run is None:
        yield Sentence(
            N_("Activations and FLOPs are not known: the model cannot be run without values.")
        )
    elif found.train is None:
        yield Sentence(
            N_("Activations in training are not known: it cannot be trained without values.")
        )
    else:
        if found.left_out:
            yield Sentence(N_("Counted for text alone, without pictures or sounds."))
        if FUSED in found.run.names and FUSED not in found.train.names:
            yield Sentence(
                N_(
                    "In training, dropout within attention makes torch keep whole attention "
                    "matrices on the CPU; an accelerator needs less."
                )
            )
    if found.train is not None and not found.own_loss:
        yield Sentence(N_("The loss counted here is a sum of the outputs, not the model's own."))
