"""Inputs for a model that is run without numbers, made from its configuration."""

import inspect
from collections.abc import Iterator
from itertools import product
from typing import Any

import torch

from catalogue.defaults import parts
from catalogue.numbers import CONTEXTS, text_part
from catalogue.rules import number

SECONDS = 10
"""Of sound, at 16,000 samples a second or 100 frames, where a model takes any length."""

Inputs = dict[str, torch.Tensor]


class Maker:
    """Makes the inputs of one model; each of its methods gives the forms that may be meant."""

    def __init__(self, model: Any, batch: int, length: int) -> None:
        self.model, self.config, self.batch = model, model.config, batch
        self.length = length

    def inputs(self) -> Iterator[Inputs]:
        """What the forward pass of the model may take, the likeliest first; none where a
        parameter that it must have is of a kind that is not made here."""
        taken = inspect.signature(self.model.forward).parameters
        main = self.model.main_input_name
        wanted = [main] if isinstance(main, str) and main in taken else []
        wanted += [
            name
            for name, parameter in taken.items()
            if parameter.default is parameter.empty
            and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
            and name not in wanted
        ]
        if "decoder_input_ids" in taken and self.config.is_encoder_decoder:
            wanted.append("decoder_input_ids")
        elif "input_ids" in taken and "input_ids" not in wanted and self._reads:
            wanted.append("input_ids")
        if "pixel_values" in taken and "pixel_values" not in wanted and self._sees_beside_text:
            wanted.append("pixel_values")
        forms = [list(getattr(self, name, tuple)()) for name in wanted]
        for chosen in product(*forms):
            yield dict(zip(wanted, chosen, strict=True))

    @property
    def _reads(self) -> bool:
        """A model of pictures or sounds that has a part for texts as well."""
        return any(number(part, "vocab_size") for part in parts(self.config).values())

    @property
    def _sees_beside_text(self) -> bool:
        """Two towers, like CLIP, each of which takes its own input."""
        return hasattr(self.model, "get_text_features")

    def _number(self, *fields: str) -> int:
        """The first of these fields that a part of the configuration has."""
        found = (number(part, *fields) for part in parts(self.config).values())
        return next(filter(None, found), 0)

    def _floats(self, *shape: int) -> torch.Tensor:
        return torch.zeros(self.batch, *shape, dtype=self.model.dtype, device=self.model.device)

    def _ids(self, length: int) -> torch.Tensor:
        """Tokens that are none of those that mean something to the code."""
        special: set[int] = set()
        for part in parts(self.config).values():
            for name, value in vars(part).items():
                if name.endswith(("_token_id", "_token_index", "_token_ids")):
                    special |= set(value if isinstance(value, list | tuple) else [value])
        free = next(token for token in range(len(special) + 1) if token not in special)
        return torch.full((self.batch, length), free, device="cpu")

    def input_ids(self) -> Iterator[torch.Tensor]:
        yield self._ids(self.length)

    def decoder_input_ids(self) -> Iterator[torch.Tensor]:
        yield self._ids(self.length)

    def pixel_values(self) -> Iterator[torch.Tensor]:
        sizes = [
            vars(part)["image_size"]
            for part in parts(self.config).values()
            if vars(part).get("image_size")
        ]
        size = sizes[0] if sizes else 224
        if isinstance(size, dict):
            size = list(size.values())
        height, width = (size, size) if isinstance(size, int) else (size[0], size[-1])
        channels = self._number("num_channels", "in_channels", "in_chans") or 3
        yield self._floats(channels, height, width)
        frames = self._number("num_frames", "frames_per_clip")
        if frames:
            yield self._floats(frames, channels, height, width)

    pixel_values_videos = pixel_values

    def input_features(self) -> Iterator[torch.Tensor]:
        bins = (
            self._number("num_mel_bins", "feature_projection_input_dim", "input_feat_per_channel")
            or 80
        )
        positions = number(self.config, "max_source_positions")
        if self.config.model_type == "whisper":
            yield self._floats(bins, 2 * positions)
        else:
            yield self._floats(SECONDS * 100, bins)
            yield self._floats(bins, SECONDS * 100)

    def input_values(self) -> Iterator[torch.Tensor]:
        bins, frames = self._number("num_mel_bins"), self._number("max_length")
        if bins and frames:
            yield self._floats(frames, bins)
        yield self._floats(SECONDS * 16_000)
        yield self._floats(1, SECONDS * 16_000)

    def past_values(self) -> Iterator[torch.Tensor]:
        steps = self._number("context_length")
        channels = self._number("num_input_channels")
        if steps:
            yield self._floats(*((steps, channels) if channels else (steps,)))


def text_length(config: Any, length: int | None, usual: int) -> int:
    """Tokens of a text: `length`, by default `usual`, and at most what the model can read."""
    context = number(text_part(config), *CONTEXTS)
    wish = length or usual
    return min(wish, context) if context > 0 else wish


def labels_for(logits: torch.Tensor, batch: int) -> torch.Tensor | None:
    """Right answers for scores of this shape; None where it is none of classes."""
    if logits.dim() not in (2, 3) or logits.shape[0] != batch:
        return None
    return torch.zeros(logits.shape[:-1], dtype=torch.long, device="cpu")
