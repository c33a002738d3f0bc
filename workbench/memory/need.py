"""What a configuration needs of a device."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from i18n import N_, Sentence

from .classes import built, measured_class

if TYPE_CHECKING:
    from transformers import PreTrainedConfig

SIZES = {"float32": 4, "bfloat16": 2, "float16": 2}
"""Bytes of a number, by the data types in which a model is run and trained here."""


@dataclass(frozen=True)
class Needs:
    """Bytes to run a model and to train it, and floating-point operations of a forward pass.

    A part that could not be found without numbers is None; `notes` say why, and the totals that
    it belongs to are None, too.
    """

    model: str
    """The class of transformers that was measured."""
    batch: int
    length: int
    """Tokens of each text; 0 where the model takes none."""
    dtype: str
    parameters: int
    weights: int
    kv_cache: int
    """Keys and values of `batch` texts of `length` tokens; 0 where none are kept."""
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
        """Of a forward pass, for each token of each text, or for each input without text."""
        if self.flops_forward is None:
            return None
        return self.flops_forward / self.batch / (self.length or 1)


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
    """What a model of this configuration takes for `batch` inputs.

    `length` is how many tokens a text has, by default as many as the model can read, and at most
    `catalogue.CONTEXT`. `model_class` is a class of transformers to measure, by default the one
    that `config.architectures` names, else the head that the architecture was made for.

    Raises `i18n.Problem` where no such model can be built.
    """
    import transformers

    kind = getattr(transformers, model_class) if model_class else measured_class(config)
    model = built(config, kind, dtype)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    weights = parameters * SIZES[dtype]
    return Needs(
        model=kind.__name__,
        batch=batch,
        length=length or 0,
        dtype=dtype,
        parameters=parameters,
        weights=weights,
        kv_cache=0,
        activations=None,
        gradients=weights,
        optimizer=2 * weights,
        activations_training=None,
        activations_checkpointed=None,
        flops_forward=None,
        notes=(Sentence(N_("Activations were not measured.")),),
    )
