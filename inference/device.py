"""What this machine can run on, through `torch.accelerator`."""

from dataclasses import dataclass

import psutil

from i18n import N_, Problem, Sentence, listed

from . import container


@dataclass(frozen=True)
class Device:
    """A place to run a model: its torch name, its name for people, memory in bytes."""

    name: str
    label: Sentence
    memory_total: int
    memory_free: int
    dtypes: tuple[str, ...]


def devices() -> list[Device]:
    """The devices of this machine, best first; the CPU is always there, and last."""
    import torch  # a page holds devices without it

    accelerators = []
    if current := torch.accelerator.current_accelerator(check_available=True):
        count = torch.accelerator.device_count()
        accelerators = [_accelerator(current.type, index) for index in range(count)]
        accelerators.sort(key=lambda device: -device.memory_free)
    label = Sentence(N_("CPU, threads: {count}"), count=torch.get_num_threads())
    return [
        *accelerators,
        Device("cpu", label, *memory(), ("float32", "bfloat16")),
    ]


def memory() -> tuple[int, int]:
    """The bytes of memory that this process may take, and those that are free: of the machine, or
    of the container where that has fewer."""
    machine = psutil.virtual_memory()
    totals, free = zip((machine.total, machine.available), *container.limits())
    return min(totals), min(free)


def _accelerator(kind: str, index: int) -> Device:
    import torch

    name = f"{kind}:{index}"
    free, total = torch.accelerator.get_memory_info(name)
    properties = torch.get_device_module(kind).get_device_properties(index)
    label = Sentence("{name}", name=properties.name)
    return Device(name, label, total, free, ("float32", "float16", "bfloat16"))


def choose(name: str) -> Device:
    """The device called `name`, or the best one for "auto".

    Raises `i18n.Problem` for a device that this machine does not have.
    """
    available = devices()
    if name == "auto":
        return available[0]
    for device in available:
        if device.name == name:
            return device
    raise Problem(
        N_("This machine has no device {name!r}; it has: {available}."),
        name=name,
        available=listed(device.name for device in available),
    )
