"""What opening a file in the sandbox costs: `python -m benchmarks.sandbox`.

The peer is the same function in this process, in turn with the sandbox.
"""

import io
from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import soundfile
from PIL import Image

import sandbox
import tokenizer_lab as lab
from inference.decoding import pictures, sounds
from tables import read
from tokenizer_lab import readers
from tokenizer_lab.comparing.chat.templates import render

RUNS = 15


def photo() -> bytes:
    """A picture of 12 megapixels, as a telephone takes them."""
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).resize((4_000, 3_000)).save(file, "JPEG", quality=90)
    return file.getvalue()


def small_picture() -> bytes:
    file = io.BytesIO()
    Image.open(io.BytesIO(photo())).resize((640, 480)).save(file, "JPEG")
    return file.getvalue()


def speech() -> bytes:
    """Ten seconds at 16 kHz."""
    file = io.BytesIO()
    soundfile.write(file, 0.3 * np.sin(np.arange(160_000) / 9), 16_000, format="FLAC")
    return file.getvalue()


def table() -> bytes:
    return b"text,label\n" + "一句话,1\n".encode() * 5_000


def cases() -> dict[str, tuple[Callable[..., Any], tuple[Any, ...]]]:
    """What is opened: the function that a child calls, and its arguments."""
    bert = lab.tokenizer("bert").own.to_str().encode()
    chat = {
        "messages": [{"role": "user", "content": "Hello"}] * 4,
        "tools": None,
        "variables": {},
        "add_generation_prompt": True,
        "continue_final_message": False,
        "raw": False,
    }
    template = b"{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}"
    return {
        "nothing: the way there and back": (len, (b"",)),
        "tokenizer.json of 0.7 MB, a text more": (
            readers._try,
            (bert, "bert", "json", ("Hello world",), True),
        ),
        "chat template": (render, (template, [chat])),
        "picture, 640 x 480": (pictures.pixels, (small_picture(),)),
        "photo, 12 megapixels": (pictures.pixels, (photo(),)),
        "preview of that photo": (pictures.small, (photo(),)),
        "speech, 10 s": (sounds.samples, (speech(),)),
        "CSV, 5,000 rows": (read._read, (table(), None, None, "separated")),
    }


def seconds(work: Callable[[], Any]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    print("| what | here, ms | in the sandbox, ms | more, ms |\n| --- | ---: | ---: | ---: |")
    for name, (function, given) in cases().items():
        here = partial(function, *given)
        there = partial(sandbox.run, function, *given)
        seconds(here), seconds(there), seconds(there)  # warm
        times = [(seconds(here), seconds(there)) for _run in range(RUNS)]
        alone, boxed = (median(each) * 1e3 for each in zip(*times))
        print(f"| {name} | {alone:.1f} | {boxed:.1f} | {boxed - alone:.1f} |")
