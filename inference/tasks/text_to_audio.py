"""Text to audio: a voice, or music, made from a text."""

from i18n import N_

from .. import figures
from ..task import Example, Input, Option, Task


def answer(pipe, items: list[dict], seed: int = 0, **batch) -> list[dict]:
    """For each text {"samples", "sampling_rate", "seconds"}: float samples of one channel."""
    import torch

    outputs = []
    for item in items:
        torch.manual_seed(seed)
        sound = pipe(item["text"])
        samples = sound["audio"].reshape(-1)
        outputs.append(
            {
                "samples": samples,
                "sampling_rate": sound["sampling_rate"],
                "seconds": len(samples) / sound["sampling_rate"],
            }
        )
    return outputs


def rows(output: dict) -> list[dict]:
    return [{name: output[name] for name in ("seconds", "sampling_rate")}]


def draw(item: dict, output: dict, _=str):
    audio = _audio(output)
    return [figures.Player(audio), figures.waveform(audio, _)]


def files(item: dict, output: dict) -> dict[str, bytes]:
    return {"speech.wav": _audio(output).wav()}


def _audio(output: dict):
    import numpy as np

    from ..media import Audio

    return Audio(np.asarray(output["samples"], dtype=np.float32), output["sampling_rate"])


TASK = Task(
    name="text-to-audio",
    aliases=("text-to-speech",),
    title=N_("Text to audio"),
    modality=N_("Audio"),
    inputs=(Input("text", "text", N_("Text"), "Good morning.", 500),),
    options=(Option("seed", N_("Seed"), 0, 0, 2**31 - 1),),
    answer=answer,
    rows=rows,
    draw=draw,
    files=files,
    examples=(Example(N_("A greeting"), {"text": "Good morning."}),),
)
