"""The memory that a configuration needs beside what it takes: `python -m benchmarks.needs`.

Each row is a process of its own on the CPU: a small model with random weights runs once, or is
trained for two steps of AdamW, with and without gradient checkpointing. What it took is the largest
resident memory above what the imports take, and the code that is loaded or compiled for the same
work on a single input, done before.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIZES = {"num_attention_heads": 4, "hidden_size": 256, "intermediate_size": 1024}
SIDES = {"layers": 4, "attention_heads": 4, "ffn_dim": 1024}
CONFIGURATIONS: dict[str, tuple[str, dict[str, int]]] = {
    "BERT": ("BertConfig", SIZES | {"num_hidden_layers": 4, "vocab_size": 8000}),
    "GPT-2": ("GPT2Config", {"n_embd": 256, "n_layer": 4, "n_head": 4, "vocab_size": 8000}),
    "ViT": ("ViTConfig", SIZES | {"num_hidden_layers": 4}),
    "Whisper": (
        "WhisperConfig",
        {f"encoder_{name}": size for name, size in SIDES.items()}
        | {f"decoder_{name}": size for name, size in SIDES.items()}
        | {"d_model": 256, "max_source_positions": 300, "vocab_size": 8000}
        | {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 1},
    ),
}
"""Configurations of the size of a demo checkpoint: the class and what differs from its default."""
LENGTH = 128
STATUS = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")
"""What Linux says of this process, and where it is told to forget its largest memory."""
WAYS = ("run", "train", "train with checkpointing")

CHILD = """
import transformers
from benchmarks.needs import taken
config = transformers.{name}(**{changes!r})
print(taken(config, {way!r}, batch={batch}, length={length}, device={device!r}))
"""
EAGER = {
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "MALLOC_TRIM_THRESHOLD_": "0",
    "MALLOC_ARENA_MAX": "1",
    "MKL_DISABLE_FAST_MM": "1",
    "OMP_NUM_THREADS": "1",
}
"""What is freed goes back to the system at once, so that resident memory is what is in use: by the
allocator of C and by that of MKL, which keeps what some processors need."""


@dataclass(frozen=True)
class Row:
    model: str
    way: str
    batch: int
    estimate: int
    measured: int

    @property
    def error(self) -> float:
        return self.estimate / self.measured - 1


def measured(model: str, way: str, batch: int, length: int, device: str = "cpu") -> int:
    """The bytes that a model takes in a process of its own."""
    name, changes = CONFIGURATIONS[model]
    code = CHILD.format(
        name=name, changes=changes, way=way, batch=batch, length=length, device=device
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        stdout=subprocess.PIPE,
        env=os.environ | EAGER,
    )
    return int(done.stdout.split()[-1])


def row(model: str, way: str, batch: int, length: int = LENGTH, device: str = "cpu") -> Row:
    """What is needed beside what is taken."""
    import transformers

    import workbench

    name, changes = CONFIGURATIONS[model]
    config = getattr(transformers, name)(**changes)
    needs = workbench.needs(config, batch=batch, length=length)
    estimate = dict(zip(WAYS, (needs.run, needs.train, needs.train_checkpointed)))[way]
    assert estimate is not None
    return Row(model, way, batch, estimate, measured(model, way, batch, length, device))


def taken(config: Any, way: str, batch: int, length: int, device: str) -> int:
    """The bytes at the peak of one of `WAYS`, above what this process took before."""
    import torch

    from workbench.memory.classes import measured_class
    from workbench.memory.inputs import Maker, labels_for
    from workbench.memory.passes import run_arguments, train_arguments

    kind = measured_class(config)

    def work(batch: int, steps: int) -> None:
        model = kind._from_config(config, dtype=torch.float32).to(device)
        inputs = {
            name: tensor.to(device)
            for name, tensor in next(Maker(model, batch, length).inputs()).items()
        }
        if way == "run":
            with torch.no_grad():
                model.eval()(**inputs, **run_arguments(model))
            return
        with torch.no_grad():
            logits = model.eval()(**inputs, **train_arguments(model))["logits"]
        labels = labels_for(logits, batch)
        assert labels is not None
        inputs |= {"labels": labels.to(device)}
        del logits
        if way != "train":
            model.activation_checkpointing_enable()
        optimizer = torch.optim.AdamW(model.train().parameters(), fused=True)
        for _step in range(steps):
            model(**inputs, **train_arguments(model))["loss"].backward()
            optimizer.step()
            optimizer.zero_grad()

    work(batch=1, steps=1)
    before = _start(device)
    work(batch, steps=2)
    return _peak(device) - before


def _start(device: str) -> int:
    """The bytes that are taken now; the peak is counted from here."""
    import psutil
    import torch

    if device == "cpu":
        RESET.write_text("5")
        return psutil.Process().memory_info().rss
    torch.accelerator.reset_peak_memory_stats(device)
    return torch.accelerator.memory_allocated(device)


def _peak(device: str) -> int:
    import torch

    if device != "cpu":
        return torch.accelerator.max_memory_allocated(device)
    (line,) = (line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def main() -> None:
    """The rows of all models, or of those that are named."""
    print("| model | what | batch | estimate, MB | measured, MB | error |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for model in sys.argv[1:] or CONFIGURATIONS:
        for way in WAYS:
            for batch in (8, 32):
                each = row(model, way, batch)
                print(
                    f"| {model} | {way} | {batch} | {each.estimate / 1e6:,.0f} "
                    f"| {each.measured / 1e6:,.0f} | {each.error:+.1%} |"
                )


if __name__ == "__main__":
    main()
