"""How much memory a run takes, and what is said where there is too little."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import torch
from huggingface_hub import try_to_load_from_cache
from transformers import PreTrainedModel

from i18n import N_, Problem, Sentence, compact

from .checkpoints import title
from .device import Device, choose
from .weights import weights_as

PROCESS = psutil.Process()


class TooLittle(Problem):
    """A device has too little memory for a run."""


class Added:
    """The bytes that the steps of a run took on top of what was taken at the start of each.

    On an accelerator those of tensors at most; on the CPU what the memory of the process grew by,
    be it for this run or for another at the same time.
    """

    def __init__(self, device: str) -> None:
        self.bytes = 0
        self._device, self._before, self._within = device, 0, False

    @contextmanager
    def step(self) -> Iterator[None]:
        """While the run computes, and not while it waits for others."""
        if self._device != "cpu":
            torch.accelerator.reset_peak_memory_stats(self._device)
        self._before = self._now()
        self._within = True
        try:
            yield
        finally:
            self.look()
            self._within = False

    def look(self) -> None:
        if self._within:
            self.bytes = max(self.bytes, self._now() - self._before)

    def _now(self) -> int:
        if self._device == "cpu":
            return PROCESS.memory_info().rss
        if self._within:
            return torch.accelerator.max_memory_allocated(self._device)
        return torch.accelerator.memory_allocated(self._device)


@contextmanager
def watched(device: str) -> Iterator[Added]:
    """What the steps within the block add to the memory of a device, sampled on the CPU."""
    added, done = Added(device), threading.Event()

    def sample() -> None:
        while not done.wait(0.005):
            added.look()

    if device != "cpu":
        yield added
        return
    sampler = threading.Thread(target=sample, daemon=True)
    sampler.start()
    try:
        yield added
    finally:
        done.set()
        sampler.join()


def check_weights(source: str, revision: str | None, dtype: str, device: Device) -> None:
    """Raise `i18n.Problem` for weights on this machine that are larger than the free memory."""
    folder = _folder(source, revision)
    if folder and weights_as(folder, dtype) > device.memory_free:
        raise _weights_do_not_fit(source, folder, dtype, device)


@contextmanager
def load_problems(source: str, revision: str | None, dtype: str, device: Device) -> Iterator[None]:
    """Turn running out of memory while loading into `i18n.Problem`."""
    try:
        yield
    except Exception as error:
        if not _is_out_of_memory(error):
            raise
        _empty_cache(device)
        # What came from the Hub is in the cache by now.
        folder = _folder(source, revision) or Path(source)
        raise _weights_do_not_fit(source, folder, dtype, device) from None


@contextmanager
def run_problems(device: Device, model: PreTrainedModel, batch_size: int) -> Iterator[None]:
    """Turn running out of memory while a pipeline runs into `i18n.Problem`."""
    try:
        yield
    except Exception as error:
        if not _is_out_of_memory(error):
            raise
        _empty_cache(device)
        raise TooLittle(
            N_(
                "{device} has too little memory for this run: it asked for {asked:,.2f} GB in one "
                "piece, with a batch of {size}; {free:,.2f} GB are free beside the weights, which "
                "take {weights:,.2f} GB as {dtype}."
            ),
            device=device.label,
            asked=_asked_for(error) / 1e9,
            size=batch_size,
            free=choose(device.name).memory_free / 1e9,
            weights=model.get_memory_footprint() / 1e9,
            dtype=str(model.dtype).removeprefix("torch."),
            details=tuple(_ways_out(model, batch_size)),
        ) from None


def _ways_out(model: PreTrainedModel, batch_size: int) -> Iterator[Sentence]:
    if batch_size > 1:
        yield Sentence(N_("A batch of {size} needs about half as much."), size=batch_size // 2)
    if model.dtype == torch.float32:
        yield Sentence(N_("With bfloat16 as data type everything takes half."))
    yield Sentence(N_("A shorter or smaller input takes less."))


def _weights_do_not_fit(source: str, folder: Path, dtype: str, device: Device) -> Problem:
    half = weights_as(folder, "bfloat16")
    if dtype == "float32" and half <= device.memory_free:
        fits = Sentence(
            N_("With bfloat16 as data type they take {half:,.2f} GB, which fits."),
            half=half / 1e9,
        )
    else:
        fits = Sentence(
            N_("A checkpoint of up to {count} parameters fits, as bfloat16."),
            count=compact(device.memory_free / 2),
        )
    return Problem(
        N_(
            "{device} has too little memory for {source}: the weights take {weights:,.2f} GB as "
            "{dtype}, and {free:,.2f} of {total:,.2f} GB are free."
        ),
        device=device.label,
        source=title(source),
        weights=weights_as(folder, dtype) / 1e9,
        dtype=dtype,
        free=device.memory_free / 1e9,
        total=device.memory_total / 1e9,
        details=(fits,),
    )


def _folder(source: str, revision: str | None) -> Path | None:
    """The folder of a checkpoint that is on this machine."""
    if Path(source).is_dir():
        return Path(source)
    try:
        config = try_to_load_from_cache(source, "config.json", revision=revision)
    except ValueError:  # no name that the Hub could have: said where it is loaded
        return None
    return Path(config).parent if isinstance(config, str) else None


def _is_out_of_memory(error: Exception) -> bool:
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    return isinstance(error, RuntimeError) and "can't allocate memory" in str(error)  # the CPU


UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def _asked_for(error: Exception) -> float:
    """The bytes that were asked for, as torch states them; 0 where it does not."""
    size = re.search(r"allocate ([\d.]+) (bytes|[KMGT]iB)", str(error))
    return float(size[1]) * UNITS[size[2]] if size else 0.0


def _empty_cache(device: Device) -> None:
    if device.name != "cpu":
        torch.accelerator.empty_cache()
