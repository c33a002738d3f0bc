"""Pictures and sounds, from files that people hand in: decoded here, with limits.

transformers would also take a path or a URL and open it; nothing that a user types ever
reaches it that way.
"""

import io
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
import soxr
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from i18n import N_, Problem

MAX_BYTES = 100_000_000
MAX_PIXELS = 50_000_000
MAX_SECONDS = 1800
MAX_FRAMES = 256
MAX_FRAME_PIXELS = 1_000_000
SILENCE = 1e-4
"""Loudest sample, of 1, of a recording that counts as silent."""


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
    """A picture (RGB, turned upright) from the bytes of a file, or from a file of the project.

    Raises `i18n.Problem` where it is none, is damaged, or is too large.
    """
    data = _read(source)
    try:
        image = Image.open(io.BytesIO(data))
    except Image.DecompressionBombError as error:  # Pillow's own limit, by the header alone
        count = re.search(r"\d+", str(error))
        raise _too_many_pixels(int(count[0]) if count else MAX_PIXELS) from None
    except (UnidentifiedImageError, OSError, ValueError):
        raise Problem(
            N_("This file is no picture that can be read: choose a PNG, JPEG, WebP or GIF.")
        ) from None
    _check_pixels(image)
    try:
        return ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError) as error:
        raise Problem(N_("This picture is damaged or not complete: choose another.")) from error


def _check_pixels(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels(image.width * image.height)


def _too_many_pixels(count: int) -> Problem:
    return Problem(
        N_("This picture has {millions:.0f} megapixels; {most:.0f} can be read: make it smaller."),
        millions=count / 1e6,
        most=MAX_PIXELS / 1e6,
    )


def open_audio(source: bytes | Path) -> Audio:
    """A recording from the bytes of a file (WAV, FLAC, OGG, MP3), or from a project's file.

    Channels are averaged. Raises `i18n.Problem` where it is none, is too long or is silent.
    """
    data = _read(source)
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.frames > MAX_SECONDS * file.samplerate:
                raise Problem(
                    N_(
                        "This recording lasts {minutes:.0f} minutes; {most:.0f} can be read: "
                        "cut it into shorter ones."
                    ),
                    minutes=file.frames / file.samplerate / 60,
                    most=MAX_SECONDS / 60,
                )
            samples = file.read(dtype="float32", always_2d=True).mean(axis=1)
            rate = file.samplerate
    except soundfile.LibsndfileError:
        raise Problem(
            N_("This file is no sound that can be read: choose a WAV, FLAC, OGG or MP3.")
        ) from None
    audio = Audio(samples, rate)
    check_audio(audio)
    return audio


def check_audio(audio: Audio) -> None:
    """Raise `i18n.Problem` for a recording with nothing in it, or too long."""
    if not audio.samples.size or not np.isfinite(audio.samples).all():
        raise Problem(N_("This recording holds no sound: choose another."))
    if np.abs(audio.samples).max() < SILENCE:
        raise Problem(N_("This recording is silent: check the microphone, or choose another."))


def open_video(source: bytes | Path) -> list[Image.Image]:
    """The frames (RGB) of a video (MP4, WebM, MOV) or of an animated GIF or WebP.

    Of a long video the first `MAX_FRAMES`. Raises `i18n.Problem` where it is none, or too large.
    """
    data = _read(source)
    try:
        file = Image.open(io.BytesIO(data))
        _check_frames(file.width, file.height)
        frames = ImageSequence.Iterator(file)
        return [frame.convert("RGB") for frame in islice(frames, MAX_FRAMES)]
    except UnidentifiedImageError:
        return _decoded(data)
    except (Image.DecompressionBombError, OSError, SyntaxError):
        raise _no_video() from None


def _decoded(data: bytes) -> list[Image.Image]:
    try:
        with av.open(io.BytesIO(data), "r") as container:
            stream = container.streams.video[0]
            _check_frames(stream.width, stream.height)
            frames = islice(container.decode(stream), MAX_FRAMES)
            images = [frame.to_image().convert("RGB") for frame in frames]
    except (av.FFmpegError, IndexError):
        raise _no_video() from None
    if not images:
        raise _no_video()
    return images


def _check_frames(width: int, height: int) -> None:
    if width * height > MAX_FRAME_PIXELS:
        raise Problem(
            N_("The frames of this video have {width} × {height} pixels: make it smaller."),
            width=width,
            height=height,
        )


def _no_video() -> Problem:
    return Problem(
        N_("This file is no video that can be read: choose an MP4, WebM, MOV, GIF or WebP.")
    )


def _read(source: bytes | Path) -> bytes:
    if isinstance(source, Path):
        return source.read_bytes()
    if isinstance(source, str):
        raise Problem(
            N_(
                "{text!r} is a path or an address, and those are never opened: hand in the file "
                "itself."
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


OPEN = {"image": open_image, "audio": open_audio, "video": open_video}
