"""Text to audio: a voice, or music, made from a text."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from i18n import N_, Translate

from ..figures.sounds import waveform
from ..stand_in import read_from
from ..task import Example, Input, Item, Option, Part, Row, Task
from ..views import Sound, View

if TYPE_CHECKING:
    from ..media import Audio


def answer(pipe, items: list[Item], seed: int = 0, **batch) -> list[Row]:
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


def rows(output: Row) -> list[Row]:
    return [{name: output[name] for name in ("seconds", "sampling_rate")}]


def draw(item: Item, output: Row, _: Translate = str) -> list[View]:
    audio = _audio(output)
    return [Sound(audio), waveform(audio, _)]


def files(item: Item, output: Row) -> dict[str, bytes]:
    return {"speech.wav": _audio(output).wav()}


def _audio(output: Row) -> "Audio":
    import numpy as np

    from ..media import Audio

    return Audio(np.asarray(output["samples"], dtype=np.float32), output["sampling_rate"])


def stand_in() -> Iterator[Part]:
    import transformers as t

    letters = ["<pad>", " ", *"abcdefghijklmnopqrstuvwxyz'-", "<unk>"]
    tokenizer = read_from(
        "vocab.json",
        json.dumps({letter: at for at, letter in enumerate(letters)}),
        lambda path: t.VitsTokenizer(path, phonemize=False, is_uroman=False),
    )
    config = t.VitsConfig(
        vocab_size=len(letters),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        ffn_dim=64,
        flow_size=32,
        spectrogram_bins=33,
        upsample_initial_channel=32,
        upsample_rates=[8, 8],
        upsample_kernel_sizes=[16, 16],
        resblock_kernel_sizes=[3],
        resblock_dilation_sizes=[[1, 3]],
        posterior_encoder_num_wavenet_layers=2,
        prior_encoder_num_wavenet_layers=2,
        prior_encoder_num_flows=2,
        duration_predictor_filter_channels=32,
    )
    yield t.VitsModel(config)
    yield tokenizer


TASK = Task(
    name="text-to-audio",
    order=37,
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
    columns={"seconds": N_("Seconds"), "sampling_rate": N_("Sampling rate")},
    unmeasured=N_("Whether a voice sounds right is judged by those who hear it."),
    stand_in=stand_in,
)
