"""Pictures, sounds and videos, from files that people hand in: decoded in the sandbox, with limits.

Those limits are known before anything is decoded: pixels, and pixels times frames; seconds, and
seconds times rate and channels. Files of the project, given by their path, are decoded here.
transformers would also take a path or a URL and open it; nothing that a user types ever
reaches it that way.
"""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
import soxr
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

import sandbox
from i18n import N_, Problem

MAX_BYTES = 100_000_000
MAX_PIXELS = 50_000_000
MAX_SECONDS = 1800
MAX_FRAMES = 256
MAX_FRAME_PIXELS = 1_000_000
MAX_SAMPLES = 200_000_000
"""Samples of a recording in all its channels: half an hour in stereo at 48 kHz, and some more."""
MAX_VIDEO_PIXELS = 64_000_000
"""Pixels of all frames of a video that are kept: 200 MB."""
PICTURES = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
MOVING = ("GIF", "WEBP", "PNG", "AVIF")
"""Formats that Pillow may read: of its others, some start programs."""
Image.init()  # it looks for a format that is asked for by name among those it has imported
LIMITS = sandbox.Limits(cpu=5, seconds=20)
SOUND_LIMITS = sandbox.Limits(cpu=10, seconds=30)
"""What decoding may take; half an hour of sound takes a while."""
PREVIEW = 560
PREVIEW_SECONDS, PREVIEW_RATE = 120, 22_050
"""What shows what was handed in: the longer side of a picture in pixels; a sound's beginning."""
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
    return _frame(_decode(_pixels, source))


def open_audio(source: bytes | Path) -> Audio:
    """A recording from the bytes of a file (WAV, FLAC, OGG, MP3), or from a project's file.

    Channels are averaged. Raises `i18n.Problem` where it is none, is too long or is silent.
    """
    rate, blocks = _decode(_samples, source, SOUND_LIMITS)
    audio = Audio(np.frombuffer(b"".join(blocks), dtype=np.float32), rate)
    check_audio(audio)
    return audio


def open_video(source: bytes | Path) -> list[Image.Image]:
    """The frames (RGB) of a video (MP4, WebM, MOV) or of an animated GIF or WebP.

    Of a long video the first `MAX_FRAMES`, or as many as have `MAX_VIDEO_PIXELS` together. Raises
    `i18n.Problem` where it is none, or too large.
    """
    return [_frame(frame) for frame in _decode(_frames, source)]


def preview(kind: str, source: bytes | Path) -> bytes:
    """A small PNG that shows an "image" or a "video", or a WAV of the beginning of an "audio".

    Raises `i18n.Problem` as `open_image`.
    """
    return _decode({"image": _small, "video": _strip, "audio": _beginning}[kind], source)


def check(kind: str, source: bytes | Path) -> None:
    """Raise `i18n.Problem` for a file whose first bytes say that it cannot be opened.

    This costs next to nothing; what is damaged further on shows when the file is opened.
    """
    _decode({"image": _check_image, "audio": _check_sound, "video": _check_video}[kind], source)


def _decode(
    decode: Callable[[bytes], Any], source: bytes | Path, limits: sandbox.Limits = LIMITS
) -> Any:
    """What `decode` makes of a file: in the sandbox, but for one of the project."""
    data = _read(source)
    return decode(data) if isinstance(source, Path) else sandbox.run(decode, data, limits=limits)


Frame = tuple[int, int, bytes]
"""Width, height, and three bytes a pixel."""


def _frame(frame: Frame) -> Image.Image:
    width, height, pixels = frame
    return Image.frombytes("RGB", (width, height), pixels)


@contextmanager
def _foreign(problem: Callable[[], Problem]) -> Iterator[None]:
    """Say `problem` of whatever a library raises: they raise nearly everything."""
    try:
        yield
    except (Problem, MemoryError):
        raise
    except Exception as error:
        raise problem() from error


def _picture(data: bytes) -> Image.Image:
    """A picture that is not decoded yet, and not too large for that."""
    try:
        image = Image.open(io.BytesIO(data), formats=PICTURES)
    except Image.DecompressionBombError as error:  # Pillow's own limit, by the header alone
        count = re.search(r"\d+", str(error))
        raise _too_many_pixels(int(count[0]) if count else MAX_PIXELS) from None
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels(image.width * image.height)
    return image


def _check_image(data: bytes) -> None:
    with _foreign(_no_picture):
        _picture(data)


def _upright(data: bytes) -> Image.Image:
    with _foreign(_no_picture):
        image = _picture(data)
    with _foreign(_damaged):
        return ImageOps.exif_transpose(image).convert("RGB")


def _pixels(data: bytes) -> Frame:
    image = _upright(data)
    return image.width, image.height, image.tobytes()


def _small(data: bytes) -> bytes:
    return _png(_upright(data))


def _strip(data: bytes) -> bytes:
    from .figures.pictures import filmstrip  # brings plotly, which nothing else here needs

    return _png(filmstrip([_frame(frame) for frame in _frames(data)]).image)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.thumbnail((PREVIEW, PREVIEW))
    image.save(file, "PNG")
    return file.getvalue()


def _no_picture() -> Problem:
    return Problem(N_("This file is no picture that can be read: choose a PNG, JPEG, WebP or GIF."))


def _damaged() -> Problem:
    return Problem(N_("This picture is damaged or not complete: choose another."))


def _too_many_pixels(count: int) -> Problem:
    return Problem(
        N_("This picture has {millions:.0f} megapixels; {most:.0f} can be read: make it smaller."),
        millions=count / 1e6,
        most=MAX_PIXELS / 1e6,
    )


@contextmanager
def _sound(data: bytes) -> Iterator[soundfile.SoundFile]:
    """A recording that is not decoded yet, and not too long for that."""
    with _foreign(_no_sound), soundfile.SoundFile(io.BytesIO(data)) as file:
        if file.frames > MAX_SECONDS * file.samplerate:
            raise Problem(
                N_(
                    "This recording lasts {minutes:.0f} minutes; {most:.0f} can be read: "
                    "cut it into shorter ones."
                ),
                minutes=file.frames / file.samplerate / 60,
                most=MAX_SECONDS / 60,
            )
        if file.frames * file.channels > MAX_SAMPLES:
            raise _too_many_samples(file.frames * file.channels)
        yield file


def _check_sound(data: bytes) -> None:
    with _sound(data):
        pass


def _samples(data: bytes) -> tuple[int, list[bytes]]:
    """Samples a second, and the samples in blocks, the mean of the channels in float32."""
    blocks, count = [], 0
    with _sound(data) as file:
        while len(block := file.read(1 << 18, dtype="float32", always_2d=True)):
            count += block.size
            if count > MAX_SAMPLES:  # a header may say less than there is
                raise _too_many_samples(count)
            blocks.append(block.mean(axis=1).tobytes())
        return file.samplerate, blocks


def _beginning(data: bytes) -> bytes:
    with _sound(data) as file:
        most = min(PREVIEW_SECONDS * file.samplerate, 20_000_000 // file.channels)
        samples = file.read(most, dtype="float32", always_2d=True)
        return Audio(samples.mean(axis=1), file.samplerate).at(PREVIEW_RATE).wav()


def _too_many_samples(count: int) -> Problem:
    return Problem(
        N_(
            "This recording has {millions:,.0f} million samples in all its channels; {most:,.0f} "
            "can be read: cut it into shorter ones."
        ),
        millions=count / 1e6,
        most=MAX_SAMPLES / 1e6,
    )


def _no_sound() -> Problem:
    return Problem(N_("This file is no sound that can be read: choose a WAV, FLAC, OGG or MP3."))


def check_audio(audio: Audio) -> None:
    """Raise `i18n.Problem` for a recording with nothing in it, or too long."""
    if not audio.samples.size or not np.isfinite(audio.samples).all():
        raise Problem(N_("This recording holds no sound: choose another."))
    if np.abs(audio.samples).max() < SILENCE:
        raise Problem(N_("This recording is silent: check the microphone, or choose another."))


def _check_video(data: bytes) -> None:
    _frames(data, most=1)


def _frames(data: bytes, most: int = MAX_FRAMES) -> list[Frame]:
    """The first frames of a video, at most so many."""
    with _foreign(_no_video):
        try:
            file = Image.open(io.BytesIO(data), formats=MOVING)
        except UnidentifiedImageError:
            return _decoded(data, most)
        count = min(most, _most_frames(file.width, file.height))
        images = (frame.convert("RGB") for frame in ImageSequence.Iterator(file))
        return [(*image.size, image.tobytes()) for image in islice(images, count)]


def _decoded(data: bytes, most: int) -> list[Frame]:
    """Frames from a container. Its kind is told by its first bytes and given to FFmpeg, which
    knows others that name further files to open."""
    kind = "matroska" if data.startswith(b"\x1a\x45\xdf\xa3") else "mp4"
    frames = []
    with av.open(io.BytesIO(data), "r", format=kind) as container:
        stream = container.streams.video[0]
        count = min(most, _most_frames(stream.width, stream.height))
        for frame in islice(container.decode(stream), count):
            _most_frames(frame.width, frame.height)
            image = frame.to_image().convert("RGB")
            frames.append((*image.size, image.tobytes()))
    if not frames:
        raise _no_video()
    return frames


def _most_frames(width: int, height: int) -> int:
    """How many frames of a size are kept. Raises `i18n.Problem` where one is too large."""
    if width * height > MAX_FRAME_PIXELS:
        raise Problem(
            N_("The frames of this video have {width} × {height} pixels: make it smaller."),
            width=width,
            height=height,
        )
    return MAX_VIDEO_PIXELS // max(1, width * height)


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
