"""Recordings: the sound of any container that FFmpeg opens here, as one channel of samples."""

from collections.abc import Iterator
from contextlib import contextmanager

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from i18n import N_, Problem

from .containers import decode, opened
from .pictures import foreign

MAX_SECONDS = 1800
MAX_SAMPLES = 200_000_000
"""Samples of a recording in all its channels: half an hour in stereo at 48 kHz, and some more."""
MAX_CHANNELS = 64
CANCELLED = 0.1
"""Energy of the mean of the channels below which they cancel each other: this share of what it is
for channels that have nothing to do with each other."""
EQUAL = 0.999
"""Share of the energy of the strongest channel from which on another is as strong: the first of
these is taken, so that no rounding decides between a sound and the same turned over."""

Sound = tuple[int, list[bytes], bool]
"""Samples a second; the samples in blocks, float32; whether they are those of one channel, as the
channels cancel each other."""


def samples(data: bytes, seconds: float | None = None) -> Sound:
    """The sound in a file, or its first `seconds`: the mean of its channels.

    Where they cancel each other, as in a recording whose left is its right turned over, it is the
    channel with most energy, the first of those that have as much.
    """
    rate, mixed, energy = 0, 0.0, np.zeros(1)
    blocks: list[bytes] = []
    for heard, block in _blocks(data, seconds):
        rate, mean = heard, block.mean(axis=0)
        energy = energy + np.square(block).sum(axis=1)
        mixed += float(np.square(mean).sum())
        blocks.append(mean.tobytes())
    if mixed >= CANCELLED * energy.sum() / len(energy) ** 2:
        return rate, blocks, False
    strongest = int((energy > EQUAL * energy.max()).argmax())
    return rate, [block[strongest].tobytes() for _, block in _blocks(data, seconds)], True


def check(data: bytes) -> None:
    """Raise `i18n.Problem` for a file whose beginning says that it holds no sound, or too much."""
    with _stream(data):
        pass


@contextmanager
def _stream(data: bytes) -> Iterator[tuple[InputContainer, AudioStream]]:
    """A recording that is not decoded yet, and not too long for that, if it says how long it is."""
    with foreign(_no_sound), opened(data) as container:
        if not container.streams.audio and any(_moves(each) for each in container.streams.video):
            raise Problem(N_("This video has no sound."))
        stream = container.streams.audio[0]
        stream.codec_context.thread_count = 1
        seconds = _seconds(container, stream)
        if seconds > MAX_SECONDS:
            raise Problem(
                N_(
                    "This recording lasts {minutes:.0f} minutes; {most:.0f} can be read: "
                    "cut it into shorter ones."
                ),
                minutes=seconds / 60,
                most=MAX_SECONDS / 60,
            )
        if stream.channels > MAX_CHANNELS:
            raise _no_sound()
        count = seconds * stream.sample_rate * stream.channels
        if count > MAX_SAMPLES:
            raise _too_many_samples(count)
        yield container, stream


def _moves(stream: VideoStream) -> bool:
    """Whether a stream has more than one picture, as far as it says; a HEIC has one."""
    return stream.frames != 1


def _seconds(container: InputContainer, stream: AudioStream) -> float:
    """How long a recording says that it is; 0 where it does not say."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def _blocks(data: bytes, seconds: float | None) -> Iterator[tuple[int, np.ndarray]]:
    """The rate, and float32 values by channel, of one piece after the other, `seconds` at most."""
    rate = channels = count = 0
    with _stream(data) as (container, stream):
        for decoded in decode(container, stream):
            block = _floats(decoded)
            rate, channels = rate or decoded.sample_rate, channels or len(block)
            if (decoded.sample_rate, len(block)) != (rate, channels):
                raise Problem(N_("This recording changes its rate or its channels: convert it."))
            room = round((seconds or MAX_SECONDS + 1) * rate) - count
            count += block.shape[1]
            if count * channels > MAX_SAMPLES:  # a header may say less than there is
                raise _too_many_samples(count * channels)
            if seconds is None and count > MAX_SECONDS * rate:
                raise Problem(
                    N_(
                        "This recording lasts more than {most:.0f} minutes, the most that can be "
                        "read: cut it into shorter ones."
                    ),
                    most=MAX_SECONDS / 60,
                )
            yield rate, block[:, :room]
            if seconds is not None and count >= seconds * rate:
                return


def _floats(decoded: av.AudioFrame) -> np.ndarray:
    """The samples of a frame, channels × samples, from -1 to 1."""
    values = decoded.to_ndarray()
    if decoded.format.is_packed:
        values = values.reshape(-1, len(decoded.layout.channels)).T
    if values.dtype.kind == "f":
        return values.astype(np.float32)
    middle = 128 if values.dtype == np.uint8 else 0
    return (values.astype(np.float32) - middle) / 2.0 ** (8 * values.itemsize - 1)


def _too_many_samples(count: float) -> Problem:
    return Problem(
        N_(
            "This recording has {millions:,.0f} million samples in all its channels; {most:,.0f} "
            "can be read: cut it into shorter ones."
        ),
        millions=count / 1e6,
        most=MAX_SAMPLES / 1e6,
    )


def _no_sound() -> Problem:
    return Problem(
        N_("This file cannot be read as audio: choose an M4A, MP3, WAV, FLAC, OGG or WebM.")
    )
