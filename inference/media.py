"""Pictures, sounds and videos, from files that people hand in: decoded in the sandbox.

How, and with which limits, is in `inference.decoding`. Files of the project, given by their path,
are decoded here. transformers would also take a path or a URL and open it; nothing that a user
types ever reaches it that way.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from PIL import Image

import sandbox
from i18n import N_, Problem, Sentence

from .decoding import pictures, sounds, videos
from .decoding.differences import of_picture, of_sound

MAX_BYTES = 100_000_000
LIMITS = sandbox.Limits(cpu=5, seconds=20)
SOUND_LIMITS = sandbox.Limits(cpu=10, seconds=30)
VIDEO_LIMITS = sandbox.Limits(cpu=25, seconds=60)
"""What decoding may take; half an hour of sound and a minute of video take a while."""
PREVIEW_SECONDS, PREVIEW_RATE = 120, 22_050
"""The beginning of a sound that is played before it is run."""
SILENCE = 1e-4
"""Loudest sample, of 1, of a recording that counts as silent."""


class HandedIn(bytes):
    """The bytes of a file that was handed in by itself, and its name; "" for an empty drawing."""

    name: str

    def __new__(cls, data: bytes, name: str = "") -> "HandedIn":
        file = super().__new__(cls, data)
        file.name = name
        return file


@dataclass(frozen=True, eq=False)
class Audio:
    """A recording: samples (float32, mono, from -1 to 1) and how many of them make a second."""

    samples: np.ndarray
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    def at(self, rate: int) -> "Audio":
        """The same sound, resampled."""
        if rate == self.rate:
            return self
        return Audio(soxr.resample(self.samples, self.rate, rate).astype(np.float32), rate)

    def for_pipeline(self, pipe: Any) -> dict[str, Any]:
        """What an audio pipeline takes, at its rate; it empties the dict that it is handed.

        A recording that is shorter than what the convolutions of the model span, as of a
        Wav2Vec2, is followed by silence: they fail on less.
        """
        sound = self.at(pipe.feature_extractor.sampling_rate)
        missing = max(0, _span(pipe.model.config) - len(sound.samples))
        return {"raw": np.pad(sound.samples, (0, missing)), "sampling_rate": sound.rate}

    def wav(self) -> bytes:
        """The recording as a WAV file of 16 bits."""
        file = io.BytesIO()
        soundfile.write(file, self.samples, self.rate, format="WAV", subtype="PCM_16")
        return file.getvalue()


def _span(config: Any) -> int:
    """How many samples the convolutions that take in sound need for one vector."""
    layers = zip(getattr(config, "conv_kernel", ()), getattr(config, "conv_stride", ()))
    span = 1
    for kernel, stride in reversed(list(layers)):
        span = (span - 1) * stride + kernel
    return span


def open_image(source: bytes | Path) -> Image.Image:
    """A picture (RGB, upright, on white) from the bytes of a file, or from a file of the project.

    Of several, as in an animation, it is the first. Raises `i18n.Problem` where it is none, is
    damaged, or is too large.
    """
    return _image(_decode(pictures.pixels, source))


def open_audio(source: bytes | Path) -> Audio:
    """A recording from the bytes of a file, or from a file of the project.

    That may be a video: its sound is taken. Channels are averaged; where they cancel each other,
    the strongest is taken. Raises `i18n.Problem` where it is none, is too long or is silent.
    """
    rate, blocks, _cancelled = _decode(sounds.samples, source, SOUND_LIMITS)
    audio = Audio(np.frombuffer(b"".join(blocks), dtype=np.float32), rate)
    check_audio(audio)
    return audio


def open_video(source: bytes | Path) -> list[Image.Image]:
    """Frames (RGB, upright) of a video or of an animated GIF or WebP, evenly spread over it.

    They are at most `videos.MAX_FRAMES`, none larger than `videos.SIDE`. Raises `i18n.Problem`
    where it is none, or its frames are too large.
    """
    frames, *_known = _decode(videos.frames, source, VIDEO_LIMITS)
    return [_image(frame) for frame in frames]


@dataclass(frozen=True)
class Preview:
    """A file that shows what was handed in, and what to say of how it is read."""

    file: bytes
    note: Sentence | None = None


def preview(kind: str, source: bytes | Path) -> Preview:
    """A small PNG that shows an "image" or a "video", or a WAV of the beginning of an "audio".

    Raises `i18n.Problem` as `open_image`.
    """
    return {"image": _shown_image, "audio": _shown_audio, "video": _shown_video}[kind](source)


def _shown_image(source: bytes | Path) -> Preview:
    file, count = _decode(pictures.small, source)
    several = N_("This file holds {count} pictures: the first is read.")
    return Preview(file, Sentence(several, count=count) if count > 1 else None)


def _shown_audio(source: bytes | Path) -> Preview:
    rate, blocks, cancelled = _decode(sounds.samples, source, SOUND_LIMITS, PREVIEW_SECONDS)
    audio = Audio(np.frombuffer(b"".join(blocks), dtype=np.float32), rate)
    if not audio.samples.size:
        check_audio(audio)
    note = N_("The channels of this recording cancel each other: the strongest alone is read.")
    return Preview(audio.at(PREVIEW_RATE).wav(), Sentence(note) if cancelled else None)


def _shown_video(source: bytes | Path) -> Preview:
    file, total, read, seconds = _decode(videos.strip, source, VIDEO_LIMITS)
    if read == total:
        return Preview(file)
    note = N_("{read} of {total:,} frames of these {seconds:.1f} seconds are read.")
    return Preview(file, Sentence(note, read=read, total=total, seconds=seconds))


def check(kind: str, source: bytes | Path) -> None:
    """Raise `i18n.Problem` for a file whose first bytes say that it cannot be opened.

    This costs next to nothing; what is damaged further on shows when the file is opened.
    """
    _decode({"image": pictures, "audio": sounds, "video": videos}[kind].check, source)


def differences(kind: str, source: bytes | Path) -> tuple[str, list[str]]:
    """The ending that suits the name of an "image" or an "audio", "" for others, and what it takes
    to read it as here: see `inference.decoding.differences`. Raises `i18n.Problem` as they do."""
    if kind == "image":
        return _decode(of_picture, source)
    return _decode(of_sound, source, SOUND_LIMITS) if kind == "audio" else ("", [])


def _decode(
    decode: Callable[..., Any],
    source: bytes | Path,
    limits: sandbox.Limits = LIMITS,
    *arguments: Any,
) -> Any:
    """What `decode` makes of a file: in the sandbox, but for one of the project."""
    data = _read(source)
    if isinstance(source, Path):
        return decode(data, *arguments)
    return sandbox.run(decode, data, *arguments, limits=limits)


def _image(frame: pictures.Frame) -> Image.Image:
    width, height, pixels = frame
    return Image.frombytes("RGB", (width, height), pixels)


def check_audio(audio: Audio) -> None:
    """Raise `i18n.Problem` for a recording with nothing in it, or too long."""
    if not audio.samples.size or not np.isfinite(audio.samples).all():
        raise Problem(N_("This recording holds no sound: choose another."))
    if np.abs(audio.samples).max() < SILENCE:
        raise Problem(N_("This recording is silent: check the microphone, or choose another."))


def _read(source: bytes | Path) -> bytes:
    if isinstance(source, Path):
        return source.read_bytes()
    if isinstance(source, str):
        raise Problem(
            N_(
                "{text!r} is a path or an address, and those are never opened: upload "
                "the file itself."
            ),
            text=source[:200],
        )
    if len(source) > MAX_BYTES:
        raise Problem(
            N_("This file has {megabytes:.0f} MB; {most:.0f} can be read: choose a smaller one."),
            megabytes=len(source) / 1e6,
            most=MAX_BYTES / 1e6,
        )
    return bytes(source)
