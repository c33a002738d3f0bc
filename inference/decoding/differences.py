"""In what a file is read otherwise here than by the plain calls of Pillow and soundfile.

Who reads it with transformers alone needs lines for these, as pages that show Python write them.
"""

import io

import numpy as np
import soundfile
from PIL import Image, ImageOps

from . import sounds
from .containers import demuxer
from .pictures import FORMATS, flat, foreign, no_picture

LOOKED_AT = 10
"""Seconds of a recording that are compared."""
CLOSE = 1e-3
"""Samples that are the same, of 1: decoders of one kind of sound round differently."""

SUFFIXES = {
    "JPEG": "jpg", "MPO": "jpg", "TIFF": "tif", "HEIF": "heic", "matroska": "webm", "asf": "wma",
}  # fmt: skip
"""The endings of names of files, where they are not called as their format is."""


def of_picture(data: bytes) -> tuple[str, list[str]]:
    """The ending that suits the name of a picture; what is needed to read it.

    That are "heif" (no format of Pillow), "turned" (EXIF says how), "grey" (more than eight bits)
    or "fractions", "hole" (a grey value of these that means nothing), and "clear" (not opaque).
    """
    with foreign(no_picture):
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        named = image.format or ""
        suffix = SUFFIXES.get(named, named.lower())
        upright = ImageOps.exif_transpose(image)
        deep = "grey" if image.mode.startswith("I") else "fractions" if image.mode == "F" else ""
        hole = deep == "grey" and isinstance(image.info.get("transparency"), int)
        same = not deep and flat(image).tobytes() == upright.convert("RGB").tobytes()
        found = {
            "heif": named == "HEIF",
            "turned": image.getexif().get(0x0112, 1) != 1,
            deep: bool(deep),
            "hole": hole,
            "clear": not same and image.has_transparency_data,
        }
    return suffix, [need for need, there in found.items() if there]


def of_sound(data: bytes) -> tuple[str, list[str]]:
    """The ending that suits the name of a recording; what is needed to read it.

    That are "container" (soundfile does not read it, or otherwise) and "cancelled" (its channels
    cancel each other).
    """
    rate, blocks, cancelled = sounds.samples(data)
    heard = np.concatenate([np.frombuffer(block, np.float32) for block in blocks])
    needs = [] if _reads_alike(data, rate, heard, cancelled) else ["container"]
    return _suffix(data), needs + ["cancelled"] * cancelled


def _suffix(data: bytes) -> str:
    name = demuxer(data) or ""
    if name == "mp4" and data[8:11] == b"M4A":
        return "m4a"
    return SUFFIXES.get(name, name)


def _reads_alike(data: bytes, rate: int, heard: np.ndarray, cancelled: bool) -> bool:
    """Whether soundfile reads the same samples, at the beginning and in number."""
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if (file.samplerate, file.frames) != (rate, len(heard)):
                return False
            read = file.read(LOOKED_AT * rate, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, ValueError):
        return False
    if cancelled:
        return True  # the strongest channel, whichever reads it
    return bool(np.allclose(read.mean(axis=1), heard[: len(read)], atol=CLOSE))
