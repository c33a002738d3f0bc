"""What a pipeline calls its model with: tensors by name, which of their axes may change, and what
comes out.

A pipeline prepares the input and reads the answer; what is exported is the model between them. So
the call is recorded where a pipeline makes it, and a runtime that takes the model's place answers
through the same pipeline.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch

import inference
from i18n import N_, Problem
from inference.task import Item

TOKENS = {"input_ids", "attention_mask", "token_type_ids", "decoder_input_ids"}
"""Inputs of (batch, length)."""
START = 4
"""Tokens that a decoder is given, where one begins a text."""
NEW_TOKENS = 12
"""Tokens that are written where a model writes, one pass through it for each."""
MOST_ROWS = 5
"""Rows of an answer that are told."""

Run = Callable[[Sequence[torch.Tensor]], list[torch.Tensor]]
"""Runs a model: tensors in the order of a call's inputs, to tensors in that of its outputs."""


class Recorded(Exception):
    """The call is known: the pipeline need not go on."""


class Plain(torch.nn.Module):
    """A model that takes and gives tensors in order, as the formats want it: nothing by name, no
    cache, no output that is a container."""

    def __init__(self, model: Any, inputs: Sequence[str], outputs: Sequence[str]) -> None:
        super().__init__()
        self.model, self.inputs, self.outputs = model, tuple(inputs), tuple(outputs)
        self.fixed = {"return_dict": True, **_without_cache(model)}

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        output = self.model(**dict(zip(self.inputs, tensors)), **self.fixed)
        return tuple(output[name] for name in self.outputs)


@dataclass
class Call:
    """One call of the model of a loaded pipeline: `inputs` and the names of its `outputs`.

    `axes` are the axes of each input that may change, by number, with a name: "batch", "length".
    """

    pipe: inference.Pipe
    inputs: dict[str, torch.Tensor]
    outputs: list[str]
    axes: dict[str, dict[int, str]]

    @cached_property
    def plain(self) -> Plain:
        return Plain(self.pipe.pipeline.model, list(self.inputs), self.outputs).eval()

    def eager(self, tensors: Sequence[torch.Tensor]) -> list[torch.Tensor]:
        """A `Run` of PyTorch itself."""
        with torch.no_grad():
            return list(self.plain(*tensors))

    def of_shape(self, batch: int, length: float = 1) -> list[torch.Tensor]:
        """The inputs for a batch of so many rows, each `length` times as long.

        The rows differ, each turned by one more place, and the last of several ends in padding
        where there is a mask.
        """
        return [self._of_shape(name, batch, length) for name in self.inputs]

    def _of_shape(self, name: str, batch: int, length: float) -> torch.Tensor:
        tensor = self.inputs[name]
        if "length" in self.axes[name].values() and length != 1:
            size = max(2, round(tensor.shape[1] * length))
            tensor = torch.cat([tensor] * -(-size // tensor.shape[1]), 1)[:, :size]
        if name == "attention_mask":
            rows = tensor.repeat(batch, 1)
            if batch > 1:
                rows[-1, tensor.shape[1] - tensor.shape[1] // 3 :] = 0
            return rows
        along = tensor.ndim - 1 if name.startswith("pixel") else 1
        return torch.cat([tensor.roll(turn, along) for turn in range(batch)])

    @property
    def longer(self) -> float:
        """By what another length is tried: twice, or half where the model reads no more."""
        lengths = [
            tensor.shape[1]
            for name, tensor in self.inputs.items()
            if name in TOKENS and "length" in self.axes[name].values()
        ]
        most = _positions(self.pipe.pipeline.model.config)
        return 2.0 if not lengths or not most or 2 * max(lengths) <= most else 0.5


def recorded(pipe: inference.Pipe, item: Item) -> Call:
    """How the pipeline calls its model for one item.

    Raises `i18n.Problem` where it calls none, or one that gives no tensors, and for an item that it
    cannot take.
    """
    model: Any = pipe.pipeline.model
    writes, inputs = _first_call(pipe, item)
    if writes and model.config.is_encoder_decoder:
        inputs["decoder_input_ids"] = _beginning(model, inputs)
    with torch.no_grad():
        output = model(**inputs, return_dict=True, **_without_cache(model))
    return Call(pipe, inputs, _outputs(output), {name: _axes(name, inputs) for name in inputs})


def _beginning(model: Any, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
    """For a decoder: the token that begins a text, and some that the encoder reads."""
    first = torch.tensor([[model.generation_config.decoder_start_token_id or 0]])
    shown = inputs.get("input_ids", first.repeat(1, START))
    return torch.cat([first, shown[:, : START - 1]], 1)


def _first_call(pipe: inference.Pipe, item: Item) -> tuple[bool, dict[str, torch.Tensor]]:
    """Whether the model writes, and the tensors of the first call: of `generate` where it does,
    else of `forward`."""
    model: Any = pipe.pipeline.model
    calls: list[tuple[bool, dict[str, Any]]] = []

    def keep(writes: bool, named: dict[str, Any]) -> None:
        calls.append((writes, named))
        raise Recorded

    handle = model.register_forward_pre_hook(
        lambda _model, _arguments, named: keep(False, named), with_kwargs=True
    )
    if hasattr(model, "generate"):
        model.generate = lambda *_arguments, **named: keep(True, named)
    try:
        inference.run(pipe, [item])
    except Recorded:
        pass
    finally:
        handle.remove()
        model.__dict__.pop("generate", None)
    known = inspect.signature(model.forward).parameters
    writes, named = calls[0] if calls else (False, {})
    tensors = {
        name: value.clone()
        for name, value in named.items()
        if isinstance(value, torch.Tensor) and name in known
    }
    if not tensors:
        raise Problem(
            N_("The pipeline of this task calls only parts of the model: it cannot be exported.")
        )
    return writes, tensors


def _without_cache(model: Any) -> dict[str, bool]:
    known = inspect.signature(model.forward).parameters
    return {"use_cache": False} if "use_cache" in known else {}


def _positions(config: Any) -> int | None:
    """The longest text that a model reads, where its configuration says so."""
    for name in ("max_position_embeddings", "n_positions", "max_source_positions"):
        if isinstance(most := getattr(config, name, None), int):
            return most
    return None


def _outputs(output: Any) -> list[str]:
    """What of an output is worth exporting: its logits and boxes, else every tensor at the top."""
    tensors = [
        name
        for name, value in output.items()
        if isinstance(value, torch.Tensor) and value.is_floating_point()
    ]
    answers = [
        name
        for name in tensors
        if name in ("logits", "start_logits", "end_logits", "predicted_depth")
        or name.startswith("pred_")
    ]
    if not tensors:
        raise Problem(N_("This model gives no tensors of numbers: it cannot be exported."))
    return answers or tensors


def _axes(name: str, inputs: dict[str, torch.Tensor]) -> dict[int, str]:
    """The axes of an input that may change: the batch, and how long a text or a sound is. The size
    of a picture is that which its processor makes of any."""
    tensor, mask = inputs[name], inputs.get("attention_mask")
    masked = mask is not None and mask.shape[1] == tensor.shape[1]
    axes = {0: "batch"}
    plain = tensor.ndim == 2 and name in TOKENS | {"input_values"}
    if name == "decoder_input_ids":
        axes[1] = "written"
    elif plain or (name == "input_features" and masked):
        axes[1] = "length"
    return axes


@contextmanager
def replaced(call: Call, run: Run) -> Iterator[None]:
    """The pipeline of a call with `run` in the place of its model."""
    model: Any = call.pipe.pipeline.model
    kinds, settings = _Kinds(call), getattr(model, "generation_config", None)
    cached = settings.use_cache if settings else None

    def through(*_arguments: Any, **named: Any) -> Any:
        del model.__dict__["forward"]  # for PyTorch itself may be what runs
        try:
            return kinds.made(run(kinds.tensors(named)))
        finally:
            model.__dict__["forward"] = through

    model.__dict__["forward"] = through
    if settings:
        settings.use_cache = False
    try:
        with kinds.listening():
            yield
    finally:
        model.__dict__.pop("forward", None)
        if settings:
            settings.use_cache = cached


class _Kinds:
    """Between what a pipeline hands to a model and the tensors of a call."""

    def __init__(self, call: Call) -> None:
        self.call, self.model = call, call.pipe.pipeline.model
        with torch.no_grad():
            self.output: Any = type(self.model(**call.inputs, **call.plain.fixed))
        self.read: dict[str, Any] = {}

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Keep what an encoder read: a decoder's calls have only what came of it."""
        generate = getattr(self.model, "generate", None)
        if generate is None or not getattr(self.model.config, "is_encoder_decoder", False):
            yield
            return

        def listen(*arguments: Any, **named: Any) -> Any:
            self.read = named
            return generate(*arguments, **named)

        self.model.__dict__["generate"] = listen
        try:
            yield
        finally:
            self.model.__dict__.pop("generate")

    def tensors(self, named: dict[str, Any]) -> list[torch.Tensor]:
        given = {name: value for name, value in named.items() if value is not None}
        batch = next(iter(given.values())).shape[0] if given else 1
        if "decoder_input_ids" in given:
            batch = given["decoder_input_ids"].shape[0]
        return [self._tensor(name, given, batch) for name in self.call.inputs]

    def _tensor(self, name: str, given: dict[str, Any], batch: int) -> torch.Tensor:
        value = given.get(name, self.read.get(name))
        if value is None and name == "attention_mask":  # left out where it hides nothing
            return torch.ones_like(given["input_ids"])
        assert isinstance(value, torch.Tensor), name
        return value.repeat_interleave(batch // value.shape[0], 0)

    def made(self, outputs: list[torch.Tensor]) -> Any:
        return self.output(**dict(zip(self.call.outputs, outputs)))


def answer(call: Call, item: Item, run: Run) -> list[dict[str, Any]]:
    """The rows that the task makes of what the pipeline answers with `run` as its model; a text is
    written without chance, its beginning alone."""
    pipe = call.pipe
    options: dict[str, Any] = {"max_new_tokens": NEW_TOKENS, "do_sample": False, "num_beams": 1}
    options = {name: value for name, value in options.items() if name in pipe.task.defaults}
    with replaced(call, run):
        (output,) = inference.run(pipe, [item], **options).output
    rows = pipe.task.rows(output)[:MOST_ROWS]
    plain = (str, int, float)
    return [{key: value for key, value in row.items() if isinstance(value, plain)} for row in rows]
